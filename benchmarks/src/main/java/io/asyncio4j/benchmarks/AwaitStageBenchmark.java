package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.TearDown;

/** A stage that a virtual thread of the JDK completes, and that a task waits for. */
@OperationsPerInvocation(AwaitStageBenchmark.TIMES)
public class AwaitStageBenchmark extends BenchmarkOnLoops {

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
            done += await(CompletableFuture.supplyAsync(() -> 1, threads));
        }
        return done;
    }

    private int withVirtualThreads() throws Exception {
        int done = 0;
        for (int i = 0; i < TIMES; i++) {
            done += CompletableFuture.supplyAsync(() -> 1, threads).get();
        }
        return done;
    }
}
