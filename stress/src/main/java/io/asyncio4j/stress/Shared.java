package io.asyncio4j.stress;

import io.asyncio4j.EventLoop;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Held;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the tasks of one round share, with its books: each item once, no permit lost, one holder of a lock. */
final class Shared {

    static final int PERMITS = 3;

    final Ledger ledger;
    final EventLoop loop;
    final boolean helpers;
    final Queue<Long> queue = new Queue<>(5);
    final Lock lock = new Lock();
    final Condition condition = new Condition();
    final Event event = new Event();
    final Semaphore semaphore = new Semaphore(PERMITS);

    // the loop only
    private final Set<Long> put = new HashSet<>();
    private final Set<Long> taken = new HashSet<>();
    private long lastItem;
    private int permitsInUse;
    private boolean lockInUse;
    private int timersSet;
    private int timersOver;

    Shared(Ledger ledger, EventLoop loop, boolean helpers) {
        this.helpers = helpers;
        this.ledger = ledger;
        this.loop = loop;
    }

    /** A rule that holds while the loop is there: what clean-up finds in a closed loop is another matter. */
    void check(boolean holds, String rule, @Nullable Object... about) {
        if (!loop.isClosed()) {
            ledger.check(holds, rule, about);
        }
    }

    void produce() {
        long item = ++lastItem;
        queue.put(item);
        put.add(item);
        ledger.items.increment();
    }

    void consume() {
        took(queue.get());
    }

    void took(long item) {
        ledger.check(taken.add(item), "item %d was taken twice", item);
        // a producer that was woken has not come to say so yet
        ledger.check(item <= lastItem, "item %d was never made", item);
    }

    void usePermit(Runnable pause) {
        try (Held _ = semaphore.acquire()) {
            permitsInUse++;
            ledger.check(permitsInUse <= PERMITS, "%d tasks have one of %d permits", permitsInUse, PERMITS);
            try {
                pause.run();
            } finally {
                permitsInUse--;
            }
        }
    }

    void useLock(Runnable pause) {
        try (Held _ = lock.acquire()) {
            ledger.check(!lockInUse, "two tasks hold one lock");
            lockInUse = true;
            try {
                pause.run();
            } finally {
                lockInUse = false;
            }
        }
    }

    void timerSet() {
        timersSet++;
    }

    void timerOver() {
        timersOver++;
    }

    /** When all tasks are done: what is left must agree with the books. */
    void balance() {
        while (!queue.empty()) {
            took(queue.getNowait());
        }
        ledger.check(taken.containsAll(put), "items were lost: %d were put, %d came out", put.size(),
                taken.size());
        ledger.check(put.containsAll(taken), "items came out whose put failed: %d were put, %d came out",
                put.size(),
                taken.size());
        ledger.check(!lock.locked(), "a lock without holder is locked");
        ledger.check(!condition.locked(), "the lock of a condition is locked without holder");
        int permits = semaphore.statistics().value();
        ledger.check(permits == PERMITS, "%d permits are left of %d", permits, PERMITS);
        ledger.check(timersOver <= timersSet, "%d timers were set, %d went off", timersSet, timersOver);
    }
}
