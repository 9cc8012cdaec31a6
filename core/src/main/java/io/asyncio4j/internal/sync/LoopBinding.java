package io.asyncio4j.internal.sync;

import io.asyncio4j.EventLoop;
import org.jspecify.annotations.Nullable;

/** Remembers the loop in which a task first had to wait for a primitive, and refuses every other one. */
public final class LoopBinding {

    private @Nullable EventLoop loop;

    /**
     * Binds to the running loop, if that has not happened yet.
     *
     * @param primitive what shall be waited for, for the message
     * @return the running loop
     * @throws IllegalStateException if it is bound to another loop, or no loop is running here
     */
    public EventLoop bind(Object primitive) {
        EventLoop running = EventLoop.running();
        ensureNotElsewhere(primitive, running);
        loop = running;
        return running;
    }

    /** Throws if its loop runs on another thread than this one. */
    public void ensureNotFromOutside(Object primitive) {
        EventLoop bound = loop;
        if (bound != null && bound.isRunning() && !runsHere(bound)) {
            throw new IllegalStateException(
                    "Non-thread-safe operation: cannot use " + primitive + " from " + Thread.currentThread()
                            + ", which does not run " + bound
                            + "; use callSoonThreadsafe or runCoroutineThreadsafe");
        }
    }

    private static boolean runsHere(EventLoop loop) {
        try {
            return EventLoop.running() == loop;
        } catch (IllegalStateException e) { // none does
            return false;
        }
    }

    /** Says whether it is bound to a loop that was closed. */
    public boolean isLoopClosed() {
        return loop != null && loop.isClosed();
    }

    /** Throws if it is bound to another loop than {@code running}. */
    public void ensureNotElsewhere(Object primitive, EventLoop running) {
        EventLoop bound = loop;
        if (bound != null && bound != running) {
            throw new IllegalStateException(
                    primitive + " is bound to a different event loop: tasks have waited for it in " + bound
                            + ", this one runs in " + running + "; make one for each loop");
        }
    }
}
