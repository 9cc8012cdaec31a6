package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void median_ofAnOddNumberIsTheMiddle_ofAnEvenNumberTheMeanOfTwo() {
        assertThat(Summary.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
        assertThat(Summary.median(List.of(8.0, 1.0, 4.0, 100.0))).isEqualTo(6);
        assertThat(Summary.median(List.of(7.0))).isEqualTo(7);
    }

    @Test
    void median_ofNothing_isAnError() {
        assertThatIllegalArgumentException().isThrownBy(() -> Summary.of(List.of()))
                .withMessageContaining("no numbers");
    }

    @Test
    void spread_isHowFarTheFarthestRoundIs() {
        assertThat(Summary.of(List.of(100.0, 98.0, 110.0))).isEqualTo(new Summary(100, 0.1));
        assertThat(Summary.of(List.of(100.0, 80.0, 101.0)).spread()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void singleRound_hasNoSpread_andNoneIsPrinted() {
        assertThat(Summary.of(List.of(5.0))).isEqualTo(new Summary(5, null));
        assertThat(Summary.of(List.of(5.0)).format(Unit.NANOSECONDS)).isEqualTo("5.00 ns");
        assertThat(Summary.of(List.of(5.0, 5.0)).format(Unit.NANOSECONDS)).isEqualTo("5.00 ns ±0%");
    }

    @Test
    void round_isTheMedianOfItsSamples_soThatOneSlowIterationDoesNotCount() {
        var series = new Series("x", Side.CARRIED, 0, List.of(List.of(1.0, 2.0, 900.0), List.of(4.0)));

        assertThat(series.medians()).containsExactly(2.0, 4.0);
        assertThat(series.summary().median()).isEqualTo(3);
    }

    @Test
    void ratio_isThatOfTheMedians_withTheExtremesWithinARound() {
        var ours = new Series("x", Side.CARRIED, 0, List.of(List.of(10.0), List.of(20.0), List.of(30.0)));
        var other = new Series("x", Side.BARE, 0, List.of(List.of(10.0), List.of(40.0), List.of(20.0)));

        assertThat(Ratio.of(ours, other)).isEqualTo(new Ratio(1, 0.5, 1.5, 3));
        assertThat(Ratio.of(ours, other).format()).isEqualTo("1.00 (0.50-1.50)");
    }

    @Test
    void ratio_leavesOutARoundThatOnlyOneSideHas() {
        var ours = new Series("x", Side.CARRIED, 0, List.of(List.of(10.0)));
        var other = new Series("x", Side.BARE, 0, List.of(List.of(20.0), List.of(90.0)));

        assertThat(Ratio.of(ours, other)).isEqualTo(new Ratio(0.5, 0.5, 0.5, 1));
        assertThat(Ratio.of(ours, other).format()).isEqualTo("0.50");
    }

    @Test
    void numbers_haveTheUnitThatFitsThem() {
        assertThat(new Summary(9.811, 0.034).format(Unit.NANOSECONDS)).isEqualTo("9.81 ns ±3%");
        assertThat(Unit.NANOSECONDS.format(54.26)).isEqualTo("54.3 ns");
        assertThat(Unit.NANOSECONDS.format(1234.5)).isEqualTo("1235 ns");
        assertThat(Unit.NANOSECONDS.format(12_345)).isEqualTo("12.3 us");
        assertThat(Unit.NANOSECONDS.format(12_345_678)).isEqualTo("12.3 ms");
        assertThat(Unit.NANOSECONDS.format(1.04e9)).isEqualTo("1.04 s");
        assertThat(Unit.BYTES.format(699.6)).isEqualTo("700 B");
        assertThat(Unit.RATE.format(516)).isEqualTo("1938 k/s");
        assertThat(Unit.RATE.format(8_869)).isEqualTo("113 k/s");
        assertThat(Unit.RATE.format(124_000)).isEqualTo("8065/s");
    }
}
