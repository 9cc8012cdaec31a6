package io.asyncio4j;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code sleep}: a task that waits for a {@link Sleep}, or only gives way. */
final class Sleeping {

    private Sleeping() {}

    static <T extends @Nullable Object> T sleep(EventLoop loop, Duration delay, T result) {
        long nanos = Time.nanos(Objects.requireNonNull(delay, "delay"));
        Task<?> task = loop.taskThatAwaits();
        if (nanos <= 0) {
            task.yieldNow();
            return result;
        }
        var sleep = new Sleep(loop);
        loop.timers.add(Time.sum(loop.poller.nanoTime(), nanos), sleep);
        try {
            task.awaitFuture(sleep);
            sleep.result(); // it may have been cancelled
            return result;
        } finally {
            sleep.leave();
        }
    }
}
