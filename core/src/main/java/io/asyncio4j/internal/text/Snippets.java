package io.asyncio4j.internal.text;

/**
 * The classes that jshell makes of what is typed into it. They are called by what people know: the numbers in their names,
 * and their lines, are jshell's own, and not those that it shows.
 */
final class Snippets {

    static final String NAME = "snippet";

    private static final String PREFIX = "REPL.$JShell$";
    private static final String WHOLE = "do_it$";

    private Snippets() {}

    static boolean isSnippet(String className) {
        return className.startsWith(PREFIX);
    }

    /** {@return {@link #NAME}, or for a class that a snippet declares its name} */
    static String name(String className) {
        int end = className.indexOf('$', PREFIX.length());
        return end < 0 ? NAME : className.substring(end + 1).replace('$', '.');
    }

    /** Says whether {@code method} holds an expression or a statement that was typed, which has no name. */
    static boolean isNameless(String method) {
        return method.startsWith(WHOLE);
    }
}
