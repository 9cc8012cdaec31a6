package io.asyncio4j.internal.kernel;

import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.internal.body.AwaitingBody;
import io.asyncio4j.internal.body.Bodies;
import io.asyncio4j.internal.body.PropagatedBody;
import io.asyncio4j.internal.body.Propagation;
import io.asyncio4j.internal.queue.Timers;
import io.asyncio4j.internal.text.CreationStack;
import io.asyncio4j.internal.text.Names;
import io.asyncio4j.internal.thread.TaskThread;
import io.asyncio4j.internal.thread.TaskThreads;
import io.asyncio4j.spi.ContextPropagator;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.OutsideWorld;
import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.WaitedFor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The heart of a loop, which tasks, futures and handles belong to: who has it, its turns, its tasks, and who may use
 * it and when. The {@link EventLoop} that users have is made of one, on a floor above.
 */
public final class LoopCore extends Holding {

    // fixed
    private final String name;
    private final EventLoop face;
    public final Surroundings around;
    public final Turns turns;
    // where the futures were made that were made in debug mode; apart, so that others need no field for it
    final Map<FutureImpl<?>, CreationStack> creationStacks =
            Collections.synchronizedMap(new WeakHashMap<>(0));

    final Object valuesLock = new Object();

    // written before the loop is used; null for none
    private @Nullable Propagation propagation;

    // loop-confined
    private @Nullable TaskFactory taskFactory;
    // whether the request to cancel that is on its way down is one of which people will ask where it met them
    boolean showsCancellations;

    // written by the loop's side, read by any thread
    private volatile boolean running;
    private volatile boolean closed;

    // any thread, volatile; the array is never changed
    private volatile boolean debug;
    private volatile @Nullable Object[] values = new Object[0];

    public LoopCore(String name, Surroundings around, Poller poller,
            Function<TaskThread.Host, TaskThreads> threads) {
        this.name = name;
        this.face = around.face();
        this.around = around;
        this.turns = new Turns(this, around, poller, threads);
    }

    /** {@return the loop that runs the calling task or callback, or null} */
    public static @Nullable LoopCore runningOrNull() {
        return RunningLoops.of(Thread.currentThread());
    }

    /**
     * {@return the loop that runs the calling task or callback}
     *
     * @throws IllegalStateException if none does
     */
    public static LoopCore running() {
        LoopCore loop = runningOrNull();
        if (loop == null) {
            throw new IllegalStateException(
                    "no running event loop in " + Thread.currentThread()
                            + "; call this from within Asyncio.run");
        }
        return loop;
    }

    public String name() {
        return name;
    }

    /** {@return the loop as users have it} */
    public EventLoop face() {
        return face;
    }

    /** {@return the core of {@code loop}} */
    public static LoopCore of(EventLoop loop) {
        return ((HasCore) loop).core();
    }

    /** What the one implementation of {@link EventLoop} says of itself. */
    public interface HasCore {
        LoopCore core();
    }

    // Running.

