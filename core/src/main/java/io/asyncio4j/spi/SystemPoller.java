package io.asyncio4j.spi;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Real time: {@link System#nanoTime} counted from the making of the poller, and waiting by parking. */
public final class SystemPoller implements Poller {

    private final long origin = System.nanoTime();

    // any thread, volatile: set by wakeup, lowered by the loop
    private volatile boolean woken;
    // any thread, volatile: the thread that is about to wait or waits
    private volatile @Nullable Thread sleeper;

    public SystemPoller() {}

    @Override
    public long nanoTime() {
        return System.nanoTime() - origin;
    }

    @Override
    public void poll(long timeoutNanos, boolean workElsewhere) {
        park(timeoutNanos);
    }

    /*
     * The sleeper shows itself before it looks at `woken`; the waker sets `woken` before it looks for a
     * sleeper. Whoever comes second sees the other, so no wake-up falls between the look and the parking.
     * An interrupt would make every park return at once: it is set aside and put back.
     */
    void park(long timeoutNanos) {
        if (timeoutNanos > 0) {
            long end = timeoutNanos == Long.MAX_VALUE ? 0 : System.nanoTime() + timeoutNanos;
            boolean interrupted = false;
            sleeper = Thread.currentThread();
            while (!woken) {
                if (timeoutNanos == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    long left = end - System.nanoTime();
                    if (left <= 0) {
                        break;
                    }
                    LockSupport.parkNanos(this, left);
                }
                interrupted |= Thread.interrupted();
            }
            sleeper = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        woken = false;
    }

    /** Says whether a wake-up came since the last wait, and takes it away. */
    boolean takeWakeup() {
        boolean was = woken;
        woken = false;
        return was;
    }

    @Override
    public void wakeup() {
        woken = true;
        Thread waiting = sleeper;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    @Override
    public boolean mustLook() {
        return false;
    }
}
