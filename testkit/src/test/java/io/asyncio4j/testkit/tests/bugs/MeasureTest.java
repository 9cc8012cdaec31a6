package io.asyncio4j.testkit.tests.bugs;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.internal.run.SeedRun;
import io.asyncio4j.testkit.internal.chance.SplitMix;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each bug is found, and no alarm is raised for its repaired form. With {@code -Dmeasure=true} the full figures are
 * measured, printed, and written to {@code target/bugs.md}; {@code measure.trials}, {@code measure.repaired} and
 * {@code measure.most} make it less.
 */
class MeasureTest {

    private static final Path PAGE = Path.of("..", "docs", "testing.md");
    private static final Pattern RUNS = Pattern.compile("has failed in schedule (\\d+)");
    private static final SeedRun.Settings SETTINGS =
            new SeedRun.Settings("bug", false, false, null, List.of());
    private static final int REPEATS = Integer.getInteger("measure.trials", 21);
    private static final int REPAIRED = Integer.getInteger("measure.repaired", 10_000);
    private static final int MOST = Integer.getInteger("measure.most", 1_000);

    static List<Bug> bugs() {
        return Bug.all();
    }

    private static int caught(Bug bug, int seeds) {
        int caught = 0;
        for (int i = 0; i < seeds; i++) {
            if (SeedRun.of(SETTINGS, SplitMix.mix(i)).run(bug.broken()::run).failure() != null) {
                caught++;
            }
        }
        return caught;
    }

    @Test
    void thereAreFifteenAtLeast() {
        assertThat(bugs()).hasSizeGreaterThanOrEqualTo(15);
    }

    /** The columns of the page that are counted here in each build; the others are written by {@link #measure}. */
    @ParameterizedTest
    @MethodSource("bugs")
    void brokenForm_isFound_asOftenAsThePageSays(Bug bug) throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| " + bug.name() + " |")).toList();
        assertThat(rows).hasSize(1);
        String[] cells = rows.getFirst().split(" *\\| *");
        assertThat(cells[2]).as("seeds of 1,000").isEqualTo(String.valueOf(caught(bug, 1000)));
        int exhaustive = first(new Exploration().exhaustive(2).schedules(MOST), bug);
        assertThat(cells[7]).as("exhaustive").isEqualTo(cell(exhaustive > MOST ? 0 : exhaustive));
        assertThat(cells[9]).as("alarms").isEqualTo("0 of 10,000");
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void repairedForm_raisesNoAlarm(Bug bug) {
        new Simulation().seeds(300).start(bug.repaired());
        new Exploration().pct(3).schedules(300).start(bug.repaired());
        new Exploration().surw().schedules(300).start(bug.repaired());
        new Exploration().exhaustive(2).schedules(300).start(bug.repaired());
        new Exploration().reduced().schedules(300).start(bug.repaired());
    }

    /** {@return after how many schedules it is found, in the median; 0 if it is not found in most of the trials} */
    private static int median(Bug bug, Supplier<Exploration> explorations) {
        int[] runs = new int[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            runs[i] = first(explorations.get().seed(SplitMix.mix(1000 + i)).schedules(MOST), bug);
        }
        Arrays.sort(runs);
        return runs[REPEATS / 2] > MOST ? 0 : runs[REPEATS / 2];
    }

    private static int first(Exploration exploration, Bug bug) {
        try {
            exploration.limit(Duration.ofMinutes(5)).start(bug.broken());
            return MOST + 1;
        } catch (ExplorationFailure e) {
            var found = RUNS.matcher(String.valueOf(e.getMessage()));
            assertThat(found.find()).isTrue();
            return Integer.parseInt(found.group(1));
        }
    }

    private static int medianSeeds(Bug bug) {
        int[] runs = new int[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            int tries = 1;
            while (tries <= MOST && SeedRun.of(SETTINGS, SplitMix.mix(1_000_000L * (i + 1) + tries))
                    .run(bug.broken()::run).failure() == null) {
                tries++;
            }
            runs[i] = tries;
        }
        Arrays.sort(runs);
        return runs[REPEATS / 2] > MOST ? 0 : runs[REPEATS / 2];
    }

    private static String cell(int runs) {
        return runs == 0 ? "-" : String.valueOf(runs);
    }

    private static void print(PrintWriter out, String line) {
        System.out.println(line);
        out.println(line);
        out.flush();
    }

    @Test
    @EnabledIfSystemProperty(named = "measure", matches = "true")
    void measure() throws Exception {
        Files.createDirectories(Path.of("target"));
        try (var out = new PrintWriter(
                Files.newBufferedWriter(Path.of("target", "bugs.md"), StandardCharsets.UTF_8))) {
            print(out,
                    "| bug | seeds of 1,000 | seed | random walk | PCT | SURW | exhaustive, 2 | reduced | alarms on the repaired form |");
            print(out, "|---|---|---|---|---|---|---|---|---|");
            for (Bug bug : bugs()) {
                int exhaustive = first(new Exploration().exhaustive(2).schedules(MOST), bug);
                int reduced = first(new Exploration().reduced().schedules(MOST), bug);
                new Simulation().seeds(REPAIRED).limit(Duration.ofMinutes(10)).start(bug.repaired());
                print(out, String.format(Locale.ROOT, "| %s | %d | %s | %s | %s | %s | %s | %s | 0 of %,d |",
                        bug.name(),
                        caught(bug, 1000),
                        cell(medianSeeds(bug)), cell(median(bug, () -> new Exploration().randomWalk())),
                        cell(median(bug, () -> new Exploration().pct(3))),
                        cell(median(bug, () -> new Exploration().surw())),
                        cell(exhaustive > MOST ? 0 : exhaustive), cell(reduced > MOST ? 0 : reduced),
                        REPAIRED));
            }
        }
    }
}
