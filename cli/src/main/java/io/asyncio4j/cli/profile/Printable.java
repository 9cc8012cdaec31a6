package io.asyncio4j.cli.profile;

/** Texts of another process, which may hold anything, as a terminal and a page can take them. */
public final class Printable {

    private Printable() {}

    /**
     * {@return {@code text} in which what speaks to a terminal or ends a line is a question mark, and what turns the
     * direction of writing, Unicode's Bidi_Control, stands as its code}
     */
    public static String of(String text) {
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
