/**
 * asyncio's coroutines and tasks: the loop, futures, tasks, and everything that puts tasks together.
 *
 * <p>Start at {@link io.asyncio4j.Asyncio}. Two rules hold for the whole package. References are not null
 * unless marked {@code @Nullable}, and a null where none is allowed is a {@link NullPointerException}. And a
 * loop and what belongs to it may be used by the thread that holds the loop only (its tasks and callbacks),
 * or by any thread while the loop does not run; {@link io.asyncio4j.EventLoop#callSoonThreadsafe} and
 * {@link io.asyncio4j.Asyncio#runCoroutineThreadsafe} are the ways in from elsewhere.
 */
@NullMarked
package io.asyncio4j;

import org.jspecify.annotations.NullMarked;
