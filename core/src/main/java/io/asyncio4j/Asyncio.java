package io.asyncio4j;

import io.asyncio4j.internal.bridge.Bridges;
import io.asyncio4j.internal.bridge.LoopExecutors;
import io.asyncio4j.internal.bridge.OffLoopCall;
import io.asyncio4j.internal.combine.AsCompletedImpl;
import io.asyncio4j.internal.combine.GatheringFuture;
import io.asyncio4j.internal.combine.Shielding;
import io.asyncio4j.internal.combine.StaggeredRace;
import io.asyncio4j.internal.combine.Waiting;
import io.asyncio4j.internal.combine.WaitingFor;
import io.asyncio4j.internal.combine.Wrapping;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.Sleep;
import io.asyncio4j.internal.run.RunMain;
import io.asyncio4j.internal.text.Unchecked;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's functions. Import them all: {@code import static io.asyncio4j.Asyncio.*;}
 *
 * <pre>{@code
 * void main() {
 *     run(() -> {
 *         var hello = createTask(() -> sayAfter(Duration.ofSeconds(1), "hello"));
 *         var world = createTask(() -> sayAfter(Duration.ofSeconds(2), "world"));
 *         hello.await();
 *         world.await();
 *     });
 * }
 * }</pre>
 *
 * <p>Every method that waits does so in the current task and lets other tasks run meanwhile. It throws
 * {@link CancelledError} when that task is cancelled, and {@link IllegalStateException} when there is none.
 * Exceptions of awaited code pass through as they are, checked or not, though the compiler does not see the
 * checked ones; {@link #mayThrow} shows it one, for any call.
 */
public final class Asyncio {

    private Asyncio() {}

    /**
     * Makes a loop, runs {@code main} on it, then cancels what tasks are left, waits for them, and closes the loop.
     * See {@link Runner}, which can do more.
     * <p><b>Cancellation:</b> Ctrl-C cancels {@code main}, lets it clean up, and ends the JVM with status 130. An interrupt of
     * the calling thread cancels it, too; a second one ends the waiting. The thread has its flag afterwards.
     * <p><b>Errors:</b> throws what {@code main} throws. What goes wrong in left-over tasks is logged.
     * {@link IllegalStateException} if a loop runs in this thread.
     * <p><b>From CPython:</b> {@code asyncio.run}. A thread that cannot run the loop itself waits for one that can.
     * @return what {@code main} returns
     */
    public static <T extends @Nullable Object> T run(Awaitable<T> main) {
        return run(EventLoop.builder(), main);
    }

    /** Runs {@code main}, which has no result. See {@link #run(Awaitable)}. */
    public static void run(VoidCoroutine main) {
        run(EventLoop.builder(), Coroutine.returningNull(main));
    }

    /** Runs {@code main} on a loop of {@code options}, as with CPython's {@code loop_factory} and {@code debug}. */
    public static <T extends @Nullable Object> T run(EventLoopBuilder options, Awaitable<T> main) {
        return RunMain.run(Objects.requireNonNull(main, "main"), options);
    }

    /** Runs {@code main}, which has no result, on a loop of {@code options}. */
    public static void run(EventLoopBuilder options, VoidCoroutine main) {
        run(options, Coroutine.returningNull(main));
    }

    /** Wraps {@code body} in a task of the running loop. Its first step runs after what is ready now.
     * <p><b>From CPython:</b> {@code asyncio.create_task}. */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body) {
        return createTask(TaskOptions.DEFAULT, body);
    }

    /** Wraps {@code body}, which has no result, in a task. See {@link #createTask(Coroutine)}. */
    public static Task<@Nullable Void> createTask(VoidCoroutine body) {
        return createTask(Coroutine.returningNull(body));
    }

    /** Wraps {@code body} in a task with a name, a context, or an eager start. */
    public static <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Coroutine<T> body) {
        return LoopCore.running().createTask(options, body);
    }

    /** Wraps {@code body}, which has no result, in a task with a name, a context, or an eager start. */
    public static Task<@Nullable Void> createTask(TaskOptions options, VoidCoroutine body) {
        return createTask(options, Coroutine.returningNull(body));
    }

    /** {@return {@code awaitable} if it is a future, else a new task that awaits it}
     * <p><b>From CPython:</b> {@code asyncio.ensure_future}. */
    public static <T extends @Nullable Object> Future<T> ensureFuture(Awaitable<T> awaitable) {
        return Wrapping.of(awaitable);
    }

    /** {@return the task that runs here, or null in a callback of a loop}
     * <p><b>From CPython:</b> {@code asyncio.current_task}. */
    public static @Nullable Task<?> currentTask() {
        return LoopCore.running().current();
    }

    /** {@return the task that {@code loop} runs at the moment, or null} */
    public static @Nullable Task<?> currentTask(EventLoop loop) {
        return LoopCore.of(loop).currentFromAnywhere();
    }

    /** {@return the tasks of the running loop that are not done, the oldest first}
     * <p><b>From CPython:</b> {@code asyncio.all_tasks}. */
    public static Set<Task<?>> allTasks() {
        return new LinkedHashSet<>(LoopCore.running().tasks.snapshot(Long.MAX_VALUE));
    }

    /** {@return the tasks of {@code loop} that are not done} Any thread may ask. */
    public static Set<Task<?>> allTasks(EventLoop loop) {
        return new LinkedHashSet<>(LoopCore.of(loop).tasks.snapshot(Long.MAX_VALUE));
    }

    /**
     * Runs {@code body} with a group to which it can add tasks, and waits for all of them. When one fails, the others
     * and the body are cancelled. See {@link TaskGroup}. A lambda that is a single call, or a method reference, has no
     * value here; with braces and {@code return} it has.
     * <p><b>From CPython:</b> {@code async with asyncio.TaskGroup() as g:}.
     * @return what {@code body} returns, or null if {@link TaskGroup#cancel} has interrupted it
     * @throws ExceptionGroup with the failures of the tasks and the body
     */
    public static <T extends @Nullable Object> @Nullable T taskGroup(Block<? super TaskGroup, T> body) {
        return new TaskGroup().run(body);
    }

    /** Runs {@code body}, which has no result, with a group. See {@link #taskGroup(Block)}. */
    @SuppressWarnings("overloads") // a lambda that could be either is a VoidBlock, which is the subtype
    public static void taskGroup(VoidBlock<? super TaskGroup> body) {
        new TaskGroup().run(body);
    }

    /**
     * Runs {@code body} in the current task, for {@code delay} at most; see {@link Timeout}. One that does not reschedule
     * it is best a lambda without a parameter: with one, a single call has no value here. A {@code blocking} call in it
     * is interrupted when the time is over, which closes a socket of the JDK's.
     * <p><b>From CPython:</b> {@code async with asyncio.timeout(delay) as limit:}.
     * @param delay zero or less is over at the first await; null for no limit
     * @return what {@code body} returns
     * @throws TimeoutException if it was cancelled because the time was over
     */
    public static <T extends @Nullable Object> T timeout(
            @Nullable Duration delay, Block<? super Timeout, T> body) throws TimeoutException {
        return Timeout.after(delay).run(body);
    }

    /** Runs {@code body}, which has no result, for a limited time. See {@link #timeout(Duration, Block)}. */
    @SuppressWarnings("overloads") // a lambda that could be either is a VoidBlock, which is the subtype
    public static void timeout(@Nullable Duration delay, VoidBlock<? super Timeout> body)
            throws TimeoutException {
        Timeout.after(delay).run(body);
    }

    /** Runs {@code body}, which does not reschedule it, for a limited time. See {@link #timeout(Duration, Block)}. */
    public static <T extends @Nullable Object> T timeout(@Nullable Duration delay, Coroutine<T> body)
            throws TimeoutException {
        return Timeout.after(delay).run((Block<Timeout, T>) limit -> body.await());
    }

    /** Runs {@code body}, which has no result, for a limited time. See {@link #timeout(Duration, Block)}. */
    public static void timeout(@Nullable Duration delay, VoidCoroutine body) throws TimeoutException {
        Timeout.after(delay).run((VoidBlock<Timeout>) limit -> body.run());
    }

    /** Runs {@code body} until {@link EventLoop#time} has reached {@code when}. See {@link #timeout(Duration, Block)}.
     * <p><b>From CPython:</b> {@code asyncio.timeout_at}. */
    public static <T extends @Nullable Object> T timeoutAt(
            @Nullable Duration when, Block<? super Timeout, T> body) throws TimeoutException {
        return Timeout.at(when).run(body);
    }

    /** Runs {@code body}, which has no result, until a moment. See {@link #timeoutAt(Duration, Block)}. */
    @SuppressWarnings("overloads") // a lambda that could be either is a VoidBlock, which is the subtype
    public static void timeoutAt(@Nullable Duration when, VoidBlock<? super Timeout> body)
            throws TimeoutException {
        Timeout.at(when).run(body);
    }

    /** Runs {@code body}, which does not reschedule it, until a moment. See {@link #timeoutAt(Duration, Block)}. */
    public static <T extends @Nullable Object> T timeoutAt(@Nullable Duration when, Coroutine<T> body)
            throws TimeoutException {
        return Timeout.at(when).run((Block<Timeout, T>) limit -> body.await());
    }

    /** Runs {@code body}, which has no result, until a moment. See {@link #timeoutAt(Duration, Block)}. */
    public static void timeoutAt(@Nullable Duration when, VoidCoroutine body) throws TimeoutException {
        Timeout.at(when).run((VoidBlock<Timeout>) limit -> body.run());
    }

    /**
     * Starts {@code coroutines} one after another, the next one when the one before has failed or after
     * {@code delay}, until the first one succeeds; then cancels the others. It is how one connects to the first of
     * several addresses that answers, "happy eyeballs".
     * <p><b>Cancellation:</b> the coroutines are cancelled, and this ends when they have. <b>Errors:</b> none if all fail;
     * the result has their exceptions.
     * <p><b>From CPython:</b> {@code asyncio.staggered.staggered_race}.
     * @param delay null to start one only when the one before has failed
     */
    public static <T extends @Nullable Object> RaceResult<T> staggeredRace(
            Collection<? extends Coroutine<? extends T>> coroutines, @Nullable Duration delay) {
        return StaggeredRace.run(coroutines, delay);
    }

    /** Waits for {@code awaitable}: {@link Awaitable#await} without its {@code throws}. */
    public static <T extends @Nullable Object> T await(Awaitable<T> awaitable) {
        try {
            return awaitable.await();
        } catch (Exception e) {
            throw Unchecked.rethrow(e);
        }
    }

    /** Waits until {@code stage} is completed, by whatever thread. See {@link #wrapFuture}. */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return wrapFuture(stage).await();
    }

    /**
     * Does nothing, and tells the compiler that what stands behind it in a {@code try} may throw {@code type}, so that a
     * checked exception of a lambda, a task or a future can be caught, whatever the call:
     * <pre>{@code
     * try {
     *     mayThrow(IOException.class);
     *     page = waitFor(() -> fetch(url), limit);
     * } catch (IOException e) { ... }
     * }</pre>
     */
    @SuppressWarnings({"unused", "RedundantThrows"}) // both are there for their types
    public static <X extends Exception> void mayThrow(Class<X> type) throws X {}

    /**
     * Lets other tasks run for {@code delay}. Zero or less lets those run that are ready now, and goes on.
     * <p><b>Cancellation:</b> the timer is cancelled.
     * <p><b>From CPython:</b> {@code asyncio.sleep}.
     */
    public static void sleep(Duration delay) {
        Sleep.sleep(LoopCore.running(), delay, true);
    }

    /** Sleeps, then returns {@code result}. See {@link #sleep(Duration)}. */
    public static <T extends @Nullable Object> T sleep(Duration delay, T result) {
        return Sleep.sleep(LoopCore.running(), delay, result);
    }

    /**
     * Runs {@code awaitables} at the same time; coroutines become tasks, in order. The future that this returns
     * brings all results in the order of the arguments, or the first failure as soon as it happens; the others
     * then go on.
     * <p><b>Cancellation:</b> cancelling the future cancels all that are not done.
     * <p><b>Errors:</b> {@link IllegalArgumentException} if they belong to different loops.
     * <p><b>From CPython:</b> {@code asyncio.gather}.
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object> Future<List<T>> gather(Awaitable<? extends T>... awaitables) {
        return GatheringFuture.of(List.of(awaitables), false);
    }

    /** Runs coroutines without results at the same time. See {@link #gather(Awaitable...)}. */
    public static Future<List<@Nullable Void>> gather(VoidCoroutine... bodies) {
        return gather(Stream.of(bodies).map(Coroutine::returningNull).toList());
    }

    /** Runs two at the same time. It is there so that one of two may have no result. See {@link #gather(Awaitable...)}. */
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Awaitable<? extends T> first, Awaitable<? extends T> second) {
        return GatheringFuture.of(List.of(first, second), false);
    }

    /** Runs two at the same time, the second one without a result. See {@link #gather(Awaitable...)}. */
    public static <T extends @Nullable Object> Future<List<@Nullable T>> gather(
            Awaitable<? extends T> first, VoidCoroutine second) {
        return GatheringFuture.of(Wrapping.both(first, Coroutine.returningNull(second)), false);
    }

    /** Runs two at the same time, the first one without a result. See {@link #gather(Awaitable...)}. */
    public static <T extends @Nullable Object> Future<List<@Nullable T>> gather(
            VoidCoroutine first, Awaitable<? extends T> second) {
        return GatheringFuture.of(Wrapping.both(Coroutine.returningNull(first), second), false);
    }

    /** {@return a future that is done, with an empty list} See {@link #gather(Awaitable...)}. */
    public static <T extends @Nullable Object> Future<List<T>> gather() {
        return gather(List.of());
    }

    /** Gathers the results of a collection. See {@link #gather(Awaitable...)}. */
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return GatheringFuture.of(awaitables, false);
    }

    /** Gathers how each ends, failures and cancellations included; see {@link #gather(Awaitable...)}.
     * <p><b>From CPython:</b> {@code gather(..., return_exceptions=True)}. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
            Awaitable<? extends T>... awaitables) {
        return GatheringFuture.of(List.of(awaitables), true);
    }

    /** Gathers the outcomes of a collection. See {@link #gatherOutcomes(Awaitable...)}. */
    public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return GatheringFuture.of(awaitables, true);
    }

    /**
     * {@return a future that ends as {@code awaitable} does, and whose cancellation does not reach it}
     * <p><b>Cancellation:</b> the inner task goes on. If it fails after that, the loop's exception handler is
     * told.
     * <p><b>From CPython:</b> {@code asyncio.shield}.
     */
    public static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
        return Shielding.shield(awaitable);
    }

    /** Shields {@code body}, which has no result. See {@link #shield(Awaitable)}. */
    public static Future<@Nullable Void> shield(VoidCoroutine body) {
        return shield(Coroutine.returningNull(body));
    }

    /**
     * Waits for {@code awaitable}, for {@code timeout} at most. A coroutine runs in the current task.
     * <p><b>Cancellation:</b> when the time is over, and when the current task is cancelled, what is awaited is
     * cancelled, and this returns only when that has ended.
     * <p><b>From CPython:</b> {@code asyncio.wait_for}.
     * @param timeout null for no limit; zero or less gives the result only if it is there already
     * @throws TimeoutException if it was cancelled because the time was over; its cause is the
     *     {@link CancelledError}
     */
    public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, @Nullable Duration timeout)
            throws TimeoutException {
        return WaitingFor.waitFor(awaitable, timeout);
    }

    /** Waits for {@code body}, which has no result. See {@link #waitFor(Awaitable, Duration)}. */
    public static void waitFor(VoidCoroutine body, @Nullable Duration timeout) throws TimeoutException {
        waitFor(Coroutine.returningNull(body), timeout);
    }

    /** Waits until all of {@code futures} are done. See {@link #wait(Collection, Duration, ReturnWhen)}. Write it
     * {@code Asyncio.wait}: within a class, plain {@code wait} is {@link Object#wait()}. */
    public static <F extends Future<?>> WaitResult<F> wait(Collection<F> futures) {
        return wait(futures, null, ReturnWhen.ALL_COMPLETED);
    }

    /** Waits until {@code returnWhen} holds. See {@link #wait(Collection, Duration, ReturnWhen)}. */
    public static <F extends Future<?>> WaitResult<F> wait(Collection<F> futures, ReturnWhen returnWhen) {
        return wait(futures, null, returnWhen);
    }

    /**
     * Waits until {@code returnWhen} holds or {@code timeout} is over, and says which futures are done. Nothing
     * is cancelled, and no failure is thrown.
     * <p><b>Cancellation:</b> the futures are left alone. <b>Errors:</b> {@link IllegalArgumentException} if there are none.
     * <p><b>From CPython:</b> {@code asyncio.wait}.
     * @param timeout null for no limit
     */
    public static <F extends Future<?>> WaitResult<F> wait(
            Collection<F> futures, @Nullable Duration timeout, ReturnWhen returnWhen) {
        return Waiting.forFutures(futures, timeout, returnWhen);
    }

    /** {@return {@code awaitables} in the order in which they will be completed} Coroutines become tasks now.
     * <p><b>From CPython:</b> {@code asyncio.as_completed}. */
    public static <T extends @Nullable Object> AsCompleted<T> asCompleted(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return asCompleted(awaitables, null);
    }

    /** {@return the same within {@code timeout}, which counts from now}; null for no limit. */
    public static <T extends @Nullable Object> AsCompleted<T> asCompleted(
            Collection<? extends Awaitable<? extends T>> awaitables, @Nullable Duration timeout) {
        return new AsCompletedImpl<>(awaitables, timeout);
    }

    /**
     * Runs {@code call} on another thread, a virtual one unless the loop has a default executor of its own, and
     * waits for what it returns. It sees the context variables of the current task, in a copy.
     * <p><b>Cancellation:</b> the wait ends at once, the thread is interrupted; what it throws then is reported.
     * <p><b>From CPython:</b> {@code asyncio.to_thread}.
     */
    public static <T extends @Nullable Object> T toThread(Callable<T> call) {
        return LoopExecutors.toThread(call);
    }

    /** Runs {@code call}, which returns nothing, on another thread. See {@link #toThread(Callable)}. */
    public static void toThread(VoidCoroutine call) {
        Coroutine<@Nullable Void> body = Coroutine.returningNull(call);
        toThread((Callable<@Nullable Void>) body::await);
    }

    /**
     * Runs {@code call}, which must not await, on the current task's thread, thread-locals and all; the loop runs others.
     * <p><b>Cancellation:</b> the thread is interrupted, which closes a socket of the JDK's that it waits for; the
     * {@link CancelledError} comes when the call returns, and what that throws is suppressed in it.
     */
    public static <T extends @Nullable Object> T blocking(Callable<T> call) {
        return OffLoopCall.run(call);
    }

    /** Runs {@code call}, which returns nothing, off the loop. See {@link #blocking(Callable)}. */
    public static void blocking(VoidCoroutine call) {
        Coroutine<@Nullable Void> body = Coroutine.returningNull(call);
        blocking((Callable<@Nullable Void>) body::await);
    }

    /**
     * Starts {@code coroutine} as a task of {@code loop}, from any other thread.
     * <p><b>Cancellation:</b> cancelling the future cancels the task, and the other way round.
     * <p><b>From CPython:</b> {@code asyncio.run_coroutine_threadsafe}.
     * @return a future that other threads may wait for
     */
    public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
            Coroutine<T> coroutine, EventLoop loop) {
        return Bridges.runThreadsafe(Objects.requireNonNull(coroutine, "coroutine"), LoopCore.of(loop));
    }

    /** Starts {@code coroutine}, which has no result. See {@link #runCoroutineThreadsafe(Coroutine, EventLoop)}. */
    public static CompletableFuture<@Nullable Void> runCoroutineThreadsafe(VoidCoroutine coroutine,
            EventLoop loop) {
        return runCoroutineThreadsafe(Coroutine.returningNull(coroutine), loop);
    }

    /**
     * {@return a future of the running loop that ends as {@code stage} does}
     * <p><b>Cancellation:</b> cancelling the future cancels the stage.
     * <p><b>From CPython:</b> {@code asyncio.wrap_future}.
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(CompletionStage<T> stage) {
        return Bridges.wrap(LoopCore.running(), Objects.requireNonNull(stage, "stage"));
    }
}
