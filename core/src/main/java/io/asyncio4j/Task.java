package io.asyncio4j;

import io.asyncio4j.internal.thread.TaskThread;
import io.asyncio4j.spi.LoopObserver;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that its loop runs: a future whose result is the coroutine's.
 *
 * <p>The coroutine runs on a virtual thread of its own, one task of a loop at a time, and gives way only where
 * it awaits. A loop holds its tasks until they are done, whether or not the program keeps a reference.
 *
 * <p><b>Cancellation:</b> {@link #cancel} makes the await at which the task waits, or the next one at which it
 * would, throw {@link CancelledError}. The coroutine may clean up, and may even refuse; the task is cancelled
 * only when the error leaves the coroutine.
 *
 * <p><b>From CPython:</b> {@code asyncio.Task}.
 *
 * @param <T> the type of the coroutine's result, which may be null
 */
/*
 * Where a task that is not done can be, and what holds it there:
 *
 *   new         thread == null, in the ready queue         cancel(): the body never runs
 *   running     loop.current() == this                     cancel(): mustCancel, for the next await
 *   parked      awaiting != null, listens to that future   cancel(): cancels that future, all the way down
 *   waking      awaiting != null and done, in the queue    cancel(): mustCancel, the result is dropped
 *   giving way  awaiting == null, in the ready queue       cancel(): mustCancel
 *   off loop    offLoop, in blocking(...)                  cancel(): mustCancel, and an interrupt
 *
 * It is in the ready queue once at most. A wake-up is never taken back, only told by mustCancel what to do.
 */
public final class Task<T extends @Nullable Object> extends TaskWork<T> implements LoopObserver.ObservedTask {

    static final int MOST_REFUSED_AWAITS = 1_000;

    // offLoop
    static final byte ON_LOOP = 0;
    static final byte OFF_LOOP = 1;
    static final byte INTERRUPTED_OFF_LOOP = 2;

    // loop-confined
    // where it runs; SideStack's, too
    @Nullable TaskThread thread;
    private @Nullable Future<?> awaiting;
    private int cancelRequests;
    private boolean mustCancel;
    // OffLoopCall's: whether it is off the loop, and whether a cancellation has interrupted its call there
    byte offLoop;
    // made by the library for somebody's awaitable: if it stays pending, that is not this task's news
    boolean isImplicit;
    // the registry's
    int slot;

    Task(EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
        super(loop, coroutine, options);
    }

    /** Queues the first step, or runs it now. */
    void schedule(boolean eagerly) {
        loop.tasks.add(this);
        if (loop.observation != null) {
            loop.observation.taskCreated(this);
        }
        try {
            if (eagerly) {
                loop.startEagerly(this);
            } else {
                loop.enqueue(this);
            }
        } catch (Throwable e) {
            if (thread == null && awaiting == null && !done()) { // it never got the loop
                loop.remove(this);
                Coroutines.dispose(getCoro());
                if (loop.observation != null) {
                    loop.observation.taskEnded(this);
                }
            }
            throw e;
        }
        if (eagerly && done()) {
            forgetWork();
        }
    }

    /** Gives it another name, in any state. */
    public void setName(String name) {
        nameAs(Objects.requireNonNull(name, "name"));
        TaskThread thread = this.thread;
        if (thread != null) {
            thread.rename(name);
        }
    }

    /**
     * Asks for cancellation: {@link CancelledError} is thrown where the task waits, or at its next await. If it
     * waits for another task, or for a gather of tasks, the request goes down to those, and this task goes on
     * when they have ended.
     *
     * @param message any object for the {@link CancelledError}, or null for none
     * @return false if it is done already; else true, even if the coroutine will refuse
     */
    @Override
    public boolean cancel(@Nullable Object message) {
        loop.checkAccess("cancel a task of");
        retrieved();
        if (done()) {
            return false;
        }
        Future<?> below = cancelDownTo(message);
        if (below != null) {
            Cancellation.goDown(this, below, message);
        }
        return true;
    }

    /**
     * {@return how many accepted {@link #cancel} calls {@link #uncancel} has not taken back}
     */
    public int cancelling() {
        return cancelRequests;
    }

    /**
     * Takes back one {@link #cancel}, by the party that made it. When none is left, a request that was not
     * delivered yet is forgotten.
     *
     * @return how many are left
     */
    public int uncancel() {
        loop.checkAccess("uncancel a task of");
        if (cancelRequests > 0 && --cancelRequests == 0) {
            mustCancel = false;
        }
        return cancelRequests;
    }

    /** {@return the frames of user code that it is in, oldest first} See {@link #getStack(int)}. */
    public List<StackTraceElement> getStack() {
        return getStack(Integer.MAX_VALUE);
    }

    /**
     * {@return the frames of user code, oldest first}: of a task that waits or runs, where it is; of one that
     * failed, where its exception comes from; of one that ended otherwise or has not started, none.
     *
     * @param limit how many frames at most: the newest ones of a task that is not done, the oldest ones of an
     *     exception
     */
    public List<StackTraceElement> getStack(int limit) {
        return TaskStack.of(this, limit);
    }

    /** Prints the stack to standard error. See {@link #printStack(int, PrintStream)}. */
    public void printStack() {
        printStack(Integer.MAX_VALUE, System.err);
    }

    /** Prints what {@link #getStack(int)} gives, under a header line that names the task. */
    public void printStack(int limit, PrintStream stream) {
        TaskStack.print(this, limit, stream);
    }

    // Steps.

    /** Lets it go on from where it waits, or start; called by the scheduler on the loop's thread. */
    void runOnLoopThread() {
        TaskThread thread = this.thread;
        if (thread != null) {
            thread.resume();
        } else if (mustCancel
                && !(work() instanceof GeneratorCoroutine<?> generator && generator.isStarted())) {
            cancelBeforeStart();
        } else if (getCoro() instanceof GeneratorCoroutine<T> generator) {
            loop.enter(this, null);
            GeneratorSteps.run(this, generator);
        } else {
            start();
        }
    }

    private void start() {
        try {
            TaskThread thread = loop.threads.take(this);
            startOn(thread);
            thread.resume();
        } catch (Throwable e) { // no memory for a thread: the task fails, the loop goes on
            if (done()) {
                throw e; // it has run, so this is another matter
            }
            endWith(e);
        }
    }

    /** Says whether it is new and a thread is all that it needs to run. */
    boolean canStartOnAnyThread() {
        return thread == null && !done() && !mustCancel && !(work() instanceof GeneratorCoroutine<?>);
    }

    void startOn(TaskThread thread) {
        this.thread = thread;
        thread.rename(getName());
    }

    /** Runs the coroutine to its end; the body of a task thread. */
    @SuppressWarnings({"unchecked", "NullAway"}) // it was given a Coroutine<T>; of a body without a result, T is Void
    void main() {
        loop.enter(this, null);
        try {
            if (work() instanceof Coroutine<?> coroutine) { // no method for this: each frame stays while it waits
                end((T) coroutine.await());
            } else {
                ((VoidCoroutine) Objects.requireNonNull(work())).run();
                end(null);
            }
        } catch (Throwable e) {
            endWith(e);
        }
    }

    // The coroutine was never started, so nothing of it runs: no statement, no clean-up.
    private void cancelBeforeStart() {
        mustCancel = false;
        Coroutines.dispose(getCoro());
        endWith(new CancelledError(cancelMessage));
    }

    /** Ends it with what its coroutine returned. */
    void end(T value) {
        if (mustCancel) {
            // cancelled, and returned before the next await: the request wins over the value
            mustCancel = false;
            ended(CANCELLED, null);
        } else {
            ended(FINISHED, value);
        }
    }

    /** Ends it with what its coroutine threw. */
    void endWith(Throwable e) {
        if (e instanceof CancelledError) {
            cancelMessage = null;
            ended(CANCELLED, e);
        } else {
            ended(FAILED, e);
            if (LoopExit.isFatal(e)) {
                loop.exitWith(e);
            }
        }
    }

    private void ended(byte state, @Nullable Object result) {
        thread = null;
        awaiting = null;
        endWork();
        finish(state, result);
        if (loop.observation != null) {
            loop.observation.taskEnded(this);
        }
        loop.remove(this);
    }

    // Awaiting. Everything that suspends a task goes through giveWay(), nothing else does.

    /** Waits until {@code future}, which is pending, is done; its result is for the caller to take. */
    void awaitFuture(Future<?> future) {
        if (future == this) {
            failForAwaitingItself();
        }
        boolean requested = listenTo(future);
        try {
            do {
                giveWay(); // the frames from here on up stay in memory for as long as the task waits
            } while (!future.done() && awaiting == future); // else the wake-up was a stray one
        } catch (Throwable e) { // it could not give way, or the loop is being closed
            mustCancel |= requested;
            future.removeEntry(this);
            throw e;
        } finally {
            awaiting = null;
        }
        if (mustCancel) {
            deliverRequestAfter(future);
        }
    }

    private void failForAwaitingItself() {
        failInNextTick(() -> new IllegalStateException("Task cannot await on itself: " + this));
    }

    // A request that came while the wake-up was under way goes before what the future brings.
    private void deliverRequestAfter(Future<?> future) {
        mustCancel = false;
        future.retrieved();
        if (future.state() == FINISHED
                || !(future.cancelled() || future.outcome() instanceof CancelledError)) {
            throw new CancelledError(cancelMessage);
        }
    }

    /** Gets woken by {@code future}, and hands it a request that has waited; says whether it took that. */
    boolean listenTo(Future<?> future) {
        future.addListener(this);
        awaiting = future;
        boolean requested = mustCancel && future.cancel(cancelMessage);
        mustCancel &= !requested;
        return requested;
    }

    /** {@return the future that it waited for, if any} It no longer does. */
    @Nullable
    Future<?> stopListening() {
        Future<?> awaited = awaiting;
        awaiting = null;
        return awaited;
    }

    boolean isCancelRequested() {
        return mustCancel;
    }

    /** Takes the request that waits to be delivered, if there is one, as the error that delivers it. */
    @Nullable
    CancelledError takeRequest() {
        if (!mustCancel) {
            return null;
        }
        mustCancel = false;
        return new CancelledError(cancelMessage);
    }

    void throwRequest() {
        CancelledError request = takeRequest();
        if (request != null) {
            throw request;
        }
    }

    /** Lets everything that is ready run first: {@code sleep(0)}. */
    void yieldNow() {
        loop.enqueue(this);
        try {
            giveWay();
        } catch (Throwable e) { // no stack for it
            loop.takeBack(this);
            throw e;
        }
        throwRequest();
    }

    /** Throws at the await that asked, one tick later, as CPython's task does. */
    void failInNextTick(Supplier<? extends RuntimeException> failure) {
        yieldNow();
        throw failure.get();
    }

    private void giveWay() {
        if (loop.unwinding) {
            refuseToWait();
        }
        if (!loop.takeOwnWakeup(this)) {
            suspend(Objects.requireNonNull(thread));
            if (loop.unwinding) {
                throw EventLoop.closedUnderTask();
            }
        }
    }

    // The loop is being closed: an await only ends the task. One that goes on awaiting all the same is left.
    private void refuseToWait() {
        if (++loop.refusedAwaits > MOST_REFUSED_AWAITS) {
            suspend(Objects.requireNonNull(thread));
        }
        loop.takeBack(this);
        throw EventLoop.closedUnderTask();
    }

    /** Lets the loop run the first step of a task that this one creates. */
    void giveWayToEagerChild() {
        suspend(Objects.requireNonNull(thread));
        loop.throwFatal();
    }

    /* The one door to suspension. What the task needs again afterwards stays on its own stack. */
    void suspend(TaskThread here) {
        Context inside;
        try {
            inside = loop.entered();
            here.suspend();
        } catch (Throwable e) { // it still has the loop
            loop.takeBack(this);
            throw e;
        }
        loop.enter(this, inside);
    }

    // Cancelling. How a request goes on from here to what this task waits for is Cancellation's.

    /** Counts a request, and says what it has to go down to; null if it has reached its end here. */
    @Nullable
    Future<?> cancelDownTo(@Nullable Object message) {
        cancelRequests++;
        if (loop.observation != null) {
            loop.observation.cancelRequested(this, message);
        }
        Future<?> awaited = awaiting;
        if ((awaited instanceof Promise<?> || awaited instanceof Sleep) && awaited.cancel(message)) {
            return null;
        }
        if (awaited == null || !Cancellation.isAcceptedBy(awaited)) {
            mustCancel = true;
            cancelMessage = message;
            if (offLoop != ON_LOOP) {
                offLoop = INTERRUPTED_OFF_LOOP;
                Objects.requireNonNull(thread).thread().interrupt();
            }
            return null;
        }
        return awaited;
    }

    /** Wakes it in place of what it waits for, which waits for it in turn and so would never end. */
    void stopWaiting(@Nullable Object message) {
        Objects.requireNonNull(awaiting).removeEntry(this);
        awaiting = null;
        mustCancel = true;
        cancelMessage = message;
        loop.enqueue(this);
    }

    // What texts and inspection need.

    @Nullable
    TaskThread thread() {
        return thread;
    }

    @Nullable
    Future<?> awaiting() {
        return awaiting;
    }

    boolean isOffLoop() {
        return offLoop != ON_LOOP;
    }

    /** {@return what stands for it in the ready queue}: its slot, and of its number as much as there is room for */
    long ticket() {
        return (number & 0x7fff_ffff) << 32 | slot;
    }

    @Override
    String kind() {
        return "Task";
    }

    /**
     * {@return the exception that it failed with, or null} For tools that look on: unlike {@link #exception}, it may be
     * asked in any state, and does not count as retrieving the exception, so that is reported all the same.
     */
    @Override
    public @Nullable Throwable failure() {
        return state() == FAILED ? (Throwable) outcome() : null;
    }
}
