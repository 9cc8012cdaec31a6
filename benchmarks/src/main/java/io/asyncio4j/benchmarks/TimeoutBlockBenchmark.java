package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.timeout;

import io.asyncio4j.benchmarks.kotlin.Timing;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A block that does not suspend, under a time limit that does not expire: the limit is set and taken away. */
@OperationsPerInvocation(TimeoutBlockBenchmark.TIMES)
public class TimeoutBlockBenchmark extends BenchmarkOnLoops {

    static final int TIMES = 100_000;
    private static final int LIMIT_SECONDS = 10;

    @Benchmark
    public int carried() {
        return exactly(TIMES, carried.run(this::blocksWithTimeout));
    }

    @Benchmark
    public int portable() {
        return exactly(TIMES, portable.run(this::blocksWithTimeout));
    }

    @Benchmark
    public int kotlin() {
        return exactly(TIMES, Timing.blocksWithTimeout(TIMES, LIMIT_SECONDS));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(TIMES, inVirtualThread(this::withVirtualThreads));
    }

    private int blocksWithTimeout() throws TimeoutException {
        var limit = Duration.ofSeconds(LIMIT_SECONDS);
        int[] done = new int[1];
        for (int i = 0; i < TIMES; i++) {
            timeout(limit, () -> {
                done[0]++;
            });
        }
        return done[0];
    }

    private int withVirtualThreads() {
        int done = 0;
        try (var timers = new ScheduledThreadPoolExecutor(1)) {
            timers.setRemoveOnCancelPolicy(true);
            Thread self = Thread.currentThread();
            for (int i = 0; i < TIMES; i++) {
                var limit = timers.schedule(self::interrupt, LIMIT_SECONDS, TimeUnit.SECONDS);
                try {
                    done++;
                } finally {
                    limit.cancel(false);
                }
            }
        }
        return done;
    }
}
