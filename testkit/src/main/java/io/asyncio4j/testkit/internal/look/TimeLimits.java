package io.asyncio4j.testkit.internal.look;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.TaskSnapshot;
import io.asyncio4j.inspect.WaitSnapshot;

/** When the time limits of tasks are over. */
public final class TimeLimits {

    private static final double NANOS_PER_MILLI = 1e6;

    private TimeLimits() {}

    /** {@return in how many nanoseconds the first time limit around what {@code task} waits for is over, or -1 if there is none} */
    public static long leftNanos(Task<?> task) {
        for (TaskSnapshot each : LoopSnapshot.of(EventLoop.running()).tasks()) {
            WaitSnapshot wait = each.id() == task.id() ? each.waitsFor() : null;
            if (wait != null && wait.timeoutMillis() != null) {
                return Math.round(wait.timeoutMillis() * NANOS_PER_MILLI);
            }
        }
        return -1;
    }
}
