package io.asyncio4j.internal.queue;

import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;

/** A loop's timers, with CPython's rules for when cancelled ones are dropped. Confined to whoever holds the loop. */
public final class Timers {

    // longer waits are cut in pieces, as in CPython
    private static final long LONGEST_WAIT_NANOS = TimeUnit.DAYS.toNanos(1);
    // CPython's two numbers for sweeping out cancelled timers
    private static final int MIN_SCHEDULED_TIMERS = 100;
    private static final int MIN_CANCELLED_FRACTION_INVERSE = 2;

    // loop-confined
    private final TimerQueue<Timed> queue = new TimerQueue<>();
    private int cancelled;

    public void add(long deadlineNanos, Timed timer) {
        timer.setInTimers(true);
        queue.add(deadlineNanos, timer); // last: without stack there is to be no timer
    }

    /** Notes that {@code timer} was cancelled, which may still be here. */
    public void countCancelled(Timed timer) {
        if (timer.isInTimers()) {
            cancelled++;
        }
    }

    public boolean isEmpty() {
        return queue.isEmpty();
    }

    /** {@return how many there are, those included that were cancelled and not dropped yet} */
    public int size() {
        return queue.size();
    }

    /** {@return how long to wait for the first one at {@code now}; {@link Long#MAX_VALUE} if there is none} */
    public long nanosToFirst(long now) {
        if (queue.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long first = queue.firstDeadlineNanos();
        return first <= now ? 0 : Math.min(first - now, LONGEST_WAIT_NANOS);
    }

    /** {@return by how much the first one is overdue at {@code now}; 0 if none is} */
    public long latenessOfFirst(long now) {
        return queue.isEmpty() ? 0 : Math.max(now - queue.firstDeadlineNanos(), 0);
    }

    public void dropCancelled() {
        int size = queue.size();
        if (cancelled == 0) {
            return;
        }
        if (size > MIN_SCHEDULED_TIMERS && cancelled > size / MIN_CANCELLED_FRACTION_INVERSE) {
            queue.purge(Timed::isDropped);
            cancelled = 0;
            return;
        }
        while (!queue.isEmpty() && queue.first().isDropped()) {
            removeFirst();
            cancelled--;
        }
    }

    /** Moves those that are due at {@code now} to {@code ready}; for which there is no memory, they stay until the next time. */
    public void moveDue(long now, ReadyQueue ready) {
        while (!queue.isEmpty() && queue.firstDeadlineNanos() <= now) {
            try {
                ready.reserve(1);
            } catch (OutOfMemoryError e) {
                return; // what is ready comes first, and may give some back
            }
            Timed timer = removeFirst();
            if (timer.isDropped()) {
                cancelled--;
            } else {
                ready.addObject(timer);
            }
        }
    }

    /** Says whether there is one that was not cancelled. */
    public boolean isAnySet() {
        return queue.any(timer -> !timer.isDropped());
    }

    /** Gives {@code visitor} those that were not cancelled, and when they are due. Any thread may try. */
    public void forEach(ObjLongConsumer<Timed> visitor) {
        queue.forEach((timer, deadline) -> {
            if (!timer.isDropped()) {
                visitor.accept(timer, deadline);
            }
        });
    }

    /** {@return a number that is another one when timers were added, and mostly when some were removed} */
    public long changes() {
        return queue.changes();
    }

    /** {@return when those are due that were not cancelled, in nanoseconds, in no order} */
    public long[] deadlines() {
        return queue.deadlines(timer -> !timer.isDropped());
    }

    private Timed removeFirst() {
        Timed timer = queue.removeFirst();
        timer.setInTimers(false);
        return timer;
    }

    public void clear() {
        queue.clear();
        cancelled = 0;
    }
}
