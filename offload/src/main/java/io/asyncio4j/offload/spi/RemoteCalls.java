package io.asyncio4j.offload.spi;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.offload.CancelAnswer;
import io.asyncio4j.offload.RemoteCall;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings a call that runs elsewhere to a loop. */
public final class RemoteCalls {

    private RemoteCalls() {}

    /**
     * {@return a call of {@code loop}} It ends as the future does that {@code starter} makes at once; cancelling it
     * cancels that future, on another thread.
     *
     * @param stopped what of that future tells what has become of a cancelled call
     */
    public static <T extends @Nullable Object, F extends OutcomeFuture<T>> RemoteCall<T> start(EventLoop loop,
            Callable<T> call, Supplier<F> starter, Function<F, CompletableFuture<CancelAnswer>> stopped) {
        var handOver = new HandOver<T, F>(starter);
        Future<T> future = loop.runInExecutor(handOver, call);
        return RemoteCall.of(future, stopped.apply(Objects.requireNonNull(handOver.made)));
    }

    /** An executor for one call, by which a loop hands it over, and which remembers it. */
    private static final class HandOver<T extends @Nullable Object, F extends OutcomeFuture<T>>
            extends AbstractExecutorService {

        private final Supplier<F> starter;
        private @Nullable F made;

        HandOver(Supplier<F> starter) {
            this.starter = starter;
        }

        @SuppressWarnings("unchecked") // it is for one call, of that type
        @Override
        public <V extends @Nullable Object> java.util.concurrent.Future<V> submit(Callable<V> call) {
            F future = starter.get();
            made = future;
            return (java.util.concurrent.Future<V>) future;
        }

        @Override
        public void execute(Runnable command) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }
}
