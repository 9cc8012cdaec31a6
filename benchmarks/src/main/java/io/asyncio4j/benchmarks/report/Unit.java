package io.asyncio4j.benchmarks.report;

import java.util.Locale;

/** What the numbers of a work are. */
enum Unit {
    NANOSECONDS,
    BYTES;

    /** {@return the number with its unit, in three digits or so: {@code 9.81 ns}, {@code 175 ns}, {@code 1.04 s}} */
    String format(double value) {
        if (this == BYTES) {
            return String.format(Locale.ROOT, "%.0f B", value);
        }
        if (value < 10_000) {
            return digits(value) + " ns";
        }
        if (value < 10_000_000) {
            return digits(value / 1e3) + " us";
        }
        return value < 1e9 ? digits(value / 1e6) + " ms" : digits(value / 1e9) + " s";
    }

    private static String digits(double value) {
        String pattern = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, pattern, value);
    }
}
