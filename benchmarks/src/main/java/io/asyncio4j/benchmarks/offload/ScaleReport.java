package io.asyncio4j.benchmarks.offload;

import io.asyncio4j.benchmarks.report.LogLogPlot;
import io.asyncio4j.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run came to, as text for a terminal, as Markdown, and as plots. */
final class ScaleReport {

    /** For how many workers it is computed how a cluster would go on. */
    private static final List<Integer> COMPUTED = List.of(2, 4, 8, 16, 32, 64, 128, 256);
    private static final String NONE = "-";

    /**
     * A work that workers share.
     *
     * @param name in the names of files
     * @param rate chunks a second
     * @param micros the caller's processor time for a chunk
     */
    record Shared(String name, String title, ToDoubleFunction<ScaleFigures> rate,
            ToDoubleFunction<ScaleFigures> micros) {}

    static final List<Shared> SHARED = List.of(
            new Shared("primes", "chunks of primes a second", ScaleFigures::primes,
                    ScaleFigures::primesMicros),
            new Shared("words", "chunks of words a second", ScaleFigures::words, ScaleFigures::wordsMicros));

    private final String heading;
    private final Map<ScaleSide, List<ScaleFigures>> rounds;
    private final @Nullable ScaleStarts starts;
    private final List<String> notes;

    /**
     * @param heading where, when and with what it was measured: a line for each
     * @param starts null if that was not measured
     */
    ScaleReport(String heading, Map<ScaleSide, List<ScaleFigures>> rounds, @Nullable ScaleStarts starts,
            List<String> notes) {
        this.heading = heading;
        this.rounds = rounds;
        this.starts = starts;
        this.notes = notes;
    }

    private @Nullable ScaleFigures of(ScaleSide side) {
        List<ScaleFigures> its = rounds.get(side);
        return its == null ? null : ScaleFigures.median(its);
    }

    /** {@return a row for each side} */
    Table table() {
        var rows = new ArrayList<List<String>>();
        for (ScaleSide side : ScaleSide.values()) {
            ScaleFigures its = of(side);
            rows.add(its == null ? List.of(side.title, NONE, NONE, NONE, NONE, NONE)
                    : List.of(side.title, number(its.calls()), number(its.p50()) + " us",
                            number(its.p99()) + " us", number(its.primes()), number(its.words())));
        }
        return new Table(List.of("calls run on", "empty calls/s", "p50", "p99", "chunks of primes/s",
                "chunks of words/s"), rows);
    }

    /** {@return what a call costs the process that makes it, a row for each side} */
    Table callers() {
        var rows = new ArrayList<List<String>>();
        for (ScaleSide side : ScaleSide.values()) {
            ScaleFigures its = side == ScaleSide.THREAD ? null : of(side); // there the caller does the work, too
            if (its != null) {
                rows.add(List.of(side.title, number(its.callMicros()) + " us",
                        number(its.primesMicros()) + " us", number(its.wordsMicros()) + " us"));
            }
        }
        return new Table(List.of("processor time of the caller", "empty call", "chunk of primes",
                "chunk of words"), rows);
    }

    /** {@return how a cluster would go on with more workers; null if there is nothing to compute that from} */
    @Nullable
    Table computed() {
        if (of(ScaleSide.CLUSTER_2) == null || of(ScaleSide.CLUSTER_3) == null) {
            return null;
        }
        var header = new ArrayList<>(List.of("workers, computed"));
        COMPUTED.forEach(workers -> header.add(Integer.toString(workers)));
        var rows = new ArrayList<List<String>>();
        for (Shared work : SHARED) {
            var row = new ArrayList<>(List.of(work.title));
            COMPUTED.forEach(workers -> row.add(number(computed(work, workers))));
            rows.add(row);
        }
        return new Table(header, rows);
    }

    /** So many workers do so many times the work of one, until the caller is busy for the whole of a second. */
    private double computed(Shared work, int workers) {
        double one = work.rate.applyAsDouble(Objects.requireNonNull(of(ScaleSide.CLUSTER_2)));
        double micros = work.micros.applyAsDouble(Objects.requireNonNull(of(ScaleSide.CLUSTER_3)));
        return Math.min(workers * one, 1e6 / micros);
    }

    /** {@return a plot of what workers do together, by their number} */
    LogLogPlot plot(Shared work) {
        var lines = new ArrayList<LogLogPlot.Line>();
        var kinds = Stream.of(ScaleSide.values()).map(side -> side.kind).distinct().toList();
        for (String kind : kinds) {
            List<LogLogPlot.Point> points = Stream.of(ScaleSide.values())
                    .filter(side -> side.kind.equals(kind)).map(side -> point(work, side))
                    .filter(Objects::nonNull).toList();
            lines.add(new LogLogPlot.Line(kind, kinds.indexOf(kind), points));
        }
        if (computed() != null) {
            lines.add(new LogLogPlot.Line("cluster, computed", kinds.size() + 2,
                    COMPUTED.stream().map(workers -> new LogLogPlot.Point(workers, computed(work, workers)))
                            .toList()));
        }
        return new LogLogPlot(work.title, "workers", "chunks a second", lines);
    }

    private LogLogPlot.@Nullable Point point(Shared work, ScaleSide side) {
        ScaleFigures its = of(side);
        return its == null ? null : new LogLogPlot.Point(side.workers, work.rate.applyAsDouble(its));
    }

    static String image(Shared work) {
        return "performance-offload-" + work.name + ".svg";
    }

    /** {@return the report for a terminal} */
    String plain() {
        var text = new StringBuilder(heading).append('\n').append(table().plain()).append('\n')
                .append(callers().plain());
        Table computed = computed();
        if (computed != null) {
            text.append("\nComputed, not measured: ").append(rule()).append('\n').append(computed.plain());
        }
        if (starts != null) {
            text.append('\n').append(starts.table().plain());
        }
        notes.forEach(note -> text.append("\n- ").append(note));
        return text.append(notes.isEmpty() ? "" : "\n").toString();
    }

    /** {@return the part of docs/performance.md} */
    String markdown() {
        var text = new StringBuilder(heading.strip().replace("\n", "  \n")).append("\n\n")
                .append(table().markdown()).append('\n')
                .append(callers().markdown()).append('\n');
        Table computed = computed();
        if (computed != null) {
            text.append(
                    "How a cluster would go on with more workers on machines of their own. **This is computed, not"
                            + " measured**: ")
                    .append(rule()).append("\n\n").append(computed.markdown()).append('\n');
        }
        text.append(SHARED.stream().map(work -> "![" + work.title + ", by workers](" + image(work) + ")\n")
                .collect(Collectors.joining("\n")));
        if (starts != null) {
            text.append('\n').append(starts.table().markdown());
        }
        if (!notes.isEmpty()) {
            text.append('\n').append(notes.stream().map(note -> "- " + note.replace("\n", " ") + "\n")
                    .collect(Collectors.joining()));
        }
        return text.toString();
    }

    private static String rule() {
        return "n workers do n times what the one of the cluster of 2 JVMs does, until the caller has no time left,"
                + " which it has when one processor is busy with its part of the calls for the whole of a second.";
    }

    private static String number(double figure) {
        return String.format(Locale.ROOT, figure < 10 ? "%.1f" : "%,.0f", figure);
    }
}
