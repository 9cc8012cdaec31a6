package io.asyncio4j;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Cancels the task that is in a block when the block takes too long, and turns that into a TimeoutException. */
final class Timeout {

    private final Task<?> task;
    private final int cancellingAtEntry;
    private @Nullable Handle timer;
    private boolean expired;

    private Timeout(Task<?> task, Duration delay) {
        this.task = task;
        this.cancellingAtEntry = task.cancelling();
        EventLoop loop = task.loop;
        this.timer = Time.nanos(delay) <= 0
                ? loop.callSoon(loop.context, this::expire)
                : loop.callLater(delay, loop.context, this::expire);
    }

    /**
     * Runs {@code body} in the current task, for {@code delay} at most; null for no limit.
     *
     * @throws TimeoutException if it took longer and ended by the cancellation that this brought
     */
    static <T extends @Nullable Object> T run(@Nullable Duration delay, Callable<T> body) throws Exception {
        Task<?> task = EventLoop.running().taskThatAwaits();
        if (delay == null) {
            return body.call();
        }
        var timeout = new Timeout(task, delay);
        T value;
        try {
            value = body.call();
        } catch (Throwable e) {
            throw Unchecked.rethrow(timeout.exitWith(e));
        }
        timeout.exit();
        return value;
    }

    private void expire() {
        timer = null;
        expired = true;
        task.cancel();
    }

    /** Leaves the block; says whether it was this timeout alone that interrupted it. */
    private boolean exit() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        return expired && task.uncancel() <= cancellingAtEntry;
    }

    private Throwable exitWith(Throwable e) {
        if (!exit()) {
            return e;
        }
        var timeout = new TimeoutException();
        if (e instanceof CancelledError) {
            timeout.initCause(e);
            return timeout;
        }
        // The body made another exception of its cancellation. Python would show the timeout in the context.
        e.addSuppressed(timeout);
        return e;
    }
}
