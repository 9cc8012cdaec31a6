package io.asyncio4j.internal.text;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where something was made: the newest frames of user code, kept in debug mode only.
 *
 * @param frames the newest first, ten at most, as CPython keeps
 */
public record CreationStack(List<StackTraceElement> frames) {

    private static final int MOST_FRAMES = 10;

    public static CreationStack capture() {
        return new CreationStack(StackWalker.getInstance().walk(CreationStack::userFrames));
    }

    private static List<StackTraceElement> userFrames(Stream<StackWalker.StackFrame> frames) {
        return frames.map(StackWalker.StackFrame::toStackTraceElement)
                .filter(Stacks::isUserCode)
                .limit(MOST_FRAMES)
                .toList();
    }

    /** {@return the newest frame as {@code File.java:line}} */
    public String site() {
        return frames.isEmpty() ? "unknown" : Stacks.site(frames.getFirst());
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (StackTraceElement frame : frames.reversed()) {
            text.append("  at ").append(frame).append(System.lineSeparator());
        }
        return text.toString().stripTrailing();
    }
}
