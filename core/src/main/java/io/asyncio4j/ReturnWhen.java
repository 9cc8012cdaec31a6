package io.asyncio4j;

/**
 * When {@link Asyncio#wait} returns.
 *
 * <p><b>From CPython:</b> {@code asyncio.FIRST_COMPLETED}, {@code FIRST_EXCEPTION}, {@code ALL_COMPLETED}.
 */
public enum ReturnWhen {
    /** When one future is done, or was cancelled. */
    FIRST_COMPLETED,
    /** When one future has failed, or all are done. A cancelled one has not failed. */
    FIRST_EXCEPTION,
    /** When all futures are done, or were cancelled. */
    ALL_COMPLETED
}
