package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.createTask;

import io.asyncio4j.benchmarks.kotlin.Starting;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A task that does not suspend, started and awaited at once. */
@OperationsPerInvocation(SpawnAwaitBenchmark.TASKS)
public class SpawnAwaitBenchmark extends BenchmarkOnLoops {

    static final int TASKS = 100_000;

    @Benchmark
    public int carried() {
        return exactly(TASKS, carried.run(this::startAndAwait));
    }

    @Benchmark
    public int portable() {
        return exactly(TASKS, portable.run(this::startAndAwait));
    }

    @Benchmark
    public int kotlin() {
        return exactly(TASKS, Starting.asyncAndAwait(TASKS));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(TASKS, inVirtualThread(this::withVirtualThreads));
    }

    private int startAndAwait() {
        int results = 0;
        for (int i = 0; i < TASKS; i++) {
            results += createTask(() -> 1).await();
        }
        return results;
    }

    private int withVirtualThreads() throws InterruptedException, ExecutionException {
        int results = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TASKS; i++) {
                results += executor.submit(() -> 1).get();
            }
        }
        return results;
    }
}
