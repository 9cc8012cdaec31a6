package io.asyncio4j.sync;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import io.asyncio4j.internal.sync.LoopBinding;
import io.asyncio4j.internal.sync.Releasing;
import io.asyncio4j.internal.sync.Users;
import io.asyncio4j.internal.sync.Waiters;
import io.asyncio4j.internal.sync.Waiters.Waiter;
import io.asyncio4j.spi.ObjectUse;
import io.asyncio4j.spi.StackProbe;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one task can have at a time; others wait for it, across their awaits.
 *
 * <pre>{@code
 * var lock = new Lock();
 * ...
 * try (var _ = lock.acquire()) {
 *     int balance = account.read(); // waits, and no other task comes in between
 *     account.write(balance + 1);
 * }
 * }</pre>
 *
 * <p>It is fair: tasks get it in the order in which they asked, and one that asks while another has been
 * chosen to be next waits behind that. It is not re-entrant. {@code new Lock()} has no owner, so any task or
 * callback may release it. {@link #owned} makes one that only the task that has it may release.
 *
 * <p><b>Cancellation:</b> a task that is cancelled while it waits leaves the line. If the lock had just been
 * passed to it, the next one gets it.
 *
 * <p><b>Errors:</b> releasing a free lock is an {@link IllegalStateException}.
 *
 * <p><b>From CPython:</b> {@code asyncio.Lock}; {@link #owned} is new.
 */
/*
 *   locked   head of the line   meaning
 *   false    none, or all       free
 *            are cancelled
 *   false    was woken          passed on: the head takes the lock when it runs, others queue behind it
 *   false    was cancelled,     the head passes the lock on when it runs
 *            others live
 *   true     any                somebody has it
 */
public final class Lock {

    // fixed
    private final boolean owned;
    private final Runnable release = this::release;
    private final Consumer<Future<?>> ownerEnds = this::ownerEnds;

    // for people
    private String name = "";

    // loop-confined
    private final LoopBinding binding = new LoopBinding();
    private final Line waiters = new Line();
    private boolean locked;
    private long holder; // the number of the task that has acquired it last, or 0
    private @Nullable Task<?> owner; // of an owned lock, while it is locked
    private boolean ownerIsWatched; // as it is while others wait for it

    /** Makes a lock that any task may release. */
    public Lock() {
        this(false);
    }

    private Lock(boolean owned) {
        this.owned = owned;
        ObjectUse.made(this);
    }

    /**
     * {@return a lock that belongs to the task that acquires it} If another task releases it, or the owner
     * acquires it again, which would wait for ever, that is an {@link IllegalStateException}; in a
     * {@code Lock} that is not owned, these mistakes go unseen. Only a task can acquire it, not a callback.
     *
     * <p>If its owner ends without releasing it, nobody can have it any more: those who wait for it, and whoever asks
     * for it later, get an {@link IllegalStateException} that names the owner.
     */
    public static Lock owned() {
        return new Lock(true);
    }

    /**
     * Gives it a name, by which it is called where people look at those who wait for it.
     *
     * @return this lock
     */
    public Lock named(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** {@return the name that it was given, or an empty one} */
    public String name() {
        return name;
    }

    /**
     * {@return whether somebody has it} It may look free for the moment in which it passes to the next task.
     */
    public boolean locked() {
        ObjectUse.asked(this);
        return locked;
    }

    /**
     * Waits until it is free and takes it.
     *
     * <p><b>Cancellation:</b> the lock is not taken, and nobody behind this task loses anything.
     *
     * @return what releases it when it is closed
     * @throws IllegalStateException if it must wait and is bound to another loop; if it is an owned lock and
     *     the current task has it, or there is no current task, or the task that had it has ended and has not
     *     released it
     */
    public Held acquire() {
        ObjectUse.changing(this);
        Task<?> task = null;
        if (owned) {
            task = ensureMayAcquire();
            StackProbe.ensureToSuspend(); // less than a condition asks for, which must get its lock back
        }
        Held held = new Releasing(release); // what can fail for lack of memory or stack comes before what changes it
        long number = Users.current();
        if (locked || waiters.anyNotCancelled()) {
            awaitTurn();
        }
        if (task != null) {
            giveTo(task);
        }
        locked = true;
        holder = number;
        return held;
    }

    private void giveTo(Task<?> task) {
        owner = task;
        try {
            watchOwner();
        } catch (OutOfMemoryError e) {
            owner = null;
            waiters.wakeHead();
            throw e;
        }
    }

    private void awaitTurn() {
        Waiter waiter = waiters.join(binding.bind(this));
        try {
            watchOwner();
            waiter.await();
            ensureOwnerLives(); // else it was woken for that, and not because the lock is free
        } catch (Throwable e) {
            waiter.gone = true;
            waiters.leave(waiter);
            ObjectUse.changing(this);
            if (!locked) {
                // It may have been this task's turn, and release() chose nobody else. Without passing the
                // turn on, the lock would stay free and the others would wait for ever.
                waiters.wakeHead();
            }
            throw e;
        }
        ObjectUse.changing(this);
        waiters.leave(waiter);
    }

    /**
     * Releases it, and lets the task that has waited longest take it in the next tick. Never waits.
     *
     * @throws IllegalStateException if it is not locked, or is an owned lock of another task
     */
    public void release() {
        ObjectUse.changing(this);
        if (!locked) {
            if (binding.isLoopClosed()) {
                return; // a task at a condition did not get the lock back, and has released it all the same
            }
            throw new IllegalStateException(
                    "Lock is not acquired: " + this + "; release it once for each acquire()");
        }
        if (owned) {
            ensureOwner("release");
        }
        waiters.wakeHead(); // first of all: in a wrong thread it throws
        if (owner != null) {
            unwatchOwner();
            owner = null;
        }
        locked = false;
    }

    // Of an owned lock: one whose owner has ended is never released, and those who wait would do so for ever.

    private void watchOwner() {
        Task<?> owner = this.owner;
        if (owner != null && !ownerIsWatched && !waiters.isEmpty()
                && owner.getLoop() == EventLoop.running()) {
            owner.addDoneCallback(ownerEnds);
            ownerIsWatched = true;
        }
    }

    private void unwatchOwner() {
        Task<?> owner = this.owner;
        if (owner != null && ownerIsWatched) {
            ownerIsWatched = false;
            try {
                owner.removeDoneCallback(ownerEnds);
            } catch (OutOfMemoryError e) {
                // it is called in vain, then
            }
        }
    }

    private void ownerEnds(Future<?> ended) {
        ObjectUse.changing(this);
        if (ended == owner) {
            waiters.wakeAll();
        }
    }

    private void ensureOwnerLives() {
        Task<?> owner = this.owner;
        if (owner != null && owner.done()) {
            throw new IllegalStateException(
                    "cannot acquire " + this + ": its owner " + owner
                            + " has ended without releasing it, so nobody can"
                            + " have it any more; acquire it with try (var _ = lock.acquire()), which releases it");
        }
    }

    private Task<?> ensureMayAcquire() {
        Task<?> task = Asyncio.currentTask();
        if (task == null) {
            throw new IllegalStateException(
                    "cannot acquire " + this + " in a callback: its owner must be a task; create one for it");
        }
        if (task == owner) {
            throw new IllegalStateException(
                    "cannot acquire " + this + " again: " + task
                            + " owns it already and would wait for itself"
                            + " for ever; release it first, or do not acquire it twice");
        }
        ensureOwnerLives();
        return task;
    }

    private void ensureOwner(String operation) {
        Task<?> caller = callerOrNull();
        if (caller != owner) {
            throw new IllegalStateException(
                    "cannot " + operation + " " + this + ": it is owned by " + owner + ", not by "
                            + (caller == null ? Thread.currentThread() + ", where no task runs" : caller)
                            + "; use new Lock() if other tasks shall release it");
        }
    }

    private static @Nullable Task<?> callerOrNull() {
        try {
            return Asyncio.currentTask();
        } catch (IllegalStateException e) { // no loop runs in this thread
            return null;
        }
    }

    /** Those who wait for it. */
    private final class Line extends Waiters {

        @Override
        public String kind() {
            return "lock";
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Object object() {
            return Lock.this;
        }

        @Override
        public String text() {
            return label("Lock", name) + (locked ? " held" : " passed on");
        }

        @Override
        public long holder() {
            return locked ? holder : 0;
        }
    }

    // What a condition asks of its lock.

    /** Throws if the caller has not acquired it, as far as that is known. */
    void ensureAcquired(String operation) {
        ObjectUse.asked(this);
        if (!locked) {
            throw new IllegalStateException(
                    "cannot " + operation + " on un-acquired lock: " + this + "; acquire it first");
        }
        if (owned) {
            ensureOwner(operation + " on");
        }
    }

    /** Binds to the running loop on behalf of a condition, whose tasks will come back for this lock. */
    EventLoop bind(Object condition) {
        return binding.bind(condition);
    }

    /** {@return a snapshot of its state} */
    public LockStatistics statistics() {
        ObjectUse.asked(this);
        return new LockStatistics(locked, owner, waiters.size());
    }

    /** {@return its state and how many tasks wait}, as in {@code <Lock [locked, waiters:2]>} */
    @Override
    public String toString() {
        Task<?> owner = this.owner;
        return waiters.describe("Lock", (locked ? "locked" : "unlocked")
                + (owner == null ? "" : ", owner:" + owner.getName()));
    }
}
