package io.asyncio4j.stress.races;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;

/** What came of all races: the library must have won each, and its naive twin must have lost it at least once. */
final class Verdict {

    /** What was seen of one side of a race: how often it was run, and in how many of these it failed, and how. */
    record Seen(long runs, long failures, List<String> trouble) {

        static final Seen NOTHING = new Seen(0, 0, List.of());

        /** {@return this, and {@code other} of the same} */
        Seen and(Seen other) {
            List<String> both = new ArrayList<>(trouble);
            both.addAll(other.trouble);
            return new Seen(runs + other.runs, failures + other.failures, List.copyOf(both));
        }

        static Seen of(TestResult result) {
            long failures = 0;
            List<String> trouble = new ArrayList<>();
            if (result.status() != Status.NORMAL) {
                trouble.add(result.status() + " " + String.join(" ", result.getMessages()));
            }
            for (GradingResult outcome : result.grading().gradingResults.values()) {
                if (outcome.expect == Expect.ACCEPTABLE_INTERESTING) {
                    failures += outcome.count;
                } else if (outcome.expect != Expect.ACCEPTABLE && outcome.count > 0) {
                    trouble.add(count(outcome.count) + " times " + outcome.id);
                }
            }
            return new Seen(result.getTotalCount(), failures, List.copyOf(trouble));
        }
    }

    private final Map<String, Map<Boolean, Seen>> races = new TreeMap<>();
    private final List<Side> unmet = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private boolean good = true;

    /** Of what was {@code seen} of the {@code wanted} sides. */
    Verdict(Collection<Side> wanted, Map<Side, Seen> seen) {
        for (Side side : wanted) {
            Seen of = seen.getOrDefault(side, Seen.NOTHING);
            races.computeIfAbsent(side.race(), _ -> new TreeMap<>()).put(side.isTwin(), of);
            if (side.isTwin() && of.failures == 0 && of.trouble.isEmpty()) {
                unmet.add(side);
            }
        }
        races.forEach(this::judge);
    }

    static Map<Side, Seen> seen(InProcessCollector results) {
        Map<Side, Seen> seen = new HashMap<>();
        for (TestResult result : results.getTestResults()) {
            seen.merge(Side.of(result.getName(), result.getConfig().jvmArgs), Seen.of(result), Seen::and);
        }
        return seen;
    }

    private void judge(String race, Map<Boolean, Seen> sides) {
        Seen library = sides.getOrDefault(false, Seen.NOTHING);
        Seen twin = sides.getOrDefault(true, Seen.NOTHING);
        lines.add("%-25s won %s times; its twin lost %s of %s".formatted(race, count(library.runs),
                count(twin.failures), count(twin.runs)));
        if (library.runs == 0) {
            bad(race + ": was not run", library);
        } else if (library.failures > 0 || !library.trouble.isEmpty()) {
            bad(race + ": THE LIBRARY LOST", library);
        }
        if (!sides.containsKey(true)) {
            bad(race + ": has no naive twin", twin);
        } else if (!twin.trouble.isEmpty()) {
            bad(race + ": its twin went wrong in a way that was not foreseen", twin);
        } else if (twin.failures == 0) {
            bad(race + ": its twin was never seen to lose, so that the race was not met; give it more time",
                    twin);
        }
    }

    private void bad(String line, Seen seen) {
        good = false;
        lines.add(line + (seen.trouble.isEmpty() ? "" : ": " + String.join("; ", seen.trouble)));
    }

    /** {@return the twins that were not seen to lose, nor to go wrong in another way} */
    List<Side> unmet() {
        return unmet;
    }

    boolean isGood() {
        return good;
    }

    void printOn(PrintWriter out) {
        lines.forEach(line -> out.println("stress: " + line));
        out.println(good ? "stress: no race lost, and each twin lost its own" : "stress: FAILED");
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
