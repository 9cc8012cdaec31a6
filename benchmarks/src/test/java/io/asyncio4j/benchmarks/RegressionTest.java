package io.asyncio4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Guards the speed of carried threads in the build: what a switch, a spawn, a gather and a round trip through queues
 * cost, as multiples of the bare switch of virtual threads that is measured beside them; and what calls off the loop cost, as
 * multiples of a call that a virtual thread of the JDK submits and waits for.
 *
 * <p>The limits are two to three times what was seen when they were set, so that only a change that makes something
 * slower by such a factor is caught; {@code ./asyncio4j bench} is there for the rest. A noisy machine makes things
 * slower and never faster: the least of several rounds counts, for the work and for the yardstick, and as long as a
 * ratio is above its limit there are more rounds, for a while.
 *
 * <p>A call off the loop takes two threads that are awake, and what must not be is that one of them sleeps each time. What that
 * costs is chance: the least round tells nothing, for there is always one in which the system woke them at once. In the middle
 * it was 16 to 40 times the yardstick on a machine that had nothing else to do, after some seconds at 2 times; if they look before
 * they sleep, less than twice in three runs of four, 5 and 12 times in the other. With other programs on the processors it is
 * up to 15 times although they look, since they often look in vain; then there are rounds in which they need not sleep. A work
 * fails if it is slow and there was no such round.
 */
class RegressionTest {

    private static final int LEAST_ROUNDS = 5;
    private static final long MOST_NANOS = 20_000_000_000L;
    // A work goes on until that much time is over, so that each round is longer than a slice of the system's.
    private static final long ROUND_NANOS = 60_000_000;

    private static final int CALLS = 500;
    private static final int LEAST_ROUNDS_OF_CALLS = 25;
    private static final long ROUND_OF_CALLS_NANOS = 20_000_000;
    // How often threads of the process may go to sleep for a call. The loop's alone did so 0.001 times where looking paid, 0.5
    // to 1 times where nobody looked.
    private static final double MOST_SLEEPS = 0.2;

    /** A work with the least that it cost in any round so far. */
    private static final class Measured {
        private final String name;
        private final double limit;
        private final int operations;
        private final IntSupplier work;
        private final List<Double> nanos = new ArrayList<>();
        private double leastSleeps = Double.MAX_VALUE;

        /** @param limit how many times the yardstick an operation may cost */
        Measured(String name, double limit, int operations, IntSupplier work) {
            this.name = name;
            this.limit = limit;
            this.operations = operations;
            this.work = work;
        }

        void round(long atLeastNanos) {
            long sleeps = sleeps();
            long start = System.nanoTime();
            long elapsed = 0;
            long done = 0;
            while (elapsed < atLeastNanos) {
                work.getAsInt();
                done += operations;
                elapsed = System.nanoTime() - start;
            }
            nanos.add(elapsed / (double) done);
            leastSleeps = Math.min(leastSleeps, (sleeps() - sleeps) / (double) done);
        }

        double least() {
            return Collections.min(nanos);
        }

        double middle() {
            return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow();
        }

        boolean isWithin(Measured yardstick) {
            return least() <= limit * yardstick.least();
        }

        boolean isWithinOrAwake(Measured yardstick) {
            return middle() <= limit * yardstick.middle() || leastSleeps <= MOST_SLEEPS;
        }

        String describe(Measured yardstick) {
            return String.format(
                    Locale.ROOT, "%s: %.1f ns, %.2f x %s of %.1f ns, limit %.2f", name, least(),
                    least() / yardstick.least(), yardstick.name, yardstick.least(), limit);
        }

        String describeMiddle(Measured yardstick) {
            return String.format(
                    Locale.ROOT, "%s: %.1f ns, %.2f x %s of %.1f ns, limit %.2f; sleeps a call %.3f at least",
                    name, middle(), middle() / yardstick.middle(), yardstick.name, yardstick.middle(), limit,
                    leastSleeps);
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
            measure(bare, works, LEAST_ROUNDS, ROUND_NANOS, work -> work.isWithin(bare));
        } finally {
            List.of(switching, spawning, gathering, queueing).forEach(BenchmarkOnLoops::closeLoops);
        }

        works.forEach(work -> System.out.println(work.describe(bare)));
        assertThat(works).allSatisfy(
                work -> assertThat(work.isWithin(bare)).as(work.describe(bare)).isTrue());
    }

    @Test
    void callsOffTheLoop_areWithinTheirLimits_orNeedNotSleep() {
        assumeThat(Runtime.getRuntime().availableProcessors())
                .as("with a single processor nobody looks before he sleeps").isGreaterThan(1);
        var blocking = new BlockingBenchmark();
        var toThread = new ToThreadBenchmark();
        var submit = new Measured("submit and get", 1, CALLS, () -> blocking.withVirtualThreads(CALLS));
        var works = List.of(
                new Measured("blocking", 20, CALLS, () -> BlockingBenchmark.onALoop(blocking.carried, CALLS)),
                new Measured("toThread", 20, CALLS,
                        () -> ToThreadBenchmark.onALoop(toThread.carried, CALLS)));
        try {
            measure(submit, works, LEAST_ROUNDS_OF_CALLS, ROUND_OF_CALLS_NANOS,
                    work -> work.isWithinOrAwake(submit));
        } finally {
            blocking.closeThreads();
            toThread.closeThreads();
            List.of(blocking, toThread).forEach(BenchmarkOnLoops::closeLoops);
        }

        works.forEach(work -> System.out.println(work.describeMiddle(submit)));
        assertThat(works).allSatisfy(work -> assertThat(work.isWithinOrAwake(submit))
                .as(work.describeMiddle(submit)).isTrue());
    }

    private static void measure(Measured yardstick, List<Measured> works, int leastRounds, long roundNanos,
            Predicate<Measured> reached) {
        var all = new ArrayList<>(works);
        all.addFirst(yardstick);
        long start = System.nanoTime();
        for (int round = 1; round <= leastRounds || !works.stream().allMatch(reached); round++) {
            if (System.nanoTime() - start > MOST_NANOS) {
                return;
            }
            all.forEach(work -> work.round(roundNanos));
        }
    }

    /** {@return how often the threads of this process have gone to sleep}; 0 where the system does not tell. */
    private static long sleeps() {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.mapToLong(RegressionTest::sleepsOf).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long sleepsOf(Path thread) {
        try (Stream<String> lines = Files.lines(thread.resolve("status"))) {
            return lines.filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", ""))).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0; // it has ended meanwhile
        }
    }
}
