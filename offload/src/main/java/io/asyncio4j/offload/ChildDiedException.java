package io.asyncio4j.offload;

import java.util.List;

/**
 * The child JVM that ran a call has died, or one could not be started. Other calls are not touched, and the child is
 * replaced.
 *
 * <p><b>From CPython:</b> {@code concurrent.futures.process.BrokenProcessPool}.
 */
public final class ChildDiedException extends WorkerLostException {

    private static final long serialVersionUID = 1L;

    private final int exitStatus;
    private final transient List<String> errorLines;

    /**
     * Makes one.
     *
     * @param message what happened to whom
     * @param exitStatus see {@link #exitStatus}
     * @param errorLines see {@link #errorLines}
     */
    public ChildDiedException(String message, int exitStatus, List<String> errorLines) {
        super(message);
        this.exitStatus = exitStatus;
        this.errorLines = List.copyOf(errorLines);
    }

    /**
     * {@return how it ended} What it gave to {@code System.exit}; 128 and the number of the signal that killed it where
     * the system tells so, 137 for SIGKILL; -1 if it is not known, as when it could not be started at all.
     */
    public int exitStatus() {
        return exitStatus;
    }

    /** {@return the last lines that it wrote to its standard error}, the newest last; they are in the message too. */
    public List<String> errorLines() {
        return errorLines == null ? List.of() : errorLines;
    }
}
