package io.asyncio4j.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What several rounds came to.
 *
 * @param median the middle one of the rounds, or the mean of the two in the middle
 * @param spread how far the farthest round is from the median, as a part of the median: with 0.03 all rounds are
 *     within 3% of it; null if there was only one round, which says nothing about it
 */
record Summary(double median, @Nullable Double spread) {

    /** {@return the summary of one number per round} Throws IllegalArgumentException if there is none. */
    static Summary of(List<Double> rounds) {
        double median = median(rounds);
        if (rounds.size() == 1) {
            return new Summary(median, null);
        }
        double farthest = rounds.stream().mapToDouble(round -> Math.abs(round - median)).max().orElse(0);
        return new Summary(median, median == 0 ? 0 : farthest / Math.abs(median));
    }

    static double median(List<Double> numbers) {
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("no numbers, so there is no median");
        }
        double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }

    /** {@return the median with its unit and the spread, if it is known: {@code 175 ns ±3%}} */
    String format(Unit unit) {
        return unit.format(median)
                + (spread == null ? "" : String.format(Locale.ROOT, " ±%.0f%%", spread * 100));
    }
}
