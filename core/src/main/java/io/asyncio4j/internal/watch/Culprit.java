package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.handle.CallbackHandle;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.kernel.Turns;
import io.asyncio4j.internal.look.Repr;
import io.asyncio4j.internal.look.TaskStack;
import io.asyncio4j.internal.text.Names;
import io.asyncio4j.internal.text.Stacks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a loop at this moment, and where, as another thread sees it.
 *
 * @param text what it is called; made without calling anybody's {@code toString}, which only the loop may
 * @param frames the stack, oldest first
 * @param thread the thread that holds the loop
 * @param state whether that runs or is blocked
 */
public record Culprit(String text, List<StackTraceElement> frames, Thread thread, Thread.State state) {

    private static final int MOST_FRAMES = 50;
    private static final String LOOP = Turns.class.getName();

    /** {@return the one that holds a loop with {@code thread}, a task or, without one, a callback} */
    public static Culprit of(@Nullable TaskImpl<?> task, @Nullable HandleImpl handle, Thread thread) {
        Thread.State state = thread.getState();
        var frames = frames(thread.getStackTrace());
        if (task == null) {
            return new Culprit(callback(handle), frames, thread, state);
        }
        var all = new ArrayList<>(framesOutside(task));
        all.addAll(frames);
        return new Culprit(Repr.seenFromOutside(task, all), all, thread, state);
    }

    /** {@return a task that holds no loop, where it waits} */
    static Culprit waiting(TaskImpl<?> task, Thread thread) {
        var frames = TaskStack.of(task, Integer.MAX_VALUE);
        return new Culprit(Repr.seenFromOutside(task, frames), frames, thread, thread.getState());
    }

    private static String callback(@Nullable HandleImpl handle) {
        return switch (handle) {
            case CallbackHandle ofLoop -> ofLoop.textWhileRunning();
            case FutureImpl.DoneCallback<?> registered -> "<Handle " + Names.of(registered.callback) + ">";
            case null -> "<Handle>";
            default -> "<Handle " + Names.of(handle) + ">";
        };
    }

    // Of a task that is in a generator's code: where it goes on afterwards.
    private static List<StackTraceElement> framesOutside(TaskImpl<?> task) {
        try {
            return TaskStack.outsideOfGenerators(task);
        } catch (ConcurrentModificationException e) {
            return List.of(); // it has gone on meanwhile
        }
    }

    /** {@return the frames of a thread that runs or is blocked, oldest first, with those of the JDK} */
    static List<StackTraceElement> frames(StackTraceElement[] newestFirst) {
        var frames = new ArrayList<StackTraceElement>();
        for (StackTraceElement frame : newestFirst) {
            if (frame.getClassName().equals(LOOP) && frame.getMethodName().equals("turn")) {
                break; // behind it are the callers of run()
            }
            if ((Stacks.isUserCode(frame) || isSleep(frame)) && !isMachinery(frame)) {
                frames.add(frame);
            }
        }
        Collections.reverse(frames);
        return frames;
    }

    private static boolean isSleep(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Thread") && !frame.getMethodName().startsWith("run");
    }

    private static boolean isMachinery(StackTraceElement frame) {
        return frame.getClassName().startsWith("java.lang.System$") || frame.isNativeMethod();
    }

    /** {@return a name for where it is: a line where it is blocked; a method that computes, as the line says little} */
    String place() {
        if (frames.isEmpty()) {
            return text;
        }
        StackTraceElement newest = Stacks.newest(frames);
        String method = newest.getClassName() + "." + newest.getMethodName();
        return state == Thread.State.RUNNABLE ? method : method + ":" + newest.getLineNumber();
    }

    /** Says whether it is in a method of class {@code type}, in the one called {@code method} unless that is null. */
    boolean isIn(String type, @Nullable String method) {
        for (StackTraceElement frame : frames) {
            if (frame.getClassName().equals(type)
                    && (method == null || frame.getMethodName().equals(method))) {
                return true;
            }
        }
        return false;
    }

    /** {@return its frames as lines, each with a line break before it} */
    String stack() {
        return lines(frames);
    }

    static String lines(List<StackTraceElement> frames) {
        var text = new StringBuilder();
        int left = Math.max(0, frames.size() - MOST_FRAMES);
        if (left > 0) {
            text.append("\n  ... ").append(left).append(" more");
        }
        for (StackTraceElement frame : frames.subList(left, frames.size())) {
            text.append("\n  at ").append(frame);
        }
        return text.toString();
    }
}
