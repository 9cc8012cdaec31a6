package io.asyncio4j.inspect;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a loop did, as its {@link FlightLog} has written it down.
 *
 * <p>Whom it is about is a number: of a task its {@link io.asyncio4j.Task#id id}, of a callback one below zero, in the order
 * in which they were queued; 0 is nobody, that is the loop itself or the world outside.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 *
 * @param kind what happened; it says what the other components mean
 * @param nanos when, in nanoseconds since the log began; negative for nothing. Events are in the order in which they
 *     happened; some share a look at the clock
 * @param subject whom it is about
 * @param other who else has to do with it, or a count; 0 if nothing
 * @param text what there is to say in words, or null; null as well where the text was one too many to be kept
 */
public record FlightEvent(Kind kind, long nanos, long subject, long other, @Nullable String text) {

    /** What happened. */
    public enum Kind {
        /** A task was made; the text is the name of its coroutine. Who made it is who has queued its first step. */
        TASK_CREATED,
        /** A task that was there before the log began; the text is the name of its coroutine. */
        TASK_KNOWN,
        /** A task is called by the text. It follows where the name is not {@code Task-} and its number. */
        TASK_NAMED,
        /** A task has ended with a value. */
        TASK_DONE,
        /** A task has ended by a cancellation. */
        TASK_CANCELLED,
        /** A task has failed; the text is the exception. */
        TASK_FAILED,
        /** A task has ended with a value or a failure although somebody had asked it to cancel, and not taken that back. */
        CANCEL_IGNORED,
        /** A task or callback gets the loop; other is how many are ready behind it. The text is what a callback is. */
        STEP_BEGINS,
        /** What a step awaits at its end is the task {@code other}. */
        AWAITS_TASK,
        /** A task or callback gives the loop back; the text is what a task awaits, null if it has ended. */
        STEP_ENDS,
        /** Something became ready, by what the step of {@code other} did: a first step, a wake-up, a callback. */
        WOKEN,
        /** A callback became ready because its time had come, that of a timer or of a sleep. */
        FIRED,
        /** Something became ready by another thread or a channel. */
        FROM_OUTSIDE,
        /** A task was asked to cancel by the step of {@code other}. */
        CANCEL_REQUESTED,
        /** The message that came with the request just before. */
        CANCEL_MESSAGE,
        /** Whoever had asked a task to cancel has taken that back, as a timeout does. */
        UNCANCELLED,
        /** A step has set {@code other} timers. */
        TIMERS_SET,
        /** Nothing is ready, so the loop waits, for {@code other} microseconds at most; -1 is no limit. */
        WAIT_BEGINS,
        /** The loop has waited; the first timer is late by {@code other} microseconds. */
        WAIT_ENDS,
        /** The loop begins to run. */
        RUN_BEGINS,
        /** The loop stops running. */
        RUN_ENDS,
        /**
         * Where a task waits: frames, a line each, the newest first. Above them may be a line such as
         * {@code in Lock.acquire}. It is looked at for as many awaits as cost next to nothing.
         */
        STANDS,
        /** Where a step is that holds the loop for long: frames, a line each; other is for how many microseconds so far. */
        HOLDS,
        /** A task whose failure nobody has looked at until the end of the log. */
        UNRETRIEVED,
        /** A task that is there at the end of the log: its state, and then its frames as lines. */
        AT_END,
        /**
         * There are {@code other} items in what the text names, a queue at which somebody has waited. It is looked at now and
         * then, and told if that has changed.
         */
        ITEMS
    }
}
