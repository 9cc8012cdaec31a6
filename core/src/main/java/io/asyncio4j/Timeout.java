package io.asyncio4j;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
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
 * <p><b>Cancellation:</b> if the task was cancelled by somebody else too, the {@link CancelledError} leaves the block as
 * it is. The task goes on after a {@link TimeoutException} as if it had never been cancelled.
 *
 * <p><b>Errors:</b> another exception of the block leaves it unchanged; if the time was over, it has the
 * {@link TimeoutException} as a suppressed exception. A timeout is entered once, in a task, and rescheduled while its
 * block runs: anything else is an {@link IllegalStateException}.
 *
 * <p><b>From CPython:</b> {@code asyncio.Timeout}, {@code asyncio.timeout}, {@code asyncio.timeout_at}.
 */
/*
 *   state     means                                     left by
 *   CREATED   not entered                               run()
 *   ACTIVE    the block runs, a timer may be set        expire(), or the end of the block
 *   EXPIRING  the task was cancelled, the block goes on the end of the block
 *   EXPIRED   the block was left after that             never
 *   FINISHED  the block was left before that            never
 */
public final class Timeout {

    private enum State {
        CREATED("created"),
        ACTIVE("active"),
        EXPIRING("expiring"),
        EXPIRED("expired"),
        FINISHED("finished");

        final String text;

        State(String text) {
            this.text = text;
        }
    }

    private static final long NEVER = Long.MAX_VALUE;

    // loop-confined; loop and task are there from run() on
    private State state = State.CREATED;
    private long deadlineNanos;
    private @Nullable EventLoop loop;
    private @Nullable Task<?> task;
    private int cancellingAtEntry;
    private @Nullable Handle timer;

    private Timeout(@Nullable EventLoop loop, long deadlineNanos) {
        this.loop = loop;
        this.deadlineNanos = deadlineNanos;
    }

    /**
     * {@return a limit that is over when {@code delay} has passed, counted from now} Zero or less is over at the first
     * await; null is no limit.
     *
     * @throws IllegalStateException if no loop is running here
     */
    public static Timeout after(@Nullable Duration delay) {
        EventLoop loop = EventLoop.running();
        return new Timeout(
                loop, delay == null ? NEVER : Time.sum(loop.poller.nanoTime(), Time.nanos(delay)));
    }

    /** {@return a limit that is over when {@link EventLoop#time} has reached {@code when}} Null is no limit. */
    public static Timeout at(@Nullable Duration when) {
        return new Timeout(null, nanos(when));
    }

    private static long nanos(@Nullable Duration when) {
        return when == null ? NEVER : Time.nanos(when);
    }

    /** {@return when the time is over, on the clock of {@link EventLoop#time}; null for never} */
    public @Nullable Duration when() {
        return deadlineNanos == NEVER ? null : Duration.ofNanos(deadlineNanos);
    }

    /** {@return whether the time was over before the block ended} True from the moment at which it was. */
    public boolean expired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    /**
     * Sets another moment at which the time is over, null for never; one in the past is over at the next await.
     *
     * @throws IllegalStateException if the block was not entered, has ended, or the time is over
     */
    public void reschedule(@Nullable Duration when) {
        if (state != State.ACTIVE) {
            throw new IllegalStateException(
                    state == State.CREATED
                            ? "Timeout has not been entered: " + this + "; reschedule it within its block"
                            : "Cannot change state of " + state.text + " Timeout: " + this);
        }
        Objects.requireNonNull(loop).checkAccess("reschedule a timeout of");
        deadlineNanos = nanos(when);
        cancelTimer();
        setTimer();
    }

    /**
     * Runs {@code body} in the current task, for as long as the limit allows.
     *
     * @return what the body returns
     * @throws TimeoutException if the limit, and nothing else, has cancelled it; its cause is the
     *     {@link CancelledError}
     * @throws IllegalStateException if it was entered before, or no task is running here
     */
    @SuppressWarnings("RedundantThrows") // it leaves by way of Unchecked, together with what the body throws
    public <T extends @Nullable Object> T run(Block<? super Timeout, T> body) throws TimeoutException {
        Objects.requireNonNull(body, "body");
        enter();
        T value;
        try {
            value = body.call(this);
        } catch (Throwable e) {
            throw Unchecked.rethrow(exitWith(e));
        }
        exit();
        return value;
    }

