package io.asyncio4j.sync;

import io.asyncio4j.internal.sync.LoopBinding;
import io.asyncio4j.internal.sync.Waiters;
import io.asyncio4j.internal.sync.Waiters.Waiter;
import io.asyncio4j.spi.ObjectUse;
import java.util.Objects;

/**
 * A flag that tasks wait for: {@link #await} returns once it is set.
 *
 * <pre>{@code
 * var ready = new Event();
 * createTask(() -> {
 *     ready.await();
 *     serve();
 * });
 * prepare();
 * ready.set();
 * }</pre>
 *
 * <p>The flag is clear at first. Setting it wakes all tasks that wait, in the order in which they came.
 * (Python's {@code wait} is {@link #await} here, since {@code wait()} is {@link Object#wait()}, which blocks
 * the thread.)
 *
 * <p><b>Cancellation:</b> a task that is cancelled while it waits leaves the line; nothing else happens.
 *
 * <p><b>Errors:</b> {@link IllegalStateException} if a task waits in another loop than the first one did.
 *
 * <p><b>From CPython:</b> {@code asyncio.Event}.
 */
public final class Event {

    // for people
    private String name = "";

    // loop-confined
    private final LoopBinding binding = new LoopBinding();
    private final Line waiters = new Line();
    private boolean set;

    /** Makes an event that is not set. */
    public Event() {
        ObjectUse.made(this);
    }

    /**
     * Gives it a name, by which it is called where people look at those who wait for it.
     *
     * @return this event
     */
    public Event named(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** {@return the name that it was given, or an empty one} */
    public String name() {
        return name;
    }

    /** {@return whether the flag is set} */
    public boolean isSet() {
        ObjectUse.asked(this);
        return set;
    }

    /**
     * Waits until the flag is set; returns at once if it is. A task that was woken goes on even if the flag
     * is cleared before it runs.
     *
     * <p><b>Cancellation:</b> the task leaves the line.
     *
     * @throws IllegalStateException if it must wait and is bound to another loop
     */
    public void await() {
        if (set) {
            ObjectUse.asked(this);
            return;
        }
        ObjectUse.changing(this);
        Waiter waiter = waiters.join(binding.bind(this));
        try {
            waiter.await();
        } finally {
            waiter.gone = true;
            ObjectUse.changing(this);
            waiters.leave(waiter); // cancelled or not: else the line would grow with each wait
        }
    }

    /** Sets the flag and wakes all tasks that wait. Does nothing if it is set. Never waits. */
    public void set() {
        ObjectUse.changing(this);
        if (!set) {
            waiters.wakeAll(); // first of all: in a wrong thread it throws
            set = true;
        }
    }

    /** Clears the flag: tasks that call {@link #await} from now on wait until it is set again. */
    public void clear() {
        ObjectUse.changing(this);
        set = false;
    }

    /** Those who wait until it is set. */
    private final class Line extends Waiters {

        @Override
        public String kind() {
            return "event";
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Object object() {
            return Event.this;
        }

        @Override
        public String text() {
            return label("Event", name) + " not set";
        }
    }

    /** {@return a snapshot of its state} */
    public EventStatistics statistics() {
        ObjectUse.asked(this);
        return new EventStatistics(set, waiters.size());
    }

    /** {@return its state and how many tasks wait}, as in {@code <Event [unset, waiters:2]>} */
    @Override
    public String toString() {
        return waiters.describe("Event", set ? "set" : "unset");
    }
}
