package io.asyncio4j.sync;

import java.util.OptionalInt;

/**
 * A snapshot of a {@link Semaphore}.
 *
 * <p><b>From CPython:</b> nothing of the kind; Trio and anyio have it.
 *
 * @param value how many permits were left; those that were given to waiting tasks are not counted
 * @param waiters how many tasks stood in line, those included that were woken or cancelled and had not run
 *     since
 * @param bound how many permits there can be, if it is a {@link BoundedSemaphore}
 */
public record SemaphoreStatistics(int value, int waiters, OptionalInt bound) {}
