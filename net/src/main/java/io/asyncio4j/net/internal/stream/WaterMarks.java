package io.asyncio4j.net.internal.stream;

import org.jspecify.annotations.Nullable;

/** How much a stream may have left to be sent before it is paused, and how little before it goes on. Loop-confined. */
final class WaterMarks {

    private static final long DEFAULT_HIGH = 64 * 1024;

    private long high = DEFAULT_HIGH;
    private long low = DEFAULT_HIGH / 4;
    private boolean paused;

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    boolean isPaused() {
        return paused;
    }

    /** Sets them; null for the usual relation to the other one, or the default. */
    void set(@Nullable Long highOrNull, @Nullable Long lowOrNull) {
        long newHigh = highOrNull != null ? highOrNull : lowOrNull != null ? 4 * lowOrNull : DEFAULT_HIGH;
        long newLow = lowOrNull != null ? lowOrNull : newHigh / 4;
        if (newHigh < newLow || newLow < 0) {
            throw new IllegalArgumentException(
                    "high (" + newHigh + ") must be >= low (" + newLow + ") must be >= 0");
        }
        high = newHigh;
        low = newLow;
    }

    /** Notes that {@code size} bytes are left, which may pause it. */
    void grown(long size) {
        if (size > high) {
            paused = true;
        }
    }

    /** {@return whether it may go on now that {@code size} bytes are left} */
    boolean isLow(long size) {
        return paused && size <= low;
    }

    /** It does. */
    void goOn() {
        paused = false;
    }
}
