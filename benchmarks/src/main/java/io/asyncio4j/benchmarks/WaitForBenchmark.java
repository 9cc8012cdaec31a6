package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;

import io.asyncio4j.benchmarks.kotlin.Timing;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** {@code waitFor(sleep(0), 10 s)}: a call that gives way once, under a time limit that does not expire. */
@OperationsPerInvocation(WaitForBenchmark.TIMES)
public class WaitForBenchmark extends BenchmarkOnLoops {

    static final int TIMES = 100_000;
    private static final int LIMIT_SECONDS = 10;

    @Benchmark
    public int carried() {
        return exactly(TIMES, carried.run(this::waitForSleep));
    }

    @Benchmark
    public int portable() {
        return exactly(TIMES, portable.run(this::waitForSleep));
    }

    @Benchmark
    public int kotlin() {
        return exactly(TIMES, Timing.yieldWithTimeout(TIMES, LIMIT_SECONDS));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(TIMES, inVirtualThread(this::withVirtualThreads));
    }

    private int waitForSleep() throws TimeoutException {
        var limit = Duration.ofSeconds(LIMIT_SECONDS);
        int done = 0;
        for (int i = 0; i < TIMES; i++) {
            done += waitFor(() -> sleep(Duration.ZERO, 1), limit);
        }
        return done;
    }

    private int withVirtualThreads() throws InterruptedException, ExecutionException, TimeoutException {
        int done = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TIMES; i++) {
                done += executor.submit(() -> {
                    Thread.yield();
                    return 1;
                }).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        }
        return done;
    }
}
