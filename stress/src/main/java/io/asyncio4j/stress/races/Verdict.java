package io.asyncio4j.stress.races;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
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

    private static final String LIBRARY = "Library";
    private static final String TWIN = "Naive";

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

    private final Map<String, Map<String, Seen>> races = new TreeMap<>();
    private final List<String> unmet = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private boolean good = true;

    /** Of what was {@code seen}, by the names of the {@code wanted} tests. */
    Verdict(Collection<String> wanted, Map<String, Seen> seen) {
        for (String test : wanted) {
            Seen side = seen.getOrDefault(test, Seen.NOTHING);
            races.computeIfAbsent(raceOf(test), _ -> new TreeMap<>()).put(sideOf(test), side);
            if (sideOf(test).equals(TWIN) && side.failures == 0 && side.trouble.isEmpty()) {
                unmet.add(test);
            }
        }
        races.forEach(this::judge);
    }

    static Map<String, Seen> seen(InProcessCollector results) {
        Map<String, Seen> seen = new TreeMap<>();
        for (TestResult result : results.getTestResults()) {
            seen.merge(result.getName(), Seen.of(result), Seen::and);
        }
        return seen;
    }

    static String raceOf(String test) {
        String type = test.substring(0, test.lastIndexOf('.'));
        return type.substring(type.lastIndexOf('.') + 1);
    }

    private static String sideOf(String test) {
        return test.substring(test.lastIndexOf('.') + 1);
    }

    private void judge(String race, Map<String, Seen> sides) {
        Seen library = sides.getOrDefault(LIBRARY, Seen.NOTHING);
        Seen twin = sides.getOrDefault(TWIN, Seen.NOTHING);
        lines.add("%-16s won %s times; its twin lost %s of %s".formatted(race, count(library.runs),
                count(twin.failures), count(twin.runs)));
        if (library.runs == 0) {
            bad(race + ": was not run", library);
        } else if (library.failures > 0 || !library.trouble.isEmpty()) {
            bad(race + ": THE LIBRARY LOST", library);
        }
        if (!sides.containsKey(TWIN)) {
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
    List<String> unmet() {
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
