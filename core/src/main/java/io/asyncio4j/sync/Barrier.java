package io.asyncio4j.sync;

import io.asyncio4j.internal.sync.Waiters;
import io.asyncio4j.spi.ObjectUse;
import io.asyncio4j.spi.StackProbe;
import java.util.Locale;
import java.util.Objects;

/**
 * A point at which a fixed number of tasks wait for each other: all go on when the last one has come.
 *
 * <pre>{@code
 * var round = new Barrier(3);
 * ...
 * prepare();
 * if (round.await() == 0) { // in each of three tasks
 *     log.info("all prepared");
 * }
 * }</pre>
 *
 * <p>It can be used again and again: while tasks of one round leave, those of the next one wait outside.
 * (Python's {@code wait} is {@link #await} here, since {@code wait()} is {@link Object#wait()}, which blocks
 * the thread.)
 *
 * <p><b>Cancellation:</b> a task that is cancelled while it waits is not counted any more; the others wait
 * on.
 *
 * <p><b>Errors:</b> {@link BrokenBarrierException} for the tasks that wait when it is reset or aborted, and
 * for all that come while it is broken.
 *
 * <p><b>From CPython:</b> {@code asyncio.Barrier}.
 */
/*
 *   state       meaning                                      left by
 *   FILLING     tasks come and wait                          the last to come, reset(), abort()
 *   DRAINING    all have come and leave; new ones wait       the last to leave, reset(), abort()
 *   RESETTING   those inside leave with an error; new ones   the last to leave, abort()
 *               wait
 *   BROKEN      all leave with an error, new ones too        reset(); after it, the last to leave
 *
 * `count` is how many tasks are inside: have come, and not left yet. The condition's lock is never held across an
 * await, so nobody ever waits for it, and tasks that are woken together leave in the same tick.
 */
public final class Barrier {

    // fixed
    private final Condition changed = new Condition(new Line());
    private final int parties;

    // for people
    private String name = "";

    // loop-confined
    private State state = State.FILLING;
    private int count;

    /** What a barrier does at the moment. */
    public enum State {
        /** Tasks come and wait for the last one. */
        FILLING,
        /** All have come, and leave. */
        DRAINING,
        /** It was reset, and the tasks that had waited leave with an error. */
        RESETTING,
        /** It was aborted, and refuses all. */
        BROKEN
    }

    /**
     * A task's arrival at a barrier, for use with {@code try}: leaving the block does nothing.
     *
     * <p><b>From CPython:</b> {@code async with barrier as index:}.
     *
     * @param index how many tasks were at the barrier when this one came: 0 to {@code parties - 1}
     */
    public record Arrival(int index) implements AutoCloseable {

        /** Does nothing. */
        @Override
        public void close() {}
    }

    /**
     * Makes a barrier for {@code parties} tasks.
     *
     * @throws IllegalArgumentException if {@code parties} is less than 1
     */
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties must be >= 1, not " + parties);
        }
        this.parties = parties;
        ObjectUse.made(this);
    }

    /**
     * Gives it a name, by which it is called where people look at those who wait for it.
     *
     * @return this barrier
     */
    public Barrier named(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** {@return the name that it was given, or an empty one} */
    public String name() {
        return name;
    }

    /** {@return how many tasks it takes to go on} */
    public int parties() {
        return parties;
    }

    /** {@return how many tasks wait for the last one} */
    public int nWaiting() {
        ObjectUse.asked(this);
        return state == State.FILLING ? count : 0;
    }

    /** {@return whether it was aborted, and not reset since} */
    public boolean broken() {
        ObjectUse.asked(this);
        return state == State.BROKEN;
    }

    /**
     * Waits until as many tasks as it takes have come. If those of the last round are still leaving, waits
     * for that first.
     *
     * <p><b>Cancellation:</b> the task is not counted any more.
     *
     * @return how many tasks were at the barrier when this one came: 0 to {@code parties - 1}, each of them once
     *     unless one was cancelled
     * @throws BrokenBarrierException if it is broken, or is aborted or reset meanwhile
     * @throws IllegalStateException if it must wait and is bound to another loop
     */
    public int await() {
        StackProbe.ensure();
        try (var _ = changed.acquire()) {
            ObjectUse.changing(this);
            awaitEntry();
            int index = count++;
            try {
                if (index + 1 == parties) {
                    state = State.DRAINING;
                    changed.signalAll();
                } else {
                    awaitOthers();
                }
                return index;
            } finally {
                ObjectUse.changing(this);
                // cancelled or not: a task that has gone must not be waited for, nor keep others outside
                count--;
                letNextRoundIn();
            }
        }
    }

    /** Waits as {@link #await} does: Python's {@code async with barrier as position}. */
    public Arrival enter() {
        return new Arrival(await());
    }

    private void awaitEntry() {
        while (state == State.DRAINING || state == State.RESETTING) {
            changed.await(this);
        }
        if (state == State.BROKEN) {
            throw new BrokenBarrierException(
                    "Barrier aborted: " + this + "; reset() makes it usable again");
        }
    }

    private void awaitOthers() {
        while (state == State.FILLING) {
            changed.await(this);
        }
        if (state == State.BROKEN || state == State.RESETTING) {
            throw new BrokenBarrierException(
                    "Abort or reset of barrier while this task waited for the others: " + this
                            + "; it can be awaited again" + (broken() ? " after reset()" : ""));
        }
    }

    private void letNextRoundIn() {
        if (count == 0) {
            if (state == State.RESETTING || state == State.DRAINING) {
                state = State.FILLING;
            }
            changed.signalAll();
        }
    }

    /**
     * Makes it as at first. Tasks that wait get a {@link BrokenBarrierException}; those that come before
     * these have left wait for that. Never waits.
     */
    public void reset() {
        StackProbe.ensure(); // half-way, tasks would not be woken
        try (var _ = changed.acquire()) {
            ObjectUse.changing(this);
            state = count > 0 ? State.RESETTING : State.FILLING;
            changed.signalAll();
        }
    }

    /**
     * Breaks it: the tasks that wait, and all that come until it is {@link #reset}, get a
     * {@link BrokenBarrierException}. Never waits.
     */
    public void abort() {
        StackProbe.ensure(); // half-way, tasks would not be woken
        try (var _ = changed.acquire()) {
            ObjectUse.changing(this);
            state = State.BROKEN;
            changed.signalAll();
        }
    }

    /** Those who wait for the others, or until those of the last round have left. */
    private final class Line extends Waiters {

        @Override
        public String kind() {
            return "barrier";
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Object object() {
            return Barrier.this;
        }

        @Override
        public String text() {
            return label("Barrier", name)
                    + (state == State.FILLING ? " " + count + "/" + parties
                            : " of which " + count + " leave");
        }
    }

    /** {@return a snapshot of its state} */
    public BarrierStatistics statistics() {
        ObjectUse.asked(this);
        return new BarrierStatistics(state, parties, nWaiting(), count - nWaiting());
    }

    /** {@return its state and how many tasks wait}, as in {@code <Barrier [filling, waiters:1/3]>} */
    @Override
    public String toString() {
        return "<" + Waiters.label("Barrier", name) + " [" + state.name().toLowerCase(Locale.ROOT)
                + (broken() ? "" : ", waiters:" + nWaiting() + "/" + parties) + "]>";
    }
}
