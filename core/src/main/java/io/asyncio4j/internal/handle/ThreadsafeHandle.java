package io.asyncio4j.internal.handle;

import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The handle of {@code callSoonThreadsafe}. A cancel from another thread either comes before the callback runs
 * or waits until it is over. Whoever holds the loop never waits: it is the callback itself, or a task that the
 * callback waits for.
 */
/*
 *   state       what it means                                left by
 *   NEW         not begun                                    call(): RUNNING; cancel(): CANCELLED
 *   RUNNING     the callback runs                            call(): OVER or CANCELLED; awaitEnd(): AWAITED
 *   AWAITED     it runs, and another thread waits for that   call(): OVER or CANCELLED, and tells
 *   OVER        it has run                                   cancel(): CANCELLED
 *   CANCELLED   it was cancelled: before it ran, while it ran, or afterwards
 */
public final class ThreadsafeHandle extends CallbackHandle {

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ThreadsafeHandle.class, "state", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final byte NEW = 0;
    private static final byte RUNNING = 1;
    private static final byte AWAITED = 2;
    private static final byte OVER = 3;
    private static final byte CANCELLED = 4;

    // where threads wait until a callback is over; one for all, since hardly any ever does
    private static final Object END = new Object();

    // any thread
    private volatile byte state = NEW;

    ThreadsafeHandle(LoopCore loop, ContextImpl context, Runnable callback) {
        super(loop, context, callback);
    }

    @Override
    public void cancel() {
        while (true) {
            awaitEnd();
            byte seen = state;
            if (seen == CANCELLED) {
                return;
            }
            boolean runs = seen == RUNNING || seen == AWAITED;
            if (runs ? loop.isHeldHere() : STATE.compareAndSet(this, seen, CANCELLED)) {
                super.cancel(); // while it runs, call() makes it known afterwards
                return;
            }
        }
    }

    @Override
    public boolean cancelled() {
        awaitEnd();
        return state == CANCELLED || super.cancelled();
    }

    private boolean isRunning() {
        byte seen = state;
        return seen == RUNNING || seen == AWAITED;
    }

    private void awaitEnd() {
        if (isRunning() && !loop.isHeldHere()) {
            awaitEndOfCall();
        }
    }

    private void awaitEndOfCall() {
        boolean interrupted = false;
        synchronized (END) {
            while (STATE.compareAndSet(this, RUNNING, AWAITED) || state == AWAITED) {
                try {
                    END.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void call() {
        if (!STATE.compareAndSet(this, NEW, RUNNING)) {
            return; // cancelled just now
        }
        try {
            super.call();
        } finally {
            byte was = (byte) STATE.getAndSet(this, super.cancelled() ? CANCELLED : OVER);
            if (was == AWAITED) {
                synchronized (END) {
                    END.notifyAll();
                }
            }
        }
    }
}
