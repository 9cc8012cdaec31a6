package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.RunningLoops;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.look.Repr;
import io.asyncio4j.internal.text.Logs;
import io.asyncio4j.internal.thread.Backend;
import io.asyncio4j.internal.thread.PinnedThreads;
import io.asyncio4j.internal.thread.PrivateVirtualThreads;
import io.asyncio4j.internal.thread.TaskThread;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * Lends the JDK's scheduler of virtual threads a carrier when a loop on portable threads waits for one, as threads that
 * cannot be set aside have taken them all. Without that the loop would never go on, and so those threads would never be
 * resumed. Belongs to the watchdog's thread, which is no virtual one.
 */
/*
 * What was lent is taken back after a while. If it is still needed then, the loop stands still again for the tenth of a
 * second that it takes to see it, so the while grows each time.
 */
final class Carriers {

    /** For how long a loop stands still before it is taken for one that waits for a carrier. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long SHORTEST_LOAN = TimeUnit.SECONDS.toNanos(10);
    private static final long LONGEST_LOAN = TimeUnit.HOURS.toNanos(1);
    private static final int MOST_TASKS_NAMED = 3;
    private static final int MOST_TASKS_LOOKED_AT = 500;

    // the watchdog's thread only
    private static int lent;
    private static long loan = SHORTEST_LOAN;
    private static long left;

    private Carriers() {}

    /** Says whether {@code loop} runs on the JDK's carriers, so that it can come to wait for one. */
    static boolean areUsedBy(LoopCore loop) {
        return loop.threads().backend() == Backend.PORTABLE;
    }

    /** Says whether whoever has {@code loop} could go on, and no carrier takes it. True for a moment in each switch. */
    static boolean areAwaitedBy(LoopCore loop) {
        Thread own = loop.holder(null);
        if (own == null || isAwaitedBy(own)) {
            return own != null;
        }
        TaskImpl<?> task = loop.currentFromOutside();
        TaskThread thread = task == null ? null : task.thread();
        return thread != null && isAwaitedBy(thread.thread());
    }

    private static boolean isAwaitedBy(Thread thread) {
        if (!thread.isVirtual() || thread.getState() != Thread.State.RUNNABLE) {
            return false;
        }
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length == 0 || isMachinery(stack[0].getClassName());
    }

    private static boolean isMachinery(String type) {
        return type.equals("java.lang.VirtualThread") || type.startsWith("jdk.internal.vm.");
    }

    /**
     * Lends one more carrier, as {@code loop} has waited for one for {@code seconds}, and says why, if pinned threads have
     * all there are. Says whether they have: else the machine is busy, and to have more carriers would not help.
     */
    static boolean lend(LoopCore loop, String seconds) {
        List<TaskImpl<?>> pinned = pinned();
        if (pinned.size() < Scheduler.size()) {
            return false;
        }
        PinnedThreads.found();
        String who = texts(pinned); // before they go on
        String remedy;
        try {
            Scheduler.change(1);
            lent++;
            left = loan;
            loan = Math.min(loan << 1, LONGEST_LOAN);
            remedy = "There is one more now, for a while, and for the next minute an await throws where its thread cannot"
                    + " be set aside.";
        } catch (LinkageError | RuntimeException e) {
            remedy = "With the module jdk.management there would be one more now; or start java with"
                    + " -Djdk.virtualThreadScheduler.parallelism=N.";
        }
        Logs.logger().log(System.Logger.Level.WARNING, loop.name() + " has waited for " + seconds
                + " seconds for a carrier: the JDK's are taken by threads that it cannot set aside while they wait, with a"
                + " native method, a class initialiser or too many frames on their stacks" + who
                + "\n" + remedy + " Await outside of such code, or run on carried threads: "
                + PrivateVirtualThreads.FLAG);
        return true;
    }

    /** Notes that {@code nanos} have gone by. */
    static void goOn(long nanos) {
        if (lent > 0 && (left -= nanos) <= 0) {
            takeBack();
        }
    }

    /** Takes back what was lent. */
    static void takeBack() {
        if (lent > 0) {
            int all = lent;
            lent = 0;
            try {
                Scheduler.change(-all);
            } catch (RuntimeException | Error e) {
                // it is more than it was, then
            }
        }
    }

    /** {@return tasks of all running loops whose threads keep a carrier while they wait}, a few of them */
    private static List<TaskImpl<?>> pinned() {
        var found = new ArrayList<TaskImpl<?>>();
        for (LoopCore loop : RunningLoops.all()) {
            var tasks = new ArrayList<TaskImpl<?>>(loop.tasks.snapshot());
            TaskImpl<?> latest = loop.currentFromOutside();
            if (latest != null) {
                tasks.addFirst(latest);
            }
            for (TaskImpl<?> task : tasks.subList(0, Math.min(tasks.size(), MOST_TASKS_LOOKED_AT))) {
                TaskThread thread = task.thread();
                if (thread != null && !found.contains(task) && isPinned(thread.thread())) {
                    found.add(task);
                }
            }
        }
        return found;
    }

    private static String texts(List<TaskImpl<?>> pinned) {
        var text = new StringBuilder(":");
        for (TaskImpl<?> task : pinned.subList(0, Math.min(pinned.size(), MOST_TASKS_NAMED))) {
            TaskThread thread = task.thread();
            if (thread != null) {
                var frames = Culprit.frames(thread.thread().getStackTrace());
                text.append('\n').append(Repr.seenFromOutside(task, frames))
                        .append(" (most recent call last):")
                        .append(Culprit.lines(frames));
            }
        }
        return text.toString();
    }

    private static boolean isPinned(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("parkOnCarrierThread")
                    || frame.getMethodName().equals("waitPinned")) {
                return true;
            }
            if (!isMachinery(frame.getClassName()) && !frame.getClassName().startsWith("java.")
                    && !frame.getClassName().startsWith("jdk.")) {
                return false;
            }
        }
        return false;
    }

    /** The JDK's scheduler. Apart, as it needs the modules java.management and jdk.management, which a JVM may lack. */
    private static final class Scheduler {

        /** {@return how many carriers there are}, or 1, if that cannot be known */
        static int size() {
            try {
                var scheduler = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
                return scheduler == null ? 1 : scheduler.getParallelism();
            } catch (LinkageError | RuntimeException e) {
                return 1;
            }
        }

        static void change(int carriers) {
            var scheduler = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
            if (scheduler == null) {
                throw new UnsupportedOperationException("no such bean");
            }
            int wanted = Math.max(1, scheduler.getParallelism() + carriers);
            if (carriers < 0) {
                scheduler.setParallelism(wanted);
                return;
            }
            // A carrier is started by who puts work into an empty queue of the scheduler, and each thread has a queue: so
            // a new thread does, for in this one's lie the threads whose stacks it has looked at.
            Thread starter = Thread.ofPlatform().daemon().name("asyncio4j-carriers")
                    .inheritInheritableThreadLocals(false).unstarted(() -> {
                        scheduler.setParallelism(wanted);
                        Thread.startVirtualThread(() -> {});
                    });
            starter.setContextClassLoader(ClassLoader.getSystemClassLoader());
            starter.start();
        }
    }
}
