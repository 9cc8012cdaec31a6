package io.asyncio4j;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Awaitables as futures of one loop, that of the first one: those that are futures as they are, all others in
 * new tasks. A one-shot coroutine that comes twice gets one task.
 */
final class Wrapping {

    private final IdentityHashMap<CoroutineObject<?>, Future<?>> seen = new IdentityHashMap<>(0);
    private @Nullable EventLoop loop;

    /** {@return {@code awaitable} if it is a future, else a new task of the running loop that awaits it} */
    static <T extends @Nullable Object> Future<T> of(Awaitable<T> awaitable) {
        return Objects.requireNonNull(awaitable, "awaitable") instanceof Future<T> future
                ? future
                : EventLoop.running().ensureFuture(awaitable);
    }

    /** {@return a future of {@code loop} for each, in order} See {@link #next}. */
    static List<Future<?>> all(EventLoop loop, Iterable<? extends Awaitable<?>> awaitables) {
        var wrapping = new Wrapping();
        wrapping.loop = loop;
        var futures = new ArrayList<Future<?>>();
        for (Awaitable<?> awaitable : awaitables) {
            futures.add(wrapping.next(awaitable));
        }
        return futures;
    }

    /**
     * {@return the future for the next one}
     *
     * @throws IllegalArgumentException if it belongs to another loop than those before
     */
    Future<?> next(Awaitable<?> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        Future<?> future;
        if (awaitable instanceof CoroutineObject<?> coroutine) {
            future = seen.get(coroutine);
            if (future == null) {
                future = wrap(coroutine);
                seen.put(coroutine, future);
            }
        } else {
            future = wrap(awaitable);
        }
        loop = future.loop;
        return future;
    }

    private Future<?> wrap(Awaitable<?> awaitable) {
        return loop == null ? of(awaitable) : loop.ensureFuture(awaitable);
    }
}
