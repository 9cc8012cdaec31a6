package io.asyncio4j.tests.support;

import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Virtual time that notes how long the loop was going to wait: a cancelled timer does not show up there. */
public final class RecordingPoller implements Poller {

    public final List<Duration> waits = new ArrayList<>();
    private final VirtualClock clock = new VirtualClock();

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public void poll(long timeoutNanos, boolean workElsewhere) {
        waits.add(Duration.ofNanos(timeoutNanos));
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
