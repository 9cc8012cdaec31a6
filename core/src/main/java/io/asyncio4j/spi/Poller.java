package io.asyncio4j.spi;

/**
 * The clock of a loop, and the place where the loop waits when it has nothing to run.
 *
 * <p>One instance serves one loop. {@link SystemPoller} keeps real time, {@link VirtualClock} skips waiting;
 * one that also watches channels is a {@link ChannelPoller}.
 * {@link #poll} is called by the loop's thread only, the other methods by any thread.
 */
public interface Poller {

    /** {@return the loop's time in nanoseconds}, never negative, never going back. */
    long nanoTime();

    /**
     * Waits until {@link #wakeup} is called, until {@code timeoutNanos} are over, or for no reason at all.
     * A wake-up that came since the last call makes it return at once.
     *
     * @param timeoutNanos how long at most, in nanoseconds of this clock; 0 looks without waiting,
     *     {@link Long#MAX_VALUE} means until woken
     * @param workElsewhere whether something that the loop handed to another thread is still under way there
     */
    void poll(long timeoutNanos, boolean workElsewhere);

    /** Makes the present or the next {@link #poll} return at once. */
    void wakeup();

    /**
     * {@return whether the loop must call {@link #poll} with 0 even when it has something to run}
     *
     * <p>True for a poller that gathers events while it looks. A pure clock says false, and the loop leaves
     * these calls out, which lets a task that only gives way go on without a switch.
     */
    default boolean mustLook() {
        return true;
    }
}
