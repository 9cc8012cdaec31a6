package io.asyncio4j.offload;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.Future;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call that runs elsewhere. It belongs to the loop on which it was made.
 *
 * <p><b>Cancellation:</b> its future is cancelled at once, whatever becomes of the call. What is known of that,
 * {@link #cancelAnswer} tells, and {@link #awaitStopped} waits for it.
 *
 * <p><b>From CPython:</b> what {@code loop.run_in_executor} gives.
 *
 * @param <T> the type of the result, which may be null
 */
public final class RemoteCall<T extends @Nullable Object> implements Awaitable<T> {

    private final Future<T> future;
    private final CompletableFuture<CancelAnswer> stopped;

    private RemoteCall(Future<T> future, CompletableFuture<CancelAnswer> stopped) {
        this.future = future;
        this.stopped = stopped;
    }

    /**
     * {@return a call with that future} For who brings a place where calls run.
     *
     * @param stopped completed, never exceptionally, once it is known what has become of the call
     */
    public static <T extends @Nullable Object> RemoteCall<T> of(Future<T> future,
            CompletableFuture<CancelAnswer> stopped) {
        return new RemoteCall<>(Objects.requireNonNull(future, "future"),
                Objects.requireNonNull(stopped, "stopped"));
    }

    /**
     * Waits for the result.
     *
     * <p><b>Cancellation:</b> cancelling the task that waits cancels the call.
     *
     * <p><b>Errors:</b> what the call threw, as itself; {@link WorkerLostException} if its process is gone.
     */
    @Override
    public T await() {
        return future.await();
    }

    /** {@return its future}, for {@code wait}, {@code shield} and callbacks. */
    public Future<T> future() {
        return future;
    }

    /** {@return whether it has a result or an exception, or was cancelled} */
    public boolean done() {
        return future.done();
    }

    /**
     * Ends the future at once, and asks for the call to be ended: one that waits is taken back, one that runs is
     * interrupted.
     *
     * @return false if it was done already, and nothing changed
     */
    public boolean cancel() {
        return future.cancel();
    }

    /** {@return what is known of the call after it was cancelled}, null if it was not. It does not wait. */
    public @Nullable CancelAnswer cancelAnswer() {
        return future.cancelled() ? stopped.getNow(CancelAnswer.ASKED) : null;
    }

    /**
     * Waits until it is known what has become of the call: after a {@link #cancel}, or till its end.
     *
     * <p><b>Cancellation:</b> only the wait ends.
     *
     * @return {@link CancelAnswer#CONFIRMED} or {@link CancelAnswer#UNKNOWN}
     */
    public CancelAnswer awaitStopped() {
        return Asyncio.await(stopped.copy());
    }

    @Override
    public String toString() {
        return "<RemoteCall of " + future + ">";
    }
}
