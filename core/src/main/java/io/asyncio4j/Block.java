package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * A piece of code that is run with an object that is good for as long as the code runs: a {@link TaskGroup}, a
 * {@link Timeout}. A lambda with one parameter is one.
 *
 * <p><b>From CPython:</b> what stands below {@code async with ... as scope:}.
 *
 * @param <S> what the block is run with
 * @param <T> the type of its value, which may be null
 */
@FunctionalInterface
public interface Block<S extends @Nullable Object, T extends @Nullable Object> {

    /** Runs the block in the current task. */
    T call(S scope) throws Exception;
}
