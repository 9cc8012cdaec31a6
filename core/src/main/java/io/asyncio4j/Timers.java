package io.asyncio4j;

import io.asyncio4j.internal.loop.ReadyQueue;
import io.asyncio4j.internal.loop.TimerQueue;
import java.util.concurrent.TimeUnit;

/** A loop's timers, with CPython's rules for when cancelled ones are dropped. Confined to whoever holds the loop. */
final class Timers {

    // longer waits are cut in pieces, as in CPython
    private static final long LONGEST_WAIT_NANOS = TimeUnit.DAYS.toNanos(1);
    // CPython's two numbers for sweeping out cancelled timers
    private static final int MIN_SCHEDULED_TIMERS = 100;
    private static final int MIN_CANCELLED_FRACTION_INVERSE = 2;

    // loop-confined
    // handles and sleeps
    private final TimerQueue<Object> queue = new TimerQueue<>();
    private int cancelled;

    void add(long deadlineNanos, Handle timer) {
        timer.inTimers = true;
        queue.add(deadlineNanos, timer);
    }

    void add(long deadlineNanos, Sleep sleep) {
        sleep.inTimers = true;
        queue.add(deadlineNanos, sleep);
    }

    /** Notes that a timer was cancelled, which may be {@code still} here. */
    void countCancelled(boolean still) {
        if (still) {
            cancelled++;
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** {@return how many there are, those included that were cancelled and not dropped yet} */
    int size() {
        return queue.size();
    }

    /** {@return how long to wait for the first one at {@code now}; {@link Long#MAX_VALUE} if there is none} */
    long nanosToFirst(long now) {
        if (queue.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long first = queue.firstDeadlineNanos();
        return first <= now ? 0 : Math.min(first - now, LONGEST_WAIT_NANOS);
    }

    /** {@return by how much the first one is overdue at {@code now}; 0 if none is} */
    long latenessOfFirst(long now) {
        return queue.isEmpty() ? 0 : Math.max(now - queue.firstDeadlineNanos(), 0);
    }

    void dropCancelled() {
        int size = queue.size();
        if (cancelled == 0) {
            return;
        }
        if (size > MIN_SCHEDULED_TIMERS && cancelled > size / MIN_CANCELLED_FRACTION_INVERSE) {
            queue.purge(Timers::isCancelled);
            cancelled = 0;
            return;
        }
        while (!queue.isEmpty() && isCancelled(queue.first())) {
            removeFirst();
            cancelled--;
        }
    }

    /** Moves those that are due at {@code now} to {@code ready}. */
    void moveDue(long now, ReadyQueue ready) {
        while (!queue.isEmpty() && queue.firstDeadlineNanos() <= now) {
            Object timer = removeFirst();
            if (isCancelled(timer)) {
                cancelled--;
            } else {
                ready.addObject(timer);
            }
        }
    }

    private Object removeFirst() {
        Object timer = queue.removeFirst();
        if (timer instanceof Sleep sleep) {
            sleep.inTimers = false;
        } else {
            ((Handle) timer).inTimers = false;
        }
        return timer;
    }

    private static boolean isCancelled(Object timer) {
        return timer instanceof Sleep sleep ? sleep.isOver() : ((Handle) timer).cancelled();
    }

    void clear() {
        queue.clear();
        cancelled = 0;
    }
}
