package io.asyncio4j.internal.thread;

import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that runs only while it is told to: the loop's side says {@link #resume}, the thread
 * itself says {@link #suspend}, and exactly one of the two sides runs at any time.
 *
 * <p>It runs one body after another, if its {@link Host} has another one at hand. What a body is, the thread
 * does not know.
 */
public abstract sealed class TaskThread permits CarriedThread, PortableThread {

    /** Whoever knows what the bodies are. Both methods are called on the task thread. */
    public interface Host {

        /** Runs {@code body} to its end; throws nothing. */
        void run(Object body);

        /** {@return the body that {@code thread} shall run next without going back to the loop, or null} */
        @Nullable
        Object next(TaskThread thread);
    }

    @Nullable Object body;
    // what came out of the host, which is a defect and must not pass for a thread that blocks
    @Nullable Throwable failure;

    TaskThread(Object body) {
        this.body = body;
    }

    /** Loop's side: throws what came out of the host. */
    final void rethrowFailure() {
        Throwable failure = this.failure;
        if (failure != null) {
            throw new IllegalStateException("a task thread has failed: " + thread(), failure);
        }
    }

    /** {@return the virtual thread itself} */
    public abstract Thread thread();

    /** Gives the virtual thread a name, for thread dumps and log lines. */
    public abstract void rename(String name);

    /** Loop's side: lets the thread run, and returns once it has suspended itself, left, or ended. */
    public abstract void resume();

    /**
     * Thread's side: gives the loop back and returns after the next {@link #resume}.
     *
     * @throws IllegalStateException if this thread cannot suspend here, as it is in a native method or a
     *     class initialiser; it then still has the loop
     */
    public abstract void suspend();

    /**
     * Thread's side: gives the loop back and goes on at the same time, off the loop, until {@link #rejoin}.
     *
     * @throws IllegalStateException as {@link #suspend} does
     */
    public abstract void leave();

    /**
     * Thread's side, after {@link #leave}: stops running, then calls {@code door}, and returns after the next
     * {@link #resume}, which whoever stands behind the door brings about.
     */
    public abstract void rejoin(Runnable door);
}
