package io.asyncio4j;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The handle of {@code callLater} and {@code callAt}: a callback and the moment at which it is due.
 *
 * <p>As in CPython, handles are ordered by that moment, and are equal when moment, callback and cancelled
 * state are.
 *
 * <p><b>From CPython:</b> {@code asyncio.TimerHandle}.
 */
public final class TimerHandle extends CallbackHandle implements Comparable<TimerHandle> {

    final long deadlineNanos;

    TimerHandle(EventLoop loop, @Nullable Context context, long deadlineNanos, Runnable callback) {
        super(loop, context, callback);
        this.deadlineNanos = deadlineNanos;
    }

    /** {@return the moment at which it is due, on the clock of {@link EventLoop#time}} */
    public Duration when() {
        return Duration.ofNanos(deadlineNanos);
    }

    @Override
    public void cancel() {
        if (!cancelled()) {
            loop.checkAccess("cancel a timer of");
            super.cancel();
            loop.timers.countCancelled(inTimers);
        }
    }

    @Override
    Duration dueAt() {
        return when();
    }

    @Override
    public int compareTo(TimerHandle other) {
        return Long.compare(deadlineNanos, other.deadlineNanos);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof TimerHandle timer
                        && deadlineNanos == timer.deadlineNanos
                        && cancelled() == timer.cancelled()
                        && Objects.equals(callback(), timer.callback()));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(deadlineNanos);
    }
}
