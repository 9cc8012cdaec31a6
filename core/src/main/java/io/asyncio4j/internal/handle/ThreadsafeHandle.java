package io.asyncio4j.internal.handle;

import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The handle of {@code callSoonThreadsafe}. A cancel from another thread either comes before the callback runs
 * or waits until it is over. Whoever holds the loop never waits: it is the callback itself, or a task that the
 * callback waits for.
 */
public final class ThreadsafeHandle extends CallbackHandle {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();
    // guarded by the lock
    private boolean running;

    ThreadsafeHandle(LoopCore loop, ContextImpl context, Runnable callback) {
        super(loop, context, callback);
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            awaitEnd();
            super.cancel();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean cancelled() {
        lock.lock();
        try {
            awaitEnd();
            return super.cancelled();
        } finally {
            lock.unlock();
        }
    }

    private void awaitEnd() {
        while (running && !loop.isHeldHere()) {
            over.awaitUninterruptibly();
        }
    }

    @Override
    public void call() {
        setRunning(true);
        try {
            super.call();
        } finally {
            setRunning(false);
        }
    }

    private void setRunning(boolean running) {
        lock.lock();
        try {
            this.running = running;
            over.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
