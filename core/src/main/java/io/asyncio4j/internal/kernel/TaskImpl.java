package io.asyncio4j.internal.kernel;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.internal.text.Fatal;
import io.asyncio4j.internal.thread.TaskThread;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A {@link Task}: where it runs, what it waits for, and what has been asked of it. */
/*
 * Where a task that is not done can be, and what holds it there:
 *
 *   new         thread == null, in the ready queue         cancel(): the body never runs
 *   running     loop.current() == this                     cancel(): mustCancel, for the next await
 *   parked      awaiting != null, listens to that future   cancel(): cancels that future, all the way down
 *   waking      awaiting != null and done, in the queue    cancel(): mustCancel, the result is dropped
 *   giving way  awaiting == null, in the ready queue       cancel(): mustCancel
 *   off loop    offLoop, in blocking(...)                  cancel(): mustCancel, and an interrupt
 * It is in the ready queue once at most. A wake-up is never taken back, only told by mustCancel what to do.
 */
public final class TaskImpl<T extends @Nullable Object> extends TaskWork<T> implements Task<T> {

    public static final int MOST_REFUSED_AWAITS = 1_000;

    // offLoop
    public static final byte ON_LOOP = 0;
    public static final byte OFF_LOOP = 1;
    public static final byte INTERRUPTED_OFF_LOOP = 2;

    // loop-confined
    // where it runs; SideStack's, too
    public @Nullable TaskThread thread;
    private @Nullable FutureImpl<?> awaiting;
    private int cancelRequests;
    // whether a request waits to be delivered; to be set where there may be no stack to call cancel()
    public boolean mustCancel;
    // OffLoopCall's: whether it is off the loop, and whether a cancellation has interrupted its call there
    public byte offLoop;

    public TaskImpl(LoopCore loop, Coroutine<T> coroutine, TaskOptions options) {
        super(loop, coroutine, options);
    }

    /** Queues the first step, or runs it now. */
    void schedule(boolean eagerly) {
        loop.tasks.add(this);
        if (loop.turns.observation != null) {
            loop.turns.observation.taskCreated(this);
        }
        try {
            if (eagerly) {
                loop.turns.startEagerly(this);
            } else {
                loop.turns.enqueue(this);
            }
        } catch (Throwable e) { // first without a call: there may be no stack for one
            loop.tasks.abandoned = thread == null && awaiting == null ? this : null;
            if (thread == null && awaiting == null && !done()) { // it never got the loop
                loop.remove(this);
                disposeWork();
                if (loop.turns.observation != null) {
                    loop.turns.observation.taskEnded(this);
                }
            }
            throw e;
        }
        if (eagerly && done()) {
            forgetWork();
        }
    }

    @Override
    public void setName(String name) {
        nameAs(Objects.requireNonNull(name, "name"));
        TaskThread thread = this.thread;
        if (thread != null) {
            thread.rename(nameOfThread());
        }
    }

    @Override
    public boolean cancel(@Nullable Object message) {
        loop.checkAccess("cancel a task of");
        retrieved();
        if (done()) {
            return false;
        }
        int requests = cancelRequests;
        try {
            FutureImpl<?> below = cancelDownTo(message);
            if (below != null) {
                Cancellation.goDown(this, below, message);
            }
        } catch (VirtualMachineError e) { // no memory or no stack: as if nobody had asked, who may do so again
            cancelRequests = requests;
            throw e;
        }
        return true;
    }

    /** Cancels it; the errors by which that reaches it, and those that it waits for, show where it met them. */
    public boolean cancelAndShow() {
        loop.showsCancellations = true;
        try {
            return cancel(null);
        } finally {
            loop.showsCancellations = false;
        }
    }

    @Override
    public int cancelling() {
        return cancelRequests;
    }

    @Override
    public int uncancel() {
        loop.checkAccess("uncancel a task of");
        if (cancelRequests > 0 && --cancelRequests == 0) {
            mustCancel = false;
        }
        return cancelRequests;
    }

    // Steps.

