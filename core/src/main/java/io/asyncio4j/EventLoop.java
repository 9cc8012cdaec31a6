package io.asyncio4j;

import io.asyncio4j.spi.Poller;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
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
public final class EventLoop extends ReportingScheduler implements AutoCloseable {

    // fixed
    final String name;
    final UnretrievedFailures failures = new UnretrievedFailures(this);
    final LoopExecutors executors = new LoopExecutors(this);
    final LoopSignals signals = new LoopSignals(this);
    final LoopResources resources = new LoopResources(this);
    // where the futures were made that were made in debug mode; apart, so that others need no field for it
    final Map<Future<?>, CreationStack> creationStacks = Collections.synchronizedMap(new WeakHashMap<>(0));

    // loop-confined
    private @Nullable TaskFactory taskFactory;
    // those that have begun and not ended
    final Set<GeneratorRun<?>> generators = new LinkedHashSet<>(0);
    // what other threads wait for, so that they need not wait for ever when this loop is closed
    final Set<Bridges.OutsideFuture<?>> outsideFutures = Collections.newSetFromMap(new IdentityHashMap<>(0));
    // null until a library reports a wait
    @Nullable ReportedAwaiters reportedAwaiters;

    EventLoop(EventLoopBuilder options, Poller poller, TaskThreadsFactory threads) {
        super(options, poller, threads);
        this.name = options.name();
        this.taskFactory = options.taskFactory();
        FlightRecordings.beforeRun(this);
    }

    /**
     * {@return a new loop that keeps real time and runs tasks on the fastest threads that this JVM allows}
     *
     * <p><b>From CPython:</b> {@code asyncio.new_event_loop}.
     */
    public static EventLoop create() {
        return builder().build();
    }

    /** {@return a builder for a loop with another clock, other threads, or in debug mode} */
    public static EventLoopBuilder builder() {
        return new EventLoopBuilder();
    }

    /**
     * {@return the loop that runs the calling task or callback}
     *
     * <p><b>From CPython:</b> {@code asyncio.get_running_loop}.
     *
     * @throws IllegalStateException if none does, as in a plain thread or within {@code toThread}
     */
    public static EventLoop running() {
        EventLoop loop = runningOrNull();
        if (loop == null) {
            throw new IllegalStateException(
                    "no running event loop in " + Thread.currentThread()
                            + "; call this from within Asyncio.run");
        }
        return loop;
    }

    /** {@return the loop that runs the calling task or callback, or null} */
    static @Nullable EventLoop runningOrNull() {
        return RunningLoops.of(Thread.currentThread());
    }

    // Running.

    /**
     * Runs until {@link #stop} is called. If that was called before, runs exactly one turn.
     *
     * @throws IllegalStateException if it runs already, is closed, or another loop runs in this thread
     */
    public void runForever() {
        ensureCanRun();
        Context context = Context.current();
        threads.runLoop(name, () -> runHere(context));
    }

    /**
     * Runs until {@code main} is done, and gives its result. A coroutine is wrapped in a task.
     *
     * @throws IllegalStateException as {@link #runForever} does, and if the loop was stopped before
     *     {@code main} was done, which then stays pending
     * @throws IllegalArgumentException if {@code main} is a future of another loop
     */
    public <T extends @Nullable Object> T runUntilComplete(Awaitable<T> main) {
        ensureCanRun();
        return UntilComplete.run(this, main);
    }

    /** Runs until {@code main}, which has no result, is done. See {@link #runUntilComplete(Awaitable)}. */
    public void runUntilComplete(VoidCoroutine main) {
        runUntilComplete(Coroutine.returningNull(main));
    }

    /** Makes {@link #runForever} return at the end of the present turn. What is queued then stays queued. */
    public void stop() {
        checkAccess("stop");
        stopping = true;
    }

    public boolean isRunning() {
        return running;
    }

    public boolean isClosed() {
        return closed;
    }

