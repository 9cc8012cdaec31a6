package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time per operation of what tasks do most; one loop per invocation, whose making counts little. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-opens", "java.base/java.lang=ALL-UNNAMED"})
public class TaskBenchmark {

    private static final int MANY = 100_000;
    private static final int TASKS = 1_000;

    @Param({"CARRIED", "PORTABLE"}) private Threads threads;

    /** A switch among 1,000 tasks that give way in turns. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void switchAmongTasks() {
        run(EventLoop.builder().threads(threads), () -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                tasks.add(createTask(() -> giveWay(MANY / TASKS)));
            }
            for (Task<?> task : tasks) {
                task.await();
            }
        });
    }

    /** {@code sleep(0)} with nothing else ready. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void sleepZeroAlone() {
        run(EventLoop.builder().threads(threads), () -> giveWay(MANY));
    }

    private static void giveWay(int times) {
        for (int i = 0; i < times; i++) {
            sleep(Duration.ZERO);
        }
    }

    /** A task that does not suspend, among many. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void spawn() {
        run(EventLoop.builder().threads(threads), () -> {
            int[] ran = new int[1];
            for (int i = 0; i < MANY; i++) {
                createTask(() -> ran[0]++);
            }
            sleep(Duration.ZERO);
            return ran[0];
        });
    }

    /** A task that is awaited at once. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public int spawnAndAwait() {
        return run(EventLoop.builder().threads(threads), () -> {
            int sum = 0;
            for (int i = 0; i < MANY; i++) {
                int value = i;
                sum += createTask(() -> value).await();
            }
            return sum;
        });
    }

    /** One of 100,000 gathered tasks that do not suspend. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public int gatherMany() {
        return run(EventLoop.builder().threads(threads), () -> {
            List<Task<Integer>> tasks = new ArrayList<>(MANY);
            for (int i = 0; i < MANY; i++) {
                int value = i;
                tasks.add(createTask(() -> value));
            }
            return gather(tasks).await().size();
        });
    }
}
