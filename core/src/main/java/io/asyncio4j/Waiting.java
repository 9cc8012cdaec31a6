package io.asyncio4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code wait}: until some or all of a set of futures are done, touching none of them. */
final class Waiting {

    private final ReturnWhen returnWhen;
    private final Promise<@Nullable Void> waiter;
    private final @Nullable TimerHandle timer;
    private int left;

    private Waiting(EventLoop loop, int futures, @Nullable Duration timeout, ReturnWhen returnWhen) {
        this.returnWhen = returnWhen;
        this.left = futures;
        this.waiter = loop.createFuture();
        this.timer = timeout == null
                ? null
                : loop.callLater(timeout, loop.context(), () -> waiter.setResultUnlessDone(null));
    }

    static <F extends Future<?>> WaitResult<F> forFutures(
            Collection<F> futures, @Nullable Duration timeout, ReturnWhen returnWhen) {
        Objects.requireNonNull(returnWhen, "returnWhen");
        var unique = new LinkedHashSet<F>();
        for (F future : futures) {
            unique.add(Objects.requireNonNull(future, "a future to wait for"));
        }
        if (unique.isEmpty()) {
            throw new IllegalArgumentException("Set of Tasks/Futures is empty.");
        }
        EventLoop loop = EventLoop.running();
        loop.taskThatAwaits();
        unique.forEach(loop::ensureOwn);
        new Waiting(loop, unique.size(), timeout, returnWhen).await(unique);
        var done = new LinkedHashSet<F>();
        var pending = new LinkedHashSet<F>();
        for (F future : unique) {
            (future.done() ? done : pending).add(future);
        }
        return new WaitResult<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
    }

    private void await(Set<? extends Future<?>> futures) {
        var listeners = new ArrayList<OneDone>(futures.size());
        for (Future<?> future : futures) {
            var listener = new OneDone(future);
            listeners.add(listener);
            future.listen(listener);
        }
        try {
            waiter.await();
        } finally {
            cancelTimer();
            for (OneDone listener : listeners) {
                listener.remove();
            }
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private final class OneDone extends FutureListener {

        private final Future<?> future;

        OneDone(Future<?> future) {
            this.future = future;
        }

        /** Takes it back, whether it is registered or queued already. */
        void remove() {
            future.removeEntry(this);
            cancel();
        }

        @Override
        void call() {
            left--;
            if (left == 0 || returnWhen == ReturnWhen.FIRST_COMPLETED
                    || (returnWhen == ReturnWhen.FIRST_EXCEPTION
                            && hasFailed())) {
                cancelTimer();
                waiter.setResultUnlessDone(null);
            }
        }

        private boolean hasFailed() {
            future.retrieved();
            return future.state() == Future.FAILED;
        }

        @Override
        void addAwaiters(Awaiters awaiters) {
            awaiters.addThoseOf(waiter);
        }

        @Override
        public String toString() {
            return "wait()";
        }
    }
}