    /** Lets it go on from where it waits, or start; called by the scheduler on the loop's thread. */
    void runOnLoopThread() {
        TaskThread thread = this.thread;
        SteppedBody<T> stepped = thread == null ? steppedWork() : null;
        if (thread != null) {
            thread.resume();
        } else if (mustCancel && (stepped == null || !stepped.isStarted())) {
            cancelBeforeStart();
        } else if (stepped != null) {
            loop.enter(this, null);
            stepped.step(this);
        } else {
            start();
        }
    }

    private void start() {
        try {
            TaskThread thread = loop.turns.threads.take(this);
            startOn(thread);
            thread.resume();
        } catch (Throwable e) { // no memory for a thread: the task fails, the loop goes on
            if (done()) {
                throw e; // it has run, so this is another matter
            }
            thread = null;
            endWith(e);
        }
    }

    /** Says whether it is new and a thread is all that it needs to run. */
    boolean canStartOnAnyThread() {
        return thread == null && !done() && !mustCancel && steppedWork() == null;
    }

    public void startOn(TaskThread thread) {
        this.thread = thread;
        thread.rename(nameOfThread());
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
        disposeWork();
        CancelledError error = withoutTraceIfPossible(cancelMessage);
        cancelMessage = error == null ? cancelMessage : null;
        ended(CANCELLED, error);
    }

    /** Ends it with what its coroutine returned. */
    public void end(T value) {
        if (mustCancel) {
            // cancelled, and returned before the next await: the request wins over the value
            mustCancel = false;
            ended(CANCELLED, null);
        } else {
            ended(FINISHED, value);
        }
    }

    /** Ends it with what its coroutine threw. */
    public void endWith(Throwable e) {
        if (Cancellation.isOne(e)) {
            cancelMessage = null;
            ended(CANCELLED, e);
        } else {
            ended(FAILED, e);
            if (Fatal.isFatal(e)) {
                loop.turns.exitWith(e);
            }
        }
    }

    private void ended(byte state, @Nullable Object result) {
        TaskThread here = thread;
        thread = null;
        awaiting = null;
        endWork();
        while (!finishIfPossible(state, result)) {
            letOthersFreeMemory(here);
        }
        tellThatItHasEnded();
        loop.remove(this);
    }

    // There was none to wake who waits for this task, which so is pending still: a tick later there may be some.
    private void letOthersFreeMemory(@Nullable TaskThread here) {
        if (here == null || loop.turns.unwinding) {
            Thread.onSpinWait(); // only other threads can
            return;
        }
        thread = here;
        try {
            loop.turns.enqueue(this);
            giveWay(loop.turns, true);
        } catch (OutOfMemoryError e) { // not even for that
            loop.turns.takeBack(this);
        }
        thread = null;
    }

    // Awaiting. Everything that suspends a task goes through giveWay(), nothing else does.

