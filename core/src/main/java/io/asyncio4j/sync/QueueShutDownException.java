package io.asyncio4j.sync;

/**
 * Thrown when something is put in a queue that was shut down, or taken from one that is empty as well.
 *
 * <p><b>From CPython:</b> {@code asyncio.QueueShutDown}.
 */
public final class QueueShutDownException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public QueueShutDownException(String message) {
        super(message);
    }
}
