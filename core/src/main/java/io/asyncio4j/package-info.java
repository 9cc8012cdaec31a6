/**
 * asyncio's coroutines and tasks: the loop, futures, tasks, and everything that puts tasks together.
 *
 * <p>Two rules hold for the whole package. References are not null unless marked {@code @Nullable}, and a null where none
 * is allowed is a {@link NullPointerException}. And a loop and what belongs to it may be used by the thread that holds the
 * loop only (its tasks and callbacks), or by any thread while the loop does not run;
 * {@link io.asyncio4j.EventLoop#callSoonThreadsafe} and {@link io.asyncio4j.Asyncio#runCoroutineThreadsafe} are the ways
 * in from elsewhere.
 *
 * <h2>Where to look</h2>
 *
 * <p><b>If you want to write a program</b>, everything that asyncio has as a function is a static method of
 * {@link io.asyncio4j.Asyncio}. A program that runs several mains on one loop wants a {@link io.asyncio4j.Runner}, one
 * that uses several processors a {@link io.asyncio4j.LoopThread} for each.
 *
 * <p><b>If you want to know what can be awaited</b>, look at {@link io.asyncio4j.Awaitable}: a
 * {@link io.asyncio4j.Coroutine} (a lambda; {@link io.asyncio4j.VoidCoroutine} if it brings nothing; with a name and for
 * one use a {@link io.asyncio4j.CoroutineObject}), and a {@link io.asyncio4j.Future}, which a
 * {@link io.asyncio4j.Promise} and a {@link io.asyncio4j.Task} are. A {@link io.asyncio4j.Generator} makes a coroutine that
 * is stepped.
 *
 * <p><b>If you want to run things at the same time</b>, look at {@link io.asyncio4j.Asyncio#createTask} with its
 * {@link io.asyncio4j.TaskOptions}, {@link io.asyncio4j.Asyncio#gather} (and {@link io.asyncio4j.Outcome}),
 * {@link io.asyncio4j.TaskGroup} (with {@link io.asyncio4j.TaskStatus} and {@link io.asyncio4j.LoneException}),
 * {@link io.asyncio4j.Asyncio#wait} ({@link io.asyncio4j.WaitResult}, {@link io.asyncio4j.ReturnWhen}),
 * {@link io.asyncio4j.AsCompleted}, and {@link io.asyncio4j.Asyncio#staggeredRace} ({@link io.asyncio4j.RaceResult}).
 *
 * <p><b>If you want to cancel or limit something</b>, look at {@link io.asyncio4j.Task#cancel},
 * {@link io.asyncio4j.CancelledError}, {@link io.asyncio4j.Timeout} and {@link io.asyncio4j.Asyncio#shield}.
 *
 * <p><b>If something went wrong</b>: failures of a group come in an {@link io.asyncio4j.ExceptionGroup}; what has no other
 * way out goes to the {@link io.asyncio4j.ExceptionHandler}, as an {@link io.asyncio4j.ErrorReport} if it wants types; asking too early is an
 * {@link io.asyncio4j.InvalidStateException}; a {@link io.asyncio4j.LoopExit} ends the loop, a {@link io.asyncio4j.Signal}
 * the program, by a {@link io.asyncio4j.SignalExit}.
 *
 * <p><b>If you want values one after another</b>, look at {@link io.asyncio4j.AsyncGenerator}
 * ({@link io.asyncio4j.GeneratorExit} ends one early) and {@link io.asyncio4j.AsyncIterable}, which publishers become too.
 *
 * <p><b>If you need the loop itself</b>, look at {@link io.asyncio4j.EventLoop}, its {@link io.asyncio4j.EventLoopBuilder},
 * and what it gives for callbacks: {@link io.asyncio4j.Handle}, {@link io.asyncio4j.TimerHandle}. A
 * {@link io.asyncio4j.TaskFactory} makes its tasks. It awaits that a channel is readable or writable; a library that does so
 * all the time takes a {@link io.asyncio4j.ChannelWatch}.
 *
 * <p><b>If a value belongs to a task</b> and what that calls, look at {@link io.asyncio4j.ContextVar} and
 * {@link io.asyncio4j.Context}.
 *
 * <p><b>If a lambda does not fit</b>: blocks that are given something are a {@link io.asyncio4j.Block} or, without a result,
 * a {@link io.asyncio4j.VoidBlock}.
 *
 * <p>Locks and queues are in {@link io.asyncio4j.sync}; looking into a loop is {@link io.asyncio4j.inspect}; another clock,
 * another waiting place or an observer is {@link io.asyncio4j.spi}.
 *
 * <h2>How it is built</h2>
 *
 * <p>What stands here is the contract. What it does is done in rooms that nobody else sees. A type with a long mechanism
 * has it in one of the same name: a {@link io.asyncio4j.Task} is a {@code TaskImpl} in {@code io.asyncio4j.internal.kernel}.
 * What is only a method of {@link io.asyncio4j.Asyncio} is one call into a room, and its line there says which. CONTRIBUTING has the drawing.
 */
@NullMarked
package io.asyncio4j;

import org.jspecify.annotations.NullMarked;
