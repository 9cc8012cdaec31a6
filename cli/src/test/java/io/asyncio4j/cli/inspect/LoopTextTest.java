package io.asyncio4j.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.LoopStatistics;
import io.asyncio4j.inspect.TaskSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A loop and its tasks that have ended, as lines. */
class LoopTextTest {

    private static final LoopStatistics NUMBERS = new LoopStatistics(7, 9, 11, 13, 15, 17);
    private static final TaskSnapshot TASK =
            new TaskSnapshot(1, "a\u001b[2J", "App.run()", "waiting", List.of(), List.of(), null);

    private static List<String> lines(boolean consistent, String holder, List<String> stack, long omitted,
            TaskSnapshot... tasks) {
        return LoopText.of(
                new LoopReport(new LoopSnapshot("main", List.of(tasks), false), omitted, consistent, holder,
                        stack, 1.25, "carried", NUMBERS),
                LoopSnapshot::tree);
    }

    @Test
    void aLoopThatHasAnswered_isALineOfNumbers_andItsTasks() {
        assertThat(lines(true, "", List.of(), 0, TASK)).containsExactly(
                "loop main (carried): tasks 7 (created 9), ready 17, timers 15, steps 11 (slow 13), lag 1.3 ms",
                "└── (T) a?[2J #1", "    └── App.run()");
        assertThat(lines(true, "", List.of(), 3)).hasSize(2).last()
                .isEqualTo("... and 3 more tasks; --limit shows more");
    }

    @Test
    void whatHoldsIt_isSaid_theNewestFrameLast_orThatNothingHasForLong() {
        assertThat(lines(false, "<Task 'x'>", List.of("App.hash(App.java:9)", "App.run(App.java:3)"), 0))
                .containsExactly(
                        "loop main (carried): tasks 7 (created 9), ready 17, timers 15, steps 11 (slow 13), lag over 1.3 ms",
                        "It is held by <Task 'x'>, and is shown as seen from outside (most recent call last):",
                        "  at App.run(App.java:3)", "  at App.hash(App.java:9)");
        assertThat(lines(false, "", List.of("App.hash(App.java:9)"), 0)).hasSize(2).last()
                .isEqualTo("It was too busy to answer, and is shown as seen from outside while it ran.");
    }

    @Test
    void tasksThatHaveEnded_areATable_withTimesWhereTheyAreMeasured() {
        var failed = new EndedTask(12, "load\n", "App.load()", "exception", "IOException: gone", "", "", null,
                null, null);
        var cancelled =
                new EndedTask(3, "b", "App.run()", "cancelled", "", "Task 'x'", "late", null, null, null);
        var silent = new EndedTask(4, "c", "App.run()", "cancelled", "", "Task 'x'", "", 12.0, 0.25, 2L);
        assertThat(EndedTable.of(List.of(failed, cancelled)).lines()).containsExactly(
                "ended id  task name  coroutine   ended with         cancelled by",
                "12        load?      App.load()  IOException: gone  -",
                "3         b          App.run()   cancelled          Task 'x': late");
        assertThat(EndedTable.of(List.of(cancelled, silent)).lines()).containsExactly(
                "ended id  task name  coroutine  ended with  cancelled by    lived      ran       steps",
                "3         b          App.run()  cancelled   Task 'x': late  -          -         -",
                "4         c          App.run()  cancelled   Task 'x'        12.000 ms  0.250 ms  2");
    }
}
