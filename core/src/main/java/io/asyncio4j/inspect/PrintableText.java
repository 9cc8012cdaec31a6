package io.asyncio4j.inspect;

/**
 * Texts of a program's, such as names of tasks, as a line on a terminal or in a log can take them: they may hold anything,
 * also what clears a screen, or makes a name look like another one.
 *
 * <p>{@link LoopSnapshot#table} and {@link LoopSnapshot#tree} are made of such texts. Whoever prints what is in a
 * {@link TaskSnapshot}, a {@link WaitSnapshot} or an {@link EndedTask} by himself has this for it.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 */
public final class PrintableText {

    private PrintableText() {}

    /**
     * {@return {@code text} without characters that would make another line of it or speak to a terminal, which become
     * question marks; those that turn the direction of writing, Unicode's {@code Bidi_Control}, become their codes, such as
     * {@code <U+202E>}}
     */
    public static String of(String text) {
        if (text.codePoints().noneMatch(c -> Character.isISOControl(c) || turns(c))) {
            return text;
        }
        var printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (turns(c)) {
                printable.append("<U+%04X>".formatted(c));
            } else {
                printable.appendCodePoint(Character.isISOControl(c) ? '?' : c);
            }
        });
        return printable.toString();
    }

    private static boolean turns(int c) {
        return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
