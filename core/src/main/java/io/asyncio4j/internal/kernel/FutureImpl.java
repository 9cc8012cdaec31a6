package io.asyncio4j.internal.kernel;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Context;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.InvalidStateException;
import io.asyncio4j.internal.text.CreationStack;
import io.asyncio4j.internal.text.Names;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.spi.ContextPropagator;
import io.asyncio4j.spi.ObjectUse;
import io.asyncio4j.spi.WaitedFor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A {@link Future}: its state, and the one way in which it ends. */
/*
 *   state      result holds             callbacks holds                      left by
 *   PENDING    what it was made for     null | Task | Handle | list of them  finish(), once
 *              (WaitedFor), or nothing
 *   FINISHED   the value                null                                 renew(), for who knows it alone
 *   FAILED     the Throwable            null, or the watch on a failure      never
 *                                       that nobody has looked at
 *   CANCELLED  the CancelledError that  null                                 never
 *              ended it, until it has
 *              been thrown once, or null
 *
 * Every field is confined to whoever holds the loop. Tasks of one loop run on many virtual threads, and yet
 * no field need be volatile: a task gets the loop by a hand-over, and each hand-over is a memory barrier.
 */
public abstract non-sealed class FutureImpl<T extends @Nullable Object> implements Future<T> {

    public static final byte PENDING = 0;
    public static final byte FINISHED = 1;
    public static final byte FAILED = 2;
    public static final byte CANCELLED = 3;

    // fixed
    public final LoopCore loop;

    // loop-confined
    private byte state = PENDING;
    private @Nullable Object result;
    private @Nullable Object callbacks;
    public @Nullable Object cancelMessage;

    protected FutureImpl(LoopCore loop) {
        this.loop = loop;
        ObjectUse.made(this);
        if (loop.getDebug()) {
            loop.creationStacks.put(this, CreationStack.capture());
        }
    }

    /** As {@link io.asyncio4j.spi.Renewable#renew}. */
    final boolean becomePending(WaitedFor waitedFor) {
        if (state != FINISHED || loop.getDebug() || ObjectUse.isWatched()) {
            return false;
        }
        result = waitedFor;
        state = PENDING;
        return true;
    }

    @Override
    public final EventLoop getLoop() {
        return loop.face();
    }

    @Override
    public final boolean done() {
        ObjectUse.asked(this);
        return state != PENDING;
    }

    @Override
    public final boolean cancelled() {
        ObjectUse.asked(this);
        return state == CANCELLED;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // finish() stored a T, which may be null
    @Override
    public final T result() {
        ObjectUse.asked(this);
        if (state == FINISHED) {
            return (T) result;
        }
        Throwable failure = Objects.requireNonNull(failure("Result is not set."));
        if (state == FAILED && loop.getDebug()) {
            loop.around.awaited(failure);
        }
        throw Unchecked.rethrow(failure);
    }

    @Override
    public final @Nullable Throwable exception() {
        Throwable failure = failure("Exception is not set.");
        if (state == CANCELLED) {
            throw Unchecked.rethrow(Objects.requireNonNull(failure));
        }
        return failure;
    }

    /** The exception of a failed or cancelled future, which counts as retrieved from now on. */
    private @Nullable Throwable failure(String ifPending) {
        ObjectUse.asked(this);
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
    public final CancelledError takeCancelledError() {
        Object original = result;
        result = null;
        return original instanceof CancelledError error
                ? loop.shown(error)
                : loop.cancelledError(cancelMessage);
    }

    @Override
    public final T await() {
        LoopCore loop = this.loop;
        if (!loop.isHeldHere()) {
            awaitElsewhere();
        } else if (state == PENDING) {
            loop.taskThatAwaits().awaitFuture(this);
        }
        return result();
    }

    // Not on this future's loop: only a future that is done, awaited by another loop's task, gets through.
    private void awaitElsewhere() {
        LoopCore running = LoopCore.runningOrNull();
        if (running == null) {
            throw new IllegalStateException(
                    "cannot await " + this + " here: no event loop is running in this thread; await inside of"
                            + " Asyncio.run, or use toCompletableFuture() to wait from another thread");
        }
        TaskImpl<?> task = running.taskThatAwaits();
        if (state == PENDING) {
            task.failInNextTick(() -> new IllegalStateException(
                    task + " got " + this + " attached to a different loop; hand the work over with"
                            + " runCoroutineThreadsafe and await that"));
        }
    }

    @Override
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

    @Override
    public final void addDoneCallback(Consumer<? super Future<T>> callback) {
        addDoneCallback(ContextImpl.copyCurrent(), callback);
    }

    @Override
    public final void addDoneCallback(Context context, Consumer<? super Future<T>> callback) {
        loop.checkAccess("add a callback to a future of");
        Objects.requireNonNull(callback, "callback");
        addListener(new DoneCallback<>(this, callback,
                ContextImpl.of(Objects.requireNonNull(context, "context"))));
    }

    @Override
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

    // What the kernel and the rooms above it do with a future.

    /** {@return {@code future} as what it is} */
    @SuppressWarnings("unchecked") // each future is one, of the same type of results
    public static <T extends @Nullable Object> FutureImpl<T> of(Future<? extends T> future) {
        return (FutureImpl<T>) future;
    }

    /** Registers {@code listener} on behalf of a combinator, which may run on another loop by mistake. */
    public final void listen(FutureListener listener) {
        loop.checkAccess("wait for a future of");
        addListener(listener);
    }

    /** Registers {@code entry}, a Task to wake or a Handle to run, or queues it if this future is done. */
    public final void addListener(Object entry) {
        ObjectUse.changing(this);
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
    public final boolean removeEntry(Object entry) {
        ObjectUse.changing(this);
        if (state != PENDING) {
            return false;
        }
        if (callbacks == entry) {
            callbacks = null;
            return true;
        }
        return callbacks instanceof CallbackList list && list.removeSame(entry);
    }

    /**
     * Ends this future and queues its callbacks in order. The one way out of PENDING. If there is no memory or no stack for
     * that, it throws and nothing has happened: the future is pending, and can be ended later.
     */
    public final void finish(byte state, @Nullable Object result) {
        ObjectUse.changing(this);
        Object entries = callbacks;
        this.state = state;
        this.result = result;
        callbacks = null;
        try {
            if (state == FAILED) {
                callbacks =
                        loop.around.watchFailure(this, (Throwable) Objects.requireNonNull(result),
                                entries != null);
            }
            if (entries instanceof CallbackList list) {
                loop.enqueueAllIfOpen(list);
            } else if (entries != null) {
                loop.enqueueIfOpen(entries);
            }
        } catch (VirtualMachineError e) { // fields first: there may be no stack for a call
            Object watch = callbacks;
            this.state = PENDING;
            this.result = null;
            callbacks = entries;
            if (watch instanceof Surroundings.FailureWatch kept) {
                kept.retrieved();
            }
            throw e;
        }
    }

    /** The same; says whether there was memory for it. */
    final boolean finishIfPossible(byte state, @Nullable Object result) {
        try {
            finish(state, result);
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    public final void ensurePending(String operation) {
        if (!loop.hasAccess()) { // no text is made before it is needed: a lock is released by this
            loop.checkAccess(operation + " a future of");
        }
        if (state != PENDING) {
            throw new InvalidStateException("cannot " + operation + " " + this + ": it is done already");
        }
    }

    /** Notes that somebody has seen the failure, so that it need not be reported. */
    public final void retrieved() {
        if (state == FAILED && callbacks instanceof Surroundings.FailureWatch watch) {
            callbacks = null;
            watch.retrieved();
        }
    }

    /** {@return what watches over a failure that nobody has looked at yet, or null} */
    public final Surroundings.@Nullable FailureWatch failureWatch() {
        return state == FAILED && callbacks instanceof Surroundings.FailureWatch watch ? watch : null;
    }

    /** Notes why nobody may come for the failure, to be said in {@code context} if nobody does. */
    public final void orphaned(String message, ContextImpl context) {
        if (state == FAILED && callbacks instanceof Surroundings.FailureWatch watch) {
            watch.orphaned(message, context);
        }
    }

    /** Notes for whom looks what it was made for, until it is done. */
    public final void standsFor(@Nullable WaitedFor known) {
        if (state == PENDING) {
            result = known;
        }
    }

    /** {@return what it was made for, if that is known and it is not done} Any thread may ask. */
    public @Nullable WaitedFor waitedFor() {
        Object known = result;
        return state == PENDING && known instanceof WaitedFor waitedFor ? waitedFor : null;
    }

    public final byte state() {
        return state;
    }

    /** {@return the value or the exception, without looking at it on behalf of anybody} */
    public final @Nullable Object outcome() {
        return result;
    }

    /** {@return a snapshot of what is called when this future is done} */
    public final List<Object> callbackList() {
        Object entries = callbacks;
        if (state != PENDING || entries == null) {
            return List.of();
        }
        return entries instanceof CallbackList list ? List.copyOf(list) : List.of(entries);
    }

    /** {@return what is called first when it is done, or null} Any thread may ask. */
    public final @Nullable Object firstListener() {
        Object entries = callbacks;
        return entries instanceof CallbackList list ? list.getFirst() : entries;
    }

    /** {@return where it was made, if that was in debug mode} */
    public final @Nullable CreationStack createdAt() {
        return loop.creationStacks.get(this);
    }

    /** {@return what a request to cancel it goes down to; null for a future that is cancelled itself} */
    public @Nullable List<FutureImpl<?>> children() {
        return null;
    }

    /** Notes that its children were asked to cancel. */
    public void noteCancelRequest() {}

    /** What this future is called in texts. */
    public abstract String kind();

    @Override
    public String toString() {
        return loop.around.textOf(this);
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

    /** A user's done-callback: registered with a future, and queued as it is when that future is done. */
    public static final class DoneCallback<T extends @Nullable Object> extends HandleImpl {

        private final Future<T> future;
        public final Consumer<? super Future<T>> callback;
        private final ContextImpl context;
        private final ContextPropagator.@Nullable Captured captured;

        DoneCallback(FutureImpl<T> future, Consumer<? super Future<T>> callback, ContextImpl context) {
            this.captured = future.loop.capture();
            this.future = future;
            this.callback = callback;
            this.context = context;
        }

        @Override
        public ContextImpl context() {
            return context;
        }

        @Override
        public String origin() {
            return Names.knownOfClass(callback.getClass());
        }

        @Override
        public void call() {
            if (captured == null) {
                callback.accept(future);
            } else {
                captured.run(() -> callback.accept(future));
            }
        }

        @Override
        public String toString() {
            return "<Handle " + Names.of(callback) + "(" + future + ")>";
        }
    }
}
