package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;

import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.FlightLog;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * What a flight log costs: switches among 1,000 tasks, alone, watched, and of a loop that was watched before. A switch is
 * three events.
 */
@OperationsPerInvocation(SwitchBenchmark.SWITCHES)
public class FlightLogBenchmark extends BenchmarkOnLoops {

    private static final int TASKS = 1_000;

    @Benchmark
    public int alone() {
        return exactly(SwitchBenchmark.SWITCHES, carried.run(FlightLogBenchmark::giveWayInTurns));
    }

    @Benchmark
    public int watched() {
        return exactly(SwitchBenchmark.SWITCHES, carried.run(() -> {
            try (var log = FlightLog.start(EventLoop.running())) {
                int switches = giveWayInTurns();
                if (log.record().lost() < SwitchBenchmark.SWITCHES / 2) { // three a switch, and room for two
                    throw new IllegalStateException("the log has not seen them all: " + log.record());
                }
                return switches;
            }
        }));
    }

    private boolean wasWatched;

    @Benchmark
    public int afterwards() {
        return exactly(SwitchBenchmark.SWITCHES, carried.run(() -> {
            if (!wasWatched) {
                wasWatched = true;
                try (var _ = FlightLog.start(EventLoop.running())) {
                    giveWayInTurns();
                }
            }
            return giveWayInTurns();
        }));
    }

    private static int giveWayInTurns() throws Exception {
        int[] switches = new int[1];
        taskGroup(group -> {
            for (int i = 0; i < TASKS; i++) {
                group.createTask(() -> {
                    for (int j = 0; j < SwitchBenchmark.SWITCHES / TASKS; j++) {
                        sleep(Duration.ZERO);
                        switches[0]++;
                    }
                });
            }
        });
        return switches[0];
    }
}
