package io.asyncio4j.offload;

/**
 * A call, or what it returned, cannot be sent to another process: something in it is not serialisable or not trusted.
 * The message names what, where it is held, and what to do. A call is refused before any of it is sent.
 *
 * <p><b>From CPython:</b> {@code pickle.PicklingError}, which there comes out of the future.
 */
public final class NotSendableException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** Makes one that says {@code message}. */
    public NotSendableException(String message) {
        super(message);
    }

    /** Makes one with a cause. */
    public NotSendableException(String message, Throwable cause) {
        super(message, cause);
    }
}
