package io.asyncio4j.spi;

import io.asyncio4j.internal.queue.ChannelSelector;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Real time: {@link System#nanoTime} counted from the making of the poller. It waits by parking, and from the moment on
 * when the first channel is registered, by a selector.
 */
public final class SystemPoller implements ChannelPoller {

    private final long origin = System.nanoTime();

    // any thread, volatile: set by wakeup, lowered by the loop
    private volatile boolean woken;
    // any thread, volatile: the thread that is about to park or parks, or the selector that is about to wait or waits
    private volatile @Nullable Object sleeper;

    // loop-confined: null until a channel is registered
    private @Nullable ChannelSelector channels;

    public SystemPoller() {}

    @Override
    public long nanoTime() {
        return System.nanoTime() - origin;
    }

    @Override
    public void poll(long timeoutNanos, boolean workElsewhere) {
        ChannelSelector channels = this.channels;
        if (channels == null) {
            park(timeoutNanos);
        } else {
            select(channels, timeoutNanos);
        }
    }

    // As park does; a selector keeps a wake-up that comes too early.
    private void select(ChannelSelector channels, long timeoutNanos) {
        sleeper = timeoutNanos > 0 ? channels : null;
        if (timeoutNanos > 0 && !woken) {
            channels.select(timeoutNanos);
        } else {
            channels.look();
        }
        sleeper = null;
        woken = false;
    }

    /*
     * The sleeper shows itself before it looks at `woken`; the waker sets `woken` before it looks for a
     * sleeper. Whoever comes second sees the other, so no wake-up falls between the look and the parking.
     * An interrupt would make every park return at once: it is set aside and put back.
     */
    private void park(long timeoutNanos) {
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
        switch (sleeper) {
            case Thread parked -> LockSupport.unpark(parked);
            case ChannelSelector selecting -> selecting.wakeup();
            case null, default -> {} // it will look before it waits
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
