package io.asyncio4j.internal.channel;

import io.asyncio4j.ChannelWatch;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PerLoop;
import io.asyncio4j.internal.kernel.Surroundings;
import io.asyncio4j.spi.ChannelPoller;
import java.io.IOException;
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
public final class LoopChannels implements Surroundings.Channels {

    /** The loop looks at its channels after so many steps at the latest ... */
    static final int STEPS_BETWEEN_LOOKS = 256;
    /** ... and in the next turn after so many nanoseconds. */
    static final long NANOS_BETWEEN_LOOKS = TimeUnit.MICROSECONDS.toNanos(50);

    private static final PerLoop<LoopChannels> OF_LOOP = PerLoop.of(LoopChannels::make);

    // fixed
    private final LoopCore loop;
    final ChannelPoller poller;

    // loop-confined
    private final IdentityHashMap<SelectableChannel, ChannelWatchImpl> watches = new IdentityHashMap<>();
    private final List<ChannelWatchImpl> forSingleWaits = new ArrayList<>(0);
    private long stepsAtLook;
    private long nanosAtLook = System.nanoTime();

    private LoopChannels(LoopCore loop, ChannelPoller poller) {
        this.loop = loop;
        this.poller = poller;
    }

    /** {@return those of {@code loop}, which looks for them from now on} */
    public static LoopChannels of(LoopCore loop) {
        return OF_LOOP.of(loop);
    }

    private static LoopChannels make(LoopCore loop) {
        if (!(loop.turns.poller instanceof ChannelPoller poller)) {
            throw new IllegalStateException(
                    loop + " cannot watch channels, because its poller is a "
                            + loop.turns.poller.getClass().getName()
                            + "; give it one that is a ChannelPoller, such as SystemPoller");
        }
        var channels = new LoopChannels(loop, poller);
        loop.turns.channels = channels;
        return channels;
    }

    /** Ends all waits for channels of {@code loop}, which is being closed. */
    public static void closeThoseOf(LoopCore loop) {
        LoopChannels channels = OF_LOOP.ifPresent(loop);
        if (channels != null) {
            channels.close();
        }
    }

    // What the turns ask.

    @Override
    public boolean isLookDue(long steps) {
        return steps - stepsAtLook >= STEPS_BETWEEN_LOOKS
                || System.nanoTime() - nanosAtLook >= NANOS_BETWEEN_LOOKS;
    }

    @Override
    public void looked(long steps) {
        stepsAtLook = steps;
        nanosAtLook = System.nanoTime();
    }

    /** Says whether the loop may go to sleep, that is, whether nobody waits for a channel that was closed. */
    @Override
    public boolean mayWait() {
        boolean quiet = true;
        for (int i = forSingleWaits.size() - 1; i >= 0; i--) {
            ChannelWatchImpl watch = forSingleWaits.get(i);
            if (!watch.channel().isOpen()) {
                quiet &= !watch.endWaits();
                watch.close();
            } else if (!watch.isAwaited()) {
                watch.close();
            }
        }
        return quiet && loop.turns.ready.isEmpty();
    }

    @Override
    public boolean areAwaited() {
        for (ChannelWatchImpl watch : watches.values()) {
            if (watch.isAwaited()) {
                return true;
            }
        }
        return false;
    }

    // Watches.

    /** {@link EventLoop#watch}. */
    public ChannelWatch watch(SelectableChannel channel, Object owner) throws IOException {
        ChannelWatchImpl other = watches.get(channel);
        if (other != null
                && (!other.channel().isOpen() || other.owner() == loop.face() && !other.isAwaited())) {
            other.close();
        } else if (other != null) {
            throw new IllegalStateException(channel + " is used by " + other.owner() + " already");
        }
        return add(channel, owner);
    }

    /** {@return the watch for a wait that nobody has made one for} */
    public ChannelWatch forSingleWait(SelectableChannel channel) throws IOException {
        ChannelWatchImpl watch = watches.get(channel);
        if (watch == null) {
            watch = add(channel, loop.face());
            forSingleWaits.add(watch);
        } else if (watch.owner() != loop.face()) {
            throw new IllegalStateException(
                    channel + " is used by " + watch.owner() + ", so only that may wait for it");
        }
        return watch;
    }

    private ChannelWatchImpl add(SelectableChannel channel, Object owner) throws IOException {
        var watch = new ChannelWatchImpl(this, loop, channel, owner);
        watch.register(poller);
        watches.put(channel, watch);
        return watch;
    }

    void remove(ChannelWatchImpl watch) {
        if (watches.get(watch.channel()) == watch) {
            watches.remove(watch.channel());
            if (watch.owner() == loop.face()) {
                forSingleWaits.remove(watch);
            }
        }
    }

    /** Lets go of channels that were closed, and tells of others. */
    void look() {
        poller.look();
        looked(loop.turns.steps);
    }

    /** {@return the task that waits for {@code future}, as a text} */
    static String waiterOf(@Nullable Future<?> future) {
        var tasks = Objects.requireNonNull(future).awaitedBy();
        return tasks.isEmpty() ? "somebody" : tasks.iterator().next().toString();
    }

    private void close() {
        for (ChannelWatchImpl watch : List.copyOf(watches.values())) {
            watch.endWaits();
            watch.close();
        }
        poller.close();
    }
}
