package io.asyncio4j.tests.support;

import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.VirtualClock;
import java.util.concurrent.Semaphore;

/** Virtual time that tells when another thread has put something into the empty inbox of the loop. */
public final class TellingPoller implements Poller {

    private final VirtualClock clock = new VirtualClock();
    private final Semaphore woken = new Semaphore(0);

    /** Takes what has come in so far for known. */
    public void forgetEntries() {
        woken.drainPermits();
    }

    /** Waits, while the caller holds the loop, until something has come in. */
    public void awaitEntry() throws InterruptedException {
        woken.acquire();
    }

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
        woken.release();
        clock.wakeup();
    }

    @Override
    public boolean mustLook() {
        return clock.mustLook();
    }
}
