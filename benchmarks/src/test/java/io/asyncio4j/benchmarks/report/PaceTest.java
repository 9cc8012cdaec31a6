package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    // What was measured on two processors that had nothing else to do, in seconds, on average: what is built before, the
    // cold starts of a round, a work of Python, a probe of memory, a JVM with what is longer than an iteration in it, and
    // the invocation of a work that lasts.
    private static final double START_SECONDS = 3;
    private static final double COLD_START_SECONDS = 1.7;
    private static final double PYTHON_SECONDS = 1.2;
    private static final double PROBE_SECONDS = 1.5;
    private static final double JVM_SECONDS = 0.7;
    private static final double LASTING_SECONDS = 0.85;

    @Test
    void partThatIsChosen_isMeasured_whateverThePaceWouldDo_theOthersAreNot() {
        Pace pace = Pace.QUICK.withParts(true, false, false);

        assertThat(Pace.QUICK.scalingRounds()).isZero();
        assertThat(pace.scalingRounds()).isEqualTo(1);
        assertThat(pace.coldStarts()).isZero();
        assertThat(Pace.FULL.withParts(false, true, false))
                .extracting(Pace::scalingRounds, Pace::coldStarts, Pace::netRounds)
                .containsExactly(0, Pace.FULL.coldStarts(), 0);
        assertThat(Pace.QUICK.netRounds()).isZero();
        assertThat(Pace.QUICK.withParts(false, false, true).netRounds()).isEqualTo(1);
    }

    @Test
    void rounds_areThoseOfEverythingThatIsNotLeftOut() {
        assertThat(Pace.FULL.withRounds(7)).extracting(
                Pace::rounds, Pace::lastingRounds, Pace::scalingRounds, Pace::coldStarts, Pace::netRounds)
                .containsExactly(7, 7, 7, 7, 7);
        assertThat(Pace.QUICK.withRounds(7)).extracting(Pace::scalingRounds, Pace::coldStarts)
                .containsExactly(0, 7);
    }

    /** Another work or side, or a slower pace, shows here before it makes a quick run lose rows. */
    @Test
    void quick_hasTimeForAllRoundsOfAllWorks() {
        double seconds = START_SECONDS + Pace.QUICK.coldStarts() * COLD_START_SECONDS;
        for (Work work : Works.ALL) {
            for (Side side : work.sides()) {
                seconds += Pace.QUICK.rounds(work, side) * seconds(Pace.QUICK, work, side);
            }
        }

        assertThat(seconds).isLessThan(Pace.QUICK.limit().toMillis() / 1e3);
        assertThat(Pace.QUICK.limit().plusSeconds(10)).isLessThan(Duration.ofMinutes(5));
    }

    /** What a turn takes on two processors that have nothing else to do, on average. */
    private static double seconds(Pace pace, Work work, Side side) {
        if (side.isPython()) {
            return PYTHON_SECONDS;
        }
        if (work.kind() instanceof Work.Kind.Probe probe) {
            boolean millions = probe.what() == MemoryProbe.What.NANOS_FOR_ALL;
            // it fails, and then is left alone
            return millions ? pace.perProbe().toSeconds() / (double) pace.lastingRounds() : PROBE_SECONDS;
        }
        double iterations = (pace.warmups(work) * pace.warmUpMillis()
                + pace.iterations(work) * pace.iterationMillis()) / 1e3;
        return JVM_SECONDS + (work.lasting() ? LASTING_SECONDS : iterations);
    }
}
