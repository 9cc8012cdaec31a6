package io.asyncio4j.internal.thread;

import io.asyncio4j.spi.StackProbe;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A task thread whose carrier is the thread that resumes it.
 *
 * <p>It is its own scheduler: whenever the JDK finds that the virtual thread can go on, it hands the thread's
 * continuation to {@link #execute}. What that means depends on why the thread had stopped:
 */
/*
 *   offLoop   who calls                          what execute does
 *   0         the carrier, task is suspending    keeps it for the next resume()
 *   0         the carrier, task is leaving       DETACHED, and a job on the pool
 *   0         anybody else                       wakes resume(), which waits for just this thread to go on: a
 *                                                foreign block (sleep, socket, lock) has ended, or user code
 *                                                yielded
 *   DETACHED  anybody                            one more job on the pool: a foreign block has ended there
 *
 * The JDK may hand over a continuation more often than it can run: after each look at the stack of a thread that
 * is not mounted it does so to be safe. On the loop that is a wake-up for nothing. Off the loop each hand-over is
 * a job, counted in one word with DETACHED; a thread that wants to come home first waits until its own job is the
 * only one, since another might run it as soon as it has stopped. The last job calls the door.
 *
 * A continuation that is not this thread's own belongs to a virtual thread that was started inside the body
 * and inherited its scheduler; it goes to the JDK's own. The JDK's socket pollers are such threads when a task is
 * the first to block on a socket, and outlive the loop. They are not started beforehand: the JVM, when it exits,
 * waits 300 ms for a thread in native code, and their master is always in one.
 *
 * The plain fields need no volatile: resume() and the body run on the same carrier in turns, and whenever
 * another thread comes in, the JDK's compare-and-set on the virtual thread's state, or the pool's queue, lies
 * between the write and the read.
 */
final class CarriedThread extends TaskThread implements Executor, Runnable {

    // not a VarHandle: each call of one needs memory the first time, and some of these come when there is none
    private static final AtomicIntegerFieldUpdater<CarriedThread> OFF_LOOP =
            AtomicIntegerFieldUpdater.newUpdater(CarriedThread.class, "offLoop");
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    // offLoop
    private static final int DETACHED = 1;
    private static final int ONE_JOB = 2;

    // fixed
    private final Thread thread;

    // handed over with the thread
    // null once it has ended: virtual threads that were started inside it keep it as their scheduler, some of them,
    // such as the JDK's socket pollers, for ever, and that shall not keep the loop
    private @Nullable CarriedThreads pool;
    private @Nullable Runnable continuation;
    // the thread that carried it when it last suspended itself: the only one that brings that news
    private @Nullable Thread carrier;
    private boolean suspending;
    // whether it has given the loop back of itself since it was resumed: suspended, left, or ended; what it does off
    // the loop changes nothing in that, for the loop's thread may not have looked yet
    private boolean stopped;
    private boolean leaving;
    private @Nullable Runnable door;

    // DETACHED, and how many jobs on the pool may run this thread: changed by any thread
    private volatile int offLoop;

    // whether a foreign block has ended: written by any thread, read by resume()
    private volatile boolean arrived;

    CarriedThread(CarriedThreads pool, Object body) {
        super(body);
        this.pool = pool;
        this.thread = PrivateVirtualThreads.unstarted(this, this);
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    public void rename(String name) {
        PrivateVirtualThreads.rename(thread, name);
    }

    boolean isStarted() {
        return continuation != null;
    }

    @Override
    public void resume() {
        if (offLoop != 0) {
            return; // a stray wake-up: it comes back by its door
        }
        stopped = false;
        Runnable continuation = this.continuation;
        if (continuation == null) {
            thread.setContextClassLoader(pool().contextClassLoader());
            thread.start();
            continuation = this.continuation;
            if (continuation == null) {
                throw new IllegalStateException("the virtual thread did not hand over its continuation");
            }
        }
        boolean interrupted = Thread.interrupted(); // it would be lost: the JDK takes the flag of a thread that carries
        carry(continuation);
        if (!stopped) {
            awaitForeignBlock(continuation);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        rethrowFailure();
    }

    /*
     * The task has blocked in some way that is not ours. The loop stays with it (a task gives way only where
     * it awaits), so this thread waits until the JDK brings that continuation back.
     */
    private void awaitForeignBlock(Runnable continuation) {
        boolean interrupted = false;
        CarriedThreads pool = pool();
        pool.waitingCarrier = Thread.currentThread();
        do {
            while (!arrived) {
                LockSupport.park(thread);
                interrupted |= Thread.interrupted();
            }
            arrived = false;
            carry(continuation);
        } while (!stopped);
        pool.waitingCarrier = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /*
     * Lets the thread run here until it stops. What comes out is not the thread's own: the JDK has failed to do what comes
     * after the stop, mostly for lack of memory. So either the thread is lost unless it goes on at once, or it has stopped
     * as it should, and others miss something.
     */
    private void carry(Runnable continuation) {
        while (true) {
            try {
                continuation.run();
                return;
            } catch (Error e) {
                if (PrivateVirtualThreads.bringBack(thread)) {
                    LockSupport.parkNanos(PAUSE_NANOS); // it will ask for the same again
                } else if (e instanceof OutOfMemoryError) {
                    return;
                } else {
                    throw e;
                }
            }
        }
    }

    /*
     * At the very end of the stack the JVM may stop the thread, and then have no room to bring it back: that ends the process,
     * for where the overflow should come to light is no frame. So there must be some room more.
     */
    @Override
    public void suspend() {
        StackProbe.ensureToSuspend();
        Thread current = PrivateVirtualThreads.currentCarrier();
        if (carrier != current) { // it hardly ever is, and a reference is dear to store
            carrier = current;
        }
        suspending = true;
        try {
            Thread.yield();
        } catch (Throwable e) { // no memory for the frames
            suspending = false;
            throw e;
        }
        if (suspending) {
            suspending = false;
            throw PinnedThreads.pinned(thread);
        }
    }

    @Override
    public void leave() {
        leaving = true;
        try {
            suspend();
        } finally {
            leaving = false;
        }
    }

    @Override
    public void rejoin(Runnable door) {
        OFF_LOOP.getAndAdd(this, -DETACHED); // from here on nobody adds a job
        while (offLoop != ONE_JOB) {
            Thread.onSpinWait(); // the others find this thread running, and end
        }
        this.door = door;
        while (true) {
            try {
                suspend();
                return;
            } catch (OutOfMemoryError e) {
                Thread.onSpinWait(); // there is nowhere to go without the loop
            }
        }
    }

    /** Called by the JDK, on whatever thread found that a virtual thread of ours can run. */
    @Override
    public void execute(Runnable runnable) {
        if (runnable != continuation) {
            if (continuation == null) {
                continuation = runnable;
            } else {
                PrivateVirtualThreads.defaultScheduler().execute(runnable);
            }
        } else if (suspending && Thread.currentThread() == carrier) {
            suspending = false;
            stopped = true;
            if (leaving) {
                offLoop = DETACHED;
                runOffLoop(runnable);
            }
        } else if (!runOffLoop(runnable)) {
            arrived = true;
            CarriedThreads pool = this.pool;
            if (pool != null) {
                LockSupport.unpark(pool.waitingCarrier);
            }
        }
    }

    /** Gives the pool one more job to run this thread, if it is off the loop, and says whether it is. */
    private boolean runOffLoop(Runnable continuation) {
        int jobs = offLoop;
        while ((jobs & DETACHED) != 0) {
            if (OFF_LOOP.compareAndSet(this, jobs, jobs + ONE_JOB)) {
                try {
                    OffLoopThreads.execute(() -> job(continuation));
                } catch (Throwable e) { // no memory for a thread: the JDK tries again
                    OFF_LOOP.getAndAdd(this, -ONE_JOB);
                    throw e;
                }
                return true;
            }
            jobs = offLoop;
        }
        return false;
    }

    // on a thread of the pool
    private void job(Runnable continuation) {
        try {
            carry(continuation);
        } finally {
            if (OFF_LOOP.getAndAdd(this, -ONE_JOB) == ONE_JOB) {
                Runnable door = Objects.requireNonNull(this.door);
                this.door = null;
                OffLoopThreads.endsSoon();
                door.run();
            }
        }
    }

    /** The main method of the virtual thread. */
    @Override
    public void run() {
        try {
            do {
                pool().host.run(takeBody());
            } while (getNextBody());
        } catch (Throwable e) {
            failure = e;
        } finally {
            stopped = true;
            pool = null;
            carrier = null;
        }
    }

    private CarriedThreads pool() {
        return Objects.requireNonNull(pool);
    }

    // No variable of run() may hold a body: an idle thread would keep its last task alive.
    private Object takeBody() {
        Object taken = Objects.requireNonNull(body);
        body = null;
        return taken;
    }

    private boolean getNextBody() {
        CarriedThreads pool = pool();
        try {
            body = pool.host.next(this);
        } catch (OutOfMemoryError e) {
            // as if there were none: the loop's own thread looks again
        }
        if (body == null && !pool.rest(this)) {
            return false;
        }
        boolean rests = body == null;
        try {
            PrivateVirtualThreads.forget(thread, pool.contextClassLoader());
            if (rests) {
                suspend();
            }
        } catch (VirtualMachineError e) { // no memory; or no stack, behind an eager task of a callback that was deep in its own
            if (!rests) {
                throw e;
            }
            pool.unrest(this); // it ends instead
        }
        return body != null;
    }
}