    /** Runs {@code body}, which has no result. See {@link #run(Block)}. */
    @SuppressWarnings("overloads") // a lambda that could be either is a VoidBlock, which is the subtype
    public void run(VoidBlock<? super Timeout> body) throws TimeoutException {
        run((Block<? super Timeout, @Nullable Void>) body);
    }

    private void enter() {
        if (state != State.CREATED) {
            throw new IllegalStateException(
                    "Timeout has already been entered: " + this + "; make one for each block");
        }
        EventLoop running = EventLoop.running();
        if (running.current() == null) {
            throw new IllegalStateException(
                    "Timeout should be used inside a task: one cannot await in a callback of " + running
                            + "; create a task for it");
        }
        if (loop != null && loop != running) {
            throw new IllegalStateException(
                    this + " counts the time of " + loop + ", and is entered in a task of " + running);
        }
        Task<?> task = running.taskThatAwaits();
        this.task = task;
        loop = running;
        cancellingAtEntry = task.cancelling();
        state = State.ACTIVE;
        setTimer();
    }

    private void setTimer() {
        EventLoop loop = Objects.requireNonNull(this.loop);
        if (deadlineNanos == NEVER) {
            timer = null;
        } else if (deadlineNanos <= loop.poller.nanoTime()) {
            timer = loop.callSoon(loop.context(), this::expire);
        } else {
            var timer = new TimerHandle(loop, loop.context(), deadlineNanos, this::expire);
            loop.timers.add(deadlineNanos, timer);
            this.timer = timer;
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void expire() {
        timer = null;
        state = State.EXPIRING;
        Objects.requireNonNull(task).cancel();
    }

    /** Leaves the block; says whether it was this timeout alone that interrupted it. */
    private boolean exit() {
        Task<?> task = Objects.requireNonNull(this.task);
        this.task = null;
        cancelTimer();
        if (state == State.EXPIRING) {
            state = State.EXPIRED;
            return task.uncancel() <= cancellingAtEntry;
        }
        state = State.FINISHED;
        return false;
    }

    private Throwable exitWith(Throwable e) {
        if (!exit() || e instanceof GeneratorExit) { // which is not the cancellation of this timeout
            return e;
        }
        if (e instanceof CancelledError) {
            return timeoutCausedBy(e);
        }
        // The body made another exception of its cancellation. Python would show the timeout in the context.
        e.addSuppressed(timeoutCausedBy(cancellationBehind(e)));
        if (e instanceof ExceptionGroup group) {
            for (Throwable member : group.exceptions()) {
                CancelledError cancellation = cancellationBehind(member);
                if (cancellation != null) {
                    member.addSuppressed(timeoutCausedBy(cancellation));
                }
            }
        }
        return e;
    }

    private static TimeoutException timeoutCausedBy(@Nullable Throwable cancellation) {
        var timeout = new TimeoutException();
        if (cancellation != null) {
            timeout.initCause(cancellation);
        }
        return timeout;
    }

    private static @Nullable CancelledError cancellationBehind(Throwable e) {
        Throwable cause = e.getCause();
        for (int depth = 0; cause != null && depth < 100; depth++) { // causes may go round in a circle
            if (cause instanceof CancelledError cancellation) {
                return cancellation;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** {@return {@code <Timeout [active] when=12.345>}, with the seconds of {@link #when}} */
    @Override
    public String toString() {
        String when = state != State.ACTIVE ? ""
                : deadlineNanos == NEVER ? " when=null"
                : String.format(Locale.ROOT, " when=%.3f", deadlineNanos / 1e9);
        return "<Timeout [" + state.text + "]" + when + ">";
    }
}
