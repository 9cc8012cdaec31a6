package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.generate.GeneratorRun;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.RunningLoops;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Stacks;
import io.asyncio4j.internal.thread.TaskThread;
import io.asyncio4j.internal.watch.LockOwners.Lock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Says which lock the holder of a loop is blocked on and who has that, and whether it can ever come free. */
public final class BlockedOn {

    private static final int MOST_TASKS = 10_000;
    private static final int MOST_SUSPECTS = 5;

    private static final String ONLY_WITH_LOOP = " can go on only when the loop does";
    private static final String ADVICE = "; use io.asyncio4j.sync.Lock where tasks await";
    private static final String LAST = " (most recent call last):";

    private BlockedOn() {}

    /** {@return a line, with the stack of who has the lock; empty if {@code culprit} is not blocked on a lock} */
    static String text(LoopCore loop, Culprit culprit) {
        Thread blocked = culprit.thread();
        return switch (culprit.state()) {
            case BLOCKED -> onMonitor(loop, culprit);
            case WAITING -> onSynchronizer(loop, LockSupport.getBlocker(blocked), "It waits for ", true);
            case TIMED_WAITING ->
                    onSynchronizer(
                            loop, LockSupport.getBlocker(blocked), "It waits, for a limited time, for ",
                            false);
            default -> "";
        };
    }

    // Nobody tells who is in it. If it is a task of this loop, that is likely to be in the same code.
    private static String onMonitor(LoopCore loop, Culprit culprit) {
        String wait = "\nIt waits to enter a synchronized block or method that somebody else is in";
        if (culprit.frames().isEmpty()) {
            return wait;
        }
        List<String> suspects = suspects(loop, Stacks.newest(culprit.frames()));
        if (suspects.isEmpty()) {
            return wait;
        }
        return wait + ". If it is one of these tasks, the loop is deadlocked: they" + ONLY_WITH_LOOP + ADVICE
                + "\n  " + String.join("\n  ", suspects);
    }

    /** {@return suspended tasks of {@code loop} that are in the class of {@code place}, those in its method first} */
    private static List<String> suspects(LoopCore loop, StackTraceElement place) {
        Set<TaskImpl<?>> tasks = loop.tasks.snapshot();
        var inMethod = new ArrayList<String>();
        var inClass = new ArrayList<String>();
        if (tasks.size() <= MOST_TASKS) {
            for (TaskImpl<?> task : tasks) {
                TaskThread thread = task.thread();
                if (thread == null || task.isOffLoop() || loop.isHeldBy(thread.thread())) {
                    continue;
                }
                Culprit waiting = Culprit.waiting(task, thread.thread());
                if (waiting.isIn(place.getClassName(), place.getMethodName())) {
                    inMethod.add(waiting.text());
                } else if (waiting.isIn(place.getClassName(), null)) {
                    inClass.add(waiting.text());
                }
            }
        }
        inMethod.addAll(inClass);
        return inMethod.subList(0, Math.min(MOST_SUSPECTS, inMethod.size()));
    }

    private static String onSynchronizer(LoopCore loop, @Nullable Object blocker, String intro,
            boolean forEver) {
        if (!(blocker instanceof AbstractOwnableSynchronizer synchronizer)) {
            return "";
        }
        try {
            return text(loop, intro, LockOwners.of(synchronizer), forEver);
        } catch (LinkageError e) {
            return "\n" + intro + nameOf(synchronizer)
                    + "; with --add-modules java.management this would say who has it";
        }
    }

    static String nameOf(AbstractOwnableSynchronizer synchronizer) {
        Class<?> outer = synchronizer.getClass();
        while (outer.getEnclosingClass() != null) {
            outer = outer.getEnclosingClass();
        }
        return "a " + outer.getName();
    }

    private static String text(LoopCore loop, String intro, Lock lock, boolean forEver) {
        String wait = intro + lock.name();
        if (lock.owner() == Lock.NOBODY) {
            return "\n" + wait;
        }
        for (LoopCore other : RunningLoops.all()) {
            for (TaskImpl<?> task : other.tasks.snapshot()) {
                Thread thread = threadOf(task, lock.owner());
                if (thread != null) {
                    return ofTask(loop, task, thread, wait, forEver);
                }
            }
        }
        return "\n" + wait + ", which thread \"" + lock.ownerName() + "\" has"
                + stackOfPlatformThread(lock.owner());
    }

    private static String ofTask(LoopCore loop, TaskImpl<?> owner, Thread thread, String wait,
            boolean forEver) {
        Culprit place = Culprit.waiting(owner, thread);
        String who = wait + ", which " + place.text();
        String stack = LAST + place.stack();
        if (owner.loop != loop) {
            return "\n" + who + " of " + owner.loop.name() + " has" + stack;
        }
        if (owner.isOffLoop()) {
            return "\n" + who + " of the same loop has, which is off the loop in blocking(...)" + stack;
        }
        return (forEver ? "\nThe loop is deadlocked: i" + who.substring(1) : "\n" + who)
                + " has, and that task" + ONLY_WITH_LOOP + ADVICE + stack;
    }

    private static @Nullable Thread threadOf(TaskImpl<?> task, long id) {
        TaskThread thread = task.thread();
        while (thread != null) {
            if (thread.thread().threadId() == id) {
                return thread.thread();
            }
            thread = GeneratorRun.outsideOf(task.loop, thread);
        }
        return null;
    }

    private static String stackOfPlatformThread(long id) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.threadId() == id) {
                List<StackTraceElement> frames = Culprit.frames(thread.getStackTrace());
                return frames.isEmpty() ? "" : LAST + Culprit.lines(frames);
            }
        }
        return "";
    }
}