    /** Waits until {@code future}, which is pending, is done; its result is for the caller to take. */
    void awaitFuture(FutureImpl<?> future) {
        if (future == this) {
            failForAwaitingItself();
        }
        boolean requested = false;
        try {
            requested = listenTo(future);
            do {
                giveWay(loop.turns, true); // the frames from here on up stay in memory for as long as the task waits
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
    private void deliverRequestAfter(FutureImpl<?> future) {
        mustCancel = false;
        future.retrieved();
        if (!future.cancelled() && !Cancellation.isOne(future.outcome())) {
            throw Cancellation.displacing(
                    future.state() == FAILED ? (Throwable) future.outcome() : null,
                    loop.cancelledError(cancelMessage));
        }
    }

    /** Gets woken by {@code future}, and hands it a request that has waited; says whether it took that. */
    public boolean listenTo(FutureImpl<?> future) {
        future.addListener(this);
        awaiting = future;
        boolean requested = mustCancel && future.cancel(cancelMessage);
        mustCancel &= !requested;
        return requested;
    }

    /** {@return the future that it waited for, if any} It no longer does. */
    public @Nullable FutureImpl<?> stopListening() {
        FutureImpl<?> awaited = awaiting;
        awaiting = null;
        return awaited;
    }

    /** Takes the request that waits to be delivered, if there is one, as the error that delivers it. */
    public @Nullable CancelledError takeRequest() {
        if (!mustCancel) {
            return null;
        }
        mustCancel = false;
        return loop.cancelledError(cancelMessage);
    }

    public void throwRequest() {
        CancelledError request = takeRequest();
        if (request != null) {
            throw request;
        }
    }

    /** Lets everything that is ready run first: {@code sleep(0)}. */
    public void yieldNow(Turns turns) { // those of its loop: who calls has them at hand, and the task is yet to be read
        turns.enqueue(this);
        try {
            giveWay(turns, turns.ready.size() == 1); // else others come first
        } catch (Throwable e) { // no stack for it
            turns.takeBack(this);
            throw e;
        }
        throwRequest();
    }

    /** Throws at the await that asked, one tick later, as CPython's task does. */
    void failInNextTick(Supplier<? extends RuntimeException> failure) {
        yieldNow(loop.turns);
        throw failure.get();
    }

    private void giveWay(Turns turns, boolean mayGoOn) {
        if (turns.unwinding) {
            refuseToWait();
        }
        if (!mayGoOn || !turns.takeOwnWakeup(this)) {
            suspend(Objects.requireNonNull(thread));
            if (turns.unwinding) {
                throw LoopCore.closedUnderTask();
            }
        }
    }

    // The loop is being closed: an await only ends the task. One that goes on awaiting all the same is left.
    private void refuseToWait() {
        if (++loop.turns.refusedAwaits > MOST_REFUSED_AWAITS) {
            suspend(Objects.requireNonNull(thread));
        }
        loop.turns.takeBack(this);
        throw LoopCore.closedUnderTask();
    }

    /** Lets the loop run the first step of a task that this one creates. */
    void giveWayToEagerChild() {
        loop.ensureNotTelling();
        suspend(Objects.requireNonNull(thread));
        loop.turns.throwFatal();
    }

    /* The one door to suspension. What the task needs again afterwards stays on its own stack. */
    public void suspend(TaskThread here) {
        ContextImpl inside;
        try {
            inside = loop.entered();
            here.suspend();
        } catch (Throwable e) { // it still has the loop
            loop.turns.takeBack(this);
            throw e;
        }
        loop.enter(this, inside);
    }

    // Cancelling. How a request goes on from here to what this task waits for is Cancellation's.

    /** Counts a request, and says what it has to go down to; null if it has reached its end here. */
    @Nullable
    FutureImpl<?> cancelDownTo(@Nullable Object message) {
        cancelRequests++;
        loop.noteCancelRequest(this, message);
        FutureImpl<?> awaited = awaiting;
        if ((awaited instanceof PromiseImpl<?> || awaited instanceof Sleep) && awaited.cancel(message)) {
            return null;
        }
        if (awaited == null || !Cancellation.isAcceptedBy(awaited)) {
            mustCancel = true;
            cancelMessage = message;
            interruptOffLoop();
            return null;
        }
        return awaited;
    }

    /** Interrupts its call, if it is off the loop. */
    public void interruptOffLoop() {
        if (offLoop != ON_LOOP) {
            boolean isFirst = offLoop == OFF_LOOP;
            offLoop = INTERRUPTED_OFF_LOOP;
            Objects.requireNonNull(thread).thread().interrupt();
            if (isFirst) {
                loop.around.callInterrupted(this);
            }
        }
    }

    /** Wakes it in place of what it waits for, which waits for it in turn and so would never end. */
    void stopWaiting(@Nullable Object message) {
        Objects.requireNonNull(awaiting).removeEntry(this);
        awaiting = null;
        mustCancel = true;
        cancelMessage = message;
        loop.turns.enqueue(this);
    }

    // What texts and inspection need.

    public @Nullable TaskThread thread() {
        return thread;
    }

    public @Nullable FutureImpl<?> awaiting() {
        return awaiting;
    }

    public boolean isOffLoop() {
        return offLoop != ON_LOOP;
    }

    /** {@return {@code task} as what it is} */
    @SuppressWarnings("unchecked") // each task is one, of the same type of results
    public static <T extends @Nullable Object> TaskImpl<T> of(Task<? extends T> task) {
        return (TaskImpl<T>) task;
    }

    @Override
    public String kind() {
        return "Task";
    }

    @Override
    public @Nullable Throwable failure() {
        return state() == FAILED ? (Throwable) outcome() : null;
    }
}
