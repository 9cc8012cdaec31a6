package io.asyncio4j.benchmarks.report;

import java.util.Locale;

/** What the numbers of a work are. */
enum Unit {
    NANOSECONDS,
    BYTES,
    /** Nanoseconds for one of many, told as a rate. */
    RATE,
    /** Nanoseconds for a megabyte, told as megabytes a second. */
    MEGABYTES;

    /** {@return the number with its unit, in three digits or so: {@code 9.81 ns}, {@code 175 ns}, {@code 1.04 s}, {@code 18.4 k/s}} */
    String format(double value) {
        if (this == BYTES) {
            return String.format(Locale.ROOT, "%.0f B", value);
        }
        if (this == RATE) {
            double rate = 1e9 / value;
            return rate < 10_000 ? String.format(Locale.ROOT, "%.0f/s", rate) : digits(rate / 1e3) + " k/s";
        }
        if (this == MEGABYTES) {
            return String.format(Locale.ROOT, "%.0f MB/s", 1e9 / value);
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
