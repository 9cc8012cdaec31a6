package io.asyncio4j.offload.internal.pool;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What a pool does later, on a thread of its own. What is still to be done when it is stopped is dropped. */
final class PoolClock {

    private final ScheduledThreadPoolExecutor executor;

    PoolClock(String pool) {
        executor = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name(pool + " clock").inheritInheritableThreadLocals(false)
                        .factory());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRejectedExecutionHandler((command, stopped) -> {}); // it was stopped
    }

    /** Runs {@code action} after {@code delay}, unless what this returns is cancelled before. */
    Future<?> after(Duration delay, Runnable action) {
        return executor.schedule(action, nanos(delay), TimeUnit.NANOSECONDS);
    }

    /** {@return {@code time} in nanoseconds}; 292 years for what is longer, such as "for ever". */
    static long nanos(Duration time) {
        return TimeUnit.NANOSECONDS.convert(time);
    }

    /** Runs {@code action} again and again. */
    void every(Duration period, Runnable action) {
        var _ = executor.scheduleWithFixedDelay(action, nanos(period), nanos(period), TimeUnit.NANOSECONDS);
    }

    void stop() {
        executor.shutdown();
    }
}
