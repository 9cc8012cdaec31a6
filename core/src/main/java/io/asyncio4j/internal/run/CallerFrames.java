package io.asyncio4j.internal.run;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Runner;
import java.util.Arrays;
import java.util.Set;

/**
 * Completes the stack trace of an exception that leaves {@code run}: it was made on a task's thread, and without
 * this nobody would see who called {@code run}. Tools that count the frames of the main thread, as the JDK's
 * source launcher does, get what they expect.
 */
public final class CallerFrames {

    private static final Set<String> ENTRIES = Set.of(Asyncio.class.getName(), Runner.class.getName());

    private CallerFrames() {}

    /** Ends the trace of {@code e} with the present stack, from the call of {@code run} on. */
    static void appendTo(Throwable e) {
        StackTraceElement[] made = e.getStackTrace();
        StackTraceElement[] here = new Throwable().getStackTrace();
        int ours = indexOfEntry(here);
        if (made.length == 0 || ours < 0) {
            return; // it has no trace on purpose, or there is nothing to show
        }
        StackTraceElement[] callers = Arrays.copyOfRange(here, ours, here.length);
        int before = indexOfEntry(made);
        if (before >= 0 && made.length - before == callers.length) {
            return; // it left run() here before, or was made right here
        }
        int kept = before >= 0 ? before : made.length;
        StackTraceElement[] whole = Arrays.copyOf(made, kept + callers.length);
        System.arraycopy(callers, 0, whole, kept, callers.length);
        e.setStackTrace(whole);
    }

    /** The frame of the public method that the user called, the last one of several in a row. */
    private static int indexOfEntry(StackTraceElement[] trace) {
        for (int i = trace.length - 1; i >= 0; i--) {
            if (ENTRIES.contains(trace[i].getClassName()) && trace[i].getMethodName().equals("run")) {
                return i;
            }
        }
        return -1;
    }
}
