package io.asyncio4j.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run came to, as text for a terminal and as Markdown. */
final class Report {

    private static final String NONE = "-";
    /** What the table of the works whose calls leave the loop shows. */
    static final String PROCESSOR =
            "What one costs the processors, on all threads of the process, and in brackets how long it takes:";
    private static final String NOT_EXPLAINED = "Not explained yet.";

    private static final List<Side> SCALING_SIDES = Stream.of(Side.values())
            .filter(side -> side == Side.BARE || !Side.YARDSTICKS.contains(side)).toList();

    private final Results results;

    Report(Results results) { this.results = results; }

    /** {@return the whole report for a terminal} */
    String plain() {
        var text = new StringBuilder(heading()).append("\n");
        if (!results.works().isEmpty()) {
            text.append(table().plain()).append("\n").append(legend()).append("\n");
        }
        if (hasProcessor()) {
            text.append("\n").append(PROCESSOR).append("\n").append(processorTable().plain());
        }
        for (Work work : Works.SCALING) {
            if (hasScaling(work)) {
                text.append("\nBy number at a time: ").append(Works.scalingTitle(work)).append("\n")
                        .append(scalingTable(work).plain());
            }
        }
        if (hasColdStart()) {
            text.append("\nCold start:\n").append(coldStartTable().plain());
        }
        if (hasNet()) {
            text.append("\nSockets and subprocesses:\n").append(netTable().plain())
                    .append("\nThe server's processor time for one of them:\n")
                    .append(netProcessorTable().plain());
        }
        appendList(text, "\nBars not reached:",
                Stream.concat(missed().stream(), missedOfNet().stream()).toList());
        appendList(text, "\nNotes:", notes());
        return text.toString();
    }

