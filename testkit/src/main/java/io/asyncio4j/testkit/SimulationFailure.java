package io.asyncio4j.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a simulation has found: the first seed that fails, its trace, and how to repeat it. */
public final class SimulationFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final long seed;
    private final transient List<String> trace;

    /** Makes one; the kit does so. */
    public SimulationFailure(String message, @Nullable Throwable cause, long seed, List<String> trace) {
        super(message, cause);
        this.seed = seed;
        this.trace = List.copyOf(trace);
    }

    /** {@return the seed that fails} */
    public long seed() {
        return seed;
    }

    /** {@return what happened in its run, a line an event} */
    public List<String> trace() {
        return trace == null ? List.of() : trace;
    }
}
