package io.asyncio4j.internal.kernel;

import io.asyncio4j.Handle;
import io.asyncio4j.internal.queue.Timed;
import org.jspecify.annotations.Nullable;

/** A {@link Handle}: what the ready queue holds beside tasks, and the timers hold beside sleeps. */
public abstract non-sealed class HandleImpl implements Handle, Timed {

    // loop-confined
    private boolean cancelled;
    private boolean inTimers;

    protected HandleImpl() {}

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public final boolean isDropped() {
        return cancelled();
    }

    @Override
    public final boolean isInTimers() {
        return inTimers;
    }

    @Override
    public final void setInTimers(boolean inTimers) {
        this.inTimers = inTimers;
    }

    /** The context that it runs in, or null for a callback of our own that runs no user code. */
    public abstract @Nullable ContextImpl context();

    /** {@return what is called where it asks for something}, such as {@code Shop.<lambda>} Nothing is made for it. */
    public abstract String origin();

    /**
     * Says whether {@link #call} can be called again when it has thrown for lack of memory, as it has done all that it does
     * or nothing, and must be, since somebody waits for it.
     */
    public boolean isRepeatable() {
        return false;
    }

    /** Runs the callback; called by the scheduler, nowhere else. */
    public abstract void call() throws Exception;
}
