package io.asyncio4j.sync;

import io.asyncio4j.sync.Waiters.Waiter;

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

    // loop-confined
    private final LoopBinding binding = new LoopBinding();
    private final Waiters waiters = new Waiters();
    private boolean set;

    /** Makes an event that is not set. */
    public Event() {}

    /** {@return whether the flag is set} */
    public boolean isSet() {
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
            return;
        }
        Waiter waiter = waiters.join(binding.bind(this));
        try {
            waiter.await();
        } finally {
            waiters.leave(waiter); // cancelled or not: else the line would grow with each wait
        }
    }

    /** Sets the flag and wakes all tasks that wait. Does nothing if it is set. Never waits. */
    public void set() {
        if (!set) {
            waiters.wakeAll(); // first of all: in a wrong thread it throws
            set = true;
        }
    }

    /** Clears the flag: tasks that call {@link #await} from now on wait until it is set again. */
    public void clear() {
        set = false;
    }

    /** {@return a snapshot of its state} */
    public EventStatistics statistics() {
        return new EventStatistics(set, waiters.size());
    }

    /** {@return its state and how many tasks wait}, as in {@code <Event [unset, waiters:2]>} */
    @Override
    public String toString() {
        return waiters.describe("Event", set ? "set" : "unset");
    }
}
