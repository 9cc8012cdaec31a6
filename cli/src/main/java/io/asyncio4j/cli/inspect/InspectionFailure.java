package io.asyncio4j.cli.inspect;

import io.asyncio4j.inspect.PrintableText;
import java.io.PrintWriter;

/** Why a process cannot be looked at: one line for people, and the status with which the command ends. */
final class InspectionFailure extends Exception {

    /** The process is not there, is no JVM, or does not let itself be looked at. */
    static final int CANNOT_LOOK = 1;
    /** The command line makes no sense. */
    static final int USAGE = 2;
    /** There is a JVM, and nothing of asyncio4j runs in it. */
    static final int NOTHING_THERE = 3;

    private static final long serialVersionUID = 1L;

    private final int status;

    InspectionFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** Tells it, and {@return the status} */
    int tell(PrintWriter errors) {
        tell(errors, String.valueOf(getMessage()));
        return status;
    }

    /** Writes what is wrong in a line; what comes from the other process in it may hold anything. */
    static void tell(PrintWriter errors, String message) {
        errors.println("asyncio4j: " + PrintableText.of(message));
        errors.flush();
    }
}
