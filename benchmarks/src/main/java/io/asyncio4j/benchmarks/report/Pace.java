package io.asyncio4j.benchmarks.report;

import java.time.Duration;

/**
 * How thoroughly to measure.
 *
 * @param name for the report
 * @param rounds how many rounds there are to be
 * @param lastingRounds in how many of them works are measured that take a second or more each time
 * @param scalingRounds how many rounds there are at several sizes; 0 to leave that out
 * @param warmups how many iterations warm a process up
 * @param iterations how many iterations are counted in a process
 * @param iterationMillis how long an iteration is at least
 * @param limit when nothing further is begun; what is then missing of a round is said
 * @param perWork how long one process may take
 */
record Pace(
        String name,
        int rounds,
        int lastingRounds,
        int scalingRounds,
        int warmups,
        int iterations,
        int iterationMillis,
        Duration limit,
        Duration perWork) {

    /** For a first look: less than five minutes on two processors. */
    static final Pace QUICK = new Pace("quick", 2, 1, 0, 5, 2, 120, Duration.ofSeconds(275),
            Duration.ofSeconds(20));
    /** For the documents. */
    static final Pace FULL = new Pace("full", 3, 2, 1, 4, 3, 250, Duration.ofHours(2),
            Duration.ofMinutes(5));

    int warmups(Work work) {
        return work.lasting() ? 1 : warmups;
    }

    /** {@return how many samples a process takes}: fewer where each takes so long that it is precise. */
    int iterations(Work work) {
        return work.lasting() ? (iterations + 2) / 3 : iterations;
    }

    Pace withScaling(int number) {
        return new Pace(name, rounds, lastingRounds, number, warmups, iterations, iterationMillis,
                limit, perWork);
    }

    Pace withLimit(Duration time) {
        return new Pace(name, rounds, lastingRounds, scalingRounds, warmups, iterations, iterationMillis,
                time, perWork);
    }

    Pace withRounds(int number) {
        return new Pace(name, number, Math.min(lastingRounds, number),
                Math.min(scalingRounds, number), warmups, iterations, iterationMillis, limit, perWork);
    }
}
