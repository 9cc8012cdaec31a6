package io.asyncio4j.benchmarks.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a work must reach, on carried threads as a rule: at most so many times another side's median, or our own of another
 * work, or at most a figure of its own.
 *
 * @param text the bar in words
 * @param ours the side of ours that must reach it
 * @param against the other side; null if there is none
 * @param beside the name of the work of ours that it is compared with; null if there is none; without both {@code limit} is in
 *     the work's unit
 * @param limit the largest number that reaches the bar
 * @param speed whether the text says how many times as fast, which is the inverse of the ratio
 * @param explanation why it is not reached, for the report; empty as long as nobody has found out
 */
record Bar(String text, Side ours, @Nullable Side against, @Nullable String beside, double limit,
        boolean speed,
        String explanation) {

    /** How a run stands to a bar. */
    enum Verdict {
        REACHED("yes"),
        MISSED("NO"),
        /** Not measured in this run, for want of our own side or the other. */
        UNKNOWN("?");

        private final String word;

        Verdict(String word) { this.word = word; }

        String word() {
            return word;
        }
    }

    /** At most {@code factor} times the other side's median. */
    static Bar atMost(double factor, Side against) {
        return new Bar(
                factor == 1 ? "not slower than " + against.title()
                        : "at most " + number(factor) + " x " + against.title(),
                Side.CARRIED, against, null, factor, false, "");
    }

    /** {@return the same bar, for our other kind of threads} */
    Bar onPortable() {
        return new Bar("portable: " + text, Side.PORTABLE, against, beside, limit, speed, explanation);
    }

    /** At least {@code factor} times as fast as the other side. */
    static Bar faster(double factor, Side against) {
        return new Bar("at least " + number(factor) + " x as fast as " + against.title(), Side.CARRIED,
                against,
                null, 1 / factor, true, "");
    }

    /** At most this many of the work's units. */
    static Bar atMost(double limit, String text) {
        return new Bar(text, Side.CARRIED, null, null, limit, false, "");
    }

    /** At most {@code factor} times what another work takes us. */
    static Bar beside(double factor, String work, String text) {
        return new Bar(text, Side.CARRIED, null, work, factor, false, "");
    }

    /** That it runs at all, without an error and within its limits. */
    static Bar possible(String text) {
        return new Bar(text, Side.CARRIED, null, null, Double.MAX_VALUE, false, "");
    }

    /** {@return the bar, with the reason that the report gives when it is not reached} */
    Bar missedBecause(String reason) {
        return new Bar(text, ours, against, beside, limit, speed, reason);
    }

    /** {@return how the run stands to this bar of the work} */
    Verdict verdict(Results results, Work work) {
        if (results.failure(work, ours) != null) {
            return Verdict.MISSED;
        }
        Double measured = measured(results, work);
        if (measured == null) {
            return Verdict.UNKNOWN;
        }
        return measured <= limit ? Verdict.REACHED : Verdict.MISSED;
    }

    /** {@return what the limit limits: the ratio to the other side or to the other work, or the median; null if not measured} */
    @Nullable
    Double measured(Results results, Work work) {
        Series measured = results.series(work.name(), ours);
        if (against != null) {
            return ratio(measured, results.series(work.name(), against));
        }
        if (beside != null) {
            return ratio(measured, results.series(beside, ours));
        }
        return measured == null ? null : measured.summary().median();
    }

    private static @Nullable Double ratio(@Nullable Series ours, @Nullable Series other) {
        return ours == null || other == null ? null : Ratio.of(ours, other).ofMedians();
    }

    /**
     * {@return what was measured, as the text speaks of it: {@code 1.28}, of a limit of its own {@code 1.09 s},
     * {@code failed} if a round of ours did; null if nothing was measured}
     */
    @Nullable
    String figure(Results results, Work work) {
        if (results.failure(work, ours) != null) {
            return "failed";
        }
        Double measured = measured(results, work);
        if (measured == null) {
            return null;
        }
        if (against == null && beside == null) {
            return work.unit().format(measured);
        }
        return Ratio.number(speed ? 1 / measured : measured);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%s", value);
    }
}
