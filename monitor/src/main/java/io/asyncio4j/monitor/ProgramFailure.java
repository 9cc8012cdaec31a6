package io.asyncio4j.monitor;

/** Why a program cannot be looked at: one line for people. */
public final class ProgramFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /** Makes one that says {@code message}. */
    public ProgramFailure(String message) {
        super(message);
    }
}
