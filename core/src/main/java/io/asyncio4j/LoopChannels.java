package io.asyncio4j;

import io.asyncio4j.spi.ChannelPoller;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The channels that a loop watches, and when it looks at them while it has other things to do. Loop-confined. */
/*
 * A watch that somebody has made belongs to him: he says when his channel closes. Those that a single wait needs
 * (loop.readable(channel)) are the loop's, and nobody tells when such a channel is closed. So before the loop goes to
 * sleep it looks through the latter, which are few, ends the waits for channels that are closed, and lets go of channels
 * that nobody waits for any more.
 */
final class LoopChannels {

    /** The loop looks at its channels after so many steps at the latest ... */
    static final int STEPS_BETWEEN_LOOKS = 256;
    /** ... and in the next turn after so many nanoseconds. */
    static final long NANOS_BETWEEN_LOOKS = TimeUnit.MICROSECONDS.toNanos(50);

    // fixed
    private final EventLoop loop;
    final ChannelPoller poller;

    // loop-confined
    private final IdentityHashMap<SelectableChannel, ChannelWatch> watches = new IdentityHashMap<>();
    private final List<ChannelWatch> forSingleWaits = new ArrayList<>(0);
    private long stepsAtLook;
    private long nanosAtLook = System.nanoTime();

    private LoopChannels(EventLoop loop, ChannelPoller poller) {
        this.loop = loop;
        this.poller = poller;
    }

    static LoopChannels of(EventLoop loop) {
        LoopChannels channels = loop.channels;
        if (channels == null) {
            if (!(loop.poller instanceof ChannelPoller poller)) {
                throw new IllegalStateException(
                        loop + " cannot watch channels, because its poller is a "
                                + loop.poller.getClass().getName()
                                + "; give it one that is a ChannelPoller, such as SystemPoller");
            }
            channels = new LoopChannels(loop, poller);
            loop.channels = channels;
        }
        return channels;
    }

    // What the scheduler asks.

    boolean isLookDue(long steps) {
        return steps - stepsAtLook >= STEPS_BETWEEN_LOOKS
                || System.nanoTime() - nanosAtLook >= NANOS_BETWEEN_LOOKS;
    }

    void looked(long steps) {
        stepsAtLook = steps;
        nanosAtLook = System.nanoTime();
    }

    /** Says whether the loop may go to sleep, that is, whether nobody waits for a channel that was closed. */
    boolean mayWait() {
        boolean quiet = true;
        for (int i = forSingleWaits.size() - 1; i >= 0; i--) {
            ChannelWatch watch = forSingleWaits.get(i);
            if (!watch.channel().isOpen()) {
                quiet &= !watch.endWaits();
                watch.close();
            } else if (!watch.isAwaited()) {
                watch.close();
            }
        }
        return quiet && loop.ready.isEmpty();
    }

    // Watches.

    ChannelWatch watch(SelectableChannel channel, Object owner) throws ClosedChannelException {
        ChannelWatch other = watches.get(channel);
        if (other != null && (!other.channel().isOpen() || other.owner() == loop && !other.isAwaited())) {
            other.close();
        } else if (other != null) {
            throw new IllegalStateException(channel + " is used by " + other.owner() + " already");
        }
        return add(channel, owner);
    }

    /** {@return the watch for a wait that nobody has made one for} */
    ChannelWatch forSingleWait(SelectableChannel channel) throws ClosedChannelException {
        ChannelWatch watch = watches.get(channel);
        if (watch == null) {
            watch = add(channel, loop);
            forSingleWaits.add(watch);
        } else if (watch.owner() != loop) {
            throw new IllegalStateException(
                    channel + " is used by " + watch.owner() + ", so only that may wait for it");
        }
        return watch;
    }

    private ChannelWatch add(SelectableChannel channel, Object owner) throws ClosedChannelException {
        var watch = new ChannelWatch(this, loop, channel, owner);
        try {
            watch.register(poller);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("the loop's poller cannot be made ready for channels: " + loop,
                    e);
        }
        watches.put(channel, watch);
        return watch;
    }

    void remove(ChannelWatch watch) {
        if (watches.get(watch.channel()) == watch) {
            watches.remove(watch.channel());
            if (watch.owner() == loop) {
                forSingleWaits.remove(watch);
            }
        }
    }

    /** Lets go of channels that were closed, and tells of others. */
    void look() {
        poller.look();
        looked(loop.steps);
    }

    /** {@return the task that waits for {@code future}, as a text} */
    static String waiterOf(@Nullable Future<?> future) {
        var tasks = Objects.requireNonNull(future).awaitedBy();
        return tasks.isEmpty() ? "somebody" : tasks.iterator().next().toString();
    }

    void close() {
        for (ChannelWatch watch : List.copyOf(watches.values())) {
            watch.endWaits();
            watch.close();
        }
        poller.close();
    }
}
