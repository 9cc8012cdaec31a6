package io.asyncio4j.internal.combine;

import io.asyncio4j.Awaitable;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Awaitables as futures of one loop, that of the first one: those that are futures as they are, all others in
 * new tasks. A one-shot coroutine that comes twice gets one task.
 */
public final class Wrapping {

    private final IdentityHashMap<CoroutineObject<?>, FutureImpl<?>> seen = new IdentityHashMap<>(0);
    private @Nullable LoopCore loop;

    /** {@return {@code awaitable} if it is a future, else a new task of the running loop that awaits it} */
    public static <T extends @Nullable Object> FutureImpl<T> of(Awaitable<T> awaitable) {
        return Objects.requireNonNull(awaitable, "awaitable") instanceof FutureImpl<T> future
                ? future
                : LoopCore.running().ensureFuture(awaitable);
    }

    /** {@return a future of {@code loop} for each, in order} See {@link #next}. */
    static List<FutureImpl<?>> all(LoopCore loop, Iterable<? extends Awaitable<?>> awaitables) {
        var wrapping = new Wrapping();
        wrapping.loop = loop;
        var futures = new ArrayList<FutureImpl<?>>();
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
    FutureImpl<?> next(Awaitable<?> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        FutureImpl<?> future;
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

    private FutureImpl<?> wrap(Awaitable<?> awaitable) {
        return loop == null ? of(awaitable) : loop.ensureFuture(awaitable);
    }

    /** {@return the two, of which one brings null, as a list of what may bring null} */
    @SuppressWarnings("unchecked") // an awaitable gives values and takes none
    public static <T extends @Nullable Object> List<Awaitable<@Nullable T>> both(Awaitable<?> first,
            Awaitable<?> second) {
        return List.of((Awaitable<@Nullable T>) first, (Awaitable<@Nullable T>) second);
    }
}
