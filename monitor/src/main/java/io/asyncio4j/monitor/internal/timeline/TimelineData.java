package io.asyncio4j.monitor.internal.timeline;

import io.asyncio4j.monitor.internal.timeline.Timeline.Mark;
import io.asyncio4j.monitor.internal.timeline.Timeline.Step;
import io.asyncio4j.monitor.internal.timeline.Timeline.Task;
import java.io.IOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Timelines as JSON, for the page. Steps are columns of numbers, as there may be half a million:
 *
 * <pre>
 *   steps.t   when it began, in nanoseconds since the one before (the first: since the begin)
 *   steps.d   how long it took, in nanoseconds
 *   steps.l   the task, by its place in tasks; -1 for a callback
 *   steps.x   a text: what a callback is, what a task awaits afterwards; 0 if it ended
 *   steps.w   who made it ready: how many steps before this one, -2 the clock, -3 another thread, -1 nobody knows
 *   steps.r   for how long it was ready, in nanoseconds; -1 if nobody knows
 *   steps.s   a text: where the task waits afterwards; 0 if nobody has looked
 * </pre>
 */
final class TimelineData {

    /** How many steps a page has at most, the newest. */
    static final int MOST_STEPS = 500_000;

    private final JsonOut json;
    private Map<String, Integer> texts = new HashMap<>();

    private TimelineData(JsonOut json) {
        this.json = json;
    }

    static void write(List<Timeline> timelines, Map<Timeline, List<Flag>> flags, String title, Writer out)
            throws IOException {
        var json = new JsonOut(out);
        json.beginObject();
        json.field("title", title);
        json.beginArray("loops");
        for (Timeline timeline : timelines) {
            new TimelineData(json).write(timeline, flags.getOrDefault(timeline, List.of()));
        }
        json.endArray();
        json.endObject();
    }

    private void write(Timeline timeline, List<Flag> flags) throws IOException {
        texts = new LinkedHashMap<>();
        texts.put("", 0);
        int first = Math.max(0, timeline.steps.size() - MOST_STEPS);
        json.beginObject();
        json.field("name", timeline.loop);
        json.field("threads", timeline.threads);
        json.field("begin", timeline.begin.toEpochMilli());
        json.field("nanos", timeline.nanos);
        json.field("events", timeline.events);
        json.field("lost", timeline.lost);
        json.beginArray("notes");
        for (String note : timeline.notes) {
            json.value(note);
        }
        if (first > 0) {
            json.value(String.format(Locale.ROOT,
                    "This page has the newest %,d steps; %,d older ones were left out.", MOST_STEPS, first));
        }
        json.endArray();
        writeTasks(timeline);
        writeSteps(timeline, first);
        json.beginObject("waits");
        long[] last = {0};
        column("t", timeline.waits, wait -> delta(wait.start(), last));
        column("d", timeline.waits, wait -> wait.end() - wait.start());
        json.endObject();
        writeMarks(timeline, first);
        writeFlags(flags);
        json.beginArray("texts");
        for (String text : texts.keySet()) {
            json.value(text);
        }
        json.endArray();
        json.endObject();
    }

    private int idOf(@Nullable String text) {
        return text == null ? 0 : texts.computeIfAbsent(text, _ -> texts.size());
    }

    private void writeTasks(Timeline timeline) throws IOException {
        json.beginArray("tasks");
        for (Task task : timeline.tasks) {
            json.beginObject();
            json.field("id", task.id);
            json.field("name", task.name);
            json.field("coro", task.coroutine);
            json.field("created", task.created);
            json.field("ended", task.ended);
            json.field("how", task.outcome + (task.failure == null ? "" : ": " + task.failure));
            json.field("by", task.creator);
            if (task.atEnd != null) {
                json.field("end", task.atEnd);
            }
            json.endObject();
        }
        json.endArray();
    }

    private void writeSteps(Timeline timeline, int first) throws IOException {
        List<Step> steps = timeline.steps.subList(first, timeline.steps.size());
        json.beginObject("steps");
        long[] last = {0};
        column("t", steps, step -> delta(step.start, last));
        column("d", steps, Step::nanos);
        column("l", steps, step -> step.task);
        column("x", steps, step -> idOf(step.text));
        int[] place = {first};
        column("w", steps, step -> waker(step, place[0]++, first));
        column("r", steps, step -> step.readyAt < 0 ? -1 : step.start - step.readyAt);
        column("s", steps, step -> idOf(step.site));
        json.endObject();
    }

    private static long waker(Step step, int place, int first) {
        return step.waker < 0 ? step.waker : step.waker < first ? Timeline.UNKNOWN : place - step.waker;
    }

    private static long delta(long time, long[] last) {
        long delta = time - last[0];
        last[0] = time;
        return delta;
    }

    private <T> void column(String name, List<T> rows, ToLongFunction<T> value) throws IOException {
        json.beginArray(name);
        for (T row : rows) {
            json.value(value.applyAsLong(row));
        }
        json.endArray();
    }

    private void writeMarks(Timeline timeline, int first) throws IOException {
        json.beginArray("marks");
        for (Mark mark : timeline.marks) {
            json.beginObject();
            json.field("t", mark.nanos());
            json.field("l", mark.task());
            json.field("k", mark.kind().name().toLowerCase(Locale.ROOT));
            json.field("x", mark.text());
            json.field("by", mark.step() < first ? -1 : mark.step() - first);
            json.endObject();
        }
        json.endArray();
    }

    private void writeFlags(List<Flag> flags) throws IOException {
        json.beginArray("flags");
        for (Flag flag : flags) {
            json.beginObject();
            json.field("k", flag.kind());
            json.field("x", flag.sentence());
            json.field("t", flag.nanos());
            json.field("l", flag.task());
            json.endObject();
        }
        json.endArray();
    }
}
