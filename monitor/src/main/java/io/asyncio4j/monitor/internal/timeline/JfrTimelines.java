package io.asyncio4j.monitor.internal.timeline;

import io.asyncio4j.monitor.internal.timeline.Timeline.Mark;
import io.asyncio4j.monitor.internal.timeline.Timeline.Step;
import io.asyncio4j.monitor.internal.timeline.Timeline.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Makes timelines of a recording of Java Flight Recorder, one for each loop in it. A recording has less than a flight log:
 * nobody knows who woke whom, and of steps there are the slow ones only, unless it was asked for {@code io.asyncio4j.Step}.
 */
final class JfrTimelines {

    private static final String PREFIX = "io.asyncio4j.";

    private JfrTimelines() {}

    /** @throws IOException if it cannot be read */
    static List<Timeline> of(Path file) throws IOException {
        Map<String, List<RecordedEvent>> loops = new LinkedHashMap<>();
        try (var recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) { // one by one: those of the JVM may be many more than ours
                RecordedEvent event = recording.readEvent();
                if (event.getEventType().getName().startsWith(PREFIX) && event.hasField("loop")) {
                    loops.computeIfAbsent(String.valueOf(event.getString("loop")), _ -> new ArrayList<>())
                            .add(event);
                }
            }
        }
        var timelines = new ArrayList<Timeline>();
        loops.forEach((loop, events) -> timelines.add(new Maker(loop, events).make()));
        return timelines;
    }

    private static final class Maker {

        private final List<RecordedEvent> events;
        private final Timeline timeline;
        private final Map<Long, Integer> tasks = new HashMap<>();

        Maker(String loop, List<RecordedEvent> events) {
            this.events = events;
            Instant begin =
                    events.stream().map(RecordedEvent::getStartTime).min(Instant::compareTo).orElseThrow();
            Instant end =
                    events.stream().map(RecordedEvent::getEndTime).max(Instant::compareTo).orElseThrow();
            timeline = new Timeline(loop, "", begin, Math.max(1, ChronoUnit.NANOS.between(begin, end)),
                    Long.MAX_VALUE);
            timeline.events = events.size();
        }

        Timeline make() {
            events.sort((a, b) -> a.getStartTime().compareTo(b.getStartTime()));
            boolean hasSteps = events.stream().anyMatch(event -> name(event).equals("Step"));
            for (RecordedEvent event : events) {
                switch (name(event)) {
                    case "Task" -> task(event);
                    case "Step" -> step(event);
                    case "SlowStep" -> {
                        if (!hasSteps) { // else it is there already
                            step(event);
                        }
                    }
                    case "Cancel" -> cancel(event);
                    case "LoopLag" -> lag(event);
                    default -> {
                        // Lost means nothing; later versions may have more
                    }
                }
            }
            timeline.marks.sort((a, b) -> Long.compare(a.nanos(), b.nanos()));
            timeline.notes.add(hasSteps
                    ? "A recording of Java Flight Recorder does not tell who woke whom; a flight log does:"
                            + " asyncio4j trace PID."
                    : "This recording has slow steps only; +io.asyncio4j.Step#enabled=true records them all, and"
                            + " asyncio4j trace PID tells who woke whom as well.");
            return timeline;
        }

        private static String name(RecordedEvent event) {
            return event.getEventType().getName().substring(PREFIX.length());
        }

        private long since(Instant time) {
            return Math.max(0, ChronoUnit.NANOS.between(timeline.begin, time));
        }

        private int index(long id, @Nullable String name, @Nullable String coroutine) {
            int index = tasks.computeIfAbsent(id, _ -> {
                timeline.tasks.add(new Task(id));
                return timeline.tasks.size() - 1;
            });
            Task task = timeline.tasks.get(index);
            task.name = name == null ? task.name : name;
            task.coroutine = coroutine == null ? task.coroutine : coroutine;
            return index;
        }

        private void task(RecordedEvent event) {
            int index =
                    index(event.getLong("taskId"), event.getString("taskName"), event.getString("coroutine"));
            Task task = timeline.tasks.get(index);
            task.created = event.getBoolean("seenFromCreation") ? since(event.getStartTime()) : Timeline.NONE;
            task.ended = since(event.getEndTime());
            task.outcome = String.valueOf(event.getString("outcome"));
            task.failure = event.getString("exception");
            if (task.failure != null) {
                timeline.marks
                        .add(new Mark(task.ended, index, Mark.Kind.FAILED, task.failure, Timeline.UNKNOWN));
            }
        }

        private void step(RecordedEvent event) {
            long id = event.getLong("taskId");
            int task = id == 0 ? Timeline.NONE
                    : index(id, event.getString("name"), event.getString("coroutine"));
            var step = new Step(since(event.getStartTime()), task);
            step.end = since(event.getEndTime());
            if (task == Timeline.NONE) {
                step.text = event.getString("name");
            } else {
                Task of = timeline.tasks.get(task);
                of.steps++;
                of.ran += step.nanos();
                step.text = "?";
            }
            timeline.steps.add(step);
        }

        private void cancel(RecordedEvent event) {
            int task =
                    index(event.getLong("taskId"), event.getString("taskName"), event.getString("coroutine"));
            String message = event.getString("message");
            String by = event.getString("requestedBy");
            timeline.marks.add(new Mark(since(event.getStartTime()), task, Mark.Kind.CANCEL,
                    (message == null ? "" : message)
                            + (by == null ? "" : (message == null ? "" : ", ") + "by " + by),
                    Timeline.UNKNOWN));
        }

        private void lag(RecordedEvent event) {
            timeline.marks.add(new Mark(since(event.getStartTime()), Timeline.NONE, Mark.Kind.HELD,
                    "a turn of " + event.getInt("steps") + " steps took "
                            + Times.text(event.getDuration().toNanos()),
                    Timeline.UNKNOWN));
        }
    }
}
