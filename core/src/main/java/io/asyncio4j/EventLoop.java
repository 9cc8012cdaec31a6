package io.asyncio4j;

import io.asyncio4j.inspect.AwaitTrace;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.loop.EventLoopImpl;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.WaitedFor;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks and callbacks, one at a time, in the order in which they became ready.
 *
 * <p>Most programs never touch it: {@link Asyncio#run} makes one, runs it and closes it.
 *
 * <p>While a loop runs, only its own tasks and callbacks may use it; other threads come in through
 * {@link #callSoonThreadsafe} and {@link Asyncio#runCoroutineThreadsafe}. Everything else throws an
 * {@link IllegalStateException} there, and after {@link #close} so does every call that would schedule
 * something.
 *
 * <p><b>From CPython:</b> {@code asyncio.AbstractEventLoop}, {@code asyncio.EventLoop}.
 */
public sealed interface EventLoop extends AutoCloseable permits EventLoopImpl {

    /**
     * {@return a new loop that keeps real time and runs tasks on the fastest threads that this JVM allows}
     *
     * <p><b>From CPython:</b> {@code asyncio.new_event_loop}.
     */
    static EventLoop create() {
        return builder().build();
    }

    /** {@return a builder for a loop with another clock, other threads, or in debug mode} */
    static EventLoopBuilder builder() {
        return new EventLoopBuilder();
    }

    /**
     * {@return the loop that runs the calling task or callback}
     *
     * <p><b>From CPython:</b> {@code asyncio.get_running_loop}.
     *
     * @throws IllegalStateException if none does, as in a plain thread or within {@code toThread}
     */
    static EventLoop running() {
        return LoopCore.running().face();
    }

    /**
     * {@return the loop that runs the calling task or callback, or null if none does}
     *
     * <p><b>From CPython:</b> {@code asyncio._get_running_loop}.
     */
    static @Nullable EventLoop runningOrNull() {
        LoopCore loop = LoopCore.runningOrNull();
        return loop == null ? null : loop.face();
    }

    // Running.

    /**
     * Runs until {@link #stop} is called. If that was called before, runs exactly one turn.
     *
     * @throws IllegalStateException if it runs already, is closed, or another loop runs in this thread
     */
    void runForever();

    /**
     * Runs until {@code main} is done, and gives its result. A coroutine is wrapped in a task.
     *
     * @throws IllegalStateException as {@link #runForever} does, and if the loop was stopped before
     *     {@code main} was done, which then stays pending
     * @throws IllegalArgumentException if {@code main} is a future of another loop
     */
    <T extends @Nullable Object> T runUntilComplete(Awaitable<T> main);

    /** Runs until {@code main}, which has no result, is done. See {@link #runUntilComplete(Awaitable)}. */
    default void runUntilComplete(VoidCoroutine main) {
        runUntilComplete(Coroutine.returningNull(main));
    }

    /** Makes {@link #runForever} return at the end of the present turn. What is queued then stays queued. */
    void stop();

    /** {@return whether it runs, on whatever thread} Any thread may ask. */
    boolean isRunning();

    /** {@return whether it was closed} Any thread may ask. */
    boolean isClosed();

    /**
     * Closes it: drops what is queued, lets the threads of tasks that are still pending end (each await in
     * them throws {@link CancelledError} from now on), and reports those tasks and every failure that nobody
     * looked at. Closing twice does nothing more.
     *
     * @throws IllegalStateException if it is running
     */
    @Override
    void close();

    // Scheduling.

    /** Runs {@code callback} in the next turn, in a copy of the current context. */
    default Handle callSoon(Runnable callback) {
        return callSoon(Context.copyCurrent(), callback);
    }

    /** Runs {@code callback} in the next turn, in {@code context}. */
    Handle callSoon(Context context, Runnable callback);

    /** Runs {@code callback} after {@code delay} on the loop's clock; a negative one counts as zero. */
    default TimerHandle callLater(Duration delay, Runnable callback) {
        return callLater(delay, Context.copyCurrent(), callback);
    }

    /** Runs {@code callback} after {@code delay} in {@code context}. */
    TimerHandle callLater(Duration delay, Context context, Runnable callback);

    /** Runs {@code callback} when {@link #time} has reached {@code when}. Equal moments keep their order. */
    default TimerHandle callAt(Duration when, Runnable callback) {
        return callAt(when, Context.copyCurrent(), callback);
    }

    /** Runs {@code callback} when {@link #time} has reached {@code when}, in {@code context}. */
    TimerHandle callAt(Duration when, Context context, Runnable callback);

    /** Runs {@code callback} in a coming turn. Any thread may call this; the handle is for any thread too. */
    default Handle callSoonThreadsafe(Runnable callback) {
        return callSoonThreadsafe(Context.copyCurrent(), callback);
    }

    /** Runs {@code callback} in a coming turn, in {@code context}. Any thread may call this. */
    Handle callSoonThreadsafe(Context context, Runnable callback);

    /** {@return the loop's time}, from a start of its own; for {@link #callAt} and for differences. */
    Duration time();

    /** {@return a new future of this loop, for its maker to complete} */
    <T extends @Nullable Object> Promise<T> createFuture();

    /** Wraps {@code coroutine} in a task and schedules it. See {@link Asyncio#createTask}. */
    default <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(TaskOptions.DEFAULT, coroutine);
    }

    /**
     * {@return a new future that stands for {@code waitedFor}} Whoever looks at a task that awaits it sees that.
     *
     * <p><b>From CPython:</b> nothing of the kind.
     */
    <T extends @Nullable Object> Promise<T> createFuture(WaitedFor waitedFor);

    /** Wraps {@code coroutine} in a task and schedules it, by way of the task factory if one is set. */
    <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Coroutine<T> coroutine);

    /** Wraps {@code body}, which has no result, in a task. See {@link Asyncio#createTask}. */
    default Task<@Nullable Void> createTask(VoidCoroutine body) {
        return createTask(Coroutine.returningNull(body));
    }

    /** Wraps {@code body}, which has no result, in a task. See {@link Asyncio#createTask}. */
    default Task<@Nullable Void> createTask(TaskOptions options, VoidCoroutine body) {
        return createTask(options, Coroutine.returningNull(body));
    }

    /** Wraps {@code coroutine} in a task and schedules it, whatever task factory is set; for factories. */
    <T extends @Nullable Object> Task<T> newTask(Coroutine<T> coroutine, TaskOptions options);

    /** Sets what makes tasks; null for the default. See {@link TaskFactory}. */
    void setTaskFactory(@Nullable TaskFactory factory);

    /** {@return what makes tasks, or null for the default} */
    @Nullable
    TaskFactory getTaskFactory();

    // Other threads.

    /**
     * Hands {@code callable} to {@code executor} at once. An {@link ExecutorService} gets the very object.
     *
     * <p><b>Cancellation:</b> cancelling the future interrupts the thread that runs the callable; what it
     * returns after that is ignored.
     *
     * @param executor where it shall run, or null for the default executor: virtual threads, each for one call at
     *     a time
     * @throws IllegalStateException if the default executor was shut down
     */
    <T extends @Nullable Object> Future<T> runInExecutor(@Nullable Executor executor, Callable<T> callable);

    /** Sets what {@code runInExecutor(null, ...)} and {@code toThread} use. It is shut down with the loop. */
    void setDefaultExecutor(ExecutorService executor);

    /**
     * Shuts the default executor down and waits, in the current task, until its threads have ended.
     *
     * @param timeout how long at most, after which a warning is logged and it is left alone; null for no limit
     */
    void shutdownDefaultExecutor(@Nullable Duration timeout);

    /**
     * {@return this loop as an executor, for code that takes one} Each command becomes a task: it may await, and what
     * it throws is reported to the exception handler at once. Any thread may use it; when the loop is closed, it throws
     * {@link java.util.concurrent.RejectedExecutionException}, and commands that have not begun are dropped.
     *
     * <p><b>From CPython:</b> nothing of the kind.
     */
    Executor asExecutor();

    /**
     * Runs {@code callback} in a coming turn whenever {@code signal} comes, in place of what the signal does by itself
     * and of what it does to a {@link Runner}; replaces the callback that was set before. It runs in a copy of the
     * current context. Closing the loop removes it.
     *
     * <p><b>From CPython:</b> {@code loop.add_signal_handler}.
     *
     * @throws IllegalStateException if the signal cannot be caught
     */
    void addSignalHandler(Signal signal, Runnable callback);

    /** Lets {@code signal} do again what it did before. Says whether it had a callback. */
    boolean removeSignalHandler(Signal signal);

    // Channels and resources.

    /**
     * {@return a future that is done when {@code channel} has something to read, or will not have any more} The hint
     * may be wrong: read without blocking, and wait again if there is nothing. Nothing is read for it, so cancelling it
     * loses nothing; it then watches the channel no longer.
     *
     * <p><b>Errors:</b> the future fails with a {@link ClosedChannelException} when the channel is closed meanwhile.
     *
     * <p><b>From CPython:</b> {@code loop.add_reader} and {@code remove_reader}.
     *
     * @throws IllegalStateException if another task waits for the same, if the channel belongs to a stream, a server or
     *     whoever else has a {@link ChannelWatch}, or if the loop's poller cannot watch channels
     * @throws java.nio.channels.IllegalBlockingModeException if the channel is in blocking mode
     * @throws IllegalArgumentException if such a channel cannot be read
     * @throws ClosedChannelException if it is closed
     * @throws IOException if it is the loop's first channel and what the loop waits with for channels cannot be opened,
     *     for want of descriptors
     */
    Future<@Nullable Void> readable(SelectableChannel channel) throws IOException;

    /**
     * {@return a future that is done when {@code channel} takes bytes to write} See {@link #readable}.
     *
     * <p><b>From CPython:</b> {@code loop.add_writer} and {@code remove_writer}.
     */
    Future<@Nullable Void> writable(SelectableChannel channel) throws IOException;

    /** {@return a future that is done when {@code channel} has a connection to accept} See {@link #readable}. */
    Future<@Nullable Void> acceptable(SelectableChannel channel) throws IOException;

    /** {@return a future that is done when {@code channel} can finish connecting} See {@link #readable}. */
    Future<@Nullable Void> connectable(SelectableChannel channel) throws IOException;

    /**
     * Watches {@code channel} for {@code owner}, who is named in errors; for libraries that do I/O. See
     * {@link ChannelWatch}.
     *
     * @throws IllegalStateException if somebody else uses the channel, or the loop's poller cannot watch channels
     * @throws java.nio.channels.IllegalBlockingModeException if the channel is in blocking mode
     * @throws ClosedChannelException if it is closed
     * @throws IOException as {@link #readable} throws it
     */
    ChannelWatch watch(SelectableChannel channel, Object owner) throws IOException;

    /**
     * Lets {@link #close} close {@code resource}, after the tasks have ended: for libraries whose sockets and processes
     * must not outlive the loop. Debug mode reports that it was left open, unless it is an
     * {@link io.asyncio4j.spi.LoopResource} that is closing.
     */
    void addResource(AutoCloseable resource);

    /** Takes back what {@link #addResource} has begun. Says whether it had. */
    boolean removeResource(AutoCloseable resource);

    // Errors.

    /** Sets who is told of errors that have no other way out; null for the default, which logs them. */
    void setExceptionHandler(@Nullable ExceptionHandler handler);

    /** {@return who is told of errors, or null for the default} */
    @Nullable
    ExceptionHandler getExceptionHandler();

    /** Tells the exception handler of an error. See {@link ExceptionHandler} for the entries. */
    void callExceptionHandler(Map<String, Object> context);

    /** Logs an error as a loop without an exception handler does, at level ERROR of {@code io.asyncio4j}. */
    void defaultExceptionHandler(Map<String, Object> context);

    // Debug mode.

    /** {@return whether it is in debug mode} Any thread may ask. See {@link #setDebug}. */
    boolean getDebug();

    /**
     * Switches debug mode. In it
     *
     * <ul>
     * <li>futures, tasks and handles remember where they were made;
     * <li>a task or callback that has held the loop longer than {@link #getSlowCallbackDuration} is logged when it gives
     * it back;
     * <li>a task that fails while nobody waits for it is logged, not as an error yet;
     * <li>exceptions carry an {@link AwaitTrace};
     * <li>a {@link Coroutine#of} object that was dropped before it was awaited is logged.
     * </ul>
     *
     * Any thread may call this.
     */
    void setDebug(boolean debug);

    /**
     * {@return how long a task or a callback may hold the loop before that is logged, or null for any length of time}
     */
    @Nullable
    Duration getSlowCallbackDuration();

    /**
     * Sets how long a task or a callback may hold the loop before that is logged as a warning, in real time: 100
     * milliseconds, unless the system property {@code asyncio4j.slowCallbackDuration} says otherwise. Any thread may
     * call this.
     *
     * <p>The warning comes while the loop is held, a fifth of that time late at most, with the stack of the task or callback, and
     * with what it waits for if it is blocked: at {@code System.Logger} {@code io.asyncio4j}. It comes again when the
     * loop has been held ten, a hundred, ... times as long, and of the same code at the 1st, 10th, 100th, ... time.
     *
     * <p><b>From CPython:</b> {@code loop.slow_callback_duration}, which only debug mode looks at, and afterwards.
     *
     * @param duration more than zero, or null for never
     * @throws IllegalArgumentException if it is zero or negative
     */
    void setSlowCallbackDuration(@Nullable Duration duration);

    // Observers.

    /**
     * Lets {@code observer} be told what this loop does. Any thread may call this; from one that does not hold the
     * loop while that runs, it takes effect in a coming turn. Observers are told in the order in which they came.
     *
     * <p><b>From CPython:</b> nothing of the kind.
     */
    void addObserver(LoopObserver observer);

    /** Ends what {@link #addObserver} began, by the same rules. Harmless for one that was not added. */
    void removeObserver(LoopObserver observer);
}
