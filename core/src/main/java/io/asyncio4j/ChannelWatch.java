package io.asyncio4j;

import io.asyncio4j.spi.ChannelPoller;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
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
/*
 * What the poller watches for is not changed for each wait: that would be a system call. Input stays watched for when a
 * wait is over, as the next one mostly follows at once. Only when the channel is reported ready twice with nobody waiting
 * is it left out, until somebody waits again. Once is not enough: the loop may look again before the one that it woke has
 * run. Output is ready nearly always, so it is watched for while somebody waits.
 */
public final class ChannelWatch implements AutoCloseable {

    private static final int INPUT = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

    // fixed
    private final LoopChannels channels;
    private final EventLoop loop;
    private final SelectableChannel channel;
    private final Object owner;

    // loop-confined
    private ChannelPoller.@Nullable Registration registration;
    private int watchedFor;
    private @Nullable Promise<@Nullable Void> input;
    private @Nullable Promise<@Nullable Void> output;
    private boolean reportedInVain;

    ChannelWatch(LoopChannels channels, EventLoop loop, SelectableChannel channel, Object owner) {
        this.channels = channels;
        this.loop = loop;
        this.channel = channel;
        this.owner = owner;
    }

    void register(ChannelPoller poller) throws IOException {
        registration = poller.register(channel, this::ready);
    }

    /** {@return the channel} */
    public SelectableChannel channel() {
        return channel;
    }

    /** {@return for whom it is watched} */
    public Object owner() {
        return owner;
    }

    // Waits.

    /**
     * {@return a future that is done when the channel has something to read, or will not have any more}
     *
     * @throws IllegalStateException if somebody waits for that already, or this watch is closed
     * @throws IllegalArgumentException if the channel cannot be read
     */
    public Future<@Nullable Void> readable() {
        return awaitInput(SelectionKey.OP_READ);
    }

    /** {@return a future that is done when the channel has a connection to accept} Errors are as {@link #readable}'s. */
    public Future<@Nullable Void> acceptable() {
        return awaitInput(SelectionKey.OP_ACCEPT);
    }

    /** {@return a future that is done when the channel takes bytes to write} Errors are as {@link #readable}'s. */
    public Future<@Nullable Void> writable() {
        return awaitOutput(SelectionKey.OP_WRITE);
    }

    /**
     * {@return a future that is done when the channel's connecting can be finished} Errors are as {@link #readable}'s.
     */
    public Future<@Nullable Void> connectable() {
        return awaitOutput(SelectionKey.OP_CONNECT);
    }

    private Future<@Nullable Void> awaitInput(int operation) {
        ensureFree(input, operation);
        Promise<@Nullable Void> promise = new Promise<>(loop);
        watch(watchedFor & ~INPUT | operation);
        reportedInVain = false;
        input = promise;
        return promise;
    }

    private Future<@Nullable Void> awaitOutput(int operation) {
        ensureFree(output, operation);
        Promise<@Nullable Void> promise = new Promise<>(loop);
        watch(watchedFor & INPUT | operation);
        output = promise;
        return promise;
    }

    private void ensureFree(@Nullable Future<?> present, int operation) {
        loop.checkAccess("wait for a channel of");
        if (registration == null) {
            throw new IllegalStateException("the watch of " + channel + " is closed");
        }
        if ((channel.validOps() & operation) == 0) {
            throw new IllegalArgumentException(
                    "a " + channel.getClass().getSimpleName() + " is never ready for that: " + channel);
        }
        if (present != null && !present.done()) {
            throw new IllegalStateException(
                    channel + " is already waited for by " + LoopChannels.waiterOf(present)
                            + "; one task at a time may wait for input, and one for output");
        }
    }

    private void watch(int operations) {
        if (operations != watchedFor && registration != null) {
            try {
                registration.watchFor(operations);
            } catch (CancelledKeyException e) {
                throw new IllegalStateException(
                        channel + " was closed without its watch; use closeChannel()",
                        e);
            }
            watchedFor = operations;
        }
    }

    /** Called by the poller. */
    private void ready(int operations) {
        if ((operations & INPUT) != 0 && !wake(input)) {
            if (reportedInVain) {
                watch(watchedFor & ~INPUT);
            }
            reportedInVain = !reportedInVain;
        }
        if ((operations & ~INPUT) != 0) {
            watch(watchedFor & INPUT);
            wake(output);
        }
    }

    private static boolean wake(@Nullable Promise<@Nullable Void> waiting) {
        if (waiting == null || waiting.done()) {
            return false;
        }
        waiting.finish(Future.FINISHED, null);
        return true;
    }

    /** {@return whether anybody waits} */
    boolean isAwaited() {
        return input != null && !input.done() || output != null && !output.done();
    }

    /** Ends the waits because the channel is closed, and says whether there were any. */
    boolean endWaits() {
        boolean any = isAwaited();
        fail(input);
        fail(output);
        return any;
    }

    private static void fail(@Nullable Promise<@Nullable Void> waiting) {
        if (waiting != null && !waiting.done()) {
            waiting.finish(Future.FAILED, new AsynchronousCloseException());
            waiting.retrieved(); // who waits gets it; nobody else has to
        }
    }

    // Ending.

    /**
     * Ends the watching; the channel stays open. Waits fail with a {@link ClosedChannelException}. Closing twice does
     * nothing more.
     */
    @Override
    public void close() {
        loop.checkAccess("close the watch of a channel of");
        ChannelPoller.Registration ending = registration;
        registration = null;
        if (ending != null) {
            ending.cancel();
            channels.remove(this);
            endWaits();
        }
    }

    /**
     * Ends the watching and closes the channel, whose descriptor is free when this returns. Waits fail with a
     * {@link ClosedChannelException}. A channel that is closed and yet registered would keep its descriptor, and a
     * listening one would go on accepting, until the loop looks at its channels.
     *
     * @throws IOException if closing the channel fails
     */
    public void closeChannel() throws IOException {
        boolean registered = registration != null;
        close();
        try {
            channel.close();
        } finally {
            if (registered && !loop.isClosed()) {
                channels.look();
            }
        }
    }

    @Override
    public String toString() {
        return "<ChannelWatch of " + channel + " for " + owner + (registration == null ? " closed" : "")
                + ">";
    }
}
