package io.asyncio4j.spi;

import org.jspecify.annotations.Nullable;

/**
 * Is told what a loop does, at the moment when it does it: the ground on which tracing, profiling and warning tools
 * stand. Each method does nothing by default. {@code EventLoop.addObserver} attaches one.
 *
 * <p>All methods are called by whoever holds the loop, so they need no lock. They must be quick, must not await and
 * must not change what they are told about. An observer that throws is removed from its loop, and that is logged; the
 * program goes on. A loop without observers does not pay for this interface.
 *
 * <p>A turn is told in this order: {@link #waitBegins} and {@link #waitEnds} if nothing was ready, {@link #turnBegins},
 * then for each task or callback that gets the loop {@link #stepBegins} and {@link #stepEnds}. Steps nest where a task
 * starts another one eagerly. An observer that is added while a step runs sees nothing of that step, but perhaps its end.
 *
 * <p><b>From CPython:</b> nothing of the kind; Trio's {@code Instrument} is the model.
 */
public interface LoopObserver {

    /** What a loop runs in one go: a task until its next await, or a callback. Its text form describes it. */
    interface Step {}

    /** A step of the library's own, of which the program knows nothing: a tool looks at the loop, or an observer comes. */
    interface Housekeeping extends Step {}

    /** A task, as far as an observer need know it. It is the {@code io.asyncio4j.Task} itself. */
    interface ObservedTask extends Step {

        /** {@return its number in the order in which its loop's tasks were made, from 1} */
        long id();

        /** {@return its name} */
        String getName();

        /** {@return the name of the coroutine that it runs} */
        String coroutineName();

        /** {@return whether it has a result or an exception, or was cancelled} */
        boolean done();

        /** {@return whether it was cancelled} */
        boolean cancelled();

        /** {@return the exception that it failed with, or null; looking does not count as retrieving it} */
        @Nullable
        Throwable failure();
    }

    /** {@code task} was made and will be scheduled; it has not run yet. */
    default void taskCreated(ObservedTask task) {}

    /**
     * {@code task} is done; its callbacks are queued, those who wait for it have not run yet. Or it is not done and never
     * will be: it could not be scheduled, for lack of memory or stack.
     */
    default void taskEnded(ObservedTask task) {}

    /**
     * {@code task}, which is not done, was asked for cancellation.
     *
     * @param message what was given for the {@code CancelledError}, or null
     */
    default void cancelRequested(ObservedTask task, @Nullable Object message) {}

    /** A task or a callback gets the loop. */
    default void stepBegins(Step step) {}

    /** A task or a callback gives the loop back. */
    default void stepEnds(Step step) {}

    /** The loop begins to run. */
    default void runBegins() {}

    /** The loop stops running, maybe for now. */
    default void runEnds() {}

    /**
     * Nothing is ready, so the loop waits.
     *
     * @param nanos how long at most, in nanoseconds on the loop's clock; {@link Long#MAX_VALUE} stands for no limit
     */
    default void waitBegins(long nanos) {}

    /**
     * The loop has waited.
     *
     * @param lateNanos by how much the first timer is late, in nanoseconds on the loop's clock; 0 if none is due
     */
    default void waitEnds(long lateNanos) {}

    /**
     * A turn begins.
     *
     * @param ready how many tasks and callbacks it will run
     */
    default void turnBegins(int ready) {}
}
