package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;

import io.asyncio4j.Task;
import io.asyncio4j.benchmarks.kotlin.Starting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** One of many tasks that do not suspend, whose results are gathered in order. */
@OperationsPerInvocation(GatherBenchmark.TASKS)
@Fork(value = 1, jvmArgsAppend = {BenchmarkOnLoops.OPENS, "-Xms4g", "-Xmx4g", BenchmarkOnLoops.PRETOUCH})
public class GatherBenchmark extends BenchmarkOnLoops implements Divisible {

    static final int TASKS = 1_000_000;
    private static final int DONE = TASKS / SHARE;

    /** The number gathered at a time. */
    @Param("100000") int tasks = 100_000;

    @Benchmark
    public int carried() {
        return exactly(DONE, carried.run(this::gatherMany));
    }

    @Benchmark
    public int portable() {
        return exactly(DONE, portable.run(this::gatherMany));
    }

    @Benchmark
    public int kotlin() {
        return exactly(DONE, Starting.awaitTogether(tasks, DONE / tasks));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(DONE, inVirtualThread(this::withVirtualThreads));
    }

    private int gatherMany() {
        int results = 0;
        for (int time = 0; time < DONE / tasks; time++) {
            List<Task<Integer>> all = new ArrayList<>(tasks);
            for (int i = 0; i < tasks; i++) {
                int value = i;
                all.add(createTask(() -> value));
            }
            results += gather(all).await().size();
        }
        return results;
    }

    private int withVirtualThreads() {
        int results = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int time = 0; time < DONE / tasks; time++) {
                List<CompletableFuture<Integer>> all = new ArrayList<>(tasks);
                for (int i = 0; i < tasks; i++) {
                    int value = i;
                    all.add(CompletableFuture.supplyAsync(() -> value, executor));
                }
                CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
                List<Integer> values = new ArrayList<>(tasks);
                for (CompletableFuture<Integer> one : all) {
                    values.add(one.join());
                }
                results += values.size();
            }
        }
        return results;
    }
}
