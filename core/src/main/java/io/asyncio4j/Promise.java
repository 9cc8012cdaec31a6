package io.asyncio4j;

import io.asyncio4j.internal.kernel.PromiseImpl;
import org.jspecify.annotations.Nullable;

/**
 * A future that is completed by hand: what {@link EventLoop#createFuture} gives.
 *
 * <p><b>From CPython:</b> {@code asyncio.Future} with its setters.
 *
 * @param <T> the type of the result, which may be null
 */
public sealed interface Promise<T extends @Nullable Object> extends Future<T> permits PromiseImpl {

    /**
     * Gives it its result and queues its callbacks.
     *
     * @throws InvalidStateException if it is done
     */
    void setResult(T result);

    /**
     * Makes it fail with {@code exception} and queues its callbacks.
     *
     * @throws InvalidStateException if it is done
     */
    void setException(Throwable exception);
}
