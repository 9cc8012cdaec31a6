package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What may differ between two traces, and what may not. */
class ComparisonTest {

    private static final List<String> PYTHON =
            List.of("0 a: begin", "0 -: report shield Error(f)", "0 a: end null");
    private static final List<String> HERE = List.of("0 a: begin", "0 a: end null");

    @Test
    void failureBehindAShield_isComparedInScenarios_andNotInRandomOnes() {
        assertThat(Comparison.of("3.15.0", PYTHON, HERE).isEqual()).isFalse();
        assertThat(Comparison.ofRandom("3.15.0", PYTHON, HERE).isEqual()).isTrue();
        assertThat(Comparison.of("3.15.0", PYTHON, PYTHON).isEqual()).isTrue();
    }

    @Test
    void nothingElseOfARandomScenario_mayDiffer() {
        var other = List.of("0 a: begin", "0 a: end 1");
        assertThat(Comparison.ofRandom("3.15.0", PYTHON, other).isEqual()).isFalse();
    }

    @Test
    void whatAGeneratorThrowsWhenTheProgramEnds_isToldHereOnly_unlessItIsAnException() {
        for (String thrown : List.of("Cancelled()", "Base(b)")) {
            var told = List.of("0 a: begin", "0 a: report generator " + thrown);
            assertThat(Comparison.of("3.13.0", List.of("0 a: begin"), told).isEqual()).isTrue();
        }
        var told = List.of("0 a: begin", "0 a: report generator Error(e)");
        assertThat(Comparison.of("3.13.0", List.of("0 a: begin"), told).isEqual()).isFalse();
    }

    @Test
    void aRandomScenario_inWhichAThreadCancelsWhatTheLoopHasNotSeen_isNotCompared() {
        var python = List.of("6 Task: end null", "6 thread: submitted j9", "6 thread: cancel j9 > true",
                "6 Task: begin");
        var here = python.subList(0, 3);
        assertThat(Comparison.of("3.15.0", python, here).isEqual()).isFalse();
        assertThat(Comparison.ofRandom("3.15.0", python, here).isEqual()).isTrue();

        var seen = List.of("5 thread: submitted j9", "5 Task: begin", "6 thread: cancel j9 > true",
                "6 Task: begin");
        assertThat(Comparison.ofRandom("3.15.0", seen, here).isEqual()).isFalse();
    }
}
