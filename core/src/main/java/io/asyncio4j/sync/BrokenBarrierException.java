package io.asyncio4j.sync;

/**
 * Thrown by {@link Barrier#await} when the barrier is broken, or is aborted or reset while the task waits.
 *
 * <p><b>From CPython:</b> {@code asyncio.BrokenBarrierError}, a {@code RuntimeError}.
 */
public final class BrokenBarrierException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public BrokenBarrierException(String message) {
        super(message);
    }
}
