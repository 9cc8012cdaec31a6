package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.benchmarks.kotlin.Starting;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A task that does not suspend, started among many that nobody waits for. */
@OperationsPerInvocation(SpawnBenchmark.TASKS)
@Fork(value = 1, jvmArgsAppend = {BenchmarkOnLoops.OPENS, "-Xms4g", "-Xmx4g", BenchmarkOnLoops.PRETOUCH})
public class SpawnBenchmark extends BenchmarkOnLoops {

    static final int TASKS = 100_000;

    @Benchmark
    public int carried() {
        return exactly(TASKS, carried.run(this::startMany));
    }

    @Benchmark
    public int portable() {
        return exactly(TASKS, portable.run(this::startMany));
    }

    @Benchmark
    public int kotlin() {
        return exactly(TASKS, Starting.launchMany(TASKS));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(TASKS, inVirtualThread(this::withVirtualThreads));
    }

    private int startMany() {
        int[] ran = new int[1];
        for (int i = 0; i < TASKS; i++) {
            createTask(() -> ran[0]++);
        }
        sleep(Duration.ZERO); // they run
        return ran[0];
    }

    private int withVirtualThreads() {
        var ran = new LongAdder();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TASKS; i++) {
                executor.execute(ran::increment);
            }
        }
        return ran.intValue();
    }
}
