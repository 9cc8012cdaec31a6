package io.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The form of one kind of statement.
 *
 * @param op its first word
 * @param notation the rest, as in the language's description
 * @param parts the same, read
 * @param suspends whether it may wait, so that a callback cannot use it
 * @param body what stands below it, indented
 * @param meaning what it does, and what it writes into the trace
 */
record Form(String op, String notation, List<Part> parts, boolean suspends, Body body, String meaning) {

    /** What stands below a statement. */
    enum Body {
        NONE,
        /** Runs within the statement, in the same task. */
        INLINE,
        /** Runs in a task or a coroutine of its own. */
        TASK,
        /** Runs in a callback, so it must not wait. */
        CALLBACK,
        /** A generator's code, which may {@code yield}. */
        GENERATOR,
        /** {@code contestant} statements. */
        CONTESTANTS,
        /** Runs on another thread, which must leave the loop alone. */
        THREAD
    }

    static Form of(String op, String notation, boolean suspends, Body body, String meaning) {
        return new Form(op, notation, parts(notation), suspends, body, meaning);
    }

    private static List<Part> parts(String notation) {
        var parts = new ArrayList<Part>();
        int at = 0;
        while (at < notation.length()) {
            int open = notation.indexOf('[', at);
            addAll(parts, notation.substring(at, open < 0 ? notation.length() : open));
            if (open < 0) {
                break;
            }
            int close = notation.indexOf(']', open);
            var optional = new ArrayList<Part>();
            addAll(optional, notation.substring(open + 1, close));
            parts.add(new Part.Optional(List.copyOf(optional)));
            at = close + 1;
        }
        return List.copyOf(parts);
    }

    private static void addAll(List<Part> parts, String words) {
        Arrays.stream(words.strip().split(" +")).filter(word -> !word.isEmpty()).map(Part::of)
                .forEach(parts::add);
    }
}
