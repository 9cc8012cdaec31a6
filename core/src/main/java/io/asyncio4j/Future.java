package io.asyncio4j;

import io.asyncio4j.internal.bridge.Bridges;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.look.Awaiters;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A result that may not be there yet. It is read, awaited, watched and cancelled here; {@link Promise} adds
 * setting it, {@link Task} gets it from its coroutine.
 *
 * <p>A future belongs to one loop and is used where that loop's tasks and callbacks run. Its callbacks, the
 * wake-up of a task that awaits it included, are never run in place: they go to the loop's ready queue, in
 * the order in which they were registered.
 *
 * <p><b>Errors:</b> changing it from a thread that does not hold its running loop is an
 * {@link IllegalStateException}. A failure that nobody looks at is reported to the loop's exception handler,
 * when the future is garbage-collected or the loop is closed.
 *
 * <p><b>From CPython:</b> {@code asyncio.Future}.
 *
 * @param <T> the type of the result, which may be null
 */
public sealed interface Future<T extends @Nullable Object> extends Awaitable<T>
        permits Promise, Task, FutureImpl {

    /** {@return the loop that this future belongs to} */
    EventLoop getLoop();

    /** {@return whether it has a result or an exception, or was cancelled} */
    boolean done();

    /** {@return whether it was cancelled} */
    boolean cancelled();

    /**
     * {@return the result} A future that failed throws its exception instead, the very object, even a checked
     * one.
     *
     * @throws CancelledError if it was cancelled
     * @throws InvalidStateException if it is not done
     */
    T result();

    /**
     * {@return the exception that it failed with, or null if it has a result}
     *
     * @throws CancelledError if it was cancelled
     * @throws InvalidStateException if it is not done
     */
    @Nullable
    Throwable exception();

    /**
     * Waits until this future is done, and gives its result. One that is done already gives it at once: that
     * is no switch to other tasks and no point at which a cancellation is delivered.
     *
     * <p><b>Cancellation:</b> cancelling the task that waits cancels this future. Use {@link Asyncio#shield}
     * where that is not wanted.
     *
     * @throws CancelledError if this future or the waiting task is cancelled
     * @throws IllegalStateException if no task is running here, if this is that task itself, or if this
     *     future belongs to another loop
     */
    @Override
    T await();

    /**
     * Asks for cancellation. A plain future is cancelled at once, and its callbacks are queued.
     *
     * @return false if it is done already, and nothing changed
     */
    default boolean cancel() {
        return cancel(null);
    }

    /**
     * Asks for cancellation.
     *
     * @param message any object for the {@link CancelledError}, or null for none
     * @return false if it is done already, and nothing changed
     */
    boolean cancel(@Nullable Object message);

    /** Calls {@code callback} with this future, in a later tick than the one in which the future gets done, in
     * a copy of the context that is current now. Registered twice, it is called twice. */
    void addDoneCallback(Consumer<? super Future<T>> callback);

    /** Calls {@code callback} with this future once it is done, in {@code context} itself. */
    void addDoneCallback(Context context, Consumer<? super Future<T>> callback);

    /**
     * Takes back every registration of {@code callback} (compared with {@code equals}).
     *
     * @return how many there were; 0 too when the future is done, since they are queued then
     */
    int removeDoneCallback(Consumer<? super Future<T>> callback);

    /**
     * {@return a CompletableFuture that ends as this future does, for code that does not live on a loop}
     * Cancelling it cancels this future. May be called from any thread.
     *
     * <p><b>From CPython:</b> the opposite of {@code asyncio.wrap_future}.
     */
    default CompletableFuture<T> toCompletableFuture() {
        return Bridges.toCompletableFuture(FutureImpl.of(this));
    }

    /**
     * {@return the tasks that wait for this future}, directly or by way of {@code gather}, {@code wait},
     * {@code waitFor}, {@code asCompleted}, {@code shield} or a race; of a task in a group also the task that runs the
     * group's block. A future that is done has none.
     *
     * <p><b>From CPython:</b> the edges of {@code asyncio.capture_call_graph}, new in Python 3.14.
     */
    default Set<Task<?>> awaitedBy() {
        return Awaiters.ofOwn(FutureImpl.of(this));
    }
}
