package io.asyncio4j.conformance;

import io.asyncio4j.spi.Poller;

/** Virtual time that says when nothing will ever run again, instead of waiting for it. */
final class MillisecondClock implements Poller {

    // written by the loop's thread, read by any
    private volatile long nanos;

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void poll(long timeoutNanos, boolean workElsewhere) {
        if (timeoutNanos == Long.MAX_VALUE) {
            throw new Failures.Deadlock();
        }
        nanos += timeoutNanos;
    }

    @Override
    public void wakeup() {}

    @Override
    public boolean mustLook() {
        return false;
    }
}
