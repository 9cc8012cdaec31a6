package io.asyncio4j.tests.support;

import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.VirtualClock;

/** Virtual time, to be told or changed a little by a subclass. */
public abstract class OnVirtualTime implements Poller {

    private final VirtualClock clock = new VirtualClock();

    @Override
    public long nanoTime() {
        return clock.nanoTime();
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
