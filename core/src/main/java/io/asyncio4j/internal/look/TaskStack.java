package io.asyncio4j.internal.look;

import io.asyncio4j.internal.generate.GeneratorRun;
import io.asyncio4j.internal.generate.GeneratorSteps;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Stacks;
import io.asyncio4j.internal.thread.TaskThread;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The frames of user code that a task is in, or that its failure came from. */
public final class TaskStack {

    private static final String STEPS = GeneratorSteps.class.getName();

    private TaskStack() {}

    public static List<StackTraceElement> of(TaskImpl<?> task, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must be >= 0, got " + limit);
        }
        if (task.done()) {
            if (task.state() != FutureImpl.FAILED || !(task.outcome() instanceof Throwable failure)) {
                return List.of();
            }
            var frames = Stacks.userFrames(failure.getStackTrace());
            return List.copyOf(frames.subList(0, Math.min(limit, frames.size())));
        }
        List<StackTraceElement> frames = framesOf(task);
        return List.copyOf(frames.subList(Math.max(0, frames.size() - limit), frames.size()));
    }

    private static List<StackTraceElement> framesOf(TaskImpl<?> task) {
        TaskThread thread = task.thread();
        if (thread == null) {
            return isRunningHere(task) ? stepOfGenerator() : List.of();
        }
        var frames = new ArrayList<StackTraceElement>();
        StackTraceElement[] newest = {};
        for (; thread != null; thread = GeneratorRun.outsideOf(task.loop, thread)) {
            StackTraceElement[] trace = thread.thread().getStackTrace();
            newest = newest.length == 0 ? trace : newest;
            frames.addAll(0, Stacks.userFrames(trace));
        }
        addSleep(frames, newest);
        return frames;
    }

    // The frames of threads are nobody's code, but whoever sleeps really is to be seen.
    private static void addSleep(List<StackTraceElement> frames, StackTraceElement[] newestFirst) {
        for (StackTraceElement frame : newestFirst) {
            if (frame.getClassName().equals("java.lang.Thread") && frame.getMethodName().equals("sleep")) {
                frames.add(frame);
                return;
            }
            if (Stacks.isUserCode(frame)) {
                return;
            }
        }
    }

    /** Says whether it is the calling task. */
    public static boolean isRunningHere(FutureImpl<?> task) {
        return task.loop.isHeldHere() && task.loop.current() == task;
    }

    // The task is a generator-based coroutine and in a step of it, which is a call on the loop's own thread.
    private static List<StackTraceElement> stepOfGenerator() {
        StackTraceElement[] frames = Thread.currentThread().getStackTrace();
        int end = 0;
        while (end < frames.length && !frames[end].getClassName().equals(STEPS)) {
            end++;
        }
        return Stacks.userFrames(Arrays.copyOf(frames, end));
    }

    /** {@return the frames, oldest first, from where {@code task} has gone over into the code of generators} */
    public static List<StackTraceElement> outsideOfGenerators(TaskImpl<?> task) {
        var frames = new ArrayList<StackTraceElement>();
        TaskThread thread = task.thread();
        while (thread != null && (thread = GeneratorRun.outsideOf(task.loop, thread)) != null) {
            frames.addAll(0, Stacks.userFrames(thread.thread().getStackTrace()));
        }
        return frames;
    }

    public static void print(TaskImpl<?> task, int limit, PrintStream stream) {
        var frames = of(task, limit);
        Throwable failure =
                task.state() == FutureImpl.FAILED && task.outcome() instanceof Throwable thrown ? thrown
                        : null;
        if (frames.isEmpty() && failure == null) {
            stream.println("No stack for " + task);
            return;
        }
        stream.println(
                (failure == null ? "Stack for " : "Traceback for ") + task + " (most recent call last):");
        for (StackTraceElement frame : frames) {
            stream.println("  at " + frame);
        }
        if (failure != null) {
            stream.println(failure);
        }
    }
}
