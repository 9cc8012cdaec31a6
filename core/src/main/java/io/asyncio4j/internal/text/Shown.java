package io.asyncio4j.internal.text;

/** Texts of a program's, such as names of tasks, as they are shown; see {@code inspect.PrintableText}, too. */
public final class Shown {

    // in chars; what is longer says nothing more, and many of them would fill a heap and the line between two processes
    private static final int MOST = 200;

    private Shown() {}

    /** {@return {@code text}, or the beginning of it and how long it is if it is very long} */
    public static String shortened(String text) {
        return shortened(text, MOST);
    }

    /** {@return the same, where {@code most} chars are not too long yet} */
    public static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "... (" + text.length() + " chars)";
    }
}
