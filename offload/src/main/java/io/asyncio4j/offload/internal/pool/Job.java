package io.asyncio4j.offload.internal.pool;

import io.asyncio4j.offload.CancelAnswer;
import io.asyncio4j.offload.spi.OutcomeFuture;
import io.asyncio4j.offload.spi.Parcel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way through a pool, and a future of its result.
 *
 * <p>Cancelling it ends the future at once; the call itself is over when {@link #stopped} is completed.
 *
 * @param <T> the type of the result
 */
public final class Job<T extends @Nullable Object> extends OutcomeFuture<T> {

    // fixed
    final long id;
    private final PoolCore pool;
    // null when the call is over, for what it holds may be large, and who has made the call may keep this
    private volatile @Nullable Parcel parcel;
    private final CompletableFuture<CancelAnswer> stopped = new CompletableFuture<>();

    // guarded by the pool's lock: who runs it, null while it waits and when it is over
    @Nullable Child child;
    // guarded by the pool's lock: how it was decided that it ends, NONE before
    int ending = Counts.NONE;

    Job(PoolCore pool, long id, Parcel parcel) {
        this.pool = pool;
        this.id = id;
        this.parcel = parcel;
    }

    /** {@return what is sent}, null when the call is over. */
    @Nullable
    Parcel parcel() {
        return parcel;
    }

    /** The call is over: it has ended, was taken back, or is lost. */
    void over() {
        parcel = null;
        stopped.complete(CancelAnswer.CONFIRMED);
    }

    /** {@return what is completed when the call is over after it was cancelled} Never exceptionally. */
    public CompletableFuture<CancelAnswer> stopped() {
        return stopped;
    }

    void succeed(T value) {
        if (pool.decide(this, Counts.SUCCEEDED)) {
            complete(value);
        }
    }

    void fail(Throwable failure, int how) {
        if (pool.decide(this, how)) {
            fail(failure);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!pool.decide(this, Counts.CANCELLED)) {
            return isCancelled();
        }
        super.cancel(mayInterruptIfRunning);
        pool.cancelled(this, mayInterruptIfRunning);
        return true;
    }

    @Override
    public String toString() {
        return "call " + id + " of " + pool.name();
    }
}
