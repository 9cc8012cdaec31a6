package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.toThread;

import io.asyncio4j.Runner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.TearDown;

/** A call on another thread that returns at once, and that a task waits for. */
@OperationsPerInvocation(ToThreadBenchmark.TIMES)
public class ToThreadBenchmark extends BenchmarkOnLoops {

    static final int TIMES = 20_000;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @TearDown
    public void closeThreads() {
        threads.close();
    }

    @Benchmark
    public int carried() {
        return exactly(TIMES, onALoop(carried, TIMES));
    }

    @Benchmark
    public int portable() {
        return exactly(TIMES, onALoop(portable, TIMES));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(TIMES, withVirtualThreads(TIMES));
    }

    static int onALoop(Runner runner, int times) {
        return runner.run(() -> {
            int done = 0;
            for (int i = 0; i < times; i++) {
                done += toThread(() -> 1);
            }
            return done;
        });
    }

    int withVirtualThreads(int times) {
        return inVirtualThread(() -> {
            int done = 0;
            for (int i = 0; i < times; i++) {
                done += threads.submit(() -> 1).get();
            }
            return done;
        });
    }
}
