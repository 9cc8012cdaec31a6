package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A switch, on two loops that run on a core each, and on one loop that does the work of both. */
@OperationsPerInvocation(2 * TwoLoopsBenchmark.SWITCHES)
public class TwoLoopsBenchmark extends BenchmarkOnLoops {

    /** The number of switches of one loop's work. */
    static final int SWITCHES = 500_000;
    private static final int TASKS = 1_000;

    private final SecondLoop second = new SecondLoop();

    @Benchmark
    public int carried() throws InterruptedException, ExecutionException {
        var half = second.start(TwoLoopsBenchmark::giveWayInTurns);
        int other = carried.run(TwoLoopsBenchmark::giveWayInTurns);
        return exactly(2 * SWITCHES, half.get() + other);
    }

    @Benchmark
    public int oneLoop() {
        return exactly(2 * SWITCHES, carried.run(TwoLoopsBenchmark::giveWayInTurns)
                + carried.run(TwoLoopsBenchmark::giveWayInTurns));
    }

    /** {@return how often tasks of the running loop have given way} */
    static int giveWayInTurns() {
        int[] switches = new int[1];
        List<Task<?>> all = new ArrayList<>(TASKS);
        for (int i = 0; i < TASKS; i++) {
            all.add(createTask(() -> {
                for (int j = 0; j < SWITCHES / TASKS; j++) {
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

    @Override
    public void closeLoops() {
        super.closeLoops();
        second.close();
    }
}
