package io.asyncio4j.sync;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.sync.LoopBinding;
import io.asyncio4j.internal.sync.Waiters;
import io.asyncio4j.internal.sync.Waiters.Waiter;
import io.asyncio4j.spi.ObjectUse;
import io.asyncio4j.spi.StackProbe;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * A lock, and a line of tasks that wait for something that is guarded by it to change.
 *
 * <pre>{@code
 * var changed = new Condition();
 * ...
 * try (var _ = changed.acquire()) {   // one task
 *     changed.waitFor(() -> !orders.isEmpty());
 *     serve(orders.remove());
 * }
 * ...
 * try (var _ = changed.acquire()) {   // another one
 *     orders.add(order);
 *     changed.signal();
 * }
 * }</pre>
 *
 * <p>Waiting gives the lock up, and has it back when it returns. A wake-up is only a hint: look again, or use
 * {@link #waitFor}. (Python's {@code wait}, {@code notify} and {@code notify_all} have {@code
 * java.util.concurrent}'s names here. {@code wait()} and {@code notify()} are {@link Object}'s and have
 * nothing to do with this.)
 *
 * <p><b>Cancellation:</b> a task that is cancelled while it waits takes the lock again before it throws, so
 * that the block that it is in can rely on it; that may take its time. If it had been signalled, another task
 * is woken in its place.
 *
 * <p><b>Errors:</b> waiting and signalling without having acquired the lock is an
 * {@link IllegalStateException}.
 *
 * <p><b>From CPython:</b> {@code asyncio.Condition}.
 */
/*
 *   await()       the task                               cancelled there
 *   released      stands in waiters                      takes the lock, then throws that error
 *   signalled     runs one tick later, leaves waiters    as above, and signals another one
 *   re-acquires   stands in the lock's line              stands there again until it has the lock, then
 *                                                        throws the latest error and signals another one
 */
public final class Condition {

    // fixed
    private final Lock lock;

    // for people
    private String name = "";

    // loop-confined
    private final LoopBinding binding = new LoopBinding();
    private final Waiters waiters;

    /** Makes a condition with a lock of its own. */
    public Condition() {
        this(new Lock());
    }

    /** Makes a condition that uses {@code lock}, which other conditions may use too. */
    public Condition(Lock lock) {
        this.lock = Objects.requireNonNull(lock, "lock");
        this.waiters = new Line();
        ObjectUse.made(this);
    }

    /** Makes one for a primitive that is built on it, and for which {@code line} waits. */
    Condition(Waiters line) {
        this.lock = new Lock();
        this.waiters = line;
        ObjectUse.made(this);
    }

