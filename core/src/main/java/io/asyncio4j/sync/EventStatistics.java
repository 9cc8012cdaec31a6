package io.asyncio4j.sync;

/**
 * A snapshot of an {@link Event}.
 *
 * <p><b>From CPython:</b> nothing of the kind; Trio and anyio have it.
 *
 * @param set whether the flag was set
 * @param waiters how many tasks stood in line for it, those included that were woken or cancelled and had not
 *     run since
 */
public record EventStatistics(boolean set, int waiters) {}
