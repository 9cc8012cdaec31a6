package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Task;
import io.asyncio4j.benchmarks.kotlin.Switching;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * One switch, among tasks that give way in turns.
 *
 * <p>The number of switches is the same for any number of tasks, so with very many of them each gives way a few times
 * only, and the time of starting it counts too.
 */
@OperationsPerInvocation(SwitchBenchmark.SWITCHES)
public class SwitchBenchmark extends BenchmarkOnLoops implements Divisible {

    static final int SWITCHES = 1_000_000;
    private static final int DONE = SWITCHES / SHARE;

    @Param("1000") int tasks = 1_000;

    @Benchmark
    public int carried() {
        return exactly(DONE, carried.run(this::giveWayInTurns));
    }

    @Benchmark
    public int portable() {
        return exactly(DONE, portable.run(this::giveWayInTurns));
    }

    @Benchmark
    public int kotlin() {
        return exactly(DONE, Switching.yieldInTurns(tasks, DONE / tasks));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(DONE, inVirtualThread(this::withVirtualThreads));
    }

    /** What a switch costs at least: threads on a queue of this thread's own, and nothing else. */
    @Benchmark
    public int bare() {
        int times = DONE / tasks;
        var threads = new BareThreads();
        int[] switches = new int[1];
        for (int i = 0; i < tasks; i++) {
            threads.start(() -> {
                for (int j = 0; j < times; j++) {
                    Thread.yield();
                    switches[0]++;
                }
            });
        }
        threads.runAll();
        return exactly(DONE, switches[0]);
    }

    private int giveWayInTurns() {
        int times = DONE / tasks;
        int[] switches = new int[1];
        List<Task<?>> all = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            all.add(createTask(() -> {
                for (int j = 0; j < times; j++) {
                    sleep(Duration.ZERO);
                    switches[0]++;
                }
            }));
        }
        for (Task<?> task : all) {
            task.await();
        }
        return switches[0];
    }

    private int withVirtualThreads() {
        int times = DONE / tasks;
        var switches = new LongAdder();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < tasks; i++) {
                executor.execute(() -> {
                    int mine = 0;
                    for (int j = 0; j < times; j++) {
                        Thread.yield();
                        mine++;
                    }
                    switches.add(mine);
                });
            }
        }
        return switches.intValue();
    }
}
