package io.asyncio4j.tests.support;

import java.util.concurrent.Semaphore;

/** Virtual time that tells when another thread has put something into the empty inbox of the loop. */
public final class TellingPoller extends OnVirtualTime {

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
    public void wakeup() {
        woken.release();
        super.wakeup();
    }
}
