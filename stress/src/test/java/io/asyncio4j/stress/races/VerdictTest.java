package io.asyncio4j.stress.races;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.internal.thread.Backend;
import io.asyncio4j.stress.races.Verdict.Seen;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.infra.runners.TestList;

class VerdictTest {

    private static final Side LIBRARY = new Side("a.b.Race.Library", Backend.CARRIED);
    private static final Side TWIN = new Side("a.b.Race.Naive", Backend.CARRIED);
    private static final Seen WON = new Seen(1_000, 0, List.of());
    private static final Seen LOST = new Seen(1_000, 3, List.of());
    private static final Seen BROKEN = new Seen(1_000, 0, List.of("2 times [1]"));

    private static String text(Verdict verdict) {
        var written = new StringWriter();
        verdict.printOn(new PrintWriter(written, true));
        return written.toString();
    }

    private static Verdict verdict(Map<Side, Seen> seen) {
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
    void aRaceOnPortableThreads_isOneOfItsOwn() {
        Side portable = new Side("a.b.Race.Library", Backend.PORTABLE);
        Side portableTwin = new Side("a.b.Race.Naive", Backend.PORTABLE);
        var all = List.of(LIBRARY, TWIN, portable, portableTwin);
        assertThat(new Verdict(all, Map.of(LIBRARY, WON, TWIN, LOST, portable, WON, portableTwin, LOST))
                .isGood())
                .isTrue();
        var lost = new Verdict(all, Map.of(LIBRARY, WON, TWIN, LOST, portable, BROKEN, portableTwin, WON));
        assertThat(lost.unmet()).containsExactly(portableTwin);
        assertThat(text(lost)).contains("Race, portable: THE LIBRARY LOST: 2 times [1]",
                "Race, portable: its twin was never seen to lose").doesNotContain("Race: ");
        assertThat(text(new Verdict(all, Map.of(LIBRARY, WON, TWIN, LOST)))).contains(
                "Race, portable: was not run").doesNotContain("Race: was");
    }

    @Test
    void whatJcstressSaysItRan_isTheSideThatWasWanted() {
        for (Backend threads : Backend.values()) {
            assertThat(Side.of("a.b.Race.Library", List.of(Side.jvmArguments(threads).split(" "))))
                    .isEqualTo(new Side("a.b.Race.Library", threads));
        }
    }

    @Test
    void eachRace_hasItsTwin() {
        Map<String, Integer> sides = new TreeMap<>();
        Side.of(TestList.tests()).forEach(side -> sides.merge(side.race(), 1, Integer::sum));
        assertThat(sides).hasSizeGreaterThan(10).values().containsOnly(2);
    }

    // a loop that runs is what has threads of the one kind or the other
    @Test
    void racesWithLoopsThatRun_areRunOnBothKindsOfThreads() throws Exception {
        List<Side> sides = Side.of(TestList.tests());
        for (String test : TestList.tests()) {
            String race = test.substring(0, test.lastIndexOf('.'));
            Class<?> type = Class.forName(race);
            assertThat(sides.contains(new Side(test, Backend.PORTABLE)))
                    .as("whether %s is run on portable threads", test)
                    .isEqualTo(usesRunningLoops(type));
        }
        assertThat(sides).extracting(Side::race).contains("LoopThreadStart, portable",
                "LoopThreadClose, portable",
                "OutsideCancel, portable", "OutsideFollow, portable");
    }

    private static boolean usesRunningLoops(Class<?> race) throws IOException {
        for (String side : List.of("", "$Library", "$Naive")) {
            String file = race.getSimpleName() + side + ".class";
            try (var code = Objects.requireNonNull(race.getResourceAsStream(file), file)) {
                String names = new String(code.readAllBytes(), StandardCharsets.ISO_8859_1);
                if (names.contains("io/asyncio4j/LoopThread") || names.contains("/SharedLoop")) {
                    return true;
                }
            }
        }
        return false;
    }
}
