package io.asyncio4j.internal.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The newest events of a loop, in a ring of 16 bytes each: nanoseconds and kind in one number, whom it is about and what
 * else there is to say in the other.
 *
 * <p>Whoever holds the loop writes, any thread may read meanwhile. An event is published by the count of those that were
 * written; a reader copies, looks at the count again, and drops what may have been written over in between.
 */
final class EventRing {

    /** How many bytes an event takes. */
    static final int EVENT_BYTES = 16;

    private static final int KIND_BITS = 8;
    private static final VarHandle WRITTEN;

    static {
        try {
            WRITTEN = MethodHandles.lookup().findVarHandle(EventRing.class, "written", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] words;
    private final int mask;

    // written by whoever holds the loop, with release; read by any thread, with acquire
    private long written;

    /** @param events how many are kept; a power of two */
    EventRing(int events) {
        words = new long[events << 1];
        mask = events - 1;
    }

    void write(int kind, long nanos, int subject, int other) {
        long place = written;
        int at = (int) place & mask;
        words[at << 1] = nanos << KIND_BITS | kind;
        words[(at << 1) + 1] = (long) subject << Integer.SIZE | other & 0xffff_ffffL;
        WRITTEN.setRelease(this, place + 1);
        VarHandle.storeStoreFence(); // so that nobody sees the next event's words under this event's count
    }

    /** What was in the ring at one moment: two words for each event, see {@link #nanos} and so on; how many were lost. */
    static final class Copy {
        final long[] words;
        final long lost;

        private Copy(long[] words, long lost) {
            this.words = words;
            this.lost = lost;
        }
    }

    /** {@return the newest events} Any thread may ask. */
    Copy copy() {
        long end = (long) WRITTEN.getAcquire(this);
        long capacity = mask + 1L;
        long start = Math.max(0, end - capacity);
        var copy = new long[(int) (end - start) << 1];
        int untilEnd = (int) Math.min(end - start, capacity - (start & mask)) << 1;
        System.arraycopy(words, (int) (start & mask) << 1, copy, 0, untilEnd);
        System.arraycopy(words, 0, copy, untilEnd, copy.length - untilEnd);
        VarHandle.acquireFence();
        long now = (long) WRITTEN.getAcquire(this);
        // one less than fit in: the next one may be half written, without a count
        long intact = Math.min(end, Math.max(start, now + 1 - capacity));
        long[] rest = intact == start ? copy
                : Arrays.copyOfRange(copy, (int) (intact - start) << 1, copy.length);
        return new Copy(rest, intact);
    }

    static int kind(long first) {
        return (int) first & (1 << KIND_BITS) - 1;
    }

    static long nanos(long first) {
        return first >> KIND_BITS;
    }

    static long first(int kind, long nanos) {
        return nanos << KIND_BITS | kind;
    }

    static int subject(long second) {
        return (int) (second >> Integer.SIZE);
    }

    static int other(long second) {
        return (int) second;
    }

    static long second(int subject, int other) {
        return (long) subject << Integer.SIZE | other & 0xffff_ffffL;
    }
}
