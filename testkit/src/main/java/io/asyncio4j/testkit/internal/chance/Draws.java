package io.asyncio4j.testkit.internal.chance;

/**
 * How long things take, by a seed, on every scale that matters: log-uniform from nothing to twice the longest timer that
 * the program has set, and around each timer that is pending, a little before it and a little after.
 */
/*
 * Each purpose has random numbers of its own, so that one draw more for the one does not change what the others get. How
 * often a step takes time, and a timer is late, is drawn once a seed: many bugs want the one without the other. Only
 * StrictMath is used: Math may differ from JVM to JVM in the last bit, and so would the trace.
 */
public final class Draws {

    private static final long SHORTEST_SCALE_NANOS = 1_000_000;
    private static final long LONGEST_SCALE_NANOS = 365L * 24 * 3600 * 1_000_000_000; // who sleeps for longer sleeps for ever

    private final SplitMix steps;
    private final SplitMix lateness;
    private final SplitMix arrivals;
    private final double timeTakingSteps;
    private final double lateTimers;
    private long longestNanos = SHORTEST_SCALE_NANOS;

    public Draws(long seed) {
        SplitMix once = SplitMix.of(seed, 0);
        double[] often = {0, 0.05, 0.3};
        timeTakingSteps = often[below(once, often.length)];
        lateTimers = often[below(once, often.length)] * 2;
        steps = SplitMix.of(seed, 1);
        lateness = SplitMix.of(seed, 2);
        arrivals = SplitMix.of(seed, 3);
    }

    /** Says whether there may be steps that take time. */
    public boolean stepsTakeTime() {
        return timeTakingSteps > 0;
    }

    /** Notes that a timer was set for {@code nanos} from now. */
    void noteTimer(long nanos) {
        longestNanos = Math.max(longestNanos, Math.min(nanos, LONGEST_SCALE_NANOS));
    }

    /** Says whether the step that ends has taken time. */
    public boolean isTimeTakingStep() {
        return timeTakingSteps > 0 && steps.nextDouble() < timeTakingSteps;
    }

    /** {@return how long the step took} */
    public long step(long now, long[] timers) {
        return draw(steps, now, timers);
    }

    /** {@return by how much a timer is late} */
    public long lateness(long now, long[] timers) {
        return lateTimers > 0 && lateness.nextDouble() < lateTimers ? draw(lateness, now, timers) : 0;
    }

    /** {@return how long something takes to come in from outside} */
    public long arrival(long now, long[] timers) {
        return draw(arrivals, now, timers);
    }

    private long draw(SplitMix random, long now, long[] timers) {
        for (long timer : timers) {
            noteTimer(timer - now);
        }
        if (timers.length > 0 && below(random, 3) == 0) {
            long until = timers[below(random, timers.length)] - now;
            long beside = 1 + logUniform(random, SHORTEST_SCALE_NANOS);
            return Math.max(0, below(random, 2) == 0 ? until - beside : until + beside);
        }
        return logUniform(random, 2 * longestNanos);
    }

    private static long logUniform(SplitMix random, long most) {
        double exponent = (random.nextLong() >>> 11) * 0x1p-53 * StrictMath.log(most + 1.0);
        return Math.min(most, (long) (StrictMath.exp(exponent) - 1));
    }

    /** {@return a number from 0 to {@code bound} - 1} */
    public static int below(SplitMix random, int bound) {
        return (int) Long.remainderUnsigned(random.nextLong() >>> 1, bound);
    }
}
