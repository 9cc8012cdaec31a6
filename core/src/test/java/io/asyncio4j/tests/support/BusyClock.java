package io.asyncio4j.tests.support;

import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.VirtualClock;
import java.time.Duration;

/** Virtual time that can also pass while a task runs, as if it were busy. */
public final class BusyClock implements Poller {

    private final VirtualClock clock = new VirtualClock();
    // written by the loop's side, read by any thread
    private volatile long busyNanos;

    /** Lets time pass without giving way. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void busyFor(Duration time) {
        busyNanos += time.toNanos();
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime() + busyNanos;
    }

    @Override
    public void poll(long timeoutNanos, boolean workElsewhere) {
        clock.poll(timeoutNanos, workElsewhere);
    }

    @Override
    public void wakeup() {
        clock.wakeup();
    }

    @Override
    public boolean mustLook() {
        return clock.mustLook();
    }
}
