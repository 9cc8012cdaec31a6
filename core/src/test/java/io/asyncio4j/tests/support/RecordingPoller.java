package io.asyncio4j.tests.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Virtual time that notes how long the loop was going to wait: a cancelled timer does not show up there. */
public final class RecordingPoller extends OnVirtualTime {

    public final List<Duration> waits = new ArrayList<>();

    @Override
    public void poll(long timeoutNanos, boolean workElsewhere) {
        waits.add(Duration.ofNanos(timeoutNanos));
        super.poll(timeoutNanos, workElsewhere);
    }
}
