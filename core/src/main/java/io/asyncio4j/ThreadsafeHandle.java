package io.asyncio4j;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The handle of {@code callSoonThreadsafe}. Its lock is held while the callback runs, so a cancel from another
 * thread either comes before it or waits until it is over; from the callback itself it changes nothing.
 */
final class ThreadsafeHandle extends CallbackHandle {

    private final ReentrantLock lock = new ReentrantLock();

    ThreadsafeHandle(EventLoop loop, Context context, Runnable callback) {
        super(loop, context, callback);
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            super.cancel();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean cancelled() {
        lock.lock();
        try {
            return super.cancelled();
        } finally {
            lock.unlock();
        }
    }

    @Override
    void call() {
        lock.lock();
        try {
            super.call();
        } finally {
            lock.unlock();
        }
    }
}
