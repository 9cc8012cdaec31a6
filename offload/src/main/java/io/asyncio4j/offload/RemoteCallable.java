package io.asyncio4j.offload;

import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A call that can be sent to another process. A lambda becomes one wherever one is wanted, without a cast:
 *
 * <pre>{@code
 * int words = pool.call(() -> count(text));
 * }</pre>
 *
 * <p>What the lambda captures is sent along, so it must be serialisable: strings, numbers, collections of them, records
 * that implement {@link Serializable}. A lambda that uses a field or an instance method captures {@code this}.
 *
 * <p><b>From CPython:</b> a function and its arguments, as {@code ProcessPoolExecutor} pickles them.
 *
 * @param <T> the type of the result, which may be null, and must be serialisable
 */
@FunctionalInterface
public interface RemoteCallable<T extends @Nullable Object> extends Callable<T>, Serializable {

    /**
     * {@return {@code callable} itself} It says what a lambda is where a plain {@link Callable} is expected:
     * {@code loop.runInExecutor(pool.executor(), RemoteCallable.of(() -> count(text)))}.
     */
    static <T extends @Nullable Object> RemoteCallable<T> of(RemoteCallable<T> callable) {
        return Objects.requireNonNull(callable, "callable");
    }
}
