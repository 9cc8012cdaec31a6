package io.asyncio4j.sync;

import io.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a {@link Lock}.
 *
 * <p><b>From CPython:</b> nothing of the kind; Trio and anyio have it.
 *
 * @param locked whether somebody had it
 * @param owner the task that had it, if it is an owned lock; else null
 * @param waiters how many tasks stood in line for it, those included that were woken or cancelled and had not
 *     run since
 */
public record LockStatistics(boolean locked, @Nullable Task<?> owner, int waiters) {}
