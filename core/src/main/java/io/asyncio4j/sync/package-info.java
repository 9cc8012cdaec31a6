/**
 * asyncio's locks and queues: what tasks of one loop need to wait for each other.
 *
 * <p>They are fair: tasks that wait are served in the order in which they came. They are made anywhere,
 * before a loop runs too, and bind to a loop when a task first really waits for them; after that, waiting for
 * them in another loop is an {@link IllegalStateException}. Like everything that belongs to a loop they are
 * used by the tasks and callbacks of that loop only. They are no replacement for
 * {@code java.util.concurrent}: they order tasks, not threads.
 *
 * <p>None of them waits when it need not, and an operation that does not wait is no point at which a
 * cancellation is delivered.
 *
 * <p><b>If one task at a time may do something</b>, take a {@link io.asyncio4j.sync.Lock}; if some may, a
 * {@link io.asyncio4j.sync.Semaphore}, or a {@link io.asyncio4j.sync.BoundedSemaphore}, which notices a release too many. What
 * they give to whoever acquires them is a {@link io.asyncio4j.sync.Held}.
 *
 * <p><b>If a task waits until something is so</b>, take an {@link io.asyncio4j.sync.Event} for what happens once, a
 * {@link io.asyncio4j.sync.Condition} for what is guarded by a lock, and a {@link io.asyncio4j.sync.Barrier} where tasks wait for
 * each other; one that was aborted throws a {@link io.asyncio4j.sync.BrokenBarrierException}.
 *
 * <p><b>If tasks hand things to each other</b>, take a {@link io.asyncio4j.sync.Queue}; in another order a
 * {@link io.asyncio4j.sync.PriorityQueue} or a {@link io.asyncio4j.sync.LifoQueue}. What does not wait may throw a
 * {@link io.asyncio4j.sync.QueueEmptyException} or a {@link io.asyncio4j.sync.QueueFullException}, and who comes too late gets a
 * {@link io.asyncio4j.sync.QueueShutDownException}.
 *
 * <p><b>If you want to see how it stands with one of them</b>, ask for its {@code statistics()}: a
 * {@link io.asyncio4j.sync.LockStatistics}, {@link io.asyncio4j.sync.SemaphoreStatistics},
 * {@link io.asyncio4j.sync.EventStatistics}, {@link io.asyncio4j.sync.ConditionStatistics},
 * {@link io.asyncio4j.sync.BarrierStatistics} or {@link io.asyncio4j.sync.QueueStatistics}.
 *
 * <p>References are not null unless marked {@code @Nullable}, as in {@link io.asyncio4j}.
 */
@NullMarked
package io.asyncio4j.sync;

import org.jspecify.annotations.NullMarked;
