package io.asyncio4j.internal.queue;

/** What can stand among a loop's {@link Timers}. Confined to whoever holds the loop. */
public interface Timed {

    /** Says whether nobody wants it any more. */
    boolean isDropped();

    /** Says whether it is among the timers. */
    boolean isInTimers();

    /** Notes that it has come to the timers or has left them; the timers' own. */
    void setInTimers(boolean inTimers);
}
