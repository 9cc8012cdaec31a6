package io.asyncio4j;

/**
 * A coroutine that brings no value. It exists so that a lambda without a result can be given to everything
 * that takes a {@link Coroutine}.
 *
 * <p><b>From CPython:</b> a coroutine function that returns {@code None}.
 */
@FunctionalInterface
public interface VoidCoroutine {

    /** Runs the body in the current task. */
    void run() throws Exception;
}
