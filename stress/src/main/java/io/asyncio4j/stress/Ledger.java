package io.asyncio4j.stress;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The accounts of one round: what was begun and what ended, and every rule that was found broken. Any thread may write. */
final class Ledger {

    private static final int MOST_FAULTS = 20;

    final LongAdder steps = new LongAdder();
    final LongAdder tasks = new LongAdder();
    final LongAdder cancels = new LongAdder();
    final LongAdder items = new LongAdder();
    final LongAdder callsElsewhere = new LongAdder();
    final LongAdder callsFromElsewhere = new LongAdder();
    final LongAdder looks = new LongAdder();
    final LongAdder loops = new LongAdder();

    private final AtomicReference<@Nullable Thread> inside = new AtomicReference<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<String> faults = new ArrayList<>();

    /** A step of a task of the loop: no other may run meanwhile. */
    void step() {
        Thread other = inside.getAndSet(Thread.currentThread());
        check(other == null, "two tasks of one loop ran at once: %s and %s", other, Thread.currentThread());
        steps.increment();
        inside.set(null);
    }

    void bodyBegins() {
        begun.incrementAndGet();
    }

    synchronized void bodyEnds() {
        ended.incrementAndGet();
        notifyAll();
    }

    /** Waits for the end of each body that has begun, at most {@code millis}. */
    synchronized void awaitEnds(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (ended.get() < begun.get()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                check(false, "%d of %d bodies that had begun never ended: their clean-up is lost",
                        begun.get() - ended.get(), begun.get());
                return;
            }
            wait(left);
        }
    }

    void check(boolean holds, String rule, @Nullable Object... about) {
        if (!holds) {
            fault(rule.formatted(about));
        }
    }

    synchronized void fault(String text) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(text);
        }
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }
}