    private static void appendList(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append(title).append("\n");
            lines.forEach(line -> text.append("- ").append(line).append("\n"));
        }
    }

    /** {@return where, when and with what it was measured, and what disturbed it} */
    String heading() {
        return results.mode() + " run of " + String.format(Locale.ROOT, "%.1f", results.minutes())
                + " minutes on " + results.date() + "\n" + results.machine().describe() + "\n"
                + results.machine().describeDisturbance() + "\n"
                + results.versions().entrySet().stream().map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", "))
                + "\n";
    }

    /** {@return what the columns mean} */
    static String legend() {
        return "Medians of the rounds, ± the farthest round. Ratios are carried / other, below 1 is faster; in brackets"
                + " the smallest\nand the largest ratio of a round. Neither is there where a single round was measured.";
    }

    /** {@return a row for each work that was measured, and a further one for each further bar of it} */
    Table table() {
        var header = new ArrayList<String>(List.of("work", "carried", "portable"));
        Side.PEERS.forEach(peer -> header.add(peer.title()));
        header.addAll(List.of("yardstick", "to best peer", "to yardstick", "bar", "reached"));
        var rows = new ArrayList<List<String>>();
        for (Work work : Works.ALL) {
            if (isMeasured(work)) {
                addRows(work, rows);
            }
        }
        return new Table(header, rows);
    }

    private boolean isMeasured(Work work) {
        return Stream.of(Side.values())
                .anyMatch(side -> results.series(work, side) != null || results.failure(work, side) != null);
    }

    private void addRows(Work work, List<List<String>> rows) {
        Side yardstick = work.yardstick();
        Side best = results.bestPeer(work);
        var row = new ArrayList<String>(
                List.of(work.title(), cell(work, Side.CARRIED), cell(work, Side.PORTABLE)));
        Side.PEERS.forEach(peer -> row.add(cell(work, peer)));
        row.add(yardstick == null ? NONE : cell(work, yardstick));
        row.add(best == null ? NONE : ratio(work, best));
        row.add(yardstick == null ? NONE : ratio(work, yardstick));
        row.add(work.bars().isEmpty() ? NONE : work.bars().getFirst().text());
        row.add(work.bars().isEmpty() ? NONE : reached(work, work.bars().getFirst()));
        rows.add(row);
        for (Bar further : work.bars().stream().skip(1).toList()) {
            var more = new ArrayList<String>(List.of("", "", ""));
            Side.PEERS.forEach(_ -> more.add(""));
            Side another = further.against();
            String its = "";
            if (another != null && another != yardstick && Side.YARDSTICKS.contains(another)) {
                its = cell(work, another);
            }
            more.addAll(List.of(its, "", "", further.text(), reached(work, further)));
            rows.add(more);
        }
    }

    private String cell(Work work, Side side) {
        Series series = results.series(work, side);
        if (series == null) {
            return results.failure(work, side) != null ? "failed" : NONE;
        }
        return series.summary().format(work.unit());
    }

    private String ratio(Work work, Side other) {
        Ratio ratio = results.ratio(work, other);
        if (ratio == null) {
            return NONE;
        }
        return ratio.format() + (Side.PEERS.contains(other) ? " " + other.title() : "");
    }

    private String reached(Work work, Bar bar) {
        String figure = bar.figure(results, work);
        return bar.verdict(results, work).word() + (figure == null ? "" : ", " + figure);
    }

    /** {@return a line for each bar that was not reached, with what was measured and the explanation} */
    List<String> missed() {
        return missed(Works.ALL);
    }

    /** {@return the same of sockets and subprocesses} */
    List<String> missedOfNet() {
        return missed(Works.NET);
    }

    private List<String> missed(List<Work> works) {
        var lines = new ArrayList<String>();
        for (Work work : works) {
            for (Bar bar : work.bars()) {
                if (bar.verdict(results, work) == Bar.Verdict.MISSED) {
                    lines.add(
                            work.title() + ": the bar is \"" + bar.text() + "\", and it " + came(work, bar)
                                    + ". "
                                    + (bar.explanation().isEmpty() ? NOT_EXPLAINED : bar.explanation()));
                }
            }
        }
        return lines;
    }

    private String came(Work work, Bar bar) {
        if (results.failure(work, bar.ours()) != null) {
            return "failed";
        }
        return "is " + bar.figure(results, work)
                + (bar.against() == null ? ""
                        : (bar.speed() ? " x as fast as " : " x ") + bar.against().title());
    }

    /** {@return what went wrong or was left out} */
    List<String> notes() {
        return Stream.concat(
                results.notes().stream(),
                results.failures().stream().map(each -> (each.size() > 0 ? each.size() + " at a time: " : "")
                        + each.message()))
                .toList();
    }

    boolean hasNet() {
        return Works.NET.stream().anyMatch(this::isMeasured);
    }

    /** {@return a row for each work of sockets and subprocesses, and one for each further bar of it} */
    Table netTable() {
        List<Side> sides = netSides();
        var header = new ArrayList<String>(List.of("work"));
        sides.forEach(side -> header.add(netTitle(side)));
        header.addAll(List.of("to best peer", "bar", "reached"));
        var rows = new ArrayList<List<String>>();
        for (Work work : Works.NET.stream().filter(this::isMeasured).toList()) {
            var row = new ArrayList<String>(List.of(work.title()));
            sides.forEach(side -> row.add(cell(work, side)));
            Side best = results.bestPeer(work);
            Ratio ratio = best == null ? null : results.ratio(work, best);
            row.add(best == null || ratio == null ? NONE : ratio.format() + " " + netTitle(best));
            row.add(work.bars().isEmpty() ? NONE : work.bars().getFirst().text());
            row.add(work.bars().isEmpty() ? NONE : reached(work, work.bars().getFirst()));
            rows.add(row);
            for (Bar further : work.bars().stream().skip(1).toList()) {
                var more = new ArrayList<String>(java.util.Collections.nCopies(sides.size() + 2, ""));
                more.addAll(List.of(further.text(), reached(work, further)));
                rows.add(more);
            }
        }
        return new Table(header, rows);
    }

    /** {@return a row for each of those works with what one costs the server's processor} */
    Table netProcessorTable() {
        List<Side> sides = netSides();
        return processorTable(Works.NET, sides, Report::netTitle, this::processorTime);
    }

    boolean hasProcessor() {
        return !results.processor().isEmpty();
    }

    /**
     * {@return a row for each work whose calls leave the loop, with what one costs all processors, and in brackets how
     * long it takes}
     */
    Table processorTable() {
        List<Side> sides = Stream.of(Side.values())
                .filter(side -> results.processor().stream().anyMatch(each -> each.side() == side)).toList();
        return processorTable(Works.PROCESSOR, sides, Side::title, (work, side) -> {
            Series wall = results.series(work, side);
            String time = processorTime(work, side);
            return wall == null || time.equals(NONE) ? time
                    : time + " (" + work.unit().format(wall.summary().median()) + ")";
        });
    }

    private String processorTime(Work work, Side side) {
        Series series = results.processor(work, side);
        return series == null ? NONE : series.summary().format(Unit.NANOSECONDS);
    }

    private static Table processorTable(List<Work> works, List<Side> sides, Function<Side, String> title,
            BiFunction<Work, Side, String> cell) {
        var header = new ArrayList<String>(List.of("work"));
        sides.forEach(side -> header.add(title.apply(side)));
        var rows = new ArrayList<List<String>>();
        for (Work work : works) {
            var row = new ArrayList<String>(List.of(work.title()));
            sides.forEach(side -> row.add(cell.apply(work, side)));
            if (row.stream().skip(1).anyMatch(each -> !each.equals(NONE))) {
                rows.add(row);
            }
        }
        return new Table(header, rows);
    }

    private static String netTitle(Side side) {
        return Objects.requireNonNull(NetSampler.SIDES.get(side)).title();
    }

    private List<Side> netSides() {
        return NetSampler.SIDES.keySet().stream().filter(side -> Works.NET.stream().anyMatch(
                work -> results.series(work, side) != null || results.failure(work, side) != null)).toList();
    }

    boolean hasScaling(Work work) {
        return results.scaling().stream().anyMatch(each -> each.work().equals(work.name()));
    }

    /** {@return a row for each side with what an operation costs at each size} */
    Table scalingTable(Work work) {
        var header = new ArrayList<String>(List.of("at a time"));
        Works.SIZES.forEach(size -> header.add(String.format(Locale.ROOT, "%,d", size)));
        var rows = new ArrayList<List<String>>();
        for (Side side : scalingSides(work)) {
            var row = new ArrayList<String>(List.of(side.title()));
            for (int size : Works.SIZES) {
                Series series = results.scaling(work, side, size);
                row.add(series == null ? NONE : series.summary().format(work.unit()));
            }
            rows.add(row);
        }
        return new Table(header, rows);
    }

    /** {@return the lines of a plot of what an operation costs at each size} */
    LogLogPlot plot(Work work) {
        var lines = new ArrayList<LogLogPlot.Line>();
        for (Side side : scalingSides(work)) {
            List<LogLogPlot.Point> points = Works.SIZES.stream()
                    .map(size -> point(results.scaling(work, side, size), size)).filter(Objects::nonNull)
                    .toList();
            lines.add(new LogLogPlot.Line(side.title(), SCALING_SIDES.indexOf(side), points));
        }
        return new LogLogPlot(Works.scalingTitle(work) + ", by the number at a time",
                "tasks or timers at a time",
                "ns per operation", lines);
    }

    boolean hasColdStart() {
        return Side.STARTS.stream().anyMatch(
                side -> results.coldStart(side) != null || results.failure(Works.COLD_START, side) != null);
    }

    /** {@return a row for each program that was started, with how long it took until its end} */
    Table coldStartTable() {
        var rows = new ArrayList<List<String>>();
        for (Side side : Side.STARTS) {
            Series series = results.coldStart(side);
            if (series != null) {
                rows.add(List.of(side.title(), millis(series.summary().median()), extreme(series, Math::min),
                        extreme(series, Math::max)));
            } else if (results.failure(Works.COLD_START, side) != null) {
                rows.add(List.of(side.title(), "failed", NONE, NONE));
            }
        }
        return new Table(List.of("started", "median", "fastest", "slowest"), rows);
    }

    private static String extreme(Series series, DoubleBinaryOperator which) {
        List<Double> rounds = series.medians();
        return rounds.size() == 1 ? NONE
                : millis(rounds.stream().mapToDouble(Double::doubleValue).reduce(which).orElseThrow());
    }

    // always the same unit, so that the lines can be compared at a glance
    private static String millis(double nanos) {
        return String.format(Locale.ROOT, "%.0f ms", nanos / 1e6);
    }

    private static LogLogPlot.@Nullable Point point(@Nullable Series series, int size) {
        return series == null ? null : new LogLogPlot.Point(size, series.summary().median());
    }

    private List<Side> scalingSides(Work work) {
        return SCALING_SIDES.stream()
                .filter(side -> Works.SIZES.stream()
                        .anyMatch(size -> results.scaling(work, side, size) != null))
                .toList();
    }
}
