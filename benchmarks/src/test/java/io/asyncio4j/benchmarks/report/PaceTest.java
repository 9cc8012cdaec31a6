package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

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
}
