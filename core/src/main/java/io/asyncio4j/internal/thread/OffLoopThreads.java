package io.asyncio4j.internal.thread;

import io.asyncio4j.internal.queue.SpinWait;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that carry tasks off their loops: ordinary platform threads, as many as are needed, kept for a while.
 *
 * <p>Not the JDK's own carriers: on those a yield hands the continuation back to the JDK's scheduler instead of ours,
 * and the task would never come home.
 */
/*
 * A call that follows another shall not have to wait until the system has woken a thread. So the one that was used last
 * is taken first, and a thread that has nothing to do looks for a moment before it sleeps (SpinWait). It counts as idle
 * when its job says so (endsSoon), not when that has ended: else the next job, which the end of this one brings about,
 * would find it busy by a hair, and start another thread.
 */
final class OffLoopThreads {

    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(60);
    // A task brings its stack along, so there must be room for the deepest that a loop's thread can have. It is
    // address space only: memory is taken as far as the stack is used.
    private static final long STACK_BYTES = 64L << 20;
    private static final int LOOKS_BETWEEN_TIMES = 16;

    private static final SpinWait.Kind KIND = new SpinWait.Kind();
    private static final AtomicLong COUNT = new AtomicLong();

    // those that have no job
    private static final Idle IDLE = new Idle();

    private OffLoopThreads() {}

    /** Runs {@code job} on a thread that has nothing else to do. */
    static void execute(Runnable job) {
        Helper idle = IDLE.take();
        if (idle != null) {
            idle.give(job);
        } else {
            new Helper(job).start();
        }
    }

    /** Called by a job that is about to end: its thread can be given the next one. */
    static void endsSoon() {
        if (Thread.currentThread() instanceof Helper helper) {
            helper.list();
        }
    }

    /**
     * A stack, on top the one that had a job last. It needs no memory, as each knows the one below: the end of a job must
     * come about whatever happens.
     */
    static final class Idle {

        private @Nullable Helper top;

        synchronized void add(Helper helper) {
            helper.below = top;
            top = helper;
        }

        synchronized @Nullable Helper take() {
            Helper taken = top;
            if (taken != null) {
                top = taken.below;
                taken.below = null;
            }
            return taken;
        }

        /** Takes {@code helper} out, and says whether it was there. */
        synchronized boolean remove(Helper helper) {
            if (top == helper) {
                top = helper.below;
                return true;
            }
            for (Helper above = top; above != null; above = above.below) {
                if (above.below == helper) {
                    above.below = helper.below;
                    return true;
                }
            }
            return false;
        }
    }

    static final class Helper extends Thread {

        // written by whoever gives a job, then by this thread
        private volatile @Nullable Runnable job;
        // whether it may be asleep: this thread shows so before it looks for a job, and who gives one looks afterwards
        private volatile boolean asleep;
        // when it was woken
        private volatile long wokenAt;
        // guarded by IDLE
        private @Nullable Helper below;

        // this thread's own
        private final SpinWait spin = new SpinWait(KIND);
        private boolean listed;

        Helper(Runnable job) {
            super(null, null, "asyncio4j-blocking-" + COUNT.getAndIncrement(), STACK_BYTES, false);
            setDaemon(true);
            setContextClassLoader(null); // a task has its own; an application's would be kept for a minute
            this.job = job;
        }

        void give(Runnable job) {
            this.job = job;
            if (asleep) {
                wokenAt = System.nanoTime();
                LockSupport.unpark(this);
            }
        }

        void list() {
            if (!listed) {
                listed = true;
                IDLE.add(this);
            }
        }

        @Override
        public void run() {
            Runnable next = job;
            while (next != null) {
                job = null;
                listed = false;
                runJob(next);
                next = null; // an idle thread keeps no task alive
                list();
                next = nextJob();
            }
        }

        private void runJob(Runnable job) {
            try {
                job.run();
            } catch (Throwable e) {
                report(e);
            }
        }

        // It may stand among the idle ones already, so it must not end by this.
        private void report(Throwable e) {
            try {
                getUncaughtExceptionHandler().uncaughtException(this, e);
            } catch (Throwable another) {
                // no memory, for example: then nobody knows
            }
        }

        /** {@return the next job, or null if there was none for so long that this thread shall end} */
        private @Nullable Runnable nextJob() {
            if (job == null && spin.begins()) {
                look();
            }
            Runnable next = job;
            return next != null ? next : sleep();
        }

        private void look() {
            long begin = System.nanoTime();
            do {
                for (int i = 0; i < LOOKS_BETWEEN_TIMES; i++) {
                    if (job != null) {
                        spin.came();
                        return;
                    }
                    Thread.onSpinWait();
                }
            } while (System.nanoTime() - begin < SpinWait.MOST_NANOS);
            spin.inVain();
        }

        private @Nullable Runnable sleep() {
            long begin = System.nanoTime();
            asleep = true;
            while (job == null) {
                long left = begin + KEPT_NANOS - System.nanoTime();
                if (left <= 0 && IDLE.remove(this)) {
                    return null;
                }
                LockSupport.parkNanos(this, left); // if none is left, somebody is about to give a job
                Thread.interrupted(); // with the flag set it would not park
            }
            asleep = false;
            spin.slept(wokenAt - begin);
            return job;
        }
    }
}
