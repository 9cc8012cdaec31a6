package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.toThread;

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
        return exactly(TIMES, carried.run(this::onALoop));
    }

    @Benchmark
    public int portable() {
        return exactly(TIMES, portable.run(this::onALoop));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(TIMES, inVirtualThread(this::withVirtualThreads));
    }

    private int onALoop() {
        int done = 0;
        for (int i = 0; i < TIMES; i++) {
            done += toThread(() -> 1);
        }
        return done;
    }

    private int withVirtualThreads() throws Exception {
        int done = 0;
        for (int i = 0; i < TIMES; i++) {
            done += threads.submit(() -> 1).get();
        }
        return done;
    }
}
