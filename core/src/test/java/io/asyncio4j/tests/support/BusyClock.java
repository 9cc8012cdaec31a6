package io.asyncio4j.tests.support;

import java.time.Duration;

/** Virtual time that can also pass while a task runs, as if it were busy. */
public final class BusyClock extends OnVirtualTime {

    // written by the loop's side, read by any thread
    private volatile long busyNanos;

    /** Lets time pass without giving way. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void busyFor(Duration time) {
        busyNanos += time.toNanos();
    }

    @Override
    public long nanoTime() {
        return super.nanoTime() + busyNanos;
    }
}
