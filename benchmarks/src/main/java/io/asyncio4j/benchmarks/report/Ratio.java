package io.asyncio4j.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Our cost over another's: 0.5 is half of it, so twice as fast.
 *
 * @param ofMedians our median over the other's median
 * @param least the smallest ratio within one round
 * @param most the largest ratio within one round
 * @param rounds how many there were that both sides have
 */
record Ratio(double ofMedians, double least, double most, int rounds) {

    static Ratio of(Series ours, Series other) {
        // only the rounds that both have: time may be over, or a side may fail, in the middle of one
        int common = Math.min(ours.rounds().size(), other.rounds().size());
        List<Double> mine = ours.medians().subList(0, common);
        List<Double> its = other.medians().subList(0, common);
        var inRounds = new ArrayList<Double>();
        for (int round = 0; round < common; round++) {
            inRounds.add(mine.get(round) / its.get(round));
        }
        return new Ratio(
                Summary.median(mine) / Summary.median(its),
                inRounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                inRounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow(), common);
    }

    /**
     * {@return {@code 0.93 (0.90-0.98)}: the ratio, and from where to where it goes from round to round, if there was
     * more than one}
     */
    String format() {
        return number(ofMedians) + (rounds == 1 ? "" : " (" + number(least) + "-" + number(most) + ")");
    }

    static String number(double ratio) {
        return String.format(Locale.ROOT, ratio < 0.1 ? "%.3f" : ratio < 10 ? "%.2f" : "%.0f", ratio);
    }
}
