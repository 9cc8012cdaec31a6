package io.asyncio4j;

import io.asyncio4j.internal.text.Names;
import org.jspecify.annotations.Nullable;

/**
 * Thrown at an await when the task was cancelled, or when what it awaits was.
 *
 * <p>It is an {@link Error}, so that {@code catch (Exception e)} does not swallow a cancellation. Code that
 * catches it to clean up throws it again; code that swallows it makes its task go on.
 *
 * <p>One that the library throws shows where the cancellation met the task, its stack trace, in debug mode, if a timeout
 * has made the request, and in the main task of {@code run}; else it has no trace, which would cost more than the rest.
 *
 * <p><b>From CPython:</b> {@code asyncio.CancelledError}, a {@code BaseException} for the same reason.
 */
public class CancelledError extends Error {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object cancelMessage;

    public CancelledError() {
        this(null);
    }

    /** @param message what was given to {@code cancel(message)}: any object, or null for none */
    public CancelledError(@Nullable Object message) {
        this.cancelMessage = message;
    }

    private CancelledError(@Nullable Object message, boolean withStackTrace) {
        super(null, null, true, withStackTrace);
        this.cancelMessage = message;
    }

    /** {@return an error that needs no stack}: it stands in a list, or nobody will look where it was thrown */
    public static CancelledError withoutStackTrace(@Nullable Object message) {
        return new CancelledError(message, false);
    }

    /** {@return the text form of {@link #message}, or null if there is none} */
    @Override
    public @Nullable String getMessage() {
        return cancelMessage == null ? null : Names.text(cancelMessage);
    }

    /** {@return the object that was given to {@code cancel(message)}, or null if there was none} */
    public @Nullable Object message() {
        return cancelMessage;
    }
}
