package io.asyncio4j.offload.internal.pool;

import io.asyncio4j.offload.PoolStatistics;

/** What has happened in a pool so far; guarded by its lock. */
final class Counts {

    static final int NONE = 0;
    static final int SUCCEEDED = 1;
    static final int FAILED = 2;
    static final int CANCELLED = 3;
    static final int LOST = 4;

    long submitted;
    long started;
    long died;
    long killed;
    private final long[] ended = new long[LOST + 1];

    /** Counts a call whose future has ended; {@link #NONE} if it had before. */
    void ended(int how) {
        ended[how]++;
    }

    PoolStatistics toStatistics(int size, int children, int busy, int idle, int waiting) {
        return new PoolStatistics(size, children, busy, idle, waiting, submitted, ended[SUCCEEDED],
                ended[FAILED],
                ended[CANCELLED], ended[LOST], started, died, killed);
    }
}
