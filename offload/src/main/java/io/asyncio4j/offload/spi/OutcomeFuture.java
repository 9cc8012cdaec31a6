package io.asyncio4j.offload.spi;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A future of a remote call, whose {@code get} gives what the call threw even if that is an exception that
 * {@link CompletableFuture} keeps for itself. Any thread may use it.
 *
 * @param <T> the type of the result, which may be null
 */
public abstract class OutcomeFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    // set once, before the future is completed with it
    private volatile @Nullable Throwable failure;

    /** For those that bring a place where calls run. */
    protected OutcomeFuture() {}

    /** Ends it with what the call threw; says false if it has ended before. */
    protected final boolean fail(Throwable failure) {
        if (!isDone()) {
            this.failure = failure;
        }
        return completeExceptionally(failure);
    }

    @Override
    public final boolean isCancelled() {
        return failure == null && super.isCancelled();
    }

    @Override
    public final T get() throws InterruptedException, ExecutionException {
        try {
            return super.get();
        } catch (CancellationException | ExecutionException e) {
            throw told(e);
        }
    }

    @Override
    public final T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return super.get(timeout, unit);
        } catch (CancellationException | ExecutionException e) {
            throw told(e);
        }
    }

    private ExecutionException told(Exception e) {
        Throwable thrown = failure;
        if (thrown != null) {
            return new ExecutionException(thrown);
        }
        if (e instanceof ExecutionException execution) {
            return execution;
        }
        throw (CancellationException) e;
    }

    @Override
    public final <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>(); // what depends on it is an ordinary one
    }
}
