package io.asyncio4j.internal.text;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Durations as nanoseconds that stop at the ends of a long instead of running over. */
public final class Time {

    private Time() {}

    public static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) { // three hundred years and more
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** {@return the nanoseconds of {@code duration}, or {@link Long#MAX_VALUE} for null} */
    public static long nanosOrNever(@Nullable Duration duration) {
        return duration == null ? Long.MAX_VALUE : nanos(duration);
    }

    public static long sum(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }
}
