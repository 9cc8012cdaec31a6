package io.asyncio4j.testkit.internal.world;

import io.asyncio4j.Promise;
import io.asyncio4j.spi.SystemPoller;
import io.asyncio4j.testkit.Timekeeping;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a test: it jumps when nothing can run, up to where it may; or goes at the speed of real time, or a multiple
 * of it. It also tells when nothing can run.
 */
/*
 * As io.asyncio4j.spi.VirtualClock, it goes with real time while work is under way on other threads. Where it may go to is
 * a limit that the test moves by hand; without one, it may go anywhere.
 */
public final class TestClock implements NoSockets {

    private static final long ANYWHERE = Long.MAX_VALUE;

    // fixed
    private final @Nullable SystemPoller system; // for real time: it waits, for sockets, too
    private final double rate;
    private final long origin = System.nanoTime();

    // written by whoever holds the loop, read by any thread
    private volatile long nanos;
    // loop-confined
    private long mayGoTo;
    private final Quiet quiet = new Quiet();

    // any thread
    private volatile boolean woken;
    private volatile @Nullable Thread sleeper;

    /**
     * @param rate for real time: how many of its seconds go by in a second; 1 for the machine's own pace
     */
    public TestClock(Timekeeping timekeeping, double rate) {
        if (!(rate > 0) || rate > 1e6) {
            throw new IllegalArgumentException(
                    "the rate of a clock is more than 0 and at most 1,000,000, got " + rate);
        }
        this.rate = timekeeping == Timekeeping.REAL ? rate : 0;
        this.system = timekeeping == Timekeeping.REAL ? new SystemPoller() : null;
        this.mayGoTo = timekeeping == Timekeeping.MANUAL ? 0 : ANYWHERE;
    }

    private boolean isReal() {
        return rate > 0;
    }

    @Override
    public long nanoTime() {
        return isReal() ? (long) ((System.nanoTime() - origin) * rate) : nanos;
    }

    /** Says whether it goes by itself. */
    public boolean isManual() {
        return mayGoTo != ANYWHERE;
    }

    /** Lets it go to {@code nanos}, if it goes by hand. */
    public void allow(long nanos) {
        if (isManual()) {
            mayGoTo = Math.max(mayGoTo, nanos);
        }
    }

    /** Gives {@code quiet} its result as soon as nothing can run unless time goes on. */
    public void tellQuiet(Promise<@Nullable Void> quiet) {
        this.quiet.add(quiet);
    }

    @Override
    public void poll(long timeoutNanos, boolean workElsewhere) {
        if (system != null) {
            pollReally(system, timeoutNanos, workElsewhere);
            return;
        }
        if (timeoutNanos <= 0) {
            return;
        }
        if (!workElsewhere && !woken && quiet.tell()) {
            return;
        }
        long now = nanos;
        long wanted = timeoutNanos == Long.MAX_VALUE ? ANYWHERE : now + timeoutNanos;
        if (wanted == ANYWHERE || wanted > mayGoTo) {
            nanos = mayGoTo == ANYWHERE ? now : Math.max(now, mayGoTo);
            park(Long.MAX_VALUE);
        } else if (workElsewhere) {
            long before = System.nanoTime();
            park(timeoutNanos);
            nanos = now + Math.min(timeoutNanos, System.nanoTime() - before);
        } else if (!takeWakeup()) {
            nanos = wanted;
        }
    }

    private void pollReally(SystemPoller system, long timeoutNanos, boolean workElsewhere) {
        boolean told = timeoutNanos > 0 && !workElsewhere && !woken && quiet.tell();
        woken = false; // before it waits: who wakes it after this wakes the other one, too
        system.poll(told ? 0 : timeoutNanos <= 0 || timeoutNanos == Long.MAX_VALUE ? timeoutNanos
                : (long) Math.ceil(timeoutNanos / rate), workElsewhere);
    }

    @Override
    public String whyNoSockets() {
        return "time goes on by itself where nothing can run, and would not wait for it; let the test have"
                + " time = Timekeeping.REAL, or call SimulatedNetwork.install(test) before";
    }

    @Override
    public Registration register(SelectableChannel channel, Sink sink) throws IOException {
        return system != null ? system.register(channel, sink) : NoSockets.super.register(channel, sink);
    }

    @Override
    public void look() {
        if (system != null) {
            system.look();
        }
    }

    @Override
    public void close() {
        if (system != null) {
            system.close();
        }
    }

    private boolean takeWakeup() {
        boolean was = woken;
        woken = false;
        return was;
    }

    // The sleeper shows itself before it looks at `woken`; the waker sets `woken` before it looks for a sleeper.
    private void park(long nanos) {
        long end = nanos == Long.MAX_VALUE ? 0 : System.nanoTime() + nanos;
        sleeper = Thread.currentThread();
        while (!woken && !Thread.currentThread().isInterrupted()) {
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                LockSupport.parkNanos(this, left);
            }
        }
        sleeper = null;
        woken = false;
    }

    @Override
    public void wakeup() {
        woken = true;
        if (system != null) {
            system.wakeup();
        }
        Thread waiting = sleeper;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    @Override
    public boolean mustLook() {
        return false;
    }

    @Override
    public String toString() {
        return "<TestClock at " + nanoTime() / 1e9 + " s>";
    }
}
