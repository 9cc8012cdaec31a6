package io.asyncio4j.cli.profile;

import io.asyncio4j.inspect.LoopProfile;
import io.asyncio4j.inspect.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Samples of where loops were, ready to be written as a flame graph, as collapsed stacks and as a table. */
public final class Profile {

    private static final int ROWS = 15;
    private static final int WIDEST = 100;

    private final String title;
    private final List<LoopProfile> loops;

    /** @param title what it is about, for people */
    public Profile(String title, List<LoopProfile> loops) {
        this.title = title;
        this.loops = List.copyOf(loops);
    }

    /** Writes it to {@code file}: a flame graph if that is called {@code .html}, else collapsed stacks. */
    public void write(Path file) throws IOException {
        if (isFlameGraph(file)) {
            Files.writeString(file, FlameGraphs.page(title, stacks()));
        } else {
            Files.write(file, collapsed());
        }
    }

    /** {@return whether a file with this name becomes a flame graph} */
    public static boolean isFlameGraph(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".html");
    }

    /** A stack, from the loop by way of the task to the newest frame, and how often it was found. */
    record Counted(List<String> frames, long samples) {}

    private List<Counted> stacks() {
        var stacks = new ArrayList<Counted>();
        for (LoopProfile loop : loops) {
            for (LoopProfile.Stack stack : loop.stacks()) {
                var frames = new ArrayList<String>();
                frames.add("loop " + loop.loop());
                frames.add(stack.task());
                frames.addAll(stack.frames());
                stacks.add(new Counted(frames, stack.samples()));
            }
            if (loop.between() > 0) {
                stacks.add(new Counted(List.of("loop " + loop.loop(), "(the loop itself)"), loop.between()));
            }
        }
        return stacks;
    }

    /** {@return a line for each stack}: its frames, the oldest first, with semicolons between them, and the samples */
    List<String> collapsed() {
        return stacks().stream().map(stack -> String.join(";",
                stack.frames().stream().map(frame -> PrintableText.of(frame).replace(';', ',')).toList())
                + " "
                + stack.samples()).toList();
    }

    /** {@return where the time went, as a table for each loop} */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        for (LoopProfile loop : loops) {
            long busy = loop.samples() - loop.idle();
            lines.add(String.format(Locale.ROOT, "loop %s: %,d samples in %.1f s, busy %s, waiting %s",
                    PrintableText.of(loop.loop()), loop.samples(), loop.millis() / 1e3,
                    percent(busy, loop.samples()),
                    percent(loop.idle(), loop.samples())));
            if (busy == 0) {
                continue;
            }
            Map<String, Long> tasks = new HashMap<>();
            Map<String, Long> places = new HashMap<>();
            for (LoopProfile.Stack stack : loop.stacks()) {
                tasks.merge(stack.task(), stack.samples(), Long::sum);
                places.merge(place(stack.frames()), stack.samples(), Long::sum);
            }
            if (loop.between() > 0) {
                tasks.merge("(the loop itself)", loop.between(), Long::sum);
            }
            table("tasks", tasks, busy, lines);
            table("code", places, busy, lines);
            if (loop.lost() > 0) {
                lines.add(String.format(Locale.ROOT,
                        "  note: %,d samples were dropped: there were too many different stacks.",
                        loop.lost()));
            }
        }
        return lines;
    }

    // The newest frame; where that is a sleep or a wait of a thread, who called it.
    private static String place(List<String> frames) {
        for (String frame : frames.reversed()) {
            if (!frame.startsWith("Thread.")) {
                return frame;
            }
        }
        return frames.isEmpty() ? "?" : frames.getLast();
    }

    private static void table(String head, Map<String, Long> rows, long all, List<String> lines) {
        if (rows.isEmpty()) {
            return;
        }
        lines.add("   share  samples  " + head);
        rows.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(ROWS)
                .forEach(row -> lines.add(String.format(Locale.ROOT, "  %6s %8d  %s",
                        percent(row.getValue(), all), row.getValue(),
                        shortened(PrintableText.of(row.getKey())))));
        if (rows.size() > ROWS) {
            lines.add("                   ... and " + (rows.size() - ROWS) + " more");
        }
    }

    private static String percent(long part, long all) {
        return String.format(Locale.ROOT, "%.1f%%", all == 0 ? 0 : 100.0 * part / all);
    }

    private static String shortened(String text) {
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 3) + "...";
    }
}
