package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.taskGroup;

import io.asyncio4j.benchmarks.kotlin.Starting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** One of 10,000 tasks of a group, none of which suspends; the group waits for them. */
@OperationsPerInvocation(TaskGroupBenchmark.GROUPS * TaskGroupBenchmark.TASKS)
@Fork(value = 1, jvmArgsAppend = {BenchmarkOnLoops.OPENS, "-Xms4g", "-Xmx4g", BenchmarkOnLoops.PRETOUCH})
public class TaskGroupBenchmark extends BenchmarkOnLoops {

    static final int TASKS = 10_000;
    static final int GROUPS = 10;

    @Benchmark
    public int carried() {
        return exactly(GROUPS * TASKS, carried.run(this::groups));
    }

    @Benchmark
    public int portable() {
        return exactly(GROUPS * TASKS, portable.run(this::groups));
    }

    @Benchmark
    public int kotlin() {
        return exactly(GROUPS * TASKS, Starting.scopes(TASKS, GROUPS));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(GROUPS * TASKS, inVirtualThread(this::withVirtualThreads));
    }

    private int groups() {
        int[] ran = new int[1];
        for (int time = 0; time < GROUPS; time++) {
            taskGroup(group -> {
                for (int i = 0; i < TASKS; i++) {
                    group.createTask(() -> ran[0]++);
                }
            });
        }
        return ran[0];
    }

    private int withVirtualThreads() throws InterruptedException, ExecutionException {
        var ran = new LongAdder();
        for (int time = 0; time < GROUPS; time++) {
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> group = new ArrayList<>(TASKS);
                for (int i = 0; i < TASKS; i++) {
                    group.add(executor.submit(ran::increment));
                }
                for (Future<?> member : group) {
                    member.get(); // throws what it has thrown
                }
            }
        }
        return ran.intValue();
    }
}
