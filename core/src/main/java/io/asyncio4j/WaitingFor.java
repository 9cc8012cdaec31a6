package io.asyncio4j;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code waitFor}: one awaitable, for a limited time. */
final class WaitingFor {

    private WaitingFor() {}

    static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, @Nullable Duration timeout)
            throws TimeoutException {
        try {
            return timeout != null && Time.nanos(timeout) <= 0
                    ? withoutWaiting(awaitable)
                    : Timeout.after(timeout).run((Block<Timeout, T>) limit -> awaitable.await());
        } catch (Exception e) {
            throw Unchecked.rethrow(e);
        }
    }

    // A coroutine is wrapped in a task that is cancelled before its first statement.
    private static <T extends @Nullable Object> T withoutWaiting(Awaitable<T> awaitable)
            throws TimeoutException {
        Future<T> future = EventLoop.running().ensureFuture(awaitable);
        if (future.done()) {
            return future.result();
        }
        cancelAndWait(future);
        try {
            return future.result();
        } catch (CancelledError e) { // a gather that was cancelled is not cancelled(), but fails with it
            var timeout = new TimeoutException();
            timeout.initCause(e);
            throw timeout;
        }
    }

    private static void cancelAndWait(Future<?> future) {
        Promise<@Nullable Void> waiter = future.loop.createFuture();
        var release = new Release(waiter);
        future.listen(release);
        try {
            future.cancel();
            waiter.await();
        } finally {
            future.removeEntry(release);
        }
    }

    private static final class Release extends FutureListener {

        private final Promise<@Nullable Void> waiter;

        Release(Promise<@Nullable Void> waiter) {
            this.waiter = waiter;
        }

        @Override
        void call() {
            waiter.setResultUnlessDone(null);
        }

        @Override
        void addAwaiters(Awaiters awaiters) {
            awaiters.addThoseOf(waiter);
        }

        @Override
        public String toString() {
            return "waitFor()";
        }
    }
}
