package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.benchmarks.kotlin.Switching;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** {@code sleep(0)} of the only task: it gives way, and there is nobody to take over. */
@OperationsPerInvocation(SleepZeroBenchmark.TIMES)
public class SleepZeroBenchmark extends BenchmarkOnLoops {

    static final int TIMES = 100_000;

    @Benchmark
    public int carried() {
        return exactly(TIMES, carried.run(this::giveWayAlone));
    }

    @Benchmark
    public int portable() {
        return exactly(TIMES, portable.run(this::giveWayAlone));
    }

    @Benchmark
    public int kotlin() {
        return exactly(TIMES, Switching.yieldAlone(TIMES));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(TIMES, inVirtualThread(this::withVirtualThreads));
    }

    private int giveWayAlone() {
        int done = 0;
        for (int i = 0; i < TIMES; i++) {
            sleep(Duration.ZERO);
            done++;
        }
        return done;
    }

    private int withVirtualThreads() {
        int done = 0;
        for (int i = 0; i < TIMES; i++) {
            Thread.yield();
            done++;
        }
        return done;
    }
}
