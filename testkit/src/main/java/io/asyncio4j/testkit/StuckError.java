package io.asyncio4j.testkit;

/**
 * A run that does not go on: a deadlock, where all wait and nothing will come; a livelock, where steps follow each other
 * and nothing is ever waited for; or a limit in real time that is over. Its message has the task tree and the cycles in it.
 */
public final class StuckError extends AssertionError {

    private static final long serialVersionUID = 1L;

    public StuckError(String message) {
        super(message);
    }
}
