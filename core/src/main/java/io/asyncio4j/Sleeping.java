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
        var timer = new TimerHandle(loop, loop.context, deadline, () -> woken.setResultUnlessDone(result));
        loop.timers.add(timer);
        try {
            return woken.await();
        } finally {
            timer.cancel();
        }
    }
}
