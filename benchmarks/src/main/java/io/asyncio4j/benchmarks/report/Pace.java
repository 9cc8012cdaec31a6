package io.asyncio4j.benchmarks.report;

import java.time.Duration;

/**
 * How thoroughly to measure.
 *
 * @param name for the report
 * @param rounds how many rounds there are to be
 * @param lastingRounds in how many of them works are measured that take a second or more each time
 * @param scalingRounds how many rounds there are at several sizes; 0 to leave that out
 * @param coldStarts how many rounds of cold starts there are; 0 to leave them out
 * @param netRounds how many rounds there are of sockets and subprocesses; 0 to leave them out
 * @param netWarmUpMillis how long a client asks before it counts
 * @param netMillis how long it counts
 * @param warmups how many iterations warm a JVM up
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
        int coldStarts,
        int netRounds,
        int netWarmUpMillis,
        int netMillis,
        int warmups,
        int iterations,
        int iterationMillis,
        Duration limit,
        Duration perWork) {

    /** For a first look: less than five minutes on two processors. */
    static final Pace QUICK = new Pace("quick", 2, 1, 0, 3, 0, 600, 400, 5, 2, 120, Duration.ofSeconds(275),
            Duration.ofSeconds(20));
    /**
     * For the documents: fifty minutes on two processors. A round of the works takes some four minutes, one of the sizes
     * seven, one of sockets and subprocesses eight, so there are two of those, the least that show a spread; a round of
     * cold starts takes two seconds. A client of sockets asks for four seconds before it counts: where connections come and
     * go, the server's code is compiled no sooner.
     */
    static final Pace FULL = new Pace("full", 3, 2, 2, 15, 2, 4_000, 1_500, 4, 3, 250, Duration.ofHours(2),
            Duration.ofMinutes(5));

    int warmups(Work work) {
        return work.lasting() ? 1 : warmups;
    }

    /** {@return how many samples a process takes}: fewer where each takes so long that it is precise. */
    int iterations(Work work) {
        return work.lasting() ? (iterations + 2) / 3 : iterations;
    }

    /** {@return this pace, with these parts beside the works, in one round at least, or without them} */
    Pace withParts(boolean scaling, boolean coldStart, boolean net) {
        return new Pace(name, rounds, lastingRounds, scaling ? Math.max(1, scalingRounds) : 0,
                coldStart ? Math.max(1, coldStarts) : 0, net ? Math.max(1, netRounds) : 0, netWarmUpMillis,
                netMillis, warmups, iterations, iterationMillis, limit, perWork);
    }

    Pace withLimit(Duration time) {
        return new Pace(name, rounds, lastingRounds, scalingRounds, coldStarts, netRounds, netWarmUpMillis,
                netMillis, warmups, iterations, iterationMillis, time, perWork);
    }

    /** {@return this pace, with so many rounds of everything that is not left out} */
    Pace withRounds(int number) {
        return new Pace(name, number, number, scalingRounds == 0 ? 0 : number, coldStarts == 0 ? 0 : number,
                netRounds == 0 ? 0 : number, netWarmUpMillis, netMillis, warmups, iterations, iterationMillis,
                limit, perWork);
    }
}
