package io.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A result that may not be there yet. It is read, awaited, watched and cancelled here; {@link Promise} adds
 * setting it, {@link Task} gets it from its coroutine.
 *
 * <p>A future belongs to one loop and is used where that loop's tasks and callbacks run. Its callbacks, the
 * wake-up of a task that awaits it included, are never run in place: they go to the loop's ready queue, in
 * the order in which they were registered.
 *
 * <p><b>Errors:</b> changing it from a thread that does not hold its running loop is an
 * {@link IllegalStateException}. A failure that nobody looks at is reported to the loop's exception handler,
 * when the future is garbage-collected or the loop is closed.
 *
 * <p><b>From CPython:</b> {@code asyncio.Future}.
 *
 * @param <T> the type of the result, which may be null
 */
/*
 *   state      result holds             callbacks holds                      left by
 *   PENDING    nothing                  null | Task | Handle | list of them  finish(), once
 *   FINISHED   the value                null                                 never
 *   FAILED     the Throwable            null, or the watch on a failure      never
 *                                       that nobody has looked at
 *   CANCELLED  the CancelledError that  null                                 never
 *              ended it, until it has
 *              been thrown once, or null
 *
 * Every field is confined to whoever holds the loop. Tasks of one loop run on many virtual threads, and yet
 * no field need be volatile: a task gets the loop by a hand-over, and each hand-over is a memory barrier.
 */
