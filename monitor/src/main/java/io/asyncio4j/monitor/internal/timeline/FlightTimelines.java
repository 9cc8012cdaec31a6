package io.asyncio4j.monitor.internal.timeline;

import io.asyncio4j.monitor.internal.timeline.Timeline.Mark;
import io.asyncio4j.monitor.internal.timeline.Timeline.Size;
import io.asyncio4j.monitor.internal.timeline.Timeline.Step;
import io.asyncio4j.monitor.internal.timeline.Timeline.Task;
import io.asyncio4j.monitor.internal.timeline.Timeline.Wait;
import io.asyncio4j.inspect.FlightEvent;
import io.asyncio4j.inspect.FlightRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes a timeline of a flight log, event by event. */
final class FlightTimelines {

    // of how many tasks a flight log tells at its end
    private static final int MOST_AT_END = 10_000;
    // what is seen so soon was there when the log began
    private static final long SOON_NANOS = 20_000_000;

    private final Timeline timeline;
    private final Map<Long, Integer> tasks = new HashMap<>();
    // the steps that have begun and not ended, the innermost last, and whom they are of
    private final ArrayDeque<Open> open = new ArrayDeque<>();
    // what is ready and has not run: who has made it so, and when
    private final Map<Long, Ready> ready = new HashMap<>();
    // in their order
    private final List<Look> looks = new ArrayList<>();
    private long waitBegin = Timeline.NONE;
    private int awaitsTask = Timeline.NONE;
    private @Nullable String site;
    private int siteOf = Timeline.NONE;
    private int tasksAtEnd;

    private record Open(long subject, int step) {}

    private record Ready(int waker, long nanos) {}

    /** A look of another thread at a step, which it has seen since then. */
    private record Look(long since, long nanos, int task) {}

    private FlightTimelines(Timeline timeline) {
        this.timeline = timeline;
    }

    static Timeline of(FlightRecord record) {
        var timeline = new Timeline(record.loop(), record.threads(), record.begin(),
                record.duration().toNanos(), record.slowCallbackDuration().toNanos());
        timeline.events = record.size();
        timeline.lost = record.lost();
        timeline.lostTexts = record.lostTexts();
        var maker = new FlightTimelines(timeline);
        record.forEach(maker::take);
        maker.end();
        return timeline;
    }

    private void take(FlightEvent event) {
        long nanos = event.nanos();
        long subject = event.subject();
        switch (event.kind()) {
            case TASK_CREATED -> {
                Task task = task(subject);
                task.created = nanos;
                task.coroutine = text(event);
                task.creator = taskOf(running());
            }
            case TASK_KNOWN -> task(subject).coroutine = text(event);
            case TASK_NAMED -> task(subject).name = text(event);
            case TASK_DONE -> ended(subject, nanos, "done");
            case TASK_CANCELLED -> ended(subject, nanos, "cancelled");
            case TASK_FAILED -> {
                ended(subject, nanos, "failed");
                task(subject).failure = text(event);
                mark(nanos, subject, Mark.Kind.FAILED, text(event));
            }
            case CANCEL_IGNORED -> {
                task(subject).ignoredCancel = true;
                mark(nanos, subject, Mark.Kind.IGNORED, "");
            }
            case STEP_BEGINS -> stepBegins(event);
            case AWAITS_TASK -> awaitsTask = index(event.other());
            case STANDS -> {
                site = event.text();
                siteOf = index(subject);
            }
            case STEP_ENDS -> stepEnds(event);
            case WOKEN -> ready.put(subject, new Ready(stepOf(event.other()), nanos));
            case FIRED -> {
                timeline.fired++;
                ready.put(subject, new Ready(Timeline.CLOCK, nanos));
            }
            case FROM_OUTSIDE -> ready.put(subject, new Ready(Timeline.OUTSIDE, nanos));
            case CANCEL_REQUESTED -> mark(nanos, subject, Mark.Kind.CANCEL, "");
            case CANCEL_MESSAGE -> addMessage(text(event));
            case UNCANCELLED -> mark(nanos, subject, Mark.Kind.UNCANCELLED, "");
            case TIMERS_SET -> {
                int step = stepOf(subject);
                if (step >= 0) {
                    timeline.steps.get(step).timersSet += (int) event.other();
                }
            }
            case WAIT_BEGINS -> waitBegin = nanos;
            case WAIT_ENDS, RUN_ENDS -> waitEnds(nanos);
            case RUN_BEGINS -> waitBegin = Timeline.NONE;
            case HOLDS -> {
                mark(nanos, subject, Mark.Kind.HELD, text(event));
                looks.add(new Look(nanos - TimeUnit.MICROSECONDS.toNanos(event.other()), nanos,
                        subject > 0 ? index(subject) : Timeline.NONE));
            }
            case UNRETRIEVED -> task(subject).unretrieved = true;
            case ITEMS -> timeline.sizes.add(new Size(nanos, text(event), event.other()));
            case AT_END -> {
                task(subject).atEnd = event.text();
                tasksAtEnd++;
            }
        }
    }

    private static String text(FlightEvent event) {
        return event.text() == null ? "?" : event.text();
    }

    private int index(long id) {
        return tasks.computeIfAbsent(id, _ -> {
            timeline.tasks.add(new Task(id));
            return timeline.tasks.size() - 1;
        });
    }

