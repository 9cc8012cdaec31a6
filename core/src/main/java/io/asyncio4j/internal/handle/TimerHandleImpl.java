package io.asyncio4j.internal.handle;

import io.asyncio4j.TimerHandle;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link TimerHandle}. */
public final class TimerHandleImpl extends CallbackHandle implements TimerHandle {

    final long deadlineNanos;

    public TimerHandleImpl(LoopCore loop, @Nullable ContextImpl context, long deadlineNanos,
            Runnable callback) {
        super(loop, context, callback);
        this.deadlineNanos = deadlineNanos;
    }

    @Override
    public Duration when() {
        return Duration.ofNanos(deadlineNanos);
    }

    @Override
    public void cancel() {
        if (!cancelled()) {
            loop.checkAccess("cancel a timer of");
            super.cancel();
            loop.timers().countCancelled(this);
        }
    }

    @Override
    Duration dueAt() {
        return when();
    }

    @Override
    public int compareTo(TimerHandle other) {
        return Long.compare(deadlineNanos, ((TimerHandleImpl) other).deadlineNanos);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof TimerHandleImpl timer
                        && deadlineNanos == timer.deadlineNanos
                        && cancelled() == timer.cancelled()
                        && Objects.equals(callback(), timer.callback()));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(deadlineNanos);
    }
}
