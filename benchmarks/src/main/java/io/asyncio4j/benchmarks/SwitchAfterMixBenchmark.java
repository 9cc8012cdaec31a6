package io.asyncio4j.benchmarks;

import io.asyncio4j.Runner;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * A switch among 1,000 tasks in a process that has done everything else before, for seconds; {@code fresh} and {@code
 * freshPortable} are the same in one that has not. What the compiler has seen of other work must not make a switch dearer.
 */
@OperationsPerInvocation(TwoLoopsBenchmark.SWITCHES)
public class SwitchAfterMixBenchmark extends BenchmarkOnLoops {

    private static final Duration MIXED_FOR = Duration.ofSeconds(2);

    private boolean mixed;

    @Benchmark
    public int carried() {
        return afterMix(carried);
    }

    @Benchmark
    public int portable() {
        return afterMix(portable);
    }

    @Benchmark
    public int fresh() {
        return alone(carried);
    }

    @Benchmark
    public int freshPortable() {
        return alone(portable);
    }

    private int afterMix(Runner runner) {
        if (!mixed) {
            mixed = true;
            runner.run(() -> Mix.repeat(MIXED_FOR));
        }
        return alone(runner);
    }

    private static int alone(Runner runner) {
        return exactly(TwoLoopsBenchmark.SWITCHES, runner.run(TwoLoopsBenchmark::giveWayInTurns));
    }
}
