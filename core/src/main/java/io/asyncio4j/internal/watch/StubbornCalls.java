package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Logs;
import io.asyncio4j.internal.text.Shown;
import io.asyncio4j.internal.text.Stacks;
import io.asyncio4j.internal.thread.PrivateVirtualThreads;
import io.asyncio4j.internal.thread.TaskThread;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells of calls of {@code blocking} that go on though they were interrupted, because their tasks were cancelled. The
 * tasks cannot end before they do, and whoever has cancelled one may wait for it without knowing why.
 */
public final class StubbornCalls {

    static final Duration PATIENCE = Duration.ofSeconds(1);

    // by task: the interruption of its present call, until that is over or has been told of; any thread
    private static final Map<TaskImpl<?>, Object> INTERRUPTED = new ConcurrentHashMap<>();

    private StubbornCalls() {}

    /** The call of {@code task}, which is off the loop, has just been interrupted. Called by whoever has the loop. */
    public static void watch(TaskImpl<?> task) {
        TaskThread where = task.thread();
        if (where == null) {
            return;
        }
        try {
            watch(task, where.thread());
        } catch (OutOfMemoryError e) {
            // it was interrupted all the same, and if that does not help, nobody tells why
        }
    }

    private static void watch(TaskImpl<?> task, Thread caller) {
        var interruption = new Object();
        INTERRUPTED.put(task, interruption);
        PrivateVirtualThreads.unstartedOnDefaultScheduler("asyncio4j-patience", () -> {
            try {
                Thread.sleep(PATIENCE);
            } catch (InterruptedException e) { // nobody has a reason to
                isOver(task);
                return;
            }
            if (INTERRUPTED.remove(task, interruption)) {
                report(task, caller);
            }
        }).start();
    }

    /** The call of {@code task} is over. */
    public static void isOver(TaskImpl<?> task) {
        INTERRUPTED.remove(task);
    }

    private static void report(TaskImpl<?> task, Thread caller) {
        List<StackTraceElement> frames = Stacks.userFrames(caller.getStackTrace());
        if (frames.isEmpty()) {
            return; // it comes back at this moment
        }
        LoopCore loop = task.loop;
        String newLine = System.lineSeparator();
        var text = new StringBuilder("task '").append(Shown.shortened(task.getName())).append("' (")
                .append(task.coroutineName())
                .append(") of ").append(loop.name()).append(" was cancelled ").append(PATIENCE.toSeconds())
                .append(" second ago, and its call of blocking() goes on all the same: the interrupt has not ended it")
                .append(" (most recent call last):");
        for (StackTraceElement frame : frames) {
            text.append(newLine).append("  at ").append(frame);
        }
        text.append(newLine)
                .append("The task ends when the call does. Let it call what an interrupt ends, such as")
                .append(" channels, or close what it waits for when the task is cancelled; or use toThread(), which")
                .append(" leaves the call alone.");
        Logs.logger().log(System.Logger.Level.WARNING, text.toString());
    }
}
