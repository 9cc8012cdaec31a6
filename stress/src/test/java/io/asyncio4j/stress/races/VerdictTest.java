package io.asyncio4j.stress.races;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.stress.races.Verdict.Seen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.infra.runners.TestList;

class VerdictTest {

    private static final String LIBRARY = "a.b.Race.Library";
    private static final String TWIN = "a.b.Race.Naive";
    private static final Seen WON = new Seen(1_000, 0, List.of());
    private static final Seen LOST = new Seen(1_000, 3, List.of());
    private static final Seen BROKEN = new Seen(1_000, 0, List.of("2 times [1]"));

    private static String text(Verdict verdict) {
        var written = new StringWriter();
        verdict.printOn(new PrintWriter(written, true));
        return written.toString();
    }

    private static Verdict verdict(Map<String, Seen> seen) {
        return new Verdict(List.of(LIBRARY, TWIN), seen);
    }

    @Test
    void itIsGood_ifTheLibraryWins_andItsTwinLoses() {
        var verdict = verdict(Map.of(LIBRARY, WON, TWIN, LOST));
        assertThat(verdict.isGood()).isTrue();
        assertThat(text(verdict)).contains("Race", "won 1,000 times; its twin lost 3 of 1,000")
                .endsWith("no race lost, and each twin lost its own\n");
    }

    @Test
    void itIsBad_ifTheLibraryLoses() {
        var verdict = verdict(Map.of(LIBRARY, BROKEN, TWIN, LOST));
        assertThat(verdict.isGood()).isFalse();
        assertThat(text(verdict)).contains("Race: THE LIBRARY LOST: 2 times [1]").endsWith("FAILED\n");
    }

    @Test
    void itIsBad_ifTheTwinNeverLoses_orIsNotThere_orFailsInAnotherWay() {
        assertThat(text(verdict(Map.of(LIBRARY, WON, TWIN, WON)))).contains("its twin was never seen to lose")
                .endsWith("FAILED\n");
        assertThat(text(verdict(Map.of(LIBRARY, WON, TWIN, BROKEN))))
                .contains("in a way that was not foreseen")
                .endsWith("FAILED\n");
        assertThat(text(new Verdict(List.of(LIBRARY), Map.of(LIBRARY, WON)))).contains("has no naive twin")
                .endsWith("FAILED\n");
    }

    @Test
    void aTwinThatWasNotSeenToLose_isRunAgain() {
        assertThat(verdict(Map.of(LIBRARY, WON, TWIN, WON)).unmet()).containsExactly(TWIN);
        assertThat(verdict(Map.of(LIBRARY, WON, TWIN, LOST)).unmet()).isEmpty();
        assertThat(verdict(Map.of(LIBRARY, WON, TWIN, BROKEN)).unmet()).isEmpty();
        assertThat(WON.and(LOST)).isEqualTo(new Seen(2_000, 3, List.of()));
    }

    @Test
    void itIsBad_ifARaceWasNotRun() {
        assertThat(text(verdict(Map.of(TWIN, LOST)))).contains("Race: was not run").endsWith("FAILED\n");
    }

    @Test
    void eachRace_hasItsTwin() {
        Map<String, Integer> sides = new TreeMap<>();
        TestList.tests().forEach(test -> sides.merge(Verdict.raceOf(test), 1, Integer::sum));
        assertThat(sides).hasSizeGreaterThan(10).values().containsOnly(2);
    }
}
