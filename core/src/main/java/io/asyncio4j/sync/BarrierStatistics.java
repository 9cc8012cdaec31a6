package io.asyncio4j.sync;

/**
 * A snapshot of a {@link Barrier}.
 *
 * <p><b>From CPython:</b> nothing of the kind; Trio and anyio have it.
 *
 * @param state what it was doing
 * @param parties how many tasks it takes to go on
 * @param waiters how many tasks waited for the last one to come
 * @param leaving how many tasks had been released, or sent away with an error, and had not left yet
 */
public record BarrierStatistics(Barrier.State state, int parties, int waiters, int leaving) {}
