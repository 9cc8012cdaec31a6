package io.asyncio4j;

import io.asyncio4j.internal.thread.TaskThread;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
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
 *   running     loop.current == this                       cancel(): mustCancel, for the next await
 *   parked      awaiting != null, listens to that future   cancel(): cancels that future, all the way down
 *   waking      awaiting != null and done, in the queue    cancel(): mustCancel, the result is dropped
 *   giving way  awaiting == null, in the ready queue       cancel(): mustCancel
 *   off loop    offLoop, in blocking(...)                  cancel(): mustCancel, and an interrupt
 *
 * It is in the ready queue once at most. A wake-up is never taken back, only told by mustCancel what to do.
 */
public final class Task<T extends @Nullable Object> extends Future<T> {

    private static final AtomicLong NEXT_NUMBER = new AtomicLong(1);
    private static final int MOST_REFUSED_AWAITS = 1_000;

    // fixed
    private final Context context;

    // loop-confined
    private @Nullable Coroutine<T> coroutine;
    private @Nullable String name;
    private final long number;
    private @Nullable TaskThread thread;
    private @Nullable Future<?> awaiting;
    private int cancelRequests;
    private boolean mustCancel;
    private boolean onCancelPath;
    private boolean offLoop;
    private short refusedAwaits;
    // the registry's
    int slot;
    long order;

    Task(EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
        super(loop);
        this.coroutine = Objects.requireNonNull(coroutine, "coroutine");
        this.name = options.name();
        this.number = name == null ? NEXT_NUMBER.getAndIncrement() : 0;
        this.context = options.context() != null ? options.context() : Context.copyCurrent();
    }

    /** Queues the first step, or runs it now. */
    void schedule(boolean eagerly) {
        if (!eagerly) {
            loop.ready.add(this);
            loop.tasks.add(this);
            return;
        }
        loop.tasks.add(this);
        loop.startEagerly(this);
        if (done()) {
            coroutine = null;
        }
    }

    /** {@return the name that it was given, else {@code Task-} and a number} */
    public String getName() {
        String name = this.name;
        return name != null ? name : (this.name = "Task-" + number);
    }

    /** Gives it another name, in any state. */
    public void setName(String name) {
        this.name = Objects.requireNonNull(name, "name");
        TaskThread thread = this.thread;
        if (thread != null) {
            thread.rename(name);
        }
    }

    /** {@return the coroutine that it runs, or null if that ended within an eager start} */
    public @Nullable Coroutine<T> getCoro() {
        return coroutine;
    }

