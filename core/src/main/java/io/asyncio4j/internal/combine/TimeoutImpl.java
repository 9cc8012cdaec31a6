package io.asyncio4j.internal.combine;

import io.asyncio4j.Block;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.GeneratorExit;
import io.asyncio4j.Timeout;
import io.asyncio4j.internal.handle.Callbacks;
import io.asyncio4j.internal.handle.Limit;
import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.text.Time;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.spi.StackProbe;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A {@link Timeout}: where it is in its one use, and the timer that ends it. */
/*
 *   state     means                                     left by
 *   CREATED   not entered                               run(body)
 *   ACTIVE    the block runs, a timer may be set        run(), or the end of the block
 *   EXPIRING  the task was cancelled, the block goes on the end of the block
 *   EXPIRED   the block was left after that             never
 *   FINISHED  the block was left before that            never
 */
public final class TimeoutImpl implements Timeout, Limit {

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
    private @Nullable LoopCore loop;
    private @Nullable TaskImpl<?> task;
    private int cancellingAtEntry;
    private @Nullable HandleImpl timer;

    private TimeoutImpl(@Nullable LoopCore loop, long deadlineNanos) {
        this.loop = loop;
        this.deadlineNanos = deadlineNanos;
    }

    public static TimeoutImpl after(@Nullable Duration delay) {
        LoopCore loop = LoopCore.running();
        return new TimeoutImpl(
                loop, delay == null ? NEVER : Time.sum(loop.nanoTime(), Time.nanos(delay)));
    }

    public static TimeoutImpl at(@Nullable Duration when) {
        return new TimeoutImpl(null, nanos(when));
    }

    private static long nanos(@Nullable Duration when) {
        return when == null ? NEVER : Time.nanos(when);
    }

    @Override
    public @Nullable Duration when() {
        return deadlineNanos == NEVER ? null : Duration.ofNanos(deadlineNanos);
    }

    @Override
    public boolean expired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    @Override
    public void reschedule(@Nullable Duration when) {
        if (state != State.ACTIVE) {
            throw new IllegalStateException(
                    state == State.CREATED
                            ? "Timeout has not been entered: " + this + "; reschedule it within its block"
                            : "Cannot change state of " + state.text + " Timeout: " + this);
        }
        Objects.requireNonNull(loop).checkAccess("reschedule a timeout of");
        long next = nanos(when);
        StackProbe.ensure();
        HandleImpl timerOfNext = timerAt(next); // it may fail for want of memory: then the old deadline holds
        cancelTimer();
        deadlineNanos = next;
        timer = timerOfNext;
    }

    @Override
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

    private void enter() {
        if (state != State.CREATED) {
            throw new IllegalStateException(
                    "Timeout has already been entered: " + this + "; make one for each block");
        }
        LoopCore running = LoopCore.running();
        if (running.current() == null) {
            throw new IllegalStateException(
                    "Timeout should be used inside a task: one cannot await in a callback of " + running
                            + "; create a task for it");
        }
        if (loop != null && loop != running) {
            throw new IllegalStateException(
                    this + " counts the time of " + loop + ", and is entered in a task of " + running);
        }
        TaskImpl<?> task = running.taskThatAwaits();
        StackProbe.ensure(); // for leaving the block, which must not fail half-way
        this.task = task;
        loop = running;
        cancellingAtEntry = task.cancelling();
        state = State.ACTIVE;
        timer = timerAt(deadlineNanos);
    }

    private @Nullable HandleImpl timerAt(long nanos) {
        LoopCore loop = Objects.requireNonNull(this.loop);
        if (nanos == NEVER) {
            return null;
        }
        return nanos <= loop.nanoTime() ? Callbacks.soon(loop, loop.context(), this)
                : Callbacks.at(loop, nanos, loop.context(), this);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** The time is over. */
    @Override
    public void run() {
        Objects.requireNonNull(task).cancelAndShow(); // first of all: it may fail
        timer = null;
        state = State.EXPIRING;
    }

    @Override
    public @Nullable TaskImpl<?> limited() {
        return task;
    }

    /** Leaves the block; says whether it was this timeout alone that interrupted it. */
    private boolean exit() {
        TaskImpl<?> task = Objects.requireNonNull(this.task);
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
        Throwable at = e;
        // causes may go round in a circle; that of a group is one of its members
        for (int depth = 0; at != null && !(at instanceof ExceptionGroup) && depth < 100; depth++) {
            at = at.getCause();
            if (at instanceof CancelledError cancellation) {
                return cancellation;
            }
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
