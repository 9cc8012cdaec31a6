package io.asyncio4j.sync;

/**
 * A snapshot of a {@link Condition}.
 *
 * <p><b>From CPython:</b> nothing of the kind; Trio and anyio have it.
 *
 * @param lock its lock, with the tasks that stood in line for that
 * @param waiters how many tasks waited for a signal, those included that were signalled or cancelled and had
 *     not run since
 */
public record ConditionStatistics(LockStatistics lock, int waiters) {}
