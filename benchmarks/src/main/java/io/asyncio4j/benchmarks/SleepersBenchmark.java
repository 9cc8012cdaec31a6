package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Task;
import io.asyncio4j.benchmarks.kotlin.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** The whole time of 100,000 tasks that sleep until moments spread over one second: one second, or more. */
@OperationsPerInvocation(1)
public class SleepersBenchmark extends BenchmarkOnLoops {

    private static final long SECOND_NANOS = 1_000_000_000;

    @Param("100000") int tasks = 100_000;

    @Benchmark
    public int carried() {
        return exactly(tasks, carried.run(this::sleepers));
    }

    @Benchmark
    public int portable() {
        return exactly(tasks, portable.run(this::sleepers));
    }

    @Benchmark
    public int kotlin() {
        return exactly(tasks, Timing.delaysOver(tasks, SECOND_NANOS));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(tasks, inVirtualThread(this::withVirtualThreads));
    }

    private int sleepers() {
        int[] woken = new int[1];
        List<Task<?>> all = new ArrayList<>(tasks);
        for (int i = 1; i <= tasks; i++) {
            var delay = Duration.ofNanos(SECOND_NANOS * i / tasks);
            all.add(createTask(() -> {
                sleep(delay);
                woken[0]++;
            }));
        }
        for (Task<?> task : all) {
            task.await();
        }
        return woken[0];
    }

    private int withVirtualThreads() {
        var woken = new LongAdder();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 1; i <= tasks; i++) {
                var delay = Duration.ofNanos(SECOND_NANOS * i / tasks);
                executor.execute(() -> {
                    try {
                        Thread.sleep(delay);
                        woken.increment();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("nobody interrupts it", e);
                    }
                });
            }
        }
        return woken.intValue();
    }
}
