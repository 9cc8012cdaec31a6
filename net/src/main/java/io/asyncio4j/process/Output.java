package io.asyncio4j.process;

import org.jspecify.annotations.Nullable;

/** What a process has written, as {@link Process#communicate} gives it. */
public final class Output {

    private final byte @Nullable [] stdout;
    private final byte @Nullable [] stderr;
    private final boolean complete;

    Output(byte @Nullable [] stdout, byte @Nullable [] stderr, boolean complete) {
        this.stdout = stdout;
        this.stderr = stderr;
        this.complete = complete;
    }

    /** {@return its standard output; empty if that is no pipe} */
    public byte[] stdout() {
        return stdout == null ? new byte[0] : stdout;
    }

    /** {@return its standard error; empty if that is no pipe} */
    public byte[] stderr() {
        return stderr == null ? new byte[0] : stderr;
    }

    /**
     * {@return whether this is all}: false if children of the process had an output open, and might have written more, when
     * the time for that was over
     */
    public boolean isComplete() {
        return complete;
    }

    /** {@return how much there is of each, or that it is no pipe} */
    @Override
    public String toString() {
        return "<Output stdout=" + text(stdout) + " stderr=" + text(stderr)
                + (complete ? "" : " incomplete") + ">";
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "no pipe" : bytes.length + " bytes";
    }
}
