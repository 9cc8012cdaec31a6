package io.asyncio4j.internal.bridge;

import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a call on another thread has thrown when nobody waits for it any more: its future was cancelled, or the
 * loop is closed. It is reported then. A {@code java.util.concurrent} future that is cancelled forgets it.
 */
final class KeptFailure {

    private final PromiseImpl<?> promise;

    // any thread
    private volatile @Nullable Throwable thrown;
    private volatile boolean abandoned;
    private final AtomicBoolean reported = new AtomicBoolean();

    KeptFailure(PromiseImpl<?> promise) {
        this.promise = promise;
    }

    /**
     * {@return a call that does what {@code callable} does, and keeps what it throws}
     *
     * <p>An executor of the program's that may look at what it is given, or send it elsewhere, gets that itself: all but
     * lambdas that cannot be serialized, of which there is nothing to see.
     */
    <T extends @Nullable Object> Callable<T> around(Callable<T> callable, boolean isForOurs) {
        Class<?> type = callable.getClass();
        if (!isForOurs && (!type.isHidden() || callable instanceof Serializable)) {
            return callable;
        }
        return () -> {
            try {
                return callable.call();
            } catch (Throwable e) {
                thrown(e);
                throw e;
            }
        };
    }

    /** The call has thrown {@code e}; on any thread, and more than once for the same. */
    void thrown(Throwable e) {
        thrown = e;
        LoopCore loop = promise.loop;
        if (abandoned || loop.isClosed()) {
            reportOnce();
        }
    }

    /** {@return what the call has thrown, if it was made by way of {@link #around}; else null} */
    @Nullable
    Throwable thrown() {
        return thrown;
    }

    /** As {@link #thrown}, if the loop is closed and so may not have heard of it. */
    void thrownIfClosed(Throwable e) {
        if (promise.loop.isClosed()) {
            thrown(e);
        }
    }

    /** Nobody will take what the call brings. On the loop. */
    void abandoned() {
        abandoned = true;
        if (thrown != null) { // just before, so that it did not know
            reportOnce();
        }
    }

    private void reportOnce() {
        Throwable failure = Interrupted.failureOf(thrown);
        if (failure == null) {
            return;
        }
        var report = new Report(failure);
        promise.loop.turns.enqueueFromOutside(report);
        if (promise.loop.isClosed()) { // it may have been closed since, and not have seen this one
            report.call();
        }
    }

    private final class Report extends FutureListener {

        private final Throwable failure;

        Report(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public void call() {
            if (reported.compareAndSet(false, true)) {
                Interrupted.report(promise.loop,
                        "a call on another thread failed when nobody waited for it any more", failure,
                        "future",
                        promise);
            }
        }

        @Override
        public String toString() {
            return "runInExecutor()";
        }
    }
}