    public boolean isRunning() {
        return running;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Notes that it is closed, which it is for good, and says whether it was not before. It must not run. */
    public synchronized boolean markClosed() {
        if (running) {
            throw new IllegalStateException("Cannot close a running event loop: " + this + "; stop it first");
        }
        boolean wasOpen = !closed;
        closed = true;
        return wasOpen;
    }

    public void ensureCanRun() {
        ensureOpen();
        if (running) {
            throw new IllegalStateException("This event loop is already running: " + this);
        }
        LoopCore other = runningOrNull();
        if (other != null) {
            throw new IllegalStateException(
                    "Cannot run the event loop while another loop is running: " + other
                            + " runs in this thread");
        }
    }

    /** Runs turns on this thread, in {@code context}. */
    public void runHere(ContextImpl context) {
        synchronized (this) {
            if (running) {
                throw new IllegalStateException("This event loop is already running: " + this);
            }
            ensureOpen(); // another thread may have closed it just now
            running = true;
        }
        try {
            RunningLoops.add(this);
            around.runBegins();
            turns.runTurns(context);
        } finally {
            RunningLoops.remove(this);
            around.runEnded();
            running = false;
        }
    }

    /** Runs {@code unwinding} with this thread as the loop's, while every await throws; part of closing. */
    public void unwindHere(Runnable unwinding) {
        boolean interrupted = Thread.interrupted(); // a thread that carries another may lose its flag
        RunningLoops.add(this);
        take(context());
        turns.unwinding = true;
        try {
            unwinding.run();
        } finally {
            threads().endIdle();
            turns.unwinding = false;
            release();
            RunningLoops.remove(this);
            around.runEnded();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** {@return the task or callback that runs} */
    public LoopObserver.@Nullable Step runningStep() {
        TaskImpl<?> task = current();
        return task != null ? task : turns.runningHandle;
    }

    /** Remembers who asks {@code task} to end, and tells those who want to know. */
    void noteCancelRequest(TaskImpl<?> task, @Nullable Object message) {
        TaskImpl<?> requester = current();
        HandleImpl callback = turns.runningHandle;
        tasks.cancelRequests.add(task.number, requester == null ? 0 : requester.number,
                requester == null && callback != null ? callback.origin() : null, Names.message(message));
        if (showsCancellations) {
            task.showCancellation();
        }
        if (turns.observation != null) {
            turns.observation.cancelRequested(task, message);
        }
    }

    // Steering.

    /** {@return who decides in place of other threads, or null} */
    public @Nullable OutsideWorld outsideWorld() {
        Surroundings.Steering steering = turns.steering;
        return steering == null ? null : steering.outside();
    }

    // Guards.

    /** Throws if the loop is between two steps, and tells its observers of that. */
    void ensureNotTelling() {
        Observation observation = turns.observation;
        if (observation != null && observation.isTelling()) {
            throw new IllegalStateException(
                    "cannot await in an observer of " + this
                            + ", nor in a text form that is logged while observers are told");
        }
    }

    /** {@return the task that wants to await} */
    public TaskImpl<?> taskThatAwaits() {
        ensureNotTelling();
        TaskImpl<?> task = current();
        if (task == null) {
            throw new IllegalStateException(
                    "cannot await in a callback of " + this
                            + ": callbacks run between tasks; create a task for it");
        }
        if (task.thread() == null) {
            throw new IllegalStateException(
                    "cannot await in a step of a generator-based coroutine, in " + task
                            + "; yield the awaitable");
        }
        return task;
    }

    /** Says whether the calling thread may touch what is the loop's own: it holds the loop, or nobody does. */
    public boolean hasAccess() {
        return isHeldHere() || !running;
    }

    /** Throws if the loop runs and the calling thread does not hold it. */
    public void checkAccess(String operation) {
        if (!hasAccess()) {
            throw new IllegalStateException(
                    "Non-thread-safe operation: cannot " + operation + " " + this + " from "
                            + Thread.currentThread()
                            + ", which does not run it; use callSoonThreadsafe or runCoroutineThreadsafe");
        }
    }

    public void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("Event loop is closed: " + this);
        }
    }

    /** Throws if {@code future} belongs to another loop. */
    public void ensureOwn(Future<?> future) {
        if (FutureImpl.of(future).loop != this) {
            throw new IllegalArgumentException(
                    "The future belongs to a different loop than the one specified, " + this + ": " + future);
        }
    }

    /** What an await throws in a loop that is being closed. */
    public static CancelledError closedUnderTask() {
        return new CancelledError("the event loop was closed");
    }

    /**
     * {@return the error by which a cancellation reaches the running task} Where it met it, its stack trace, is more than
     * half of what ending a task by a cancellation costs, and hardly anybody looks; so it is only noted in debug mode and
     * where somebody will look: behind a timeout, and in a main task.
     */
    public CancelledError cancelledError(@Nullable Object message) {
        return debug || showsCancellationHere()
                ? new CancelledError(message)
                : CancelledError.withoutStackTrace(message);
    }

    /** {@return {@code error}, with which another task has ended, showing the place where the running one takes it} */
    CancelledError shown(CancelledError error) {
        return showsCancellationHere() ? error.traced() : error;
    }

    private boolean showsCancellationHere() {
        TaskImpl<?> task = current();
        return task != null && task.showsCancellation();
    }

    // Queues and time.

    /** Queues the wake-up of a task or a callback of a future that has become done. */
    void enqueueIfOpen(Object entry) {
        if (closed && !turns.unwinding) {
            ensureOpen();
        }
        turns.enqueue(entry);
    }

    /** The same for several: if there is no memory or no stack, for none of them. */
    void enqueueAllIfOpen(List<Object> entries) {
        turns.ready.reserve(entries.size());
        for (Object entry : entries) {
            enqueueIfOpen(entry);
        }
    }

    public Timers timers() {
        return turns.timers;
    }

    /** {@return the loop's time} */
    public long nanoTime() {
        return turns.poller.nanoTime();
    }

    public TaskThreads threads() {
        return turns.threads;
    }

    // Futures and tasks.

    public <T extends @Nullable Object> PromiseImpl<T> createFuture() {
        return new PromiseImpl<>(this);
    }

    /** {@return a future that stands for {@code waitedFor} where people look} */
    public <T extends @Nullable Object> PromiseImpl<T> createFuture(WaitedFor waitedFor) {
        var future = new PromiseImpl<T>(this);
        future.standsFor(waitedFor);
        return future;
    }

    public @Nullable TaskFactory taskFactory() {
        return taskFactory;
    }

    public void setTaskFactory(@Nullable TaskFactory factory) {
        taskFactory = factory;
    }

    /** Wraps {@code coroutine} in a task and schedules it, by way of the task factory if one is set. */
    @SuppressWarnings("unchecked") // a factory that returns another coroutine's task has only itself to blame
    public <T extends @Nullable Object> TaskImpl<T> createTask(TaskOptions options, Coroutine<T> coroutine) {
        TaskFactory factory = taskFactory;
        return factory == null
                ? newTask(coroutine, options)
                : TaskImpl.of((Task<T>) Objects.requireNonNull(
                        factory.createTask(face(), coroutine, options), "task of " + factory));
    }

    /** As {@link #createTask}, for a coroutine that nobody else will run. */
    public <T extends @Nullable Object> TaskImpl<T> createTaskOrDispose(TaskOptions options,
            Coroutine<T> coroutine) {
        try {
            return createTask(options, coroutine);
        } catch (RuntimeException e) { // the task factory's, too
            Bodies.dispose(coroutine);
            throw e;
        }
    }

    /** Wraps {@code coroutine} in a task and schedules it, whatever task factory is set. */
    public <T extends @Nullable Object> TaskImpl<T> newTask(Coroutine<T> coroutine, TaskOptions options) {
        Objects.requireNonNull(coroutine, "coroutine must not be null");
        try {
            checkAccess("create a task of");
            ensureOpen();
        } catch (IllegalStateException e) {
            Bodies.dispose(coroutine);
            throw e;
        }
        var task = new TaskImpl<>(this, propagating(coroutine), options);
        task.schedule(isHeld() && Boolean.TRUE.equals(options.eagerStart()));
        return task;
    }

    /** {@return {@code awaitable} if it is a future of this loop, else a new task that awaits it} */
    public <T extends @Nullable Object> FutureImpl<T> ensureFuture(Awaitable<T> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable must not be null");
        if (awaitable instanceof Future<T> future) {
            ensureOwn(future);
            return FutureImpl.of(future);
        }
        return awaitable instanceof Coroutine<T> coroutine
                ? createTaskOrDispose(TaskOptions.DEFAULT, coroutine)
                : createTask(TaskOptions.DEFAULT, new AwaitingBody<>(awaitable));
    }

    // Propagators, debug mode, and what rooms above keep.

    public @Nullable Propagation propagation() {
        return propagation;
    }

    /** {@return what the loop's propagators find in the calling thread, or null without propagators} */
    public ContextPropagator.@Nullable Captured capture() {
        Propagation propagation = this.propagation;
        return propagation == null ? null : propagation.capture();
    }

    /** {@return {@code coroutine}, to be run within what the propagators find in the calling thread} */
    public <T extends @Nullable Object> Coroutine<T> propagating(Coroutine<T> coroutine) {
        Propagation propagation = this.propagation;
        return propagation == null
                || coroutine instanceof PropagatedBody<?>
                || coroutine instanceof SteppedBody<?> // has no thread
                        ? coroutine
                        : propagation.around(coroutine);
    }

    public void setPropagation(@Nullable Propagation propagation) {
        this.propagation = propagation;
    }

    public boolean getDebug() {
        return debug;
    }

    public void setDebug(boolean debug) {
        this.debug = debug;
    }

    @Nullable
    Object value(int index) {
        @Nullable Object[] values = this.values;
        return index < values.length ? values[index] : null;
    }

    // guarded by valuesLock
    void setValue(int index, Object value) {
        @Nullable Object[] changed = Arrays.copyOf(values, Math.max(values.length, index + 1));
        changed[index] = value;
        values = changed;
    }

    @Override
    public String toString() {
        return "<EventLoop " + name + " running=" + running + " closed=" + closed + " debug=" + debug + ">";
    }
}
