package io.asyncio4j.monitor.internal.timeline;

import io.asyncio4j.monitor.internal.timeline.Timeline.Mark;
import io.asyncio4j.monitor.internal.timeline.Timeline.Size;
import io.asyncio4j.monitor.internal.timeline.Timeline.Step;
import io.asyncio4j.monitor.internal.timeline.Timeline.Task;
import io.asyncio4j.monitor.internal.timeline.Timeline.Wait;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes timelines in the Trace Event Format, which ui.perfetto.dev and chrome://tracing open: a process for each loop, in
 * it a thread for the loop, with callbacks and waits, and one for each task; flows for who woke whom.
 */
final class PerfettoFile {

    private static final int LOOP_THREAD = 0;
    private static final double NANOS_PER_MICRO = 1e3;

    private final JsonOut json;
    private final Timeline timeline;
    private final int pid;

    private PerfettoFile(JsonOut json, Timeline timeline, int pid) {
        this.json = json;
        this.timeline = timeline;
        this.pid = pid;
    }

    static void write(List<Timeline> timelines, Writer out) throws IOException {
        var json = new JsonOut(out);
        json.beginObject();
        json.field("displayTimeUnit", "ms");
        json.beginArray("traceEvents");
        int pid = 1;
        for (Timeline timeline : timelines) {
            new PerfettoFile(json, timeline, pid++).write();
        }
        json.endArray();
        json.endObject();
    }

    private void write() throws IOException {
        name("process_name", LOOP_THREAD, timeline.loop);
        name("thread_name", LOOP_THREAD, "loop");
        for (int i = 0; i < timeline.tasks.size(); i++) {
            Task task = timeline.tasks.get(i);
            name("thread_name", thread(i), task.name + " #" + task.id);
        }
        for (Wait wait : timeline.waits) {
            begin("X", "waits", LOOP_THREAD, wait.start());
            json.field("dur", micros(wait.end() - wait.start()));
            end();
        }
        for (int i = 0; i < timeline.steps.size(); i++) {
            step(i, timeline.steps.get(i));
        }
        for (Size size : timeline.sizes) {
            begin("C", size.what(), LOOP_THREAD, size.nanos());
            json.beginObject("args");
            json.field("items", size.size());
            json.endObject();
            end();
        }
        for (Mark mark : timeline.marks) {
            begin("i", mark.kind().name().toLowerCase(Locale.ROOT),
                    mark.task() == Timeline.NONE ? LOOP_THREAD : thread(mark.task()), mark.nanos());
            json.field("s", "t");
            arguments("text", mark.text());
            end();
        }
    }

    private static int thread(int task) {
        return task + 1; // the place in the list, as numbers of tasks may be larger than threads' are
    }

    private static int threadOf(Step step) {
        return step.task == Timeline.NONE ? LOOP_THREAD : thread(step.task);
    }

    private void step(int index, Step step) throws IOException {
        boolean isCallback = step.task == Timeline.NONE;
        Task task = isCallback ? null : timeline.tasks.get(step.task);
        begin("X", isCallback ? String.valueOf(step.text) : task == null ? "" : task.name, threadOf(step),
                step.start);
        json.field("dur", micros(step.nanos()));
        arguments("coroutine", task == null ? null : task.coroutine, "then awaits",
                isCallback ? null : step.text,
                "at", step.site, "made ready by", madeReadyBy(step));
        end();
        if (!isCallback) {
            begin("C", "ready", LOOP_THREAD, step.start);
            json.beginObject("args");
            json.field("ready", step.readyBehind);
            json.endObject();
            end();
        }
        if (step.waker >= 0) {
            Step waker = timeline.steps.get(step.waker);
            // within the waker's step, not at its end
            flow("s", index, threadOf(waker),
                    Math.max(waker.start, Math.min(step.readyAt, waker.end) - 1));
            flow("f", index, threadOf(step), step.start);
        }
    }

    private @Nullable String madeReadyBy(Step step) {
        return switch (step.waker) {
            case Timeline.UNKNOWN -> null;
            case Timeline.CLOCK -> "the clock";
            case Timeline.OUTSIDE -> "another thread or a channel";
            default -> timeline.nameOf(timeline.steps.get(step.waker));
        };
    }

    private void flow(String phase, int id, int thread, long nanos) throws IOException {
        begin(phase, "wakes", thread, nanos);
        json.field("id", pid + "-" + id);
        if (phase.equals("f")) {
            json.field("bp", "e");
        }
        end();
    }

    private void begin(String phase, String name, int thread, long nanos) throws IOException {
        json.beginObject();
        json.field("ph", phase);
        json.field("cat", "asyncio4j");
        json.field("name", name);
        json.field("pid", pid);
        json.field("tid", thread);
        json.field("ts", micros(nanos));
    }

    private void end() throws IOException {
        json.endObject();
    }

    private void arguments(@Nullable String... namesAndTexts) throws IOException {
        json.beginObject("args");
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            String text = namesAndTexts[i + 1];
            if (text != null && !text.isEmpty()) {
                json.field(String.valueOf(namesAndTexts[i]), text);
            }
        }
        json.endObject();
    }

    private void name(String what, int thread, String name) throws IOException {
        json.beginObject();
        json.field("ph", "M");
        json.field("name", what);
        json.field("pid", pid);
        json.field("tid", thread);
        arguments("name", name);
        json.endObject();
    }

    private static double micros(long nanos) {
        return nanos / NANOS_PER_MICRO;
    }
}
