package io.asyncio4j;

import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.spi.LoopObserver;

/**
 * A callback that was given to a loop and can be taken back before it runs.
 *
 * <p><b>From CPython:</b> {@code asyncio.Handle}.
 */
public sealed interface Handle extends LoopObserver.Step permits TimerHandle, HandleImpl {

    /**
     * Takes the callback back. Harmless when it was taken back before or has run.
     *
     * <p>Only the handles of {@link EventLoop#callSoonThreadsafe} may be cancelled from any thread; while such
     * a callback runs, cancelling it from another thread waits until it has run.
     */
    void cancel();

    /** {@return whether it was cancelled} */
    boolean cancelled();
}
