package io.asyncio4j;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Awaitables as futures: those that are futures as they are, all others in new tasks. */
final class Wrapping {

    private Wrapping() {}

    /** {@return {@code awaitable} if it is a future, else a new task of the running loop that awaits it} */
    static <T extends @Nullable Object> Future<T> of(Awaitable<T> awaitable) {
        return Objects.requireNonNull(awaitable, "awaitable") instanceof Future<T> future
                ? future
                : EventLoop.running().ensureFuture(awaitable);
    }

    /**
     * {@return a future for each, in order} The loop is that of the first future, else the running one. A
     * one-shot coroutine that comes twice gets one task.
     *
     * @throws IllegalArgumentException if they belong to different loops
     */
    static Future<?>[] ofOneLoop(Iterable<? extends Awaitable<?>> awaitables) {
        var futures = new ArrayList<Future<?>>();
        IdentityHashMap<CoroutineObject<?>, Future<?>> seen = null;
        EventLoop loop = null;
        for (Awaitable<?> awaitable : awaitables) {
            Future<?> future;
            if (Objects.requireNonNull(awaitable, "awaitable") instanceof CoroutineObject<?> coroutine) {
                if (seen == null) {
                    seen = new IdentityHashMap<>();
                }
                future = seen.get(coroutine);
                if (future == null) {
                    future = wrap(coroutine, loop);
                    seen.put(coroutine, future);
                }
            } else {
                future = wrap(awaitable, loop);
            }
            loop = future.loop;
            futures.add(future);
        }
        return futures.toArray(new Future<?>[0]);
    }

    private static Future<?> wrap(Awaitable<?> awaitable, @Nullable EventLoop loop) {
        return loop == null ? of(awaitable) : loop.ensureFuture(awaitable);
    }
}
