package io.asyncio4j.internal.queue;

import io.asyncio4j.internal.text.Logs;
import io.asyncio4j.spi.ChannelPoller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The channels of a {@link io.asyncio4j.spi.SystemPoller}, on the JDK's selector. */
public final class ChannelSelector {

    private static final long LOOK_NANOS = 1_000_000;

    // fixed
    private final Selector selector;
    private final Consumer<SelectionKey> tell = ChannelSelector::tell;

    // loop-confined: how many registrations were not cancelled
    private int registrations;
    private boolean looksNowAndThen;

    public ChannelSelector() throws IOException {
        selector = Selector.open();
    }

    public ChannelPoller.Registration register(SelectableChannel channel, ChannelPoller.Sink sink)
            throws IOException {
        SelectionKey key;
        try {
            key = channel.register(selector, 0, sink);
        } catch (CancelledKeyException e) { // an earlier registration has not been let go of yet
            look();
            key = channel.register(selector, 0, sink);
        }
        registrations++;
        return new Watched(key);
    }

    /** {@return whether any channel is registered} */
    public boolean isUsed() {
        return registrations > 0;
    }

    /** Tells what has happened, without waiting, and says whether anything has. */
    public boolean look() {
        try {
            return selector.selectNow(tell) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for channels, {@link #wakeup}, an interrupt, or the time to pass, rounded up to milliseconds. It may return
     * before.
     */
    public void select(long timeoutNanos) {
        if (looksNowAndThen) {
            LockSupport.parkNanos(this, Math.min(timeoutNanos, LOOK_NANOS));
            look();
            return;
        }
        try {
            if (timeoutNanos == Long.MAX_VALUE) {
                selector.select(tell);
            } else {
                long millis = TimeUnit.NANOSECONDS.toMillis(timeoutNanos);
                selector.select(tell, millis * 1_000_000 < timeoutNanos ? millis + 1 : millis);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LinkageError e) {
            lookNowAndThen(e);
        }
    }

    /*
     * At the first wait of a virtual thread the JDK opens descriptors for the waits of all of them. If there was none left
     * then, no virtual thread of this JVM can wait for channels any more.
     */
    private void lookNowAndThen(LinkageError reason) {
        looksNowAndThen = true;
        Logs.log(System.Logger.Level.WARNING,
                "virtual threads of this JVM cannot wait for channels, so a loop"
                        + " looks at its channels every millisecond; a higher limit of open files prevents that",
                reason);
    }

    public void wakeup() {
        selector.wakeup();
    }

    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tell(SelectionKey key) {
        if (key.isValid()) {
            ((ChannelPoller.Sink) key.attachment()).ready(key.readyOps());
        }
    }

    private final class Watched implements ChannelPoller.Registration {

        private final SelectionKey key;
        private boolean cancelled;

        Watched(SelectionKey key) {
            this.key = key;
        }

        @Override
        public void watchFor(int operations) {
            key.interestOps(operations);
        }

        @Override
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                registrations--;
                key.cancel();
            }
        }
    }
}
