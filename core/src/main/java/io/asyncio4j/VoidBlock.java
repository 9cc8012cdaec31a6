package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Block} that brings no value. A lambda that could be either is one of these: the result of
 * {@code g -> compute(g)} is dropped, that of {@code g -> { return compute(g); }} is not.
 *
 * <p><b>From CPython:</b> what stands below {@code async with ... as scope:}.
 *
 * @param <S> what the block is run with
 */
@FunctionalInterface
public interface VoidBlock<S extends @Nullable Object> extends Block<S, @Nullable Void> {

    /** Runs the block in the current task. */
    void run(S scope) throws Exception;

    @Override
    default @Nullable Void call(S scope) throws Exception {
        run(scope);
        return null;
    }
}
