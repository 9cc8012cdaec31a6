package io.asyncio4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/**
 * Guards the speed of carried threads in the build: what a switch, a spawn, a gather and a round trip through queues
 * cost, as multiples of the bare switch of virtual threads that is measured beside them.
 *
 * <p>The limits are two to three times what was seen when they were set, so that only a change that makes something
 * slower by such a factor is caught; {@code ./asyncio4j bench} is there for the rest. A noisy machine makes things
 * slower and never faster: the least of several rounds counts, for the work and for the yardstick, and as long as a
 * ratio is above its limit there are more rounds, for a while.
 */
class RegressionTest {

    private static final int LEAST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 25;
    private static final long MOST_NANOS = 20_000_000_000L;
    // A work goes on until that much time is over, so that each round is longer than a slice of the system's.
    private static final long ROUND_NANOS = 60_000_000;

    /** A work with the least that it cost in any round so far. */
    private static final class Measured {
        private final String name;
        private final double limit;
        private final int operations;
        private final IntSupplier work;
        private double leastNanos = Double.MAX_VALUE;

        /** @param limit how many bare switches an operation may cost */
        Measured(String name, double limit, int operations, IntSupplier work) {
            this.name = name;
            this.limit = limit;
            this.operations = operations;
            this.work = work;
        }

        void round() {
            long start = System.nanoTime();
            long elapsed = 0;
            long done = 0;
            while (elapsed < ROUND_NANOS) {
                work.getAsInt();
                done += operations;
                elapsed = System.nanoTime() - start;
            }
            leastNanos = Math.min(leastNanos, elapsed / (double) done);
        }

        boolean isWithin(Measured yardstick) {
            return leastNanos <= limit * yardstick.leastNanos;
        }

        String describe(Measured yardstick) {
            return String.format(
                    Locale.ROOT, "%s: %.1f ns, %.2f bare switches of %.1f ns, limit %.2f", name, leastNanos,
                    leastNanos / yardstick.leastNanos, yardstick.leastNanos, limit);
        }
    }

    @Test
    void ratiosToTheBareSwitch_areWithinTheirLimits() {
        var switching = new SwitchBenchmark();
        var spawning = new SpawnBenchmark();
        var gathering = new GatherBenchmark();
        var queueing = new QueueBenchmark();
        var bare = new Measured("bare switch", 1, SwitchBenchmark.SWITCHES, switching::bare);
        var works = List.of(
                new Measured("switch", 2.7, SwitchBenchmark.SWITCHES, switching::carried),
                new Measured("spawn", 1.3, SpawnBenchmark.TASKS, spawning::carried),
                new Measured("gather", 1.6, GatherBenchmark.TASKS, gathering::carried),
                new Measured("queue", 6, QueueBenchmark.ROUNDS, queueing::carried));
        try {
            measure(bare, works);
        } finally {
            List.of(switching, spawning, gathering, queueing).forEach(BenchmarkOnLoops::closeLoops);
        }

        works.forEach(work -> System.out.println(work.describe(bare)));
        assertThat(works).allSatisfy(
                work -> assertThat(work.isWithin(bare)).as(work.describe(bare)).isTrue());
    }

    private static void measure(Measured bare, List<Measured> works) {
        var all = new ArrayList<>(works);
        all.addFirst(bare);
        long start = System.nanoTime();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            all.forEach(Measured::round);
            boolean enough =
                    round + 1 >= LEAST_ROUNDS && works.stream().allMatch(work -> work.isWithin(bare));
            if (enough || System.nanoTime() - start > MOST_NANOS) {
                return;
            }
        }
    }
}
