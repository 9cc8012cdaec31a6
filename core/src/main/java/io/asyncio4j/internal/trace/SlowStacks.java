package io.asyncio4j.internal.trace;

import io.asyncio4j.internal.kernel.LoopCore;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Where steps are that hold the loop for long, while a flight log is written. */
final class SlowStacks extends HoldSampler {

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int MOST = 2_000;

    /**
     * A look at a step that has held the loop.
     *
     * @param task the number of its task, or 0
     */
    record Stack(long nanos, int task, long heldNanos, String lines) {}

    private final long begin;
    private final Runnable onExpiry;
    private final ConcurrentLinkedQueue<Stack> stacks = new ConcurrentLinkedQueue<>();

    // its own thread's
    private boolean busy;
    private long step;
    private long since;
    private long next;
    private int count;

    /** @param begin the time of the log's begin */
    SlowStacks(LoopCore loop, long begin, long limitNanos, Runnable onExpiry) {
        super(loop, PERIOD_NANOS, limitNanos);
        this.begin = begin;
        this.onExpiry = onExpiry;
    }

    @Override
    void look(long now) {
        long seen = steps();
        if (isIdle()) {
            busy = false;
        } else if (!busy || seen != step) {
            busy = true;
            step = seen;
            since = now;
            next = FIRST_NANOS;
        } else if (now - since >= next && count < MOST) {
            Held held = seen();
            if (held != null && isStill(held, seen)) {
                next = 10 * next;
                count++;
                stacks.add(new Stack(now - begin,
                        held.task() == null ? 0 : FlightObserver.number(held.task()), now - since,
                        AwaitSites.lines(held.culprit().frames())));
            }
        }
    }

    @Override
    void expired() {
        onExpiry.run();
    }

    List<Stack> stacks() {
        return List.copyOf(stacks);
    }
}
