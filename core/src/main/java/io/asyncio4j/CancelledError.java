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
 * One that another task ended with, and that main awaits or asks for, shows where main did.
 *
 * <p><b>From CPython:</b> {@code asyncio.CancelledError}, a {@code BaseException} for the same reason.
 */
public class CancelledError extends Error {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object cancelMessage;
    private transient boolean traced;

    public CancelledError() {
        this(null);
    }

    /** @param message what was given to {@code cancel(message)}: any object, or null for none */
    public CancelledError(@Nullable Object message) {
        this(message, true);
    }

    private CancelledError(@Nullable Object message, boolean withStackTrace) {
        traced = withStackTrace; // first, for what is below asks for it
        super();
        this.cancelMessage = message;
    }

    /**
     * {@return an error without a stack trace}: it stands in a list, or nobody will look where it was thrown
     *
     * @param message as for {@link #CancelledError(Object)}
     */
    public static CancelledError withoutStackTrace(@Nullable Object message) {
        return new CancelledError(message, false);
    }

    /** Lets an error that has no stack trace show where it is now; one that has a trace keeps it. Returns this error. */
    public CancelledError traced() {
        if (!traced) {
            traced = true;
            fillInStackTrace();
        }
        return this;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return traced ? super.fillInStackTrace() : this;
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
