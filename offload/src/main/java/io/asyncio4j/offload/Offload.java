package io.asyncio4j.offload;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.offload.internal.map.Mapping;
import io.asyncio4j.offload.internal.pool.RunnableCall;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place outside of this process where calls run, and are awaited here: a {@link ProcessPool}, or a cluster.
 *
 * <p>Calls, what they capture, their results and exceptions are serialised. What a call captures is sent as it is when
 * the call is made. Only the program's own classes and the JDK's values are made of bytes, on either side, unless the
 * place was told to trust more.
 *
 * <p><b>Cancellation:</b> cancelling the task that awaits a call ends the await at once and asks for the call to be
 * ended; see {@link CancelAnswer}.
 *
 * <p><b>Errors:</b> {@link NotSendableException} if the call cannot be sent, before any of it is; what the call throws,
 * as itself, with a {@link RemoteStack}; {@link WorkerLostException} if the process that ran it is gone.
 */
public interface Offload extends AutoCloseable {

    /**
     * Makes {@code call} soon, and goes on. It waits only if the place has a limit of calls and that is reached.
     *
     * <p><b>From CPython:</b> {@code loop.run_in_executor(pool, f, *args)}.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the place was shut down
     */
    <T extends @Nullable Object> RemoteCall<T> submit(RemoteCallable<T> call);

    /** Makes a call without a result. See {@link #submit(RemoteCallable)}. */
    @SuppressWarnings("overloads") // a lambda with a value is a RemoteCallable
    default RemoteCall<@Nullable Void> submit(RemoteRunnable call) {
        return submit(new RunnableCall(Objects.requireNonNull(call, "call")));
    }

    /**
     * Makes {@code call} and waits for its result, in the current task.
     *
     * <p><b>From CPython:</b> {@code await loop.run_in_executor(pool, f, *args)}.
     */
    default <T extends @Nullable Object> T call(RemoteCallable<T> call) {
        return submit(call).await();
    }

    /** Makes a call without a result and waits until it is over. See {@link #call(RemoteCallable)}. */
    @SuppressWarnings("overloads") // a lambda with a value is a RemoteCallable
    default void call(RemoteRunnable call) {
        submit(call).await();
    }

    /** {@return the results of {@code function} over {@code elements}, in their order} See the other one. */
    default <A extends @Nullable Object, R extends @Nullable Object> AsyncIterable<R> map(
            Iterable<? extends A> elements, RemoteFunction<? super A, ? extends R> function) {
        return map(elements, function, MapOptions.DEFAULT);
    }

    /**
     * {@return the results of {@code function} over {@code elements}}
     *
     * <pre>{@code
     * try (var pages = pool.map(files, file -> parse(file))) {
     *     for (var page : pages) { ... }
     * }
     * }</pre>
     *
     * <p>Nothing is sent before the first result is asked for. From then on so many calls are kept under way as the
     * options allow: an element is only taken when there is room for it, so that {@code elements} may be endless, and
     * may be an {@link AsyncIterable} itself, whose elements are awaited.
     *
     * <p><b>Cancellation:</b> closing it, and cancelling the task while it waits, cancels what is under way.
     *
     * <p><b>Errors:</b> the first failure ends it, after the results that come before it. What is under way is
     * cancelled.
     *
     * <p><b>From CPython:</b> {@code Executor.map}, which takes all elements at once unless it has a
     * {@code buffersize} (3.14).
     */
    default <A extends @Nullable Object, R extends @Nullable Object> AsyncIterable<R> map(
            Iterable<? extends A> elements, RemoteFunction<? super A, ? extends R> function,
            MapOptions options) {
        return Mapping.of(this, Objects.requireNonNull(elements, "elements"),
                Objects.requireNonNull(function, "function"), Objects.requireNonNull(options, "options"));
    }

    /** {@return how many calls it can run at a time}, as far as known now. */
    int parallelism();

    /** Takes no more calls, waits for those that were made, and gives up what it holds. */
    @Override
    void close();
}
