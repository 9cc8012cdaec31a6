package io.asyncio4j.internal.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a loop remembers of the last tasks that have ended. Whoever holds the loop writes it; any thread may read it.
 */
/*
 * A task may take no more than some tens of nanoseconds from its creation to its end. So nothing is made here, and a
 * reference is stored only where another one stood: the arrays are old objects, and a collector wants to know of each
 * reference that is written into one. Tasks that run the same code, and have no names, cost a few stores of numbers.
 *
 * A reader copies what it sees and drops what may have been written over meanwhile, which `begun` tells: it grows before
 * an entry is written, and `count` afterwards.
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
    private final long[] ids;
    private final long[] nameNumbers;
    private final byte[] states;
    private final boolean[] classNames;
    private final @Nullable String[] names;
    private final @Nullable String[] coroutines;
    private final @Nullable String[] failures;

    // written by whoever holds the loop, read by any thread: how many entries were written, and begun
    private long count;
    private long begun;

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
        ids = new long[capacity];
        nameNumbers = new long[capacity];
        states = new byte[capacity];
        classNames = new boolean[capacity];
        names = new String[capacity];
        coroutines = new String[capacity];
        failures = new String[capacity];
    }

    /** Remembers one; see {@link Ended}. */
    public void add(long id, @Nullable String name, long nameNumber, String coroutine,
            boolean isClassName, byte state, @Nullable String failure) {
        long count = this.count;
        int at = (int) count & (capacity - 1);
        BEGUN.setOpaque(this, count + 1);
        VarHandle.storeStoreFence();
        ids[at] = id;
        nameNumbers[at] = nameNumber;
        states[at] = state;
        classNames[at] = isClassName;
        if (names[at] != name) {
            names[at] = name;
        }
        if (coroutines[at] != coroutine) {
            coroutines[at] = coroutine;
        }
        if (failures[at] != failure) {
            failures[at] = failure;
        }
        COUNT.setRelease(this, count + 1);
    }

    /** Gives {@code consumer} those that are remembered, the last one first. */
    public void forEach(Consumer<Ended> consumer) {
        long seen = (long) COUNT.getAcquire(this);
        var found = new Ended[(int) Math.min(seen, capacity)];
        for (int i = 0; i < found.length; i++) {
            int at = (int) (seen - 1 - i) & (capacity - 1);
            String coroutine = coroutines[at];
            found[i] = new Ended(ids[at], names[at], nameNumbers[at], coroutine == null ? "" : coroutine,
                    classNames[at], states[at], failures[at]);
        }
        VarHandle.loadLoadFence();
        long kept = capacity - ((long) BEGUN.getOpaque(this) - seen);
        Arrays.stream(found).limit(Math.max(0, kept)).forEach(consumer);
    }
}
