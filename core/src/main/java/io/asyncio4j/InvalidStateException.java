package io.asyncio4j;

/**
 * Thrown when a future is asked for a result that it does not have yet, or given one that it already has.
 *
 * <p><b>From CPython:</b> {@code asyncio.InvalidStateError}.
 */
public final class InvalidStateException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public InvalidStateException(String message) {
        super(message);
    }
}
