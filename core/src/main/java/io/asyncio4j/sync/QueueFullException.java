package io.asyncio4j.sync;

/**
 * Thrown by {@link Queue#putNowait} when the queue is full.
 *
 * <p><b>From CPython:</b> {@code asyncio.QueueFull}.
 */
public final class QueueFullException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public QueueFullException(String message) {
        super(message);
    }
}