    /**
     * Closes it: drops what is queued, lets the threads of tasks that are still pending end (each await in
     * them throws {@link CancelledError} from now on), and reports those tasks and every failure that nobody
     * looked at. Closing twice does nothing more.
     *
     * @throws IllegalStateException if it is running
     */
    @Override
    public void close() {
        if (running) {
            throw new IllegalStateException("Cannot close a running event loop: " + this + "; stop it first");
        }
        if (!closed) {
            closed = true;
            new Closing(this).run();
        }
    }

    // Scheduling.

    /** Runs {@code callback} in the next turn, in a copy of the current context. */
    public Handle callSoon(Runnable callback) {
        return callSoon(Context.copyCurrent(), callback);
    }

    /** Runs {@code callback} in the next turn, in {@code context}. */
    public Handle callSoon(Context context, Runnable callback) {
        checkAccess("call callSoon of");
        ensureOpen();
        var handle = new CallbackHandle(this, notNull(context, "context"), notNull(callback, "callback"));
        enqueue(handle);
        return handle;
    }

    /** Runs {@code callback} after {@code delay} on the loop's clock; a negative one counts as zero. */
    public TimerHandle callLater(Duration delay, Runnable callback) {
        return callLater(delay, Context.copyCurrent(), callback);
    }

    /** Runs {@code callback} after {@code delay} in {@code context}. */
    public TimerHandle callLater(Duration delay, Context context, Runnable callback) {
        long nanos = Time.nanos(notNull(delay, "delay"));
        return schedule(Time.sum(poller.nanoTime(), nanos), context, callback);
    }

    /** Runs {@code callback} when {@link #time} has reached {@code when}. Equal moments keep their order. */
    public TimerHandle callAt(Duration when, Runnable callback) {
        return callAt(when, Context.copyCurrent(), callback);
    }

    /** Runs {@code callback} when {@link #time} has reached {@code when}, in {@code context}. */
    public TimerHandle callAt(Duration when, Context context, Runnable callback) {
        return schedule(Time.nanos(notNull(when, "when")), context, callback);
    }

    private TimerHandle schedule(long deadlineNanos, Context context, Runnable callback) {
        checkAccess("set a timer of");
        ensureOpen();
        var timer = new TimerHandle(
                this, notNull(context, "context"), deadlineNanos, notNull(callback, "callback"));
        timers.add(deadlineNanos, timer);
        return timer;
    }

    /** Runs {@code callback} in a coming turn. Any thread may call this; the handle is for any thread too. */
    public Handle callSoonThreadsafe(Runnable callback) {
        return callSoonThreadsafe(Context.copyCurrent(), callback);
    }

    /** Runs {@code callback} in a coming turn, in {@code context}. Any thread may call this. */
    public Handle callSoonThreadsafe(Context context, Runnable callback) {
        ensureOpen();
        var handle = new ThreadsafeHandle(this, notNull(context, "context"), notNull(callback, "callback"));
        if (isHeldHere()) {
            enqueue(handle); // in line with what callSoon has queued
        } else {
            enqueueFromOutside(handle);
        }
        return handle;
    }

    /** For completions that may come when nobody is interested any more. */
    void callSoonThreadsafeUnlessClosed(Runnable callback) {
        if (!closed) {
            enqueueFromOutside(new CallbackHandle(this, new Context(), callback));
        }
    }

    /** {@return the loop's time}, from a start of its own; for {@link #callAt} and for differences. */
    public Duration time() {
        return Duration.ofNanos(poller.nanoTime());
    }

    /** {@return a new future of this loop, for its maker to complete} */
    public <T extends @Nullable Object> Promise<T> createFuture() {
        return new Promise<>(this);
    }

