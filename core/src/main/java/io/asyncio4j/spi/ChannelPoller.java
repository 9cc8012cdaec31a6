package io.asyncio4j.spi;

import java.io.IOException;
import java.nio.channels.SelectableChannel;

/**
 * A {@link Poller} that also watches channels, so that a loop hears of I/O where it waits for everything else.
 *
 * <p>All methods are called by whoever holds the loop. What was noticed is told to the {@link Sink} of the channel
 * within {@link #poll} or {@link #look}, on the calling thread, before the loop moves timers that are due. Watching is
 * level-triggered: a sink is told in each poll for as long as the channel is ready for what it is watched for.
 *
 * <p>{@link #mustLook} may be false: once a channel is registered, the loop looks often enough by itself.
 *
 * <p><b>From CPython:</b> {@code selectors.BaseSelector}.
 */
public interface ChannelPoller extends Poller {

    /**
     * Begins to watch {@code channel}, for nothing at first.
     *
     * @throws java.nio.channels.IllegalBlockingModeException if the channel is in blocking mode
     * @throws java.nio.channels.ClosedChannelException if it is closed
     * @throws IOException if the poller cannot be made ready for channels
     */
    Registration register(SelectableChannel channel, Sink sink) throws IOException;

    /**
     * Looks at the channels without waiting, tells sinks, and lets go of channels whose registration was cancelled or
     * that were closed: their descriptors are free when this returns.
     */
    void look();

    /** Ends all watching and gives back what was taken for it. Nothing is registered afterwards. */
    void close();

    /** Is told that a channel is ready. Called by whoever polls; must neither block nor throw. */
    @FunctionalInterface
    interface Sink {

        /** The channel is ready for {@code operations}: bits of {@link java.nio.channels.SelectionKey}. */
        void ready(int operations);
    }

    /** The watching of one channel. */
    interface Registration {

        /**
         * Watches for {@code operations} from the next poll on: bits of {@link java.nio.channels.SelectionKey}, 0 for
         * none.
         *
         * @throws IllegalArgumentException if the channel does not support one of them
         * @throws java.nio.channels.CancelledKeyException if it was cancelled, or the channel is closed
         */
        void watchFor(int operations);

        /** Ends the watching. The channel keeps its place until the next poll or {@link ChannelPoller#look}. */
        void cancel();
    }
}
