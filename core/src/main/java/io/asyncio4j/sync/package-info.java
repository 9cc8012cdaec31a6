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
 * <p>References are not null unless marked {@code @Nullable}, as in {@link io.asyncio4j}.
 */
@NullMarked
package io.asyncio4j.sync;

import org.jspecify.annotations.NullMarked;
