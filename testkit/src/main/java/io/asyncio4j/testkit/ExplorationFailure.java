package io.asyncio4j.testkit;

/** A schedule that fails, shrunk to the fewest steps out of their turn, as a table; and how to repeat it. */
public final class ExplorationFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final String schedule;
    private final String table;

    /** Makes one; the kit does so. */
    public ExplorationFailure(String message, Throwable cause, String schedule, String table) {
        super(message, cause);
        this.schedule = schedule;
        this.table = table;
    }

    /** {@return the schedule, for {@link Exploration#replay} and the system property {@code asyncio4j.schedule}} */
    public String schedule() {
        return schedule;
    }

    /** {@return its steps: a column a task, a line a step} */
    public String table() {
        return table;
    }
}