public abstract sealed class Future<T extends @Nullable Object> implements Awaitable<T>
        permits Promise, TaskWork, GatheringFuture, Sleep {

    static final byte PENDING = 0;
    static final byte FINISHED = 1;
    static final byte FAILED = 2;
    static final byte CANCELLED = 3;

    // fixed
    final EventLoop loop;

    // loop-confined
    private byte state = PENDING;
    private @Nullable Object result;
    private @Nullable Object callbacks;
    @Nullable Object cancelMessage;

    Future(EventLoop loop) {
        this.loop = loop;
        if (loop.getDebug()) {
            loop.creationStacks.put(this, CreationStack.capture());
        }
    }

    /** {@return the loop that this future belongs to} */
    public final EventLoop getLoop() {
        return loop;
    }

    /** {@return whether it has a result or an exception, or was cancelled} */
    public final boolean done() {
        return state != PENDING;
    }

    /** {@return whether it was cancelled} */
    public final boolean cancelled() {
        return state == CANCELLED;
    }

    /**
     * {@return the result} A future that failed throws its exception instead, the very object, even a checked
     * one.
     *
     * @throws CancelledError if it was cancelled
     * @throws InvalidStateException if it is not done
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // finish() stored a T, which may be null
    public final T result() {
        if (state == FINISHED) {
            return (T) result;
        }
        Throwable failure = Objects.requireNonNull(failure("Result is not set."));
        if (state == FAILED && loop.getDebug()) {
            AwaitTrace.extend(failure);
        }
        throw Unchecked.rethrow(failure);
    }

    /**
     * {@return the exception that it failed with, or null if it has a result}
     *
     * @throws CancelledError if it was cancelled
     * @throws InvalidStateException if it is not done
     */
    public final @Nullable Throwable exception() {
        Throwable failure = failure("Exception is not set.");
        if (state == CANCELLED) {
            throw Unchecked.rethrow(Objects.requireNonNull(failure));
        }
        return failure;
    }

    /** The exception of a failed or cancelled future, which counts as retrieved from now on. */
    private @Nullable Throwable failure(String ifPending) {
        return switch (state) {
            case FINISHED -> null;
            case FAILED -> {
                retrieved();
                yield (Throwable) result;
            }
            case CANCELLED -> takeCancelledError();
            default -> throw new InvalidStateException(ifPending);
        };
    }

    /** The error that ended this cancelled future, the first time; later ones are made anew. */
    final CancelledError takeCancelledError() {
        Object original = result;
        result = null;
        return original instanceof CancelledError error ? error : new CancelledError(cancelMessage);
    }

    /**
     * Waits until this future is done, and gives its result. One that is done already gives it at once: that
     * is no switch to other tasks and no point at which a cancellation is delivered.
     *
     * <p><b>Cancellation:</b> cancelling the task that waits cancels this future. Use {@link Asyncio#shield}
     * where that is not wanted.
     *
     * @throws CancelledError if this future or the waiting task is cancelled
     * @throws IllegalStateException if no task is running here, if this is that task itself, or if this
     *     future belongs to another loop
     */
    @Override
    public final T await() {
        EventLoop loop = this.loop;
        if (!loop.isHeldHere()) {
            awaitElsewhere();
        } else if (state == PENDING) {
            loop.taskThatAwaits().awaitFuture(this);
        }
        return result();
    }

    // Not on this future's loop: only a future that is done, awaited by another loop's task, gets through.
    private void awaitElsewhere() {
        EventLoop running = EventLoop.runningOrNull();
        if (running == null) {
            throw new IllegalStateException(
                    "cannot await " + this + " here: no event loop is running in this thread; await inside of"
                            + " Asyncio.run, or use toCompletableFuture() to wait from another thread");
        }
        Task<?> task = running.taskThatAwaits();
        if (state == PENDING) {
            task.failInNextTick(() -> new IllegalStateException(
                    task + " got " + this + " attached to a different loop; hand the work over with"
                            + " runCoroutineThreadsafe and await that"));
        }
    }

    /**
     * Asks for cancellation. A plain future is cancelled at once, and its callbacks are queued.
     *
     * @return false if it is done already, and nothing changed
     */
    public final boolean cancel() {
        return cancel(null);
    }

    /**
     * Asks for cancellation.
     *
     * @param message any object for the {@link CancelledError}, or null for none
     * @return false if it is done already, and nothing changed
     */
    public boolean cancel(@Nullable Object message) {
        loop.checkAccess("cancel a future of");
        retrieved();
        if (state != PENDING) {
            return false;
        }
        cancelMessage = message;
        finish(CANCELLED, null);
        return true;
    }

    /** Calls {@code callback} with this future, in a later tick than the one in which the future gets done, in
     * a copy of the context that is current now. Registered twice, it is called twice. */
    public final void addDoneCallback(Consumer<? super Future<T>> callback) {
        addDoneCallback(Context.copyCurrent(), callback);
    }

    /** Calls {@code callback} with this future once it is done, in {@code context} itself. */
    public final void addDoneCallback(Context context, Consumer<? super Future<T>> callback) {
        loop.checkAccess("add a callback to a future of");
        Objects.requireNonNull(callback, "callback");
        addListener(new DoneCallback<>(this, callback, Objects.requireNonNull(context, "context")));
    }

    /**
     * Takes back every registration of {@code callback} (compared with {@code equals}).
     *
     * @return how many there were; 0 too when the future is done, since they are queued then
     */
    public final int removeDoneCallback(Consumer<? super Future<T>> callback) {
        loop.checkAccess("remove a callback from a future of");
        Objects.requireNonNull(callback, "callback");
        int removed = 0;
        for (Object entry : callbackList()) { // a snapshot: equals() may change the list
            if (entry instanceof DoneCallback<?> registered
                    && registered.callback.equals(callback)
                    && removeEntry(entry)) {
                removed++;
            }
        }
        return removed;
    }

    /**
     * {@return a CompletableFuture that ends as this future does, for code that does not live on a loop}
     * Cancelling it cancels this future. May be called from any thread.
     *
     * <p><b>From CPython:</b> the opposite of {@code asyncio.wrap_future}.
     */
    public final CompletableFuture<T> toCompletableFuture() {
        return Bridges.toCompletableFuture(this);
    }

    /**
     * {@return the tasks that wait for this future}, directly or by way of {@code gather}, {@code wait},
     * {@code waitFor}, {@code asCompleted}, {@code shield} or a race; of a task in a group also the task that runs the
     * group's block. A future that is done has none.
     *
     * <p><b>From CPython:</b> the edges of {@code asyncio.capture_call_graph}, new in Python 3.14.
     */
    public final Set<Task<?>> awaitedBy() {
        loop.checkAccess("look at a future of");
        return Awaiters.of(this);
    }

    // What the kernel and the combinators do with a future.

    /** Registers {@code listener} on behalf of a combinator, which may run on another loop by mistake. */
    final void listen(FutureListener listener) {
        loop.checkAccess("wait for a future of");
        addListener(listener);
    }

    /** Registers {@code entry}, a Task to wake or a Handle to run, or queues it if this future is done. */
    final void addListener(Object entry) {
        if (state != PENDING) {
            loop.enqueueIfOpen(entry);
        } else if (callbacks == null) {
            callbacks = entry;
        } else if (callbacks instanceof CallbackList list) {
            list.add(entry);
        } else {
            callbacks = new CallbackList(callbacks, entry);
        }
    }

    /** Takes {@code entry} back; does nothing if it is not registered, as when this future is done. */
    final boolean removeEntry(Object entry) {
        if (state != PENDING) {
            return false;
        }
        if (callbacks == entry) {
            callbacks = null;
            return true;
        }
        return callbacks instanceof CallbackList list && list.removeSame(entry);
    }

    /** Ends this future and queues its callbacks in order. The one way out of PENDING. */
    final void finish(byte state, @Nullable Object result) {
        Object entries = callbacks;
        this.state = state;
        this.result = result;
        callbacks = null;
        if (state == FAILED) {
            callbacks =
                    loop.failures.watch(this, (Throwable) Objects.requireNonNull(result), entries != null);
        }
        if (entries instanceof CallbackList list) {
            for (Object entry : list) {
                loop.enqueueIfOpen(entry);
            }
        } else if (entries != null) {
            loop.enqueueIfOpen(entries);
        }
    }

    final void ensurePending(String operation) {
        loop.checkAccess(operation + " a future of");
        if (state != PENDING) {
            throw new InvalidStateException("cannot " + operation + " " + this + ": it is done already");
        }
    }

    /** Notes that somebody has seen the failure, so that it need not be reported. */
    final void retrieved() {
        if (state == FAILED && callbacks instanceof FailureWatch watch) {
            callbacks = null;
            watch.retrieved();
        }
    }

    final byte state() {
        return state;
    }

    /** {@return the value or the exception, without looking at it on behalf of anybody} */
    final @Nullable Object outcome() {
        return result;
    }

    /** {@return a snapshot of what is called when this future is done} */
    final List<Object> callbackList() {
        Object entries = callbacks;
        if (state != PENDING || entries == null) {
            return List.of();
        }
        return entries instanceof CallbackList list ? List.copyOf(list) : List.of(entries);
    }

    /** {@return where it was made, if that was in debug mode} */
    final @Nullable CreationStack createdAt() {
        return loop.creationStacks.get(this);
    }

    /** What this future is called in texts. */
    abstract String kind();

    @Override
    public String toString() {
        return Repr.of(this);
    }

    /** The callbacks of a future that has more than one. */
    private static final class CallbackList extends ArrayList<Object> {

        private static final long serialVersionUID = 1L;

        CallbackList(Object first, Object second) {
            super(4);
            add(first);
            add(second);
        }

        boolean removeSame(Object entry) {
            for (int i = 0; i < size(); i++) {
                if (get(i) == entry) {
                    remove(i);
                    return true;
                }
            }
            return false;
        }
    }
}
