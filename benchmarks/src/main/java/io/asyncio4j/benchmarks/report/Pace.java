package io.asyncio4j.benchmarks.report;

import java.time.Duration;

/**
 * How thoroughly to measure.
 *
 * @param name for the report
 * @param rounds how many rounds there are to be
 * @param lastingRounds in how many of them works are measured that take a second or more each time
 * @param pythonRounds in how many of them Python takes part
 * @param scalingRounds how many rounds there are at several sizes; 0 to leave that out
 * @param coldStarts how many rounds of cold starts there are; 0 to leave them out
 * @param netRounds how many rounds there are of sockets and subprocesses; 0 to leave them out
 * @param netWarmUpMillis how long a client asks before it counts
 * @param netMillis how long it counts
 * @param warmups how many iterations warm a JVM up
 * @param warmUpMillis how long one of those is at least
 * @param iterations how many iterations are counted in a process
 * @param iterationMillis how long an iteration is at least
 * @param heap of a JVM, which is cleared before some works: that takes a good part of a second
 * @param share of works that only repeat something, one in how many repetitions is done
 * @param limit when nothing further is begun; what is then missing of a round is said
 * @param perWork how long one process may take
 */
record Pace(
        String name,
        int rounds,
        int lastingRounds,
        int pythonRounds,
        int scalingRounds,
        int coldStarts,
        int netRounds,
        int netWarmUpMillis,
        int netMillis,
        int warmups,
        int warmUpMillis,
        int iterations,
        int iterationMillis,
        String heap,
        int share,
        Duration limit,
        Duration perWork) {

    /**
     * For a first look: less than five minutes on two processors, of which two rounds of the works take all but some seconds.
     * Most of a turn is the start of its process, so there is one iteration before the one that counts, and none of works
     * that last. Python, which is far away, takes part in the first round.
     */
    static final Pace QUICK = new Pace("quick", 2, 2, 1, 0, 3, 0, 600, 400, 1, 180, 1, 80, "2g", 5,
            Duration.ofSeconds(288),
            Duration.ofSeconds(20));
    /**
     * For the documents: fifty minutes on two processors. A round of the works takes some four minutes, one of the sizes
     * seven, one of sockets and subprocesses eight, so there are two of those, the least that show a spread; a round of
     * cold starts takes two seconds. A client of sockets asks for four seconds before it counts: where connections come and
     * go, the server's code is compiled no sooner.
     */
    static final Pace FULL = new Pace("full", 3, 2, 3, 2, 15, 2, 4_000, 1_500, 4, 250, 3, 250, "4g", 1,
            Duration.ofHours(2),
            Duration.ofMinutes(5));

    int warmups(Work work) {
        return work.lasting() ? Math.min(1, warmups - 1) : warmups;
    }

    /** {@return in how many rounds this side does this work} */
    int rounds(Work work, Side side) {
        return Math.min(work.lasting() ? lastingRounds : rounds, side.isPython() ? pythonRounds : rounds);
    }

    /** {@return how many samples a process takes}: fewer where each takes so long that it is precise. */
    int iterations(Work work) {
        return work.lasting() ? (iterations + 2) / 3 : iterations;
    }

    /** {@return this pace, with these parts beside the works, in one round at least, or without them} */
    Pace withParts(boolean scaling, boolean coldStart, boolean net) {
        return new Pace(name, rounds, lastingRounds, pythonRounds, scaling ? Math.max(1, scalingRounds) : 0,
                coldStart ? Math.max(1, coldStarts) : 0, net ? Math.max(1, netRounds) : 0, netWarmUpMillis,
                netMillis, warmups, warmUpMillis, iterations, iterationMillis, heap, share, limit, perWork);
    }

    /** {@return whether it matters more to be done soon than to measure as a program of one's own would run} */
    boolean isCoarse() {
        return share > 1;
    }

    /** {@return how long one process may take that tells what sleeping tasks take}: some seconds, or it is out of memory. */
    Duration perProbe() {
        return perWork.dividedBy(4);
    }

    Pace withLimit(Duration time) {
        return new Pace(name, rounds, lastingRounds, pythonRounds, scalingRounds, coldStarts, netRounds,
                netWarmUpMillis,
                netMillis, warmups, warmUpMillis, iterations, iterationMillis, heap, share, time, perWork);
    }

    /** {@return this pace, with so many rounds of everything that is not left out} */
    Pace withRounds(int number) {
        return new Pace(name, number, number, number, scalingRounds == 0 ? 0 : number,
                coldStarts == 0 ? 0 : number,
                netRounds == 0 ? 0 : number, netWarmUpMillis, netMillis, warmups, warmUpMillis, iterations,
                iterationMillis,
                heap, share, limit, perWork);
    }
}
