package io.asyncio4j.internal.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a loop remembers of the last tasks that have ended. Whoever holds the loop writes it; any thread may read it.
 */
/*
 * A task may take no more than some tens of nanoseconds from its creation to its end, so this may take a few at most.
 * Most tasks end as the one before did: same code, no name, no failure. What they have in common is their form, which is
 * kept once; of such a task a single number is stored, and nothing is made. Forms are in a ring of their own, as
 * long: an entry has at most one that the entry before had not, so no form goes before the last entry that has it.
 *
 * A reader copies what it sees and drops what may have been written over meanwhile, which `begun` tells: it grows before
 * an entry and its form are written, and `count` afterwards.
 */
public final class EndedRing {

    private static final VarHandle COUNT;
    private static final VarHandle BEGUN;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(EndedRing.class, "count", long.class);
            BEGUN = MethodHandles.lookup().findVarHandle(EndedRing.class, "begun", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // fixed
    private final int capacity;
    // of each entry the task's id, and in the lowest bits where its form is
    private final long[] entries;
    private final int formBits;
    private final @Nullable Form[] forms;

    // of whoever holds the loop: the last form, and its parts, which are compared with the next task's
    private int form;
    private @Nullable String coroutine;
    private long traits;

    // written by whoever holds the loop, read by any thread: how many entries were written, and begun
    private long count;
    @SuppressWarnings("UnusedVariable") // by its handle it is
    private long begun;

    /** What tasks have in common that end alike; {@code traits} as {@link #traits(long, byte, boolean)} has them. */
    private record Form(@Nullable String name, String coroutine, long traits, @Nullable String failure) {

        Ended of(long id) {
            return new Ended(id, name, id + (traits >> 8), coroutine, (traits & 1) != 0,
                    (byte) ((traits & 0xff) >> 1),
                    failure);
        }
    }

    /**
     * A task that has ended.
     *
     * @param coroutine its name without parentheses, or that of its class
     * @param name null for a task that was never asked for its name, which is made of {@code nameNumber}
     * @param state as futures have it
     * @param failure the exception, as a text, or null
     */
    public record Ended(long id, @Nullable String name, long nameNumber, String coroutine,
            boolean isClassName, byte state, @Nullable String failure) {}

    /** @param capacity a power of two */
    public EndedRing(int capacity) {
        this.capacity = capacity;
        entries = new long[capacity];
        forms = new Form[capacity];
        formBits = Integer.numberOfTrailingZeros(capacity);
    }

    /**
     * Remembers one; see {@link Ended}.
     *
     * @param offset what is to be added to {@code id} to get the number of its name
     */
    public void add(long id, @Nullable String name, int offset, String coroutine, boolean isClassName,
            byte state,
            @Nullable String failure) {
        long traits = traits(offset, state, isClassName);
        long count = this.count;
        BEGUN.setOpaque(this, count + 1);
        VarHandle.storeStoreFence();
        if (coroutine != this.coroutine || traits != this.traits || name != null || failure != null) {
            note(new Form(name, coroutine, traits, failure));
        }
        entries[(int) count & (capacity - 1)] = id << formBits | form;
        COUNT.setRelease(this, count + 1);
    }

    private void note(Form next) {
        int at = (form + 1) & (capacity - 1);
        forms[at] = next;
        form = at;
        // the next task has no part in a name or a failure
        coroutine = next.name == null && next.failure == null ? next.coroutine : null;
        traits = next.traits;
    }

    private static long traits(long offset, byte state, boolean isClassName) {
        return offset << 8 | state << 1 | (isClassName ? 1 : 0);
    }

    /** Gives {@code consumer} those that are remembered, the last one first. */
    public void forEach(Consumer<Ended> consumer) {
        long seen = (long) COUNT.getAcquire(this);
        var found = new @Nullable Ended[(int) Math.min(seen, capacity)];
        for (int i = 0; i < found.length; i++) {
            long entry = entries[(int) (seen - 1 - i) & (capacity - 1)];
            Form form = forms[(int) entry & (capacity - 1)];
            found[i] = form == null ? null : form.of(entry >> formBits);
        }
        VarHandle.loadLoadFence();
        long kept = capacity - ((long) BEGUN.getOpaque(this) - seen);
        Arrays.stream(found).limit(Math.max(0, kept)).filter(Objects::nonNull).map(Objects::requireNonNull)
                .forEach(consumer);
    }
}
