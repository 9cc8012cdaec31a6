package io.asyncio4j.internal.channel;

import io.asyncio4j.ChannelWatch;
import io.asyncio4j.Future;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.spi.ChannelPoller;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/** A {@link ChannelWatch}: what the poller is asked to watch for, and who waits. */
/*
 * What the poller watches for is not changed for each wait: that would be a system call. Input stays watched for when a
 * wait is over, as the next one mostly follows at once. Only when the channel is reported ready twice with nobody waiting
 * is it left out, until somebody waits again. Once is not enough: the loop may look again before the one that it woke has
 * run. Output is ready nearly always, so it is watched for while somebody waits.
 */
public final class ChannelWatchImpl implements ChannelWatch {

    private static final int INPUT = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

    // fixed
    private final LoopChannels channels;
    private final LoopCore loop;
    private final SelectableChannel channel;
    private final Object owner;

    // loop-confined
    private ChannelPoller.@Nullable Registration registration;
    private int watchedFor;
    private @Nullable PromiseImpl<@Nullable Void> input;
    private @Nullable PromiseImpl<@Nullable Void> output;
    private boolean reportedInVain;
    private @Nullable ChannelWait inputWait;
    private @Nullable ChannelWait outputWait;

    ChannelWatchImpl(LoopChannels channels, LoopCore loop, SelectableChannel channel, Object owner) {
        this.channels = channels;
        this.loop = loop;
        this.channel = channel;
        this.owner = owner;
    }

    void register(ChannelPoller poller) throws IOException {
        registration = poller.register(channel, this::ready);
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public Object owner() {
        return owner;
    }

    // Waits.

    @Override
    public Future<@Nullable Void> readable() {
        return awaitInput(SelectionKey.OP_READ);
    }

    @Override
    public Future<@Nullable Void> acceptable() {
        return awaitInput(SelectionKey.OP_ACCEPT);
    }

    @Override
    public Future<@Nullable Void> writable() {
        return awaitOutput(SelectionKey.OP_WRITE);
    }

    @Override
    public Future<@Nullable Void> connectable() {
        return awaitOutput(SelectionKey.OP_CONNECT);
    }

    private Future<@Nullable Void> awaitInput(int operation) {
        ensureFree(input, operation);
        PromiseImpl<@Nullable Void> promise = loop.createFuture(inputWait = waitFor(inputWait, operation));
        watch(watchedFor & ~INPUT | operation);
        reportedInVain = false;
        input = promise;
        return promise;
    }

    private Future<@Nullable Void> awaitOutput(int operation) {
        ensureFree(output, operation);
        PromiseImpl<@Nullable Void> promise = loop.createFuture(outputWait = waitFor(outputWait, operation));
        watch(watchedFor & INPUT | operation);
        output = promise;
        return promise;
    }

    private ChannelWait waitFor(@Nullable ChannelWait last, int operation) {
        return last != null && last.operation() == operation ? last : new ChannelWait(this, operation);
    }

    private void ensureFree(@Nullable FutureImpl<?> present, int operation) {
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
            wake(output); // first of all: it may fail, and is reported again then
            watch(watchedFor & INPUT);
        }
    }

    private static boolean wake(@Nullable PromiseImpl<@Nullable Void> waiting) {
        if (waiting == null || waiting.done()) {
            return false;
        }
        waiting.finish(FutureImpl.FINISHED, null);
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

    private static void fail(@Nullable PromiseImpl<@Nullable Void> waiting) {
        if (waiting != null && !waiting.done()) {
            waiting.finish(FutureImpl.FAILED, new AsynchronousCloseException());
            waiting.retrieved(); // who waits gets it; nobody else has to
        }
    }

    // Ending.

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

    @Override
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
