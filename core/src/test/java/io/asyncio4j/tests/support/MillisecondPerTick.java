package io.asyncio4j.tests.support;

import io.asyncio4j.spi.Poller;

/** A clock on which one millisecond passes in each tick, whether or not anything can run. */
public final class MillisecondPerTick implements Poller {

    // written by the loop's thread, read by any
    private volatile long ticks;

    @Override
    public long nanoTime() {
        return ticks * 1_000_000;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void poll(long timeoutNanos, boolean workElsewhere) {
        ticks++;
    }

    @Override
    public void wakeup() {}
}
