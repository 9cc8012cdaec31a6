package io.asyncio4j;

import io.asyncio4j.spi.LoopObserver;
import org.jspecify.annotations.Nullable;

/**
 * A callback that was given to a loop and can be taken back before it runs.
 *
 * <p><b>From CPython:</b> {@code asyncio.Handle}.
 */
public abstract sealed class Handle implements LoopObserver.Step
        permits CallbackHandle, DoneCallback, FutureListener {

    private boolean cancelled;
    // whether it is among the loop's timers; loop-confined
    boolean inTimers;

    Handle() {}

    /**
     * Takes the callback back. Harmless when it was taken back before or has run.
     *
     * <p>Only the handles of {@link EventLoop#callSoonThreadsafe} may be cancelled from any thread; while such
     * a callback runs, cancelling it from another thread waits until it has run.
     */
    public void cancel() {
        cancelled = true;
    }

    /** {@return whether it was cancelled} */
    public boolean cancelled() {
        return cancelled;
    }

    /** The context that it runs in, or null for a callback of our own that runs no user code. */
    abstract @Nullable Context context();

    /** Runs the callback; called by the scheduler, nowhere else. */
    abstract void call() throws Exception;
}
