package io.asyncio4j.cli.port;

/** There is no Java for a piece of Python here; the statement around it becomes a comment. */
final class Untranslatable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Untranslatable(String what) {
        super(what, null, false, false);
    }
}
