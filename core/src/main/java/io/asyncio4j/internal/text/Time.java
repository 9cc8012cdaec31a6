package io.asyncio4j.internal.text;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Durations as nanoseconds that stop at the ends of a long instead of running over. */
public final class Time {

    private static final double MILLIS_OF_TWO_MINUTES = 120_000;
    private static final double MILLIS_OF_TWO_HOURS = 7_200_000;

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

    /** {@return {@code millis} as people read it}, such as {@code 1.2 s} */
    public static String text(double millis) {
        return millis < 999.5 ? String.format(Locale.ROOT, "%.0f ms", millis)
                : millis < MILLIS_OF_TWO_MINUTES ? String.format(Locale.ROOT, "%.1f s", millis / 1e3)
                : millis < MILLIS_OF_TWO_HOURS ? String.format(Locale.ROOT, "%.0f min", millis / 6e4)
                : String.format(Locale.ROOT, "%.0f h", millis / 3.6e6);
    }

    public static long sum(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }
}
