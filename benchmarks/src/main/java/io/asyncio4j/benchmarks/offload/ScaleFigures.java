package io.asyncio4j.benchmarks.offload;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What a side has come to. The micros are the processor time that the calling process takes for one call, all of its
 * threads counted.
 *
 * @param calls empty calls a second, {@value ScaleMeter#UNDER_WAY} under way
 * @param callMicros of an empty call
 * @param p50 how long an empty call takes, one after another, in microseconds: half of them less
 * @param p99 the same: 99 of 100 less
 * @param primes chunks a second
 * @param primesMicros of a chunk of primes
 * @param words chunks a second
 * @param wordsMicros of a chunk of words
 */
record ScaleFigures(double calls, double callMicros, double p50, double p99, double primes,
        double primesMicros,
        double words, double wordsMicros) {

    private static final int FIGURES = 8;

    /** {@return the figures in what a side has printed}: its last line. */
    static ScaleFigures parse(String printed) {
        String[] figures =
                printed.strip().substring(printed.strip().lastIndexOf('\n') + 1).strip().split(" ");
        if (figures.length != FIGURES) {
            throw new IllegalArgumentException("not " + FIGURES + " figures: " + printed.strip());
        }
        double[] n = Arrays.stream(figures).mapToDouble(Double::parseDouble).toArray();
        return new ScaleFigures(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
    }

    /** {@return the line that {@link #parse} reads} */
    String line() {
        return DoubleStream.of(calls, callMicros, p50, p99, primes, primesMicros, words, wordsMicros)
                .mapToObj(figure -> String.format(Locale.ROOT, "%.4f", figure))
                .collect(Collectors.joining(" "));
    }

    /** {@return the median of each figure} */
    static ScaleFigures median(List<ScaleFigures> rounds) {
        return new ScaleFigures(median(rounds, ScaleFigures::calls), median(rounds, ScaleFigures::callMicros),
                median(rounds, ScaleFigures::p50), median(rounds, ScaleFigures::p99),
                median(rounds, ScaleFigures::primes), median(rounds, ScaleFigures::primesMicros),
                median(rounds, ScaleFigures::words), median(rounds, ScaleFigures::wordsMicros));
    }

    private static double median(List<ScaleFigures> rounds, ToDoubleFunction<ScaleFigures> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
