package io.asyncio4j.cli.inspect;

import io.asyncio4j.inspect.LoopReport;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.LoopStatistics;
import io.asyncio4j.inspect.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A loop as people read it: a line of numbers, what holds it, and its tasks. */
final class LoopText {

    private LoopText() {}

    static List<String> of(LoopReport report, Function<LoopSnapshot, String> tasks) {
        var lines = new ArrayList<String>();
        lines.add(numbers(report));
        if (!report.consistent()) {
            lines.addAll(holder(report));
        }
        if (!report.snapshot().tasks().isEmpty()) {
            lines.addAll(tasks.apply(report.snapshot()).lines().toList());
        }
        if (report.omitted() > 0) {
            lines.add("... and " + report.omitted() + " more tasks; --limit shows more");
        }
        lines.replaceAll(PrintableText::of); // the names in them may hold anything
        return lines;
    }

    private static String numbers(LoopReport report) {
        LoopStatistics numbers = report.statistics();
        return String.format(Locale.ROOT,
                "loop %s (%s): tasks %d (created %d), ready %d, timers %d, steps %d (slow %d), lag %s%.1f ms",
                report.snapshot().loop(), report.threads(), numbers.tasksAlive(), numbers.tasksCreated(),
                numbers.ready(), numbers.timers(), numbers.steps(), numbers.slowSteps(),
                report.consistent() ? "" : "over ", report.lagMillis());
    }

    private static List<String> holder(LoopReport report) {
        if (report.holder().isEmpty()) {
            return List.of("It was too busy to answer, and is shown as seen from outside while it ran.");
        }
        var lines = new ArrayList<String>();
        lines.add("It is held by " + report.holder()
                + ", and is shown as seen from outside (most recent call last):");
        report.holderStack().reversed().forEach(frame -> lines.add("  at " + frame));
        return lines;
    }
}
