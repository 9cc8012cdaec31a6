package io.asyncio4j.conformance;

import java.util.HashSet;
import java.util.List;

/** Two traces of a scenario, and what may differ between them. */
record Comparison(List<String> expected, List<String> actual) {

    // CPython's main branch has it; 3.15.0rc1 has not
    private static final int REPORTS_OF_GROUPS = 16;

    /**
     * {@return the traces, without what the Python of {@code version} is known to leave out}: before 3.14 nobody was
     * told of a failure behind a shield that was given up, and up to 3.15.0rc1 of those that a fatal exception displaces
     * in a group; later versions also tell of the fatal one, which is not displaced. None tells of a cancellation, or of
     * another exception that is no {@code Exception}, which the clean-up of a generator throws of itself when the program
     * ends.
     */
    static Comparison of(String version, List<String> expected, List<String> actual) {
        int minor = Integer.parseInt(version.split("\\.")[1]);
        return new Comparison(
                expected.stream().filter(line -> !line.contains(": report group Fatal(")).toList(),
                actual.stream()
                        .filter(line -> !line.contains(": report generator Cancelled("))
                        .filter(line -> !line.contains(": report generator Base("))
                        .filter(line -> minor >= 14 || !line.contains(": report shield"))
                        .filter(line -> minor >= REPORTS_OF_GROUPS || !line.contains(": report group"))
                        .toList());
    }

    /**
     * {@return as {@link #of}, the traces of a random scenario} If they differ otherwise, failures behind shields are left
     * out of both: from 3.14 on CPython tells of one at once, asyncio4j when nobody can take it any more. A scenario that
     * somebody wrote says so itself. One is not compared in which a thread cancels what the loop has not seen yet.
     */
    static Comparison ofRandom(String version, List<String> expected, List<String> actual) {
        if (cancelsWhatWasNotSeen(expected)) {
            return new Comparison(List.of(), List.of());
        }
        Comparison whole = of(version, expected, actual);
        return whole.isEqual() ? whole
                : new Comparison(withoutShields(whole.expected), withoutShields(whole.actual));
    }

    /**
     * Says whether a thread cancels a coroutine that it has handed in, before the loop has seen it. CPython runs its first
     * step all the same, asyncio4j nothing of it; from there on all may differ.
     */
    private static boolean cancelsWhatWasNotSeen(List<String> trace) {
        var handedIn = new HashSet<String>();
        for (String line : trace) {
            String what = line.substring(line.indexOf(' ') + 1);
            if (what.startsWith("thread: submitted ")) {
                handedIn.add(what.substring("thread: submitted ".length()));
            } else if (what.startsWith("thread: cancel ") && what.endsWith(" > true")) {
                if (handedIn.contains(
                        what.substring("thread: cancel ".length(), what.length() - " > true".length()))) {
                    return true;
                }
            } else if (!what.startsWith("thread: ")) {
                handedIn.clear();
            }
        }
        return false;
    }

    private static List<String> withoutShields(List<String> trace) {
        return trace.stream().filter(line -> !line.contains(": report shield ")).toList();
    }

    /** What to think of two traces. */
    enum Verdict {
        EQUAL,
        DIFFERENT,
        /** They differ, as the scenario says of that Python. */
        KNOWN,
        /** They are equal, and the scenario says that they differ. */
        OUTDATED
    }

    /** {@return what to think of the traces of {@code scenario}, and of CPython {@code version}} */
    Verdict verdict(Scenario scenario, String version) {
        boolean known = scenario.knownDifference(version) != null;
        return isEqual() ? known ? Verdict.OUTDATED : Verdict.EQUAL
                : known ? Verdict.KNOWN : Verdict.DIFFERENT;
    }

    boolean isEqual() {
        return expected.equals(actual);
    }

    /** {@return the traces side by side, with a mark where they part} */
    String sideBySide(String left, String right) {
        int width = Math.max(left.length(), expected.stream().mapToInt(String::length).max().orElse(0));
        var text = new StringBuilder();
        text.append("  %-" + width + "s | %s%n");
        var out = new StringBuilder(text.toString().formatted(left, right));
        boolean parted = false;
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            String one = i < expected.size() ? expected.get(i) : "";
            String other = i < actual.size() ? actual.get(i) : "";
            boolean differs = !one.equals(other);
            out.append(("%s %-" + width + "s | %s%n").formatted(differs && !parted ? ">" : " ", one, other));
            parted |= differs;
        }
        return out.toString();
    }
}
