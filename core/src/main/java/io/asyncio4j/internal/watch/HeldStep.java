package io.asyncio4j.internal.watch;

import java.util.List;

/** A step that was seen to hold its loop for too long. For any thread, but for {@link #end}. */
public final class HeldStep {

    private final long number;
    private final String text;
    private final List<StackTraceElement> frames;
    private final long startMillis;
    private final long startNanos;

    // written by the watchdog's thread
    private volatile long heldNanos = -1;

    HeldStep(long number, Culprit culprit, long heldNanos) {
        this.number = number;
        this.text = culprit.text();
        this.frames = culprit.frames();
        this.startNanos = System.nanoTime() - heldNanos;
        this.startMillis = System.currentTimeMillis() - heldNanos / 1_000_000;
    }

    /** Notes that it has let go; the watchdog says so. */
    void end(long heldNanos) {
        this.heldNanos = heldNanos;
    }

    public long number() {
        return number;
    }

    /** {@return the task or callback, as a text} */
    public String text() {
        return text;
    }

    /** {@return where it was, the oldest frame first} */
    public List<StackTraceElement> frames() {
        return frames;
    }

    public long startMillis() {
        return startMillis;
    }

    public boolean isOver() {
        return heldNanos >= 0;
    }

    /** {@return for how long it held the loop, or has until now} */
    public long heldNanos() {
        long held = heldNanos;
        return held >= 0 ? held : System.nanoTime() - startNanos;
    }
}
