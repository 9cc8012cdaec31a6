package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.benchmarks.report.ProcessorTime.Disturbance;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {

    @Test
    void filesOfLinux_areTakenApart() {
        var time = ProcessorTime.parse(
                """
                        cpu  100 20 30 800 5 1 4 40 60 7
                        cpu0 1 2 3 4 5 6 7 8 9 10
                        """,
                "4711 (a ) b) S 1 4711 4711 0 -1 4194304 9 9 9 9 50 6 300 7 20 0 42 0 1234 5678");

        // guests, 60 and 7, are in user and nice; idle and waiting for a disk is not busy; stolen is nobody's here
        assertThat(time).isEqualTo(new ProcessorTime(1000, 155, 40, 363));
    }

    @Test
    void fieldsThatASystemDoesNotHave_areZero() {
        assertThat(ProcessorTime.parse("cpu 100 20 30 800\n", "1 (a) S 1"))
                .isEqualTo(new ProcessorTime(950, 150, 0, 0));
        assertThat(ProcessorTime.parse("", "")).isEqualTo(new ProcessorTime(0, 0, 0, 0));
    }

    @Test
    void whatWeHaveNotUsed_othersHave() {
        var before = new ProcessorTime(1000, 300, 10, 200);

        assertThat(new ProcessorTime(2000, 900, 30, 750).since(before))
                .isEqualTo(new Disturbance(0.05, 0.02));
    }

    @Test
    void ticksThatAreCountedApart_doNotMakeItNegative() {
        var before = new ProcessorTime(1000, 300, 0, 200);

        assertThat(new ProcessorTime(2000, 800, 0, 701).since(before)).isEqualTo(new Disturbance(0, 0));
        assertThat(before.since(before)).isEqualTo(new Disturbance(0, 0));
    }

    @Test
    void disturbance_isALineOfTheHeading() {
        assertThat(line(new Disturbance(0.031, 0.004)))
                .isEqualTo("meanwhile other programs used 3% of the processors' time");
        assertThat(line(new Disturbance(0, 0.014)))
                .isEqualTo(
                        "meanwhile other programs used 0% of the processors' time, other virtual machines 1%");
        assertThat(new Machine("", "", "", 2, 0, null).describeDisturbance()).contains("is not known");
    }

    private static String line(Disturbance disturbance) {
        return new Machine("", "", "", 2, 0, disturbance).describeDisturbance();
    }
}
