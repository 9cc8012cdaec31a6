package io.asyncio4j;

import io.asyncio4j.internal.combine.TimeoutImpl;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A time limit for a block of code: when it is over, the task that runs the block is cancelled where it waits, and
 * the {@link CancelledError} becomes a {@link TimeoutException} at the end of the block.
 *
 * <pre>{@code
 * try {
 *     timeout(Duration.ofSeconds(10), limit -> {
 *         var answer = ask();
 *         limit.reschedule(null); // from here on it may take as long as it will
 *         store(answer);
 *     });
 * } catch (TimeoutException e) { ... }
 * }</pre>
 *
 * <p>A block that does not wait is not interrupted, and one that catches the {@link CancelledError} and goes on to its
 * end is left normally; {@link #expired} tells. In nested blocks whose time is over at once, the outermost throws.
 *
 * <p>A call of {@code blocking} is interrupted when the time is over, and the block is left when that call has ended. Most
 * calls of the JDK do end then, but a socket that was waited for is closed by it; some, as a read from a pipe, do not
 * mind, which is logged after a second.
 *
 * <p><b>Cancellation:</b> if the task was cancelled by somebody else too, the {@link CancelledError} leaves the block as
 * it is. The task goes on after a {@link TimeoutException} as if it had never been cancelled.
 *
 * <p><b>Errors:</b> another exception of the block leaves it unchanged; if the time was over, it has the
 * {@link TimeoutException} as a suppressed exception. A timeout is entered once, in a task, and rescheduled while its
 * block runs: anything else is an {@link IllegalStateException}.
 *
 * <p><b>From CPython:</b> {@code asyncio.Timeout}, {@code asyncio.timeout}, {@code asyncio.timeout_at}.
 */
public sealed interface Timeout permits TimeoutImpl {

    /**
     * {@return a limit that is over when {@code delay} has passed, counted from now} Zero or less is over at the first
     * await; null is no limit.
     *
     * @throws IllegalStateException if no loop is running here
     */
    static Timeout after(@Nullable Duration delay) {
        return TimeoutImpl.after(delay);
    }

    /** {@return a limit that is over when {@link EventLoop#time} has reached {@code when}} Null is no limit. */
    static Timeout at(@Nullable Duration when) {
        return TimeoutImpl.at(when);
    }

    /** {@return when the time is over, on the clock of {@link EventLoop#time}; null for never} */
    @Nullable
    Duration when();

    /** {@return whether the time was over before the block ended} True from the moment at which it was. */
    boolean expired();

    /**
     * Sets another moment at which the time is over, null for never; one in the past is over at the next await.
     *
     * @throws IllegalStateException if the block was not entered, has ended, or the time is over
     */
    void reschedule(@Nullable Duration when);

    /**
     * Runs {@code body} in the current task, for as long as the limit allows.
     *
     * @return what the body returns
     * @throws TimeoutException if the limit, and nothing else, has cancelled it; its cause is the
     *     {@link CancelledError}
     * @throws IllegalStateException if it was entered before, or no task is running here
     */
    <T extends @Nullable Object> T run(Block<? super Timeout, T> body) throws TimeoutException;

    /** Runs {@code body}, which has no result. See {@link #run(Block)}. */
    @SuppressWarnings("overloads") // a lambda that could be either is a VoidBlock, which is the subtype
    default void run(VoidBlock<? super Timeout> body) throws TimeoutException {
        run((Block<? super Timeout, @Nullable Void>) body);
    }
}