    /** Wraps {@code coroutine} in a task and schedules it. See {@link Asyncio#createTask}. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(TaskOptions.DEFAULT, coroutine);
    }

    /** Wraps {@code coroutine} in a task and schedules it, by way of the task factory if one is set. */
    @SuppressWarnings("unchecked") // a factory that returns another coroutine's task has only itself to blame
    public <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Coroutine<T> coroutine) {
        TaskFactory factory = taskFactory;
        return factory == null
                ? newTask(coroutine, options)
                : (Task<T>) notNull(factory.createTask(this, coroutine, options), "task of " + factory);
    }

    /** Wraps {@code body}, which has no result, in a task. See {@link Asyncio#createTask}. */
    public Task<@Nullable Void> createTask(VoidCoroutine body) {
        return createTask(Coroutine.returningNull(body));
    }

    /** Wraps {@code body}, which has no result, in a task. See {@link Asyncio#createTask}. */
    public Task<@Nullable Void> createTask(TaskOptions options, VoidCoroutine body) {
        return createTask(options, Coroutine.returningNull(body));
    }

    /** Wraps {@code coroutine} in a task and schedules it, whatever task factory is set; for factories. */
    public <T extends @Nullable Object> Task<T> newTask(Coroutine<T> coroutine, TaskOptions options) {
        notNull(coroutine, "coroutine");
        try {
            checkAccess("create a task of");
            ensureOpen();
        } catch (IllegalStateException e) {
            Coroutines.dispose(coroutine);
            throw e;
        }
        var task = new Task<>(this, coroutine, options);
        task.schedule(isHeld() && Boolean.TRUE.equals(options.eagerStart()));
        return task;
    }

    /** {@return {@code awaitable} if it is a future of this loop, else a new task that awaits it} */
    <T extends @Nullable Object> Future<T> ensureFuture(Awaitable<T> awaitable) {
        notNull(awaitable, "awaitable");
        if (awaitable instanceof Future<T> future) {
            ensureOwn(future);
            return future;
        }
        return awaitable instanceof Coroutine<T> coroutine
                ? createTaskOrDispose(TaskOptions.DEFAULT, coroutine)
                : createTask(new AwaitingBody<>(awaitable));
    }

    /** Throws if {@code future} belongs to another loop. */
    void ensureOwn(Future<?> future) {
        if (future.loop != this) {
            throw new IllegalArgumentException(
                    "The future belongs to a different loop than the one specified, " + this + ": " + future);
        }
    }

    /** As {@link #createTask(TaskOptions, Coroutine)}, for a coroutine that nobody else will run. */
    <T extends @Nullable Object> Task<T> createTaskOrDispose(TaskOptions options, Coroutine<T> coroutine) {
        try {
            return createTask(options, coroutine);
        } catch (RuntimeException e) { // the task factory's, too
            Coroutines.dispose(coroutine);
            throw e;
        }
    }

    /** Sets what makes tasks; null for the default. See {@link TaskFactory}. */
    public void setTaskFactory(@Nullable TaskFactory factory) {
        checkAccess("set the task factory of");
        taskFactory = factory;
    }

    /** {@return what makes tasks, or null for the default} */
    public @Nullable TaskFactory getTaskFactory() {
        return taskFactory;
    }

    // Other threads.

    /**
     * Hands {@code callable} to {@code executor} at once. An {@link ExecutorService} gets the very object.
     *
     * <p><b>Cancellation:</b> cancelling the future interrupts the thread that runs the callable; what it
     * returns after that is ignored.
     *
     * @param executor where it shall run, or null for the default executor: a virtual thread for each call
     * @throws IllegalStateException if the default executor was shut down
     */
    public <T extends @Nullable Object> Future<T> runInExecutor(@Nullable Executor executor,
            Callable<T> callable) {
        checkAccess("call runInExecutor of");
        ensureOpen();
        return executors.run(executor, notNull(callable, "callable"));
    }

    /** Sets what {@code runInExecutor(null, ...)} and {@code toThread} use. It is shut down with the loop. */
    public void setDefaultExecutor(ExecutorService executor) {
        checkAccess("set the default executor of");
        executors.setDefault(notNull(executor, "executor"));
    }

    /**
     * Shuts the default executor down and waits, in the current task, until its threads have ended.
     *
     * @param timeout how long at most, after which a warning is logged and it is left alone; null for no limit
     */
    public void shutdownDefaultExecutor(@Nullable Duration timeout) {
        executors.shutdownDefault(timeout);
    }

    /**
     * {@return this loop as an executor, for code that takes one} Each command becomes a task: it may await, and what
     * it throws is reported to the exception handler at once. Any thread may use it; when the loop is closed, it throws
     * {@link java.util.concurrent.RejectedExecutionException}, and commands that have not begun are dropped.
     *
     * <p><b>From CPython:</b> nothing of the kind.
     */
    public Executor asExecutor() {
        return new LoopAsExecutor(this);
    }

    /**
     * Runs {@code callback} in a coming turn whenever {@code signal} comes, in place of what the signal does by itself
     * and of what it does to a {@link Runner}; replaces the callback that was set before. It runs in a copy of the
     * current context. Closing the loop removes it.
     *
     * <p><b>From CPython:</b> {@code loop.add_signal_handler}.
     *
     * @throws IllegalStateException if the signal cannot be caught
     */
    public void addSignalHandler(Signal signal, Runnable callback) {
        checkAccess("set a signal handler of");
        ensureOpen();
        signals.add(notNull(signal, "signal"), notNull(callback, "callback"));
    }

    /** Lets {@code signal} do again what it did before. Says whether it had a callback. */
    public boolean removeSignalHandler(Signal signal) {
        checkAccess("remove a signal handler of");
        return signals.remove(notNull(signal, "signal"));
    }

    // Channels.

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
     */
    public Future<@Nullable Void> readable(SelectableChannel channel) throws ClosedChannelException {
        return watchForSingleWait(channel).readable();
    }

    /**
     * {@return a future that is done when {@code channel} takes bytes to write} See {@link #readable}.
     *
     * <p><b>From CPython:</b> {@code loop.add_writer} and {@code remove_writer}.
     */
    public Future<@Nullable Void> writable(SelectableChannel channel) throws ClosedChannelException {
        return watchForSingleWait(channel).writable();
    }

    /** {@return a future that is done when {@code channel} has a connection to accept} See {@link #readable}. */
    public Future<@Nullable Void> acceptable(SelectableChannel channel) throws ClosedChannelException {
        return watchForSingleWait(channel).acceptable();
    }

    /** {@return a future that is done when {@code channel} can finish connecting} See {@link #readable}. */
    public Future<@Nullable Void> connectable(SelectableChannel channel) throws ClosedChannelException {
        return watchForSingleWait(channel).connectable();
    }

    /**
     * Watches {@code channel} for {@code owner}, who is named in errors; for libraries that do I/O. See
     * {@link ChannelWatch}.
     *
     * @throws IllegalStateException if somebody else uses the channel, or the loop's poller cannot watch channels
     * @throws java.nio.channels.IllegalBlockingModeException if the channel is in blocking mode
     * @throws ClosedChannelException if it is closed
     */
    public ChannelWatch watch(SelectableChannel channel, Object owner) throws ClosedChannelException {
        checkAccess("watch a channel of");
        ensureOpen();
        return LoopChannels.of(this).watch(notNull(channel, "channel"), notNull(owner, "owner"));
    }

    private ChannelWatch watchForSingleWait(SelectableChannel channel) throws ClosedChannelException {
        checkAccess("wait for a channel of");
        ensureOpen();
        return LoopChannels.of(this).forSingleWait(notNull(channel, "channel"));
    }

    /**
     * Lets {@link #close} close {@code resource}, after the tasks have ended: for libraries whose sockets and processes
     * must not outlive the loop. Debug mode reports that it was left open.
     */
    public void addResource(AutoCloseable resource) {
        checkAccess("add a resource to");
        ensureOpen();
        resources.add(notNull(resource, "resource"));
    }

    /** Takes back what {@link #addResource} has begun. Says whether it had. */
    public boolean removeResource(AutoCloseable resource) {
        checkAccess("remove a resource from");
        return resources.remove(notNull(resource, "resource"));
    }

    // What the rest of the kernel asks of a loop.

    String name() {
        return name;
    }

    /** Takes back a task that was off the loop; called when it has stopped running there. */
    void enqueueReturning(Task<?> task) {
        enqueueFromOutside(task);
        if (closed) {
            Thread.ofPlatform().daemon().start(() -> new Closing(this).unwindLate());
        }
    }

    private static <V> V notNull(@Nullable V value, String what) {
        return Objects.requireNonNull(value, what + " must not be null");
    }

    @Override
    public String toString() {
        return "<EventLoop " + name + " running=" + running + " closed=" + closed + " debug=" + getDebug()
                + ">";
    }
}
