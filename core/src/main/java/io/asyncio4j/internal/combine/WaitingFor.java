package io.asyncio4j.internal.combine;

import io.asyncio4j.internal.kernel.Cancellation;
import io.asyncio4j.Awaitable;
import io.asyncio4j.Block;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Timeout;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.text.Time;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.spi.WaitedFor;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code waitFor}: one awaitable, for a limited time. */
public final class WaitingFor {

    private WaitingFor() {}

    public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, @Nullable Duration timeout)
            throws TimeoutException {
        try {
            return timeout != null && Time.nanos(timeout) <= 0
                    ? withoutWaiting(awaitable)
                    : TimeoutImpl.after(timeout).run((Block<Timeout, T>) limit -> awaitable.await());
        } catch (Exception e) {
            throw Unchecked.rethrow(e);
        }
    }

    // A coroutine is wrapped in a task that is cancelled before its first statement.
    private static <T extends @Nullable Object> T withoutWaiting(Awaitable<T> awaitable)
            throws TimeoutException {
        FutureImpl<T> future = LoopCore.running().ensureFuture(awaitable);
        if (future.done()) {
            return future.result();
        }
        cancelAndWait(future);
        try {
            return future.result();
        } catch (CancelledError e) { // a gather that was cancelled is not cancelled(), but fails with it
            if (!Cancellation.isOne(e)) {
                throw e;
            }
            var timeout = new TimeoutException();
            timeout.initCause(e);
            throw timeout;
        }
    }

    private static void cancelAndWait(FutureImpl<?> future) {
        PromiseImpl<@Nullable Void> waiter =
                future.loop.createFuture(WaitedFor.of("wait for", () -> "waitFor, whose time is over"));
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

        private final PromiseImpl<@Nullable Void> waiter;

        Release(PromiseImpl<@Nullable Void> waiter) {
            this.waiter = waiter;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void call() {
            waiter.setResultUnlessDone(null);
        }

        @Override
        public void addWaiters(Consumer<? super FutureImpl<?>> found) {
            found.accept(waiter);
        }

        @Override
        public String toString() {
            return "waitFor()";
        }
    }
}