    /**
     * Gives it a name, by which it is called where people look at those who wait for it.
     *
     * @return this condition
     */
    public Condition named(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** {@return the name that it was given, or an empty one} */
    public String name() {
        return name;
    }

    /** {@return whether somebody has the lock} */
    public boolean locked() {
        return lock.locked();
    }

    /** Acquires the lock. See {@link Lock#acquire}. */
    public Held acquire() {
        return lock.acquire();
    }

    /** Releases the lock. See {@link Lock#release}. */
    public void release() {
        lock.release();
    }

    /**
     * Releases the lock, waits until it is signalled, and acquires the lock again. It may also return without
     * a signal.
     *
     * <p><b>Cancellation:</b> the lock is acquired first, however long that takes and however often the task
     * is cancelled meanwhile; then the latest {@link CancelledError} is thrown. Only when the loop is closed,
     * or the task cannot be suspended where it is, does it not get the lock back.
     *
     * @throws IllegalStateException if the lock is not acquired, or this or the lock is bound to another loop
     */
    public void await() {
        await(this);
    }

    /** Waits on behalf of {@code primitive}, which messages name. */
    void await(Object primitive) {
        ObjectUse.changing(this);
        lock.ensureAcquired("wait");
        EventLoop loop = bindBoth(primitive);
        if (Asyncio.currentTask(loop) == null) { // or the lock would be given up before this came out
            throw new IllegalStateException(
                    "cannot await " + primitive + " in a callback of " + loop + "; create a task for it");
        }
        StackProbe.ensure(); // for taking the lock again, too, which asks for less
        Waiter waiter = waiters.join(loop); // first of all: without memory the lock must not have been given up
        try {
            lock.release();
        } catch (Throwable e) {
            waiter.gone = true;
            waiters.leave(waiter);
            throw e;
        }
        try {
            try {
                waiter.await();
            } finally {
                waiter.gone = true;
                ObjectUse.changing(this);
                waiters.leave(waiter);
                // also when cancelled: without the lock, the rest of the caller's block would run unguarded,
                // and release somebody else's lock at its end
                reacquire(loop);
            }
        } catch (Throwable e) {
            ObjectUse.changing(this);
            // It may have been signalled before it was cancelled. Without passing that on, the signal would
            // be lost and another task would sleep on; waking one too many is allowed.
            waiters.wakeNext();
            throw e;
        }
    }

    // The lock is where the task comes back by, so it is bound too; and nothing is bound if one of them
    // refuses.
    private EventLoop bindBoth(Object primitive) {
        EventLoop loop = EventLoop.running();
        binding.ensureNotElsewhere(primitive, loop);
        lock.bind(primitive);
        return binding.bind(primitive);
    }

    private void reacquire(EventLoop loop) {
        CancelledError latest = null;
        while (true) {
            try {
                lock.acquire();
                break;
            } catch (CancelledError e) {
                latest = e; // kept until the lock is here; forgetting it would lose the cancellation
                if (loop.isClosed()) {
                    break; // each further await would throw as well, and nobody is left to release the lock
                }
            } catch (OutOfMemoryError e) {
                Thread.onSpinWait(); // other threads may give some back; to go on without the lock would be worse
            }
        }
        if (latest != null) {
            throw latest;
        }
    }

    /**
     * Waits until {@code predicate} is true. It is asked at once, and again after each wake-up, with the lock
     * held; if it is true at once, the lock is not needed.
     *
     * <p><b>Cancellation:</b> as with {@link #await}.
     *
     * @throws IllegalStateException as with {@link #await}
     */
    public void waitFor(BooleanSupplier predicate) {
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /**
     * Wakes the task that has waited longest, if there is one. It goes on once the caller has released the
     * lock.
     *
     * @throws IllegalStateException if the lock is not acquired
     */
    public void signal() {
        signal(1);
    }

    /**
     * Wakes the {@code n} tasks that have waited longest, or as many as there are.
     *
     * @throws IllegalStateException if the lock is not acquired
     */
    public void signal(int n) {
        ObjectUse.changing(this);
        lock.ensureAcquired("signal");
        for (int i = 0; i < n && waiters.wakeNext(); i++) {
            // each turn wakes one
        }
    }

    /**
     * Wakes all tasks that wait. They go on one after the other, each with the lock.
     *
     * @throws IllegalStateException if the lock is not acquired
     */
    public void signalAll() {
        ObjectUse.changing(this);
        lock.ensureAcquired("signal");
        waiters.wakeAll();
    }

    /** Those who wait until it is signalled. */
    private final class Line extends Waiters {

        @Override
        public String kind() {
            return "condition";
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Object object() {
            return Condition.this;
        }

        @Override
        public String text() {
            return label("Condition", name);
        }
    }

    /** {@return a snapshot of its state} */
    public ConditionStatistics statistics() {
        ObjectUse.asked(this);
        return new ConditionStatistics(lock.statistics(), waiters.size());
    }

    /**
     * {@return the state of the lock and how many tasks wait}, as in {@code <Condition [locked, waiters:2]>}
     */
    @Override
    public String toString() {
        return waiters.describe("Condition", lock.locked() ? "locked" : "unlocked");
    }
}
