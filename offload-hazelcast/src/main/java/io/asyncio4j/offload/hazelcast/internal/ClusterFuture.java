package io.asyncio4j.offload.hazelcast.internal;

import io.asyncio4j.offload.CancelAnswer;
import io.asyncio4j.offload.spi.OutcomeFuture;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call that is made on a member, and again on another one if it may be. */
public final class ClusterFuture<T extends @Nullable Object> extends OutcomeFuture<T> {

    private final UUID id = UUID.randomUUID();
    private final CompletableFuture<CancelAnswer> stopped = new CompletableFuture<>();
    private final Consumer<ClusterFuture<T>> whenCancelled;
    // how it ends is for the first one to say
    private final AtomicBoolean decided = new AtomicBoolean();

    public ClusterFuture(Consumer<ClusterFuture<T>> whenCancelled) {
        this.whenCancelled = whenCancelled;
    }

    public UUID id() {
        return id;
    }

    public CompletableFuture<CancelAnswer> stopped() {
        return stopped;
    }

    public void failed(Throwable failure) {
        if (decided.compareAndSet(false, true)) {
            boolean _ = fail(failure);
            stopped.complete(CancelAnswer.CONFIRMED);
        }
    }

    public void succeeded(T value) {
        if (decided.compareAndSet(false, true)) {
            complete(value);
            stopped.complete(CancelAnswer.CONFIRMED);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!decided.compareAndSet(false, true)) {
            return isCancelled();
        }
        super.cancel(mayInterruptIfRunning);
        whenCancelled.accept(this);
        return true;
    }
}
