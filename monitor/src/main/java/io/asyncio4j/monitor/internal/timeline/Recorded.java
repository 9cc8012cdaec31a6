package io.asyncio4j.monitor.internal.timeline;

import io.asyncio4j.inspect.FlightRecord;
import io.asyncio4j.inspect.PrintableText;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code io.asyncio4j.monitor.Trace} says it is. */
public final class Recorded {

    private final String title;
    private final List<Timeline> timelines;
    private final Map<Timeline, List<Flag>> flags = new HashMap<>();

    private Recorded(String title, List<Timeline> timelines) {
        this.title = title;
        this.timelines = timelines;
        for (Timeline timeline : timelines) {
            flags.put(timeline, RedFlags.of(timeline));
        }
    }

    /**
     * {@return what is in flight logs}
     *
     * @param title what it is about, for people
     */
    public static Recorded of(String title, List<FlightRecord> records) {
        return new Recorded(title, records.stream().map(FlightTimelines::of).toList());
    }

    /**
     * {@return what is in a recording of Java Flight Recorder} It may be empty.
     *
     * @throws IOException if {@code file} cannot be read, or is something else
     */
    public static Recorded ofRecording(Path file) throws IOException {
        return new Recorded(String.valueOf(file.getFileName()), JfrTimelines.of(file));
    }

    /** {@return whether there is nothing of any loop in it} */
    public boolean isEmpty() {
        return timelines.isEmpty();
    }

    /** Keeps the loop that is called {@code name} only. */
    public Recorded only(String name) {
        return new Recorded(title,
                timelines.stream().filter(timeline -> timeline.loop.equals(name)).toList());
    }

    /** Writes it to {@code file}: for Perfetto if that is called {@code .json}, else as a page. */
    public void write(Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            if (isForPerfetto(file)) {
                writePerfetto(out);
            } else {
                writePage(out);
            }
        }
    }

    /** Writes it for Perfetto. */
    public void writePerfetto(Writer out) throws IOException {
        PerfettoFile.write(timelines, out);
    }

    /** {@return the Content-Security-Policy that pages ask for} */
    public static String policyOfPage() {
        return TimelinePage.policy();
    }

    /** Writes it as a page, which needs nothing else. */
    public void writePage(Writer out) throws IOException {
        TimelinePage.write(timelines, flags, title, out);
    }

    /** {@return whether a file with this name is written for Perfetto} */
    public static boolean isForPerfetto(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    }

    /** {@return what there is to say of it}: for each loop a line, what was left out, and what is wrong */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        for (Timeline timeline : timelines) {
            long busy = 0;
            long outer = 0;
            for (Timeline.Step step : timeline.steps) {
                busy += Math.max(0, step.end - Math.max(step.start, outer));
                outer = Math.max(outer, step.end);
            }
            lines.add(String.format(Locale.ROOT,
                    "loop %s%s: %,d events in %s, %,d tasks, %,d steps, busy %d %%",
                    timeline.loop, timeline.threads.isEmpty() ? "" : " (" + timeline.threads + ")",
                    timeline.events, Times.text(timeline.nanos), timeline.tasks.size(), timeline.steps.size(),
                    Math.round(100.0 * busy / timeline.nanos)));
            timeline.notes.forEach(note -> lines.add("  note: " + note));
            List<Flag> flags = this.flags.getOrDefault(timeline, List.of());
            for (Flag flag : flags) {
                lines.add("  " + flag.kind() + ": " + flag.sentence());
            }
            if (flags.isEmpty()) {
                lines.add("  Nothing looks wrong.");
            }
        }
        lines.replaceAll(PrintableText::of);
        return lines;
    }
}
