package io.asyncio4j.sync;

import io.asyncio4j.internal.sync.LoopBinding;
import io.asyncio4j.internal.sync.Releasing;
import io.asyncio4j.internal.sync.Users;
import io.asyncio4j.internal.sync.Waiters;
import io.asyncio4j.internal.sync.Waiters.Waiter;
import io.asyncio4j.spi.ObjectUse;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A number of permits that tasks take and give back; who finds none left waits.
 *
 * <pre>{@code
 * var connections = new Semaphore(10);
 * ...
 * try (var _ = connections.acquire()) { // ten at a time
 *     download(url);
 * }
 * }</pre>
 *
 * <p>It is fair: a permit that is given back belongs at once to the task that has waited longest. Permits
 * have no owner, and more may be given back than were taken; {@link BoundedSemaphore} refuses that.
 *
 * <p><b>Cancellation:</b> a task that is cancelled while it waits leaves the line. If it had just been given
 * a permit, the next one gets that.
 *
 * <p><b>Errors:</b> {@link IllegalStateException} if a task waits in another loop than the first one did.
 *
 * <p><b>From CPython:</b> {@code asyncio.Semaphore}.
 */
public sealed class Semaphore permits BoundedSemaphore {

    // fixed
    private final Runnable release = this::release;

    // for people
    private String name = "";
    private final int atFirst;

    // loop-confined
    private final LoopBinding binding = new LoopBinding();
    private final Line waiters = new Line();
    private final Users users = new Users();
    private int value; // the permits that nobody has; one that was given to a waiter does not count

    /** Makes a semaphore with one permit. */
    public Semaphore() {
        this(1);
    }

    /**
     * Makes a semaphore with {@code value} permits.
     *
     * @throws IllegalArgumentException if {@code value} is negative
     */
    public Semaphore(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("Semaphore initial value must be >= 0, not " + value);
        }
        this.value = value;
        this.atFirst = value;
        ObjectUse.made(this);
    }

    /**
     * Gives it a name, by which it is called where people look at those who wait for it.
     *
     * @return this semaphore
     */
    public Semaphore named(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** {@return the name that it was given, or an empty one} */
    public final String name() {
        return name;
    }

    /** {@return whether {@link #acquire} would wait}: no permit is left, or others are in line for those. */
    public final boolean locked() {
        ObjectUse.asked(this);
        return value == 0 || waiters.anyNotCancelled();
    }

    /**
     * Waits until there is a permit and takes it.
     *
     * <p><b>Cancellation:</b> no permit is taken, and nobody behind this task loses anything.
     *
     * @return what gives it back when it is closed
     * @throws IllegalStateException if it must wait and is bound to another loop
     */
    public final Held acquire() {
        ObjectUse.changing(this);
        Held held = new Releasing(release); // first of all: nothing has changed yet, should memory or stack be short
        if (locked()) {
            awaitPermit();
        } else {
            if (value == 1) {
                users.note(); // who comes now waits for this one
            }
            value--;
        }
        return held;
    }

    private void awaitPermit() {
        Waiter waiter = waiters.join(binding.bind(this));
        try {
            waiter.await();
            users.note();
        } catch (Throwable e) {
            waiter.gone = true;
            if (waiter.wasWoken()) {
                value++; // it was given a permit and cannot use it; one permit would be lost for ever
            }
            throw e;
        } finally {
            ObjectUse.changing(this);
            waiters.leave(waiter);
            // Permits may be left, this task's own or those of cancelled ones. Tasks that came meanwhile
            // stand in line, and no release() would wake them.
            while (value > 0 && waiters.wakeNext()) {
                value--;
            }
        }
    }

    /**
     * Gives a permit back: to the task that has waited longest, which has it from now on and runs in the next
     * tick, or to nobody. Never waits.
     *
     * @throws IllegalStateException if there are {@link Integer#MAX_VALUE} permits
     */
    public void release() {
        ObjectUse.changing(this);
        if (value == Integer.MAX_VALUE) {
            throw new IllegalStateException("cannot release " + this
                    + ": it has as many permits as can be counted; release it once for each"
                    + " acquire()");
        }
        if (!waiters.wakeNext()) {
            value++;
        }
    }

    /** Those who wait for a permit. */
    private final class Line extends Waiters {

        @Override
        public String kind() {
            return "semaphore";
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Object object() {
            return Semaphore.this;
        }

        @Override
        public String text() {
            return label(Semaphore.this.getClass().getSimpleName(), name) + " " + value + "/" + atFirst;
        }

        @Override
        public long[] users() {
            return users.all();
        }
    }

    final int value() {
        ObjectUse.asked(this);
        return value;
    }

    /** {@return a snapshot of its state} */
    public final SemaphoreStatistics statistics() {
        ObjectUse.asked(this);
        return new SemaphoreStatistics(value, waiters.size(), bound());
    }

    OptionalInt bound() {
        return OptionalInt.empty();
    }

    /** {@return its state and how many tasks wait}, as in {@code <Semaphore [unlocked, value:3]>} */
    @Override
    public final String toString() {
        return waiters.describe(getClass().getSimpleName(), locked() ? "locked" : "unlocked, value:" + value);
    }
}
