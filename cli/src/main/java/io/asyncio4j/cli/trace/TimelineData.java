package io.asyncio4j.cli.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.asyncio4j.cli.trace.Timeline.Mark;
import io.asyncio4j.cli.trace.Timeline.Step;
import io.asyncio4j.cli.trace.Timeline.Task;
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

    private final JsonGenerator json;
    private Map<String, Integer> texts = new HashMap<>();

    private TimelineData(JsonGenerator json) {
        this.json = json;
    }

    static void write(List<Timeline> timelines, Map<Timeline, List<Flag>> flags, String title, Writer out)
            throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("title", title);
            json.writeArrayFieldStart("loops");
            for (Timeline timeline : timelines) {
                new TimelineData(json).write(timeline, flags.getOrDefault(timeline, List.of()));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void write(Timeline timeline, List<Flag> flags) throws IOException {
        texts = new LinkedHashMap<>();
        texts.put("", 0);
        int first = Math.max(0, timeline.steps.size() - MOST_STEPS);
        json.writeStartObject();
        json.writeStringField("name", timeline.loop);
        json.writeStringField("threads", timeline.threads);
        json.writeNumberField("begin", timeline.begin.toEpochMilli());
        json.writeNumberField("nanos", timeline.nanos);
        json.writeNumberField("events", timeline.events);
        json.writeNumberField("lost", timeline.lost);
        json.writeArrayFieldStart("notes");
        for (String note : timeline.notes) {
            json.writeString(note);
        }
        if (first > 0) {
            json.writeString(String.format(Locale.ROOT,
                    "This page has the newest %,d steps; %,d older ones were left out.", MOST_STEPS, first));
        }
        json.writeEndArray();
        writeTasks(timeline);
        writeSteps(timeline, first);
        json.writeObjectFieldStart("waits");
        long[] last = {0};
        column("t", timeline.waits, wait -> delta(wait.start(), last));
        column("d", timeline.waits, wait -> wait.end() - wait.start());
        json.writeEndObject();
        writeMarks(timeline, first);
        writeFlags(flags);
        json.writeArrayFieldStart("texts");
        for (String text : texts.keySet()) {
            json.writeString(text);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private int idOf(@Nullable String text) {
        return text == null ? 0 : texts.computeIfAbsent(text, _ -> texts.size());
    }

    private void writeTasks(Timeline timeline) throws IOException {
        json.writeArrayFieldStart("tasks");
        for (Task task : timeline.tasks) {
            json.writeStartObject();
            json.writeNumberField("id", task.id);
            json.writeStringField("name", task.name);
            json.writeStringField("coro", task.coroutine);
            json.writeNumberField("created", task.created);
            json.writeNumberField("ended", task.ended);
            json.writeStringField("how", task.outcome + (task.failure == null ? "" : ": " + task.failure));
            json.writeNumberField("by", task.creator);
            if (task.atEnd != null) {
                json.writeStringField("end", task.atEnd);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeSteps(Timeline timeline, int first) throws IOException {
        List<Step> steps = timeline.steps.subList(first, timeline.steps.size());
        json.writeObjectFieldStart("steps");
        long[] last = {0};
        column("t", steps, step -> delta(step.start, last));
        column("d", steps, Step::nanos);
        column("l", steps, step -> step.task);
        column("x", steps, step -> idOf(step.text));
        int[] place = {first};
        column("w", steps, step -> waker(step, place[0]++, first));
        column("r", steps, step -> step.readyAt < 0 ? -1 : step.start - step.readyAt);
        column("s", steps, step -> idOf(step.site));
        json.writeEndObject();
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
        json.writeArrayFieldStart(name);
        for (T row : rows) {
            json.writeNumber(value.applyAsLong(row));
        }
        json.writeEndArray();
    }

    private void writeMarks(Timeline timeline, int first) throws IOException {
        json.writeArrayFieldStart("marks");
        for (Mark mark : timeline.marks) {
            json.writeStartObject();
            json.writeNumberField("t", mark.nanos());
            json.writeNumberField("l", mark.task());
            json.writeStringField("k", mark.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("x", mark.text());
            json.writeNumberField("by", mark.step() < first ? -1 : mark.step() - first);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeFlags(List<Flag> flags) throws IOException {
        json.writeArrayFieldStart("flags");
        for (Flag flag : flags) {
            json.writeStartObject();
            json.writeStringField("k", flag.kind());
            json.writeStringField("x", flag.sentence());
            json.writeNumberField("t", flag.nanos());
            json.writeNumberField("l", flag.task());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