    /** {@return the context that it runs in} */
    public Context getContext() {
        return context;
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
        requestCancel(message);
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
                && !(coroutine instanceof GeneratorCoroutine<T> generator && generator.isStarted())) {
            cancelBeforeStart();
        } else if (coroutine instanceof GeneratorCoroutine<T> generator) {
            stepGenerator(generator);
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
            if (!done()) {
                endWith(e);
            }
        }
    }

    /** Says whether it is new and a thread is all that it needs to run. */
    boolean canStartOnAnyThread() {
        return thread == null && !mustCancel && !(coroutine instanceof GeneratorCoroutine<T>);
    }

    void startOn(TaskThread thread) {
        this.thread = thread;
        thread.rename(getName());
    }

    /** Runs the coroutine to its end; the body of a task thread. */
    void main() {
        loop.enter(this, Objects.requireNonNull(thread).thread(), context);
        try {
            end(Objects.requireNonNull(coroutine).await());
        } catch (Throwable e) {
            endWith(e);
        }
    }

    // The coroutine was never started, so nothing of it runs: no statement, no clean-up.
    private void cancelBeforeStart() {
        mustCancel = false;
        CoroutineObject.dispose(coroutine);
        endWith(new CancelledError(cancelMessage));
    }

    private void end(T value) {
        if (mustCancel) {
            // cancelled, and returned before the next await: the request wins over the value
            mustCancel = false;
            ended(CANCELLED, null);
        } else {
            ended(FINISHED, value);
        }
    }

    private void endWith(Throwable e) {
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
        loop.tasks.remove(this);
        finish(state, result);
    }

    // Awaiting. Everything that suspends a task goes through giveWay(), nothing else does.

    /** Waits until {@code future}, which is pending, is done; its result is for the caller to take. */
    void awaitFuture(Future<?> future) {
        if (future == this) {
            failInNextTick(() -> new IllegalStateException("Task cannot await on itself: " + this));
        }
        future.addListener(this);
        awaiting = future;
        if (mustCancel && future.cancel(cancelMessage)) {
            mustCancel = false;
        }
        try {
            giveWay();
        } finally {
            awaiting = null;
            if (!future.done()) { // it could not give way, or the loop is being closed
                future.removeEntry(this);
            }
        }
        if (mustCancel) {
            mustCancel = false;
            future.retrieved();
            if (!future.cancelled() && !(future.outcome() instanceof CancelledError)) {
                throw new CancelledError(cancelMessage);
            }
        }
    }

    /** Lets everything that is ready run first: {@code sleep(0)}. */
    void yieldNow() {
        loop.ready.add(this);
        giveWay();
        if (mustCancel) {
            mustCancel = false;
            throw new CancelledError(cancelMessage);
        }
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
            suspend();
            if (loop.unwinding) {
                throw EventLoop.closedUnderTask();
            }
        }
    }

    // The loop is being closed: an await only ends the task. One that goes on awaiting all the same is left.
    private void refuseToWait() {
        if (++refusedAwaits > MOST_REFUSED_AWAITS) {
            suspend();
        }
        loop.ready.removeLast(this);
        throw EventLoop.closedUnderTask();
    }

    /** Lets the loop run the first step of a task that this one creates. */
    void giveWayToEagerChild() {
        suspend();
        loop.throwFatal();
    }

    /* The one door to suspension. What the task needs again afterwards stays on its own stack. */
    private void suspend() {
        Context inside = loop.context;
        TaskThread thread = Objects.requireNonNull(this.thread);
        try {
            thread.suspend();
        } catch (Throwable e) { // it still has the loop
            loop.ready.removeLast(this);
            throw e;
        }
        loop.enter(this, thread.thread(), inside);
    }

    /** Runs {@code call} on this task's thread but off the loop; see {@link Asyncio#blocking}. */
    <V extends @Nullable Object> V callOffLoop(Callable<V> call) throws Exception {
        if (mustCancel || loop.unwinding) {
            yieldNow();
        }
        TaskThread thread = Objects.requireNonNull(this.thread);
        Context inside = loop.context;
        offLoop = true;
        loop.workLeaves();
        loop.backOnLoopThread();
        try {
            thread.leave();
        } catch (Throwable e) {
            comeBack(thread, inside);
            throw e;
        }
        Outcome<V> outcome = callHere(inside, call);
        thread.rejoin(() -> loop.enqueueReturning(this));
        comeBack(thread, inside);
        if (loop.unwinding) {
            throw EventLoop.closedUnderTask();
        }
        if (mustCancel) {
            mustCancel = false;
            Thread.interrupted(); // it was meant for the call, which is over
            throw new CancelledError(cancelMessage);
        }
        return outcome.get();
    }

    private static <V extends @Nullable Object> Outcome<V> callHere(Context context, Callable<V> call) {
        try {
            return new Outcome.Success<>(context.runOffLoop(call));
        } catch (Throwable e) { // kept until the loop is back
            return new Outcome.Failure<>(e);
        }
    }

    private void comeBack(TaskThread thread, Context inside) {
        loop.enter(this, thread.thread(), inside);
        loop.workReturns();
        offLoop = false;
    }

    // Cancelling.

    /*
     * Goes down the chain of tasks that await each other, without recursion: chains can be very long. A chain
     * that bites its own tail can never end by itself, so it is cut there.
     */
    private void requestCancel(@Nullable Object message) {
        Task<?> task = this;
        while (true) {
            task.cancelRequests++;
            task.onCancelPath = true;
            if (!(task.awaiting instanceof Task<?> inner) || inner.done()) {
                break;
            }
            if (inner.onCancelPath) {
                inner.removeEntry(task);
                task.awaiting = null;
                loop.ready.add(task);
                break;
            }
            task = inner;
        }
        Task<?> last = task;
        for (Task<?> passed = this; passed != last;
                passed = (Task<?>) Objects.requireNonNull(passed.awaiting)) {
            passed.onCancelPath = false;
        }
        last.onCancelPath = false;
        Future<?> awaited = last.awaiting;
        if (awaited == null || !awaited.cancel(message)) {
            last.mustCancel = true;
            last.cancelMessage = message;
            if (last.offLoop) {
                Objects.requireNonNull(last.thread).thread().interrupt();
            }
        }
    }

    /** Ends it without its loop, which is being closed: its thread must not stay behind. */
    void unwind() {
        if (done()) {
            return;
        }
        TaskThread thread = this.thread;
        if (thread != null) {
            if (offLoop) {
                thread.thread().interrupt(); // it unwinds when it wants to come back
            } else {
                thread.resume();
            }
            if (refusedAwaits > MOST_REFUSED_AWAITS) {
                throw new IllegalStateException("it awaits again and again in spite of CancelledError");
            }
            return;
        }
        if (coroutine instanceof GeneratorCoroutine<T> generator) {
            generator.close();
        } else {
            CoroutineObject.dispose(coroutine);
        }
        endWith(EventLoop.closedUnderTask());
    }

    // Generator-based coroutines run on the loop's thread: a step is a call.

    private void stepGenerator(GeneratorCoroutine<T> generator) {
        loop.enter(this, Thread.currentThread(), context);
        Future<?> awaited = awaiting;
        awaiting = null;
        Object value = null;
        Throwable error = null;
        if (awaited != null) {
            try {
                value = awaited.result();
            } catch (Throwable e) { // the generator's to handle
                error = e;
            }
        }
        if (mustCancel) {
            mustCancel = false;
            if (!(error instanceof CancelledError)) {
                error = new CancelledError(cancelMessage);
            }
        }
        try {
            switch (generator.step(value, error)) {
                case Generator.Return<T> done -> end(done.value());
                case Generator.Yield<T> yielded -> parkGenerator(yielded.awaitable());
            }
        } catch (Throwable e) {
            endWith(e);
        }
    }

    private void parkGenerator(@Nullable Awaitable<?> awaitable) {
        if (awaitable == null) {
            loop.ready.add(this);
            return;
        }
        Future<?> future = awaitable instanceof Future<?> given ? given : loop.ensureFuture(awaitable);
        if (future == this || future.loop != loop) {
            var refused = loop.createFuture();
            refused.setException(new IllegalStateException(
                    future == this
                            ? "Task cannot await on itself: " + this
                            : this + " got " + future + " attached to a different loop"));
            future = refused;
        }
        future.addListener(this);
        awaiting = future;
        if (mustCancel && future.cancel(cancelMessage)) {
            mustCancel = false;
        }
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

    long number() {
        return number;
    }

    @Override
    String kind() {
        return "Task";
    }
}
