package io.asyncio4j.monitor.internal.timeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one loop did, in the order of time: its tasks, what it ran, when it waited, and what else happened. */
final class Timeline {

    /** Who has made a step ready: nobody knows, the clock, another thread or a channel. Else it is the number of a step. */
    static final int UNKNOWN = -1;

    static final int CLOCK = -2;
    static final int OUTSIDE = -3;

    /** Stands for no time, or for no task. */
    static final int NONE = -1;

    /** A task. All times are nanoseconds since the begin. */
    static final class Task {
        final long id;
        String name;
        String coroutine = "";
        long created = NONE;
        long ended = NONE;
        // done, cancelled, failed, or empty while it is there
        String outcome = "";
        @Nullable String failure;
        int creator = NONE;
        // at the end, if it was there: its state and frames, as lines
        @Nullable String atEnd;
        boolean unretrieved;
        boolean ignoredCancel;
        int steps;
        long ran;

        Task(long id) {
            this.id = id;
            this.name = "Task-" + id;
        }
    }

    /** What the loop ran in one go: a task until its next await, or a callback. */
    static final class Step {
        final long start;
        // an index in tasks(), or NONE for a callback
        final int task;
        long end = NONE;
        // of a callback what it is, of a task what it awaits afterwards, or null if it ended
        @Nullable String text;
        int awaitsTask = NONE;
        int waker = UNKNOWN;
        long readyAt = NONE;
        // where its task waits afterwards, as lines
        @Nullable String site;
        int readyBehind;
        int timersSet;

        Step(long start, int task) {
            this.start = start;
            this.task = task;
        }

        long nanos() {
            return end - start;
        }
    }

    /** From when until when the loop waited. */
    record Wait(long start, long end) {}

    /** Something that happened at one moment. */
    record Mark(long nanos, int task, Kind kind, String text, int step) {
        enum Kind {
            CANCEL, UNCANCELLED, IGNORED, HELD, FAILED
        }
    }

    /** How many there were of something, such as items of a queue. */
    record Size(long nanos, String what, long size) {}

    final String loop;
    final String threads;
    final Instant begin;
    final long nanos;
    final long slowNanos;

    final List<Task> tasks = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();
    final List<Wait> waits = new ArrayList<>();
    final List<Mark> marks = new ArrayList<>();
    final List<Size> sizes = new ArrayList<>();
    long fired;
    long events;
    long lost;
    int lostTexts;
    // what people should know of how it was recorded
    final List<String> notes = new ArrayList<>();

    Timeline(String loop, String threads, Instant begin, long nanos, long slowNanos) {
        this.loop = loop;
        this.threads = threads;
        this.begin = begin;
        this.nanos = nanos;
        this.slowNanos = slowNanos;
    }

    /** {@return what the step is called}: its task's name, or what the callback is */
    String nameOf(Step step) {
        return step.task == NONE ? String.valueOf(step.text) : tasks.get(step.task).name;
    }
}
