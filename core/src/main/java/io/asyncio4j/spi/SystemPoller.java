package io.asyncio4j.spi;

import io.asyncio4j.internal.queue.ChannelSelector;
import io.asyncio4j.internal.queue.SpinWait;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Real time: {@link System#nanoTime} counted from the making of the poller. It waits by parking, and from the moment on
 * when the first channel is registered, by a selector.
 */
public final class SystemPoller implements ChannelPoller {

    private static final SpinWait.Kind KIND = new SpinWait.Kind();
    private static final int LOOKS_BETWEEN_TIMES = 32;

    private final long origin = System.nanoTime();

    // any thread, volatile: set by wakeup, lowered by the loop
    private volatile boolean woken;
    // any thread, volatile: the thread that is about to park or parks, or the selector that is about to wait or waits
    private volatile @Nullable Object sleeper;

    // any thread, volatile: when somebody last woke a sleeper
    private volatile long wokenAt;

    // loop-confined
    private final SpinWait spin = new SpinWait(KIND);
    // null until a channel is registered
    private @Nullable ChannelSelector channels;

    public SystemPoller() {}

    @Override
    public long nanoTime() {
        return System.nanoTime() - origin;
    }

    @Override
    public void poll(long timeoutNanos, boolean workElsewhere) {
        try {
            if (timeoutNanos <= 0 || woken) {
                look();
            } else if (workElsewhere && !Thread.currentThread().isVirtual()) {
                awaitWork(timeoutNanos);
            } else {
                sleep(timeoutNanos);
            }
        } catch (OutOfMemoryError e) {
            sleeper = null; // the loop asks again, channels tell again, and meanwhile there may be memory
        }
        woken = false;
    }

    /*
     * Work on another thread may be about to come back, so it is worth looking for a moment; and when it came is what
     * tells whether it will be the next time. A virtual thread sleeps and wakes at little cost, and while it looked it
     * would keep a carrier from the work.
     */
    private void awaitWork(long timeoutNanos) {
        long begin = System.nanoTime();
        if (spin.begins() && spin(begin, timeoutNanos)) {
            return;
        }
        long left =
                timeoutNanos == Long.MAX_VALUE ? Long.MAX_VALUE : begin + timeoutNanos - System.nanoTime();
        if (left > 0) {
            sleep(left);
            if (woken) {
                spin.slept(wokenAt - begin);
            }
        }
    }

    /** Looks for a moment, and says whether that ends the wait. */
    private boolean spin(long begin, long timeoutNanos) {
        long most = Math.min(timeoutNanos, SpinWait.MOST_NANOS);
        do {
            for (int i = 0; i < LOOKS_BETWEEN_TIMES; i++) {
                if (woken) {
                    spin.came();
                    return true;
                }
                Thread.onSpinWait();
            }
            if (channels != null && channels.look()) {
                spin.came();
                return true;
            }
        } while (System.nanoTime() - begin < most);
        if (most < SpinWait.MOST_NANOS) {
            spin.gaveUp();
        } else {
            spin.inVain();
        }
        return false;
    }

    private void sleep(long timeoutNanos) {
        ChannelSelector channels = this.channels;
        if (channels == null) {
            park(timeoutNanos);
        } else {
            select(channels, timeoutNanos);
        }
    }

    // As park does; a selector keeps a wake-up that comes too early.
    private void select(ChannelSelector channels, long timeoutNanos) {
        sleeper = channels;
        if (woken) {
            channels.look();
        } else {
            channels.select(timeoutNanos);
        }
        sleeper = null;
    }

    /*
     * The sleeper shows itself before it looks at `woken`; the waker sets `woken` before it looks for a
     * sleeper. Whoever comes second sees the other, so no wake-up falls between the look and the parking.
     * An interrupt would make every park return at once: it is set aside and put back.
     */
    private void park(long timeoutNanos) {
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

    /** Says whether a wake-up came since the last wait, and takes it away. */
    boolean takeWakeup() {
        boolean was = woken;
        woken = false;
        return was;
    }

    @Override
    public void wakeup() {
        woken = true;
        Object sleeper = this.sleeper;
        if (sleeper == null) {
            return; // it will look before it sleeps
        }
        wokenAt = System.nanoTime();
        if (sleeper instanceof Thread parked) {
            LockSupport.unpark(parked);
        } else {
            ((ChannelSelector) sleeper).wakeup();
        }
    }

    @Override
    public boolean mustLook() {
        return false;
    }

    // Channels.

    @Override
    public Registration register(SelectableChannel channel, Sink sink) throws IOException {
        ChannelSelector channels = this.channels;
        if (channels == null) {
            channels = new ChannelSelector();
            this.channels = channels;
        }
        return channels.register(channel, sink);
    }

    @Override
    public void look() {
        if (channels != null) {
            channels.look();
        }
    }

    @Override
    public void close() {
        ChannelSelector closing = channels;
        channels = null;
        if (closing != null) {
            closing.close();
        }
    }

    /** {@return whether any channel is registered} */
    boolean watchesChannels() {
        return channels != null && channels.isUsed();
    }
}
