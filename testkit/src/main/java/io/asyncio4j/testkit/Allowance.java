package io.asyncio4j.testkit;

import java.util.Objects;

/**
 * Something that a test may leave behind, and why.
 *
 * @param kind what kind of thing
 * @param name its name, in which {@code *} stands for any characters: a task's or its coroutine's, a generator's, the
 *     class of a failure, with its package or without, the text of a resource, or the method that has slept
 * @param reason why it may, for whoever reads the test
 */
public record Allowance(Kind kind, String name, String reason) {

    /** What can be left behind. */
    public enum Kind {
        /** A task that is not done. */
        TASK,
        /** A failure that nobody has retrieved, or that was reported to the loop's exception handler. */
        FAILURE,
        /** An asynchronous generator that has begun and not ended. */
        GENERATOR,
        /** A step that has held the loop for longer than the limit. */
        HOLD,
        /** A connection, server, datagram endpoint or process that is open; its name is its text form. */
        RESOURCE,
        /**
         * {@code Thread.sleep} on virtual time or in a simulation; its name is the method that has called it, with its class,
         * or the task in which that was.
         */
        SLEEP
    }

    public Allowance {
        Objects.requireNonNull(kind, "kind");
        if (name.isBlank() || reason.isBlank()) {
            throw new IllegalArgumentException("an allowance needs a name and a reason, got name '" + name
                    + "' and reason '" + reason + "'");
        }
    }

    /** Says whether it is about {@code candidate}. */
    public boolean matches(Kind kind, String candidate) {
        return this.kind == kind && matches(name, candidate);
    }

    private static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(text);
        }
        if (!text.startsWith(pattern.substring(0, star))) {
            return false;
        }
        String rest = pattern.substring(star + 1);
        for (int from = star; from <= text.length(); from++) {
            if (matches(rest, text.substring(from))) {
                return true;
            }
        }
        return false;
    }
}
