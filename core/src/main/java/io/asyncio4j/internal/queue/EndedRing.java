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
    // of each entry its id; then the number of its name, its state and whether its coroutine's name is a class's
    private final long[] numbers;
    // of each entry its name, its coroutine's name and its failure, and one place more, so that it is found by a shift
    private final @Nullable String[] texts;

    // written by whoever holds the loop, read by any thread: how many entries were written, and begun
    private long count;
    @SuppressWarnings("UnusedVariable") // by its handle it is
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
        numbers = new long[capacity << 1];
        texts = new String[capacity << 2];
    }

    /** Remembers one; see {@link Ended}. */
    public void add(long id, @Nullable String name, long nameNumber, String coroutine,
            boolean isClassName, byte state, @Nullable String failure) {
        long count = this.count;
        int at = (int) count & (capacity - 1);
        BEGUN.setOpaque(this, count + 1);
        VarHandle.storeStoreFence();
        long[] numbers = this.numbers;
        numbers[at << 1] = id;
        numbers[(at << 1) + 1] = nameNumber << 8 | state << 1 | (isClassName ? 1 : 0);
        put(at << 2, name);
        put((at << 2) + 1, coroutine);
        put((at << 2) + 2, failure);
        COUNT.setRelease(this, count + 1);
    }

    private void put(int at, @Nullable String text) {
        if (texts[at] != text) {
            texts[at] = text;
        }
    }

    /** Gives {@code consumer} those that are remembered, the last one first. */
    public void forEach(Consumer<Ended> consumer) {
        long seen = (long) COUNT.getAcquire(this);
        var found = new Ended[(int) Math.min(seen, capacity)];
        for (int i = 0; i < found.length; i++) {
            int at = (int) (seen - 1 - i) & (capacity - 1);
            long packed = numbers[(at << 1) + 1];
            String coroutine = texts[(at << 2) + 1];
            found[i] = new Ended(numbers[at << 1], texts[at << 2], packed >> 8,
                    coroutine == null ? "" : coroutine, (packed & 1) != 0,
                    (byte) ((packed & 0xff) >> 1), texts[(at << 2) + 2]);
        }
        VarHandle.loadLoadFence();
        long kept = capacity - ((long) BEGUN.getOpaque(this) - seen);
        Arrays.stream(found).limit(Math.max(0, kept)).forEach(consumer);
    }
}
