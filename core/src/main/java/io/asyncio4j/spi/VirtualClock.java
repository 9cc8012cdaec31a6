package io.asyncio4j.spi;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;

/**
 * Virtual time: a clock that stands still while anything can run and jumps to the next timer when nothing
 * can, so that an hour of sleeping takes no time and always ends in the same order.
 *
 * <p>It does not jump while work that the loop handed to another thread ({@code toThread},
 * {@code runInExecutor}, {@code blocking}) is under way, or a {@code CompletionStage} is awaited, which may be
 * completed by one, or a real channel (a socket) is watched, whose other end may be anywhere; it then goes at the speed
 * of real time, so that a thread or a peer which waits for the loop's timers is not waited for in turn.
 *
 * <p>What it cannot do: it knows nothing of threads that the loop did not hand work to, so a plain thread
 * that is about to call {@code runCoroutineThreadsafe} may find that the time has jumped already; and
 * {@code Thread.sleep}, {@code System.nanoTime} and timed waits of other libraries stay real.
 */
public final class VirtualClock implements ChannelPoller {

    private final SystemPoller real = new SystemPoller();

    // written by the loop's thread, read by any
    private volatile long nanos;

    public VirtualClock() {}

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public void poll(long timeoutNanos, boolean workElsewhere) {
        if (timeoutNanos == Long.MAX_VALUE || timeoutNanos <= 0) {
            real.poll(timeoutNanos, false);
        } else if (workElsewhere || real.watchesChannels()) {
            long before = System.nanoTime();
            real.poll(timeoutNanos, false);
            advance(Math.min(timeoutNanos, System.nanoTime() - before));
        } else if (!real.takeWakeup()) {
            advance(timeoutNanos);
        }
    }

    @Override
    public void wakeup() {
        real.wakeup();
    }

    @Override
    public boolean mustLook() {
        return false;
    }

    @Override
    public Registration register(SelectableChannel channel, Sink sink) throws IOException {
        return real.register(channel, sink);
    }

    @Override
    public void look() {
        real.look();
    }

    @Override
    public void close() {
        real.close();
    }

    /** {@return how far this clock has come since it was made} */
    public Duration elapsed() {
        return Duration.ofNanos(nanos);
    }

    @Override
    public String toString() {
        return "<VirtualClock at " + elapsed() + ">";
    }

    // one writer, so reading and writing the volatile need not be one step
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void advance(long by) {
        nanos += by;
    }
}
