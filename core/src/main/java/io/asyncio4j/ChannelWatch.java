package io.asyncio4j;

import io.asyncio4j.internal.channel.ChannelWatchImpl;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * The watching of one channel by one owner, until {@link #close}: what a library takes that does I/O on a loop. A program
 * that waits now and then has {@link EventLoop#readable} and its sisters, which need no watch.
 *
 * <p>There is room for one that waits for input (readable or acceptable) and one that waits for output (writable or
 * connectable). Being told that a channel is ready is a hint: try the operation, and wait again if it would block. A
 * future is done in the turn in which the loop notices, and nothing has been read, written or accepted for it, so
 * cancelling one loses nothing.
 *
 * <p>Its owner closes the channel by {@link #closeChannel}, or this watch before the channel: else waits do not end.
 *
 * <p><b>Errors:</b> use from a thread that does not hold the loop is an {@link IllegalStateException}.
 *
 * <p><b>From CPython:</b> {@code loop.add_reader} and {@code loop.add_writer}, as awaits.
 */
public sealed interface ChannelWatch extends AutoCloseable permits ChannelWatchImpl {

    /** {@return the channel} */
    SelectableChannel channel();

    /** {@return for whom it is watched} */
    Object owner();

    /**
     * {@return a future that is done when the channel has something to read, or will not have any more}
     *
     * @throws IllegalStateException if somebody waits for that already, or this watch is closed
     * @throws IllegalArgumentException if the channel cannot be read
     */
    Future<@Nullable Void> readable();

    /** {@return a future that is done when the channel has a connection to accept} Errors are as {@link #readable}'s. */
    Future<@Nullable Void> acceptable();

    /** {@return a future that is done when the channel takes bytes to write} Errors are as {@link #readable}'s. */
    Future<@Nullable Void> writable();

    /**
     * {@return a future that is done when the channel's connecting can be finished} Errors are as {@link #readable}'s.
     */
    Future<@Nullable Void> connectable();

    /**
     * Ends the watching; the channel stays open. Waits fail with a {@link ClosedChannelException}. Closing twice does
     * nothing more.
     */
    @Override
    void close();

    /**
     * Ends the watching and closes the channel, whose descriptor is free when this returns. Waits fail with a
     * {@link ClosedChannelException}. A channel that is closed and yet registered would keep its descriptor, and a
     * listening one would go on accepting, until the loop looks at its channels.
     *
     * @throws IOException if closing the channel fails
     */
    void closeChannel() throws IOException;
}
