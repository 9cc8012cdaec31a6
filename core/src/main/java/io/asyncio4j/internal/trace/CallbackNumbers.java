package io.asyncio4j.internal.trace;

import io.asyncio4j.internal.kernel.Sleep;
import io.asyncio4j.spi.LoopObserver.Step;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Numbers for callbacks from when they are queued to when they run, so that it can be said who has queued one. It is a
 * mirror of the callbacks in the ready queue: they run in that order, those left out that were cancelled; or in any order,
 * if a simulation decides.
 */
final class CallbackNumbers {

    private record Queued(Object entry, int number) {}

    private final boolean inOrder;
    private final ArrayDeque<Queued> queued = new ArrayDeque<>();
    private int last;

    CallbackNumbers(boolean inOrder) {
        this.inOrder = inOrder;
    }

    /** {@return the number of {@code entry}, which was queued now}: from -1 on downwards */
    int add(Object entry) {
        int number = next();
        queued.add(new Queued(entry, number));
        return number;
    }

    /** {@return the number of a callback that nobody has queued} */
    int next() {
        last = last == Integer.MIN_VALUE ? -1 : last - 1;
        return last;
    }

    /** {@return the number of the callback that runs as {@code step}} */
    int take(Step step) {
        if (!isQueued(step)) {
            return next();
        }
        Iterator<Queued> each = queued.iterator();
        while (true) { // it is there
            Queued next = each.next();
            if (isSame(next.entry(), step)) {
                each.remove();
                return next.number();
            }
            if (inOrder) {
                each.remove(); // it was cancelled
            }
        }
    }

    private boolean isQueued(Step step) {
        for (Queued next : queued) {
            if (isSame(next.entry(), step)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(Object entry, Step step) {
        return entry == step || step == Sleep.END && entry instanceof Sleep sleep && !sleep.isDropped();
    }

    void clear() {
        queued.clear();
    }
}
