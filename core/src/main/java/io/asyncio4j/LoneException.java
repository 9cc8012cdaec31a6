package io.asyncio4j;

/**
 * What a {@link TaskGroup} throws when it has come to exactly one exception.
 *
 * <p><b>From CPython:</b> nothing of the kind, there it is always wrapped; Trio had {@code strict_exception_groups}.
 */
public enum LoneException {
    /** An {@link ExceptionGroup} with one member, so that handlers need to know one form only; asyncio's way. */
    WRAPPED,
    /** The exception itself, the very object, for code that catches it by its type. */
    UNWRAPPED
}