    private Task task(long id) {
        return timeline.tasks.get(index(id));
    }

    private int running() {
        return open.isEmpty() ? Timeline.UNKNOWN : open.getLast().step();
    }

    private int taskOf(int step) {
        return step < 0 ? Timeline.NONE : timeline.steps.get(step).task;
    }

    /** {@return the step that {@code subject} is in now} */
    private int stepOf(long subject) {
        for (var each = open.descendingIterator(); each.hasNext();) {
            Open step = each.next();
            if (step.subject() == subject) {
                return step.step();
            }
        }
        return Timeline.UNKNOWN;
    }

    private void ended(long subject, long nanos, String outcome) {
        Task task = task(subject);
        task.ended = nanos;
        task.outcome = outcome;
    }

    private void mark(long nanos, long subject, Mark.Kind kind, String text) {
        timeline.marks
                .add(new Mark(nanos, subject > 0 ? index(subject) : Timeline.NONE, kind, text, running()));
    }

    private void addMessage(String message) {
        if (!timeline.marks.isEmpty()) {
            Mark last = timeline.marks.removeLast();
            timeline.marks.add(new Mark(last.nanos(), last.task(), last.kind(), message, last.step()));
        }
    }

    private void stepBegins(FlightEvent event) {
        long subject = event.subject();
        var step = new Step(event.nanos(), subject > 0 ? index(subject) : Timeline.NONE);
        Ready made = ready.remove(subject);
        if (made != null) {
            step.waker = made.waker();
            step.readyAt = made.nanos();
        }
        if (subject > 0) {
            step.readyBehind = (int) event.other();
        } else {
            step.text = text(event);
        }
        open.addLast(new Open(subject, timeline.steps.size()));
        timeline.steps.add(step);
    }

    private void stepEnds(FlightEvent event) {
        while (!open.isEmpty()) { // those within that have not ended were left by something fatal
            Open last = open.removeLast();
            Step step = timeline.steps.get(last.step());
            end(step, event.nanos());
            if (last.subject() == event.subject()) {
                if (step.task != Timeline.NONE) {
                    step.text = event.text();
                    step.awaitsTask = awaitsTask;
                    step.site = siteOf == step.task ? site : null;
                }
                break;
            }
        }
        awaitsTask = Timeline.NONE;
        site = null;
        siteOf = Timeline.NONE;
    }

    private void end(Step step, long nanos) {
        step.end = nanos;
        if (step.task != Timeline.NONE) {
            Task task = timeline.tasks.get(step.task);
            task.steps++;
            task.ran += step.nanos();
        }
    }

    private void waitEnds(long nanos) {
        if (waitBegin != Timeline.NONE) {
            timeline.waits.add(new Wait(waitBegin, nanos));
            waitBegin = Timeline.NONE;
        }
    }

    // What had the loop before it could tell: of that there are only the looks of another thread, which come when a step
    // has been seen for a while, and again when for ten times as long.
    private void addStepsBeforeLog() {
        long first = timeline.steps.isEmpty() ? timeline.nanos : timeline.steps.getFirst().start;
        var before = new ArrayList<Step>();
        Look last = null;
        for (Look look : looks) {
            if (look.nanos() >= first) {
                break;
            }
            if (last == null || look.since() > last.nanos()) { // another step than that of the last look
                if (last != null) {
                    Step ended = before.getLast();
                    ended.end = Math.min(ended.end, look.since());
                }
                boolean wasThere = last == null && look.since() <= SOON_NANOS;
                before.add(new Step(wasThere ? 0 : look.since(), look.task()));
            }
            before.getLast().end = Math.min(first, look.since() + 10 * (look.nanos() - look.since()));
            last = look;
        }
        for (Step step : before) {
            if (step.task == Timeline.NONE) {
                step.text = "callback that had begun before";
            }
            end(step, step.end);
        }
        int more = before.size();
        timeline.steps.forEach(each -> each.waker += each.waker >= 0 ? more : 0);
        timeline.steps.addAll(0, before);
        timeline.marks.replaceAll(mark -> mark.step() < 0 ? mark
                : new Mark(mark.nanos(), mark.task(), mark.kind(), mark.text(), mark.step() + more));
    }

    private void end() {
        for (Open left : open) {
            end(timeline.steps.get(left.step()), timeline.nanos);
        }
        waitEnds(timeline.nanos);
        addStepsBeforeLog();
        timeline.marks.sort((a, b) -> Long.compare(a.nanos(), b.nanos()));
        if (timeline.lost > 0) {
            long first = timeline.steps.isEmpty() ? 0 : timeline.steps.getFirst().start;
            timeline.notes.add(String.format(Locale.ROOT,
                    "%,d older events were dropped, as there was no room for them: what is shown begins after %s."
                            + " asyncio4j trace --memory makes more room.",
                    timeline.lost, Times.text(first)));
        }
        if (tasksAtEnd >= MOST_AT_END) {
            timeline.notes.add(String.format(Locale.ROOT,
                    "There are %,d tasks or more: of those that did nothing meanwhile the oldest are shown.",
                    MOST_AT_END));
        }
        if (timeline.lostTexts > 0) {
            timeline.notes.add(String.format(Locale.ROOT,
                    "%,d texts were dropped: there were too many different ones; names that are missing are ?.",
                    timeline.lostTexts));
        }
    }
}
