package io.asyncio4j;

import io.asyncio4j.LockOwners.Lock;
import io.asyncio4j.internal.thread.TaskThread;
import java.util.List;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Says which lock the holder of a loop is blocked on and who has that, and whether it can ever come free. */
final class BlockedOn {

    // to find a monitor's owner takes a look at all threads
    private static final int MOST_TASKS = 10_000;

    private BlockedOn() {}

    /** {@return a line, with the stack of who has the lock; empty if {@code culprit} is not blocked on a lock} */
    static String text(EventLoop loop, Culprit culprit) {
        Thread blocked = culprit.thread();
        return switch (culprit.state()) {
            case BLOCKED -> onMonitor(loop, blocked);
            case WAITING -> onSynchronizer(loop, LockSupport.getBlocker(blocked), "It waits for ", true);
            case TIMED_WAITING ->
                    onSynchronizer(
                            loop, LockSupport.getBlocker(blocked), "It waits, for a limited time, for ", false);
            default -> "";
        };
    }

    private static String onMonitor(EventLoop loop, Thread blocked) {
        Lock lock = null;
        if (numberOfTasks() <= MOST_TASKS) {
            try {
                lock = LockOwners.ofMonitor(blocked);
            } catch (LinkageError e) {
                return "\nIt waits for a monitor; with --add-modules jdk.management this would say which, and who"
                        + " has it";
            }
        }
        return lock == null ? "\nIt waits for a monitor" : text(loop, "It waits for the monitor of ", lock, true);
    }

    private static String onSynchronizer(EventLoop loop, @Nullable Object blocker, String intro,
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

    private static String text(EventLoop loop, String intro, Lock lock, boolean forEver) {
        String wait = intro + lock.name();
        if (lock.owner() == Lock.NOBODY) {
            return "\n" + wait;
        }
        for (EventLoop other : RunningLoops.all()) {
            for (Task<?> task : other.tasks.snapshot()) {
                Thread thread = threadOf(task, lock.owner());
                if (thread != null) {
                    return ofTask(loop, task, thread, wait, forEver);
                }
            }
        }
        return "\n" + wait + ", which thread \"" + lock.ownerName() + "\" has" + stackOfPlatformThread(lock.owner());
    }

    private static String ofTask(EventLoop loop, Task<?> owner, Thread thread, String wait, boolean forEver) {
        Culprit place = Culprit.waiting(owner, thread);
        String who = wait + ", which " + place.text();
        String stack = " (most recent call last):" + place.stack();
        if (owner.loop != loop) {
            return "\n" + who + " of " + owner.loop.name + " has" + stack;
        }
        if (owner.offLoop) {
            return "\n" + who + " of the same loop has, which is off the loop in blocking(...)" + stack;
        }
        return (forEver ? "\nThe loop is deadlocked: i" + who.substring(1) : "\n" + who)
                + " has, and that task can go on only when the loop does; use io.asyncio4j.sync.Lock where tasks await"
                + stack;
    }

    private static @Nullable Thread threadOf(Task<?> task, long id) {
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
                return frames.isEmpty() ? "" : " (most recent call last):" + Culprit.lines(frames);
            }
        }
        return "";
    }

    private static int numberOfTasks() {
        int tasks = 0;
        for (EventLoop loop : RunningLoops.all()) {
            tasks += loop.tasks.snapshot().size();
        }
        return tasks;
    }
}
