package io.asyncio4j;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code sleep}: a timer that completes a future, and the task that waits for it. */
final class Sleeping {

    private Sleeping() {}

    static <T extends @Nullable Object> T sleep(EventLoop loop, Duration delay, T result) {
        long nanos = Time.nanos(Objects.requireNonNull(delay, "delay"));
        Task<?> task = loop.taskThatAwaits();
        if (nanos <= 0) {
            task.yieldNow();
            return result;
        }
        Promise<T> woken = loop.createFuture();
        long deadline = Time.sum(loop.poller.nanoTime(), nanos);
        var timer = new SleepTimer<>(woken, result);
        loop.timers.add(deadline, timer);
        try {
            task.awaitFuture(woken);
            return woken.result();
        } finally {
            timer.cancel();
        }
    }
}
