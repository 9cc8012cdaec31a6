package io.asyncio4j.benchmarks;

import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/**
 * An item of two pools of workers as in {@link WorkerPoolBenchmark}, which do half a million each: on a loop and a core each,
 * and on one loop in turn.
 */
@OperationsPerInvocation(WorkerPoolBenchmark.ITEMS)
public class WorkerPoolTwoLoopsBenchmark extends BenchmarkOnLoops implements Divisible {

    private final SecondLoop second = new SecondLoop();

    /** As {@link WorkerPoolBenchmark} does. */
    @Setup
    public void warmUp() {
        WorkerPoolBenchmark
                .warmUp(() -> carried.run(() -> WorkerPoolBenchmark.pool(WorkerPoolBenchmark.SOME)));
    }

    @Benchmark
    public int carried() throws InterruptedException, ExecutionException {
        var half = second.start(WorkerPoolTwoLoopsBenchmark::half);
        int other = carried.run(WorkerPoolTwoLoopsBenchmark::half);
        return exactly(WorkerPoolBenchmark.DONE, half.get() + other);
    }

    @Benchmark
    public int oneLoop() {
        return exactly(WorkerPoolBenchmark.DONE, carried.run(WorkerPoolTwoLoopsBenchmark::half)
                + carried.run(WorkerPoolTwoLoopsBenchmark::half));
    }

    private static int half() {
        return WorkerPoolBenchmark.pool(WorkerPoolBenchmark.DONE / 2);
    }

    @Override
    public void closeLoops() {
        super.closeLoops();
        second.close();
    }
}
