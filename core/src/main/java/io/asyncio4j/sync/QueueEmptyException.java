package io.asyncio4j.sync;

import java.util.NoSuchElementException;

/**
 * Thrown by {@link Queue#getNowait} when the queue is empty.
 *
 * <p><b>From CPython:</b> {@code asyncio.QueueEmpty}.
 */
public final class QueueEmptyException extends NoSuchElementException {

    private static final long serialVersionUID = 1L;

    public QueueEmptyException(String message) {
        super(message);
    }
}
