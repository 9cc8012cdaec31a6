package io.asyncio4j.benchmarks;

import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.Runner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** An item of two pools of workers as in {@link WorkerPoolBenchmark}, on a loop and a core each, and on one loop in turn. */
@OperationsPerInvocation(2 * WorkerPoolBenchmark.ITEMS)
public class WorkerPoolTwoLoopsBenchmark extends BenchmarkOnLoops {

    private final Runner second = runner(Threads.CARRIED);
    private final ExecutorService secondThread =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    @Benchmark
    public int carried() throws InterruptedException, ExecutionException {
        var half = secondThread.submit(() -> second.run(WorkerPoolBenchmark::pool));
        int other = carried.run(WorkerPoolBenchmark::pool);
        return exactly(2 * WorkerPoolBenchmark.ITEMS, half.get() + other);
    }

    @Benchmark
    public int oneLoop() {
        return exactly(2 * WorkerPoolBenchmark.ITEMS,
                carried.run(WorkerPoolBenchmark::pool) + carried.run(WorkerPoolBenchmark::pool));
    }

    @Override
    public void closeLoops() {
        super.closeLoops();
        second.close();
        secondThread.close();
    }
}
