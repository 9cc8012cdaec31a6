package io.asyncio4j;

import io.asyncio4j.internal.text.Unchecked;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a generator-based coroutine: each runs up to the next thing to wait for, and says what that is.
 * See {@link Coroutine#fromGenerator}.
 *
 * <p>A step must not await; it yields what it wants to wait for, and the value of that is sent to the next
 * step, or its exception raised in it.
 *
 * <p><b>From CPython:</b> the {@code send}, {@code throw} and {@code close} of a generator.
 *
 * @param <T> the type of what it returns in the end, which may be null
 */
public interface Generator<T extends @Nullable Object> {

    /** What a step ends with. */
    sealed interface Step<T extends @Nullable Object> {}

    /**
     * Wait for {@code awaitable}, then take the next step. Null only gives way for one tick.
     */
    record Yield<T extends @Nullable Object>(@Nullable Awaitable<?> awaitable) implements Step<T> {}

    /** The generator is over, and this is its result. */
    record Return<T extends @Nullable Object>(T value) implements Step<T> {}

    /** Takes the next step. {@code value} is what the last yielded awaitable brought, null in the first step. */
    Step<T> send(@Nullable Object value) throws Exception;

    /**
     * Takes the next step with {@code error} raised where the generator waits: a failure of what it waited for,
     * or a {@link CancelledError}. A generator that does not handle it throws it, as this method does if it is
     * not overridden.
     */
    default Step<T> raise(Throwable error) throws Exception {
        throw Unchecked.rethrow(error);
    }

    /** Gives the generator up before its end, so that it can clean up. */
    default void close() {}
}
