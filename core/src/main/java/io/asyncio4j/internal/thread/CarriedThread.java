package io.asyncio4j.internal.thread;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A task thread whose carrier is the thread that resumes it.
 *
 * <p>It is its own scheduler: whenever the JDK finds that the virtual thread can go on, it hands the thread's
 * continuation to {@link #execute}. What that means depends on why the thread had stopped:
 */
/*
 *   mode      suspending  the continuation arrives because        what execute does
 *   ATTACHED  yes         suspend() yielded                       keeps it for the next resume()
 *   ATTACHED  no          a foreign block (sleep, socket, lock)   wakes resume(), which waits for just this
 *                         has ended, or user code yielded
 *   LEAVING   yes         leave() yielded                         starts it on the pool: DETACHED
 *   DETACHED  no          a foreign block has ended off the loop  back to the pool
 *   DETACHED  yes         rejoin() yielded                        ATTACHED, then calls the door
 *
 * A continuation that is not this thread's own belongs to a virtual thread that was started inside the body
 * and inherited its scheduler; it goes to the JDK's own.
 *
 * The plain fields need no volatile: resume() and the body run on the same carrier in turns, and whenever
 * another thread comes in, the JDK's compare-and-set on the virtual thread's state, or the pool's queue, lies
 * between the write and the read.
 */
final class CarriedThread extends TaskThread implements Executor, Runnable {

    private enum Mode { ATTACHED, LEAVING, DETACHED }

    // fixed
    private final CarriedThreads pool;
    private final Thread thread;

    // handed over with the thread
    private @Nullable Runnable continuation;
    private Mode mode = Mode.ATTACHED;
    private boolean suspending;
    private boolean suspended;
    private boolean ended;
    private @Nullable Runnable door;

    // foreign blocks: written by any thread, read by resume()
    private volatile boolean arrived;
    private volatile @Nullable Thread waitingCarrier;

    CarriedThread(CarriedThreads pool, Host host, Object body) {
        super(host, body);
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

    @Override
    public void resume() {
        suspended = false;
        Runnable continuation = this.continuation;
        if (continuation == null) {
            thread.setContextClassLoader(pool.contextClassLoader());
            thread.start();
            continuation = this.continuation;
            if (continuation == null) {
                throw new IllegalStateException("the virtual thread did not hand over its continuation");
            }
        }
        continuation.run();
        if (!suspended && !ended) {
            awaitForeignBlock(continuation);
        }
    }

    /*
     * The task has blocked in some way that is not ours. The loop stays with it (a task gives way only where
     * it awaits), so this thread waits until the JDK brings that continuation back.
     */
    private void awaitForeignBlock(Runnable continuation) {
        boolean interrupted = false;
        waitingCarrier = Thread.currentThread();
        do {
            while (!arrived) {
                LockSupport.park(thread);
                interrupted |= Thread.interrupted();
            }
            arrived = false;
            continuation.run();
        } while (!suspended && !ended);
        waitingCarrier = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void suspend() {
        suspending = true;
        try {
            Thread.yield();
        } catch (Throwable e) { // no memory for the frames
            suspending = false;
            throw e;
        }
        if (suspending) {
            suspending = false;
            throw pinned();
        }
    }

    @Override
    public void leave() {
        mode = Mode.LEAVING;
        try {
            suspend();
        } catch (Throwable e) {
            mode = Mode.ATTACHED;
            throw e;
        }
    }

    @Override
    public void rejoin(Runnable door) {
        this.door = door;
        suspend();
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
        } else if (suspending) {
            suspending = false;
            suspended = true;
            if (mode != Mode.ATTACHED) {
                crossOver(runnable);
            }
        } else if (mode == Mode.ATTACHED) {
            arrived = true;
            LockSupport.unpark(waitingCarrier);
        } else {
            CarriedThreads.offLoop(runnable);
        }
    }

    private void crossOver(Runnable continuation) {
        if (mode == Mode.LEAVING) {
            mode = Mode.DETACHED;
            CarriedThreads.offLoop(continuation);
        } else {
            mode = Mode.ATTACHED;
            Runnable door = this.door;
            this.door = null;
            if (door != null) {
                door.run();
            }
        }
    }

    /** The main method of the virtual thread. */
    @Override
    public void run() {
        Object next = body;
        while (next != null) {
            body = null;
            host.run(next);
            next = host.next(this);
            if (next != null) {
                PrivateVirtualThreads.forget(thread, pool.contextClassLoader());
            } else if (pool.rest(this)) {
                PrivateVirtualThreads.forget(thread, pool.contextClassLoader());
                suspend();
                next = body;
            }
        }
        ended = true;
    }

    private IllegalStateException pinned() {
        return new IllegalStateException(
                "cannot await here: a native method or a class initialiser is on the stack of "
                        + thread
                        + ", so its virtual thread cannot be suspended; await outside of it, or start a task"
                        + " there and await that later");
    }
}
