package io.asyncio4j.testkit.tests.bugs;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.Exploration.Strategy;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.internal.chance.SplitMix;
import io.asyncio4j.testkit.internal.run.ExplorationRun;
import io.asyncio4j.testkit.internal.run.SeedRun;
import io.asyncio4j.testkit.tests.support.MeasuredPage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each bug is found, as the page on testing says, and no alarm is raised for its repaired form. With {@code -Dmeasure=true}
 * all that the page says is measured, the repaired forms are run at length, and the page's table is printed;
 * {@code -Ddocs.update=true} writes it there.
 */
class MeasureTest {

    private static final Pattern RUNS = Pattern.compile("has failed in schedule (\\d+)");
    private static final SeedRun.Settings SETTINGS =
            new SeedRun.Settings("bug", false, false, null, List.of());
    private static final int TRIALS = 21;
    private static final int MOST = 1_000;
    private static final int SEEDS = 1_000;
    private static final int AT_LENGTH = 10_000;
    private static final int AT_ONCE = 300;

    private static final String HEAD =
            "bug | seeds of 1,000 | seed | random walk | PCT | SURW | exhaustive, 2 | reduced"
                    + " | alarms on the repaired form";

    static List<Bug> bugs() {
        return Bug.all();
    }

    @Test
    void thereAreFifteenAtLeast() {
        assertThat(bugs()).hasSizeGreaterThanOrEqualTo(15);
    }

    /** The columns of the page that are counted here in each build; the others are written by {@link #measure}. */
    @ParameterizedTest
    @MethodSource("bugs")
    void brokenForm_isFound_asOftenAsThePageSays(Bug bug) throws IOException {
        List<String> rows = MeasuredPage.get("bugs").lines()
                .filter(line -> line.startsWith("| " + bug.name() + " |")).toList();
        assertThat(rows).hasSize(1);
        String[] cells = rows.getFirst().split(" *\\| *");
        assertThat(cells[2]).as("seeds of 1,000").isEqualTo(String.valueOf(caught(bug)));
        assertThat(cells[7]).as("exhaustive").isEqualTo(cell(first(bug, Explored.EXHAUSTIVE, 0)));
        assertThat(cells[9]).as("alarms").isEqualTo("0 of 10,000");
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void repairedForm_raisesNoAlarm(Bug bug) {
        runRepaired(bug, AT_ONCE);
    }

    private enum Explored {
        RANDOM_WALK(Strategy.RANDOM_WALK, 0),
        PCT(Strategy.PCT, 3),
        SURW(Strategy.SURW, 0),
        EXHAUSTIVE(Strategy.EXHAUSTIVE, 2),
        REDUCED(Strategy.REDUCED, 0);

        private final Strategy strategy;
        private final int bound;

        Explored(Strategy strategy, int bound) {
            this.strategy = strategy;
            this.bound = bound;
        }

        // a schedule that fails is not shrunk: how many there were before it is what is wanted
        Exploration.Report start(long seed, int schedules, Simulation.Body body) {
            return new ExplorationRun(new ExplorationRun.Settings(SETTINGS, strategy, schedules, bound, seed,
                    Duration.ofMinutes(10), null, 0), body::run).start();
        }

        boolean isByChance() {
            return this != EXHAUSTIVE && this != REDUCED;
        }
    }

    // with so many seeds, and so many schedules of each strategy
    private static void runRepaired(Bug bug, int most) {
        new Simulation().seeds(most).limit(Duration.ofMinutes(10)).start(bug.repaired());
        for (Explored each : Explored.values()) {
            each.start(0, most, bug.repaired());
        }
    }

    /** {@return the cells of the table for {@code bug}, but for the last} */
    private static List<String> cells(Bug bug) {
        List<String> cells = new ArrayList<>();
        cells.add(bug.name());
        cells.add(String.valueOf(caught(bug)));
        cells.add(cell(medianSeeds(bug)));
        for (Explored each : Explored.values()) {
            cells.add(cell(each.isByChance() ? median(bug, each) : first(bug, each, 0)));
        }
        return cells;
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String cell(int runs) {
        return runs > MOST ? "-" : String.valueOf(runs);
    }

    private static boolean isCaught(Bug bug, long seed) {
        return SeedRun.of(SETTINGS, SplitMix.mix(seed)).run(bug.broken()::run).failure() != null;
    }

    private static int caught(Bug bug) {
        int caught = 0;
        for (int i = 0; i < SEEDS; i++) {
            caught += isCaught(bug, i) ? 1 : 0;
        }
        return caught;
    }

    private static int medianSeeds(Bug bug) {
        int[] runs = new int[TRIALS];
        for (int i = 0; i < TRIALS; i++) {
            runs[i] = 1;
            while (runs[i] <= MOST && !isCaught(bug, 1_000_000L * (i + 1) + runs[i])) {
                runs[i]++;
            }
        }
        return median(runs);
    }

    /** {@return after how many schedules it is found, in the median; more than {@link #MOST} if in most trials it is not} */
    private static int median(Bug bug, Explored explored) {
        int[] runs = new int[TRIALS];
        for (int i = 0; i < TRIALS; i++) {
            runs[i] = first(bug, explored, SplitMix.mix(1000 + i));
        }
        return median(runs);
    }

    private static int median(int[] runs) {
        Arrays.sort(runs);
        return runs[runs.length / 2];
    }

    private static int first(Bug bug, Explored explored, long seed) {
        try {
            explored.start(seed, MOST, bug.broken());
            return MOST + 1;
        } catch (ExplorationFailure e) {
            var found = RUNS.matcher(String.valueOf(e.getMessage()));
            assertThat(found.find()).isTrue();
            return Integer.parseInt(found.group(1));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "measure", matches = "true")
    void measure() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("| " + HEAD + " |");
        lines.add(HEAD.replaceAll("[^|]+", " --- ").replaceAll("^ ", "| ").replaceAll(" $", " |"));
        for (Bug bug : bugs()) {
            List<String> cells = cells(bug);
            runRepaired(bug, AT_LENGTH);
            cells.add(String.format(Locale.ROOT, "0 of %,d", AT_LENGTH));
            lines.add(row(cells));
            System.out.println(lines.getLast());
        }
        MeasuredPage.put("bugs", String.join("\n", lines));
    }
}
