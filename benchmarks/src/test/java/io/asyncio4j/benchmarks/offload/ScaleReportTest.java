package io.asyncio4j.benchmarks.offload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleReportTest {

    @TempDir private Path folder;

    private static ScaleFigures figures(double primes, double primesMicros) {
        return new ScaleFigures(20_000, 40.5, 81.2, 305, primes, primesMicros, 9.2, 2_000);
    }

    private static Map<ScaleSide, List<ScaleFigures>> rounds() {
        Map<ScaleSide, List<ScaleFigures>> rounds = new EnumMap<>(ScaleSide.class);
        rounds.put(ScaleSide.THREAD, List.of(figures(101, 9_900)));
        rounds.put(ScaleSide.POOL_1, List.of(figures(100, 50), figures(90, 70), figures(10, 60)));
        rounds.put(ScaleSide.CLUSTER_2, List.of(figures(100, 100)));
        rounds.put(ScaleSide.CLUSTER_3, List.of(figures(150, 125)));
        return rounds;
    }

    private static ScaleReport report() {
        return new ScaleReport("1 round\na machine\n", rounds(), new ScaleStarts(512.4, 143.6),
                List.of("No Python."));
    }

    @Test
    void table_hasARowForEachSide_withTheMediansOfTheRounds() {
        assertThat(report().table().rows())
                .contains(List.of("pool of 1", "20,000", "81 us", "305 us", "90", "9.2"),
                        List.of("Python, pool of 1", "-", "-", "-", "-", "-"))
                .hasSize(ScaleSide.values().length);
        assertThat(report().callers().rows()).first()
                .isEqualTo(List.of("pool of 1", "41 us", "60 us", "2,000 us"));
    }

    /** 100 chunks a worker, until the caller has spent its second: 125 us for each are 8,000; of words 500. */
    @Test
    void computed_goesUpWithTheWorkers_untilTheCallerHasNoTimeLeft() {
        assertThat(report().computed().rows()).containsExactly(
                List.of("chunks of primes a second", "200", "400", "800", "1,600", "3,200", "6,400", "8,000",
                        "8,000"),
                List.of("chunks of words a second", "18", "37", "74", "147", "294", "500", "500", "500"));
        var lacking = rounds();
        lacking.remove(ScaleSide.CLUSTER_3);
        assertThat(new ScaleReport("", lacking, null, List.of()).computed()).isNull();
    }

    @Test
    void whatIsComputed_isSaidToBe_everywhere() {
        assertThat(report().plain()).contains("Computed, not measured: ").contains("workers, computed");
        assertThat(report().markdown()).contains("**This is computed, not measured**");
        assertThat(report().plot(ScaleReport.SHARED.getFirst()).svg()).contains("cluster, computed");
    }

    @Test
    void docs_getTheTablesAndThePlots_betweenTheMarkers() throws Exception {
        Path page = folder.resolve("performance.md");
        Files.writeString(page, "before\n<!-- bench:offload -->\nold\n<!-- /bench:offload -->\nafter\n");
        ScaleCommand.write(report(), folder);
        assertThat(Files.readString(page))
                .startsWith("before\n<!-- bench:offload -->\n\n1 round  \na machine\n\n| ")
                .endsWith("<!-- /bench:offload -->\nafter\n").doesNotContain("old\n")
                .contains("](performance-offload-primes.svg)", "](performance-offload-words.svg)")
                .contains("| it takes | 512 ms | 144 ms |").contains("- No Python.\n");
        assertThat(folder.resolve("performance-offload-primes.svg")).content().startsWith("<svg ")
                .contains(">pool<", ">cluster<");
    }

    @Test
    void figures_comeBackFromTheirLine() {
        var figures = figures(100, 50);
        assertThat(ScaleFigures.parse("a log line\n" + figures.line() + "\n")).isEqualTo(figures);
        assertThatIllegalArgumentException().isThrownBy(() -> ScaleFigures.parse("1 2 3\n"))
                .withMessageContaining("not 8 figures: 1 2 3");
    }
}
