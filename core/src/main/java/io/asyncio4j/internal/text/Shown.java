package io.asyncio4j.internal.text;

/** Texts of a program's, such as names of tasks, as they are shown: in a table, on a terminal, in another process. */
public final class Shown {

    // in chars; what is longer says nothing more, and many of them would fill a heap and the line between two processes
    private static final int MOST = 200;

    private Shown() {}

    /** {@return {@code text}, or the beginning of it and how long it is if it is very long} */
    public static String shortened(String text) {
        if (text.length() <= MOST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MOST - 1)) ? MOST - 1 : MOST;
        return text.substring(0, end) + "... (" + text.length() + " chars)";
    }

    /**
     * {@return {@code text} without characters that would make another line of it or speak to a terminal, which become
     * question marks; those that turn the direction of writing, and so make it look like something else, become their
     * codes}
     */
    public static String printable(String text) {
        if (text.codePoints().noneMatch(c -> Character.isISOControl(c) || turns(c))) {
            return text;
        }
        var printable = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (turns(c)) {
                printable.append("<U+%04X>".formatted(c));
            } else {
                printable.appendCodePoint(Character.isISOControl(c) ? '?' : c);
            }
        });
        return printable.toString();
    }

    // Unicode's Bidi_Control
    private static boolean turns(int c) {
        return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
