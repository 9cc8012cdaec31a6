package io.asyncio4j.testkit;

import java.util.List;

/** What a test has left behind: tasks, failures, open generators and connections; and how it has wasted time. Its message names each, and how to allow it. */
public final class LeakError extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final transient List<String> leaks;

    /**
     * @param leaks what was left, a text each
     * @param failures those among it that are exceptions, kept as suppressed ones
     */
    public LeakError(List<String> leaks, List<Throwable> failures) {
        super("the test has left " + (leaks.size() == 1 ? "this" : leaks.size() + " things") + " behind:\n"
                + String.join("\n", leaks));
        this.leaks = List.copyOf(leaks);
        failures.forEach(this::addSuppressed);
    }

    /** {@return what was left, a text each} */
    public List<String> leaks() {
        return leaks == null ? List.of() : leaks;
    }
}
