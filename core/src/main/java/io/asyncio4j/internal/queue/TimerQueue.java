package io.asyncio4j.internal.queue;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a loop, soonest first, and first in first out among equal deadlines.
 *
 * <p>A binary heap over three parallel arrays, so that comparing touches no timer object. Cancelled timers
 * stay until they reach the top or until {@link #purge} sweeps them out. The arrays halve when three quarters of them are
 * free. Confined to whoever holds the loop.
 */
public final class TimerQueue<T> {

    private static final int SMALLEST = 16;
    // arrays as short as this are kept
    private static final int SMALL = 1 << 12;

    // loop-confined
    private long[] deadlines = new long[SMALLEST];
    private long[] orders = new long[SMALLEST];
    private @Nullable Object[] timers = new Object[SMALLEST];
    private int size;
    private long nextOrder;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** {@return for how many timers there is room} */
    int capacity() {
        return timers.length;
    }

    /** {@return the deadline of the soonest timer, in nanoseconds on the loop's clock} The queue is not empty. */
    public long firstDeadlineNanos() {
        return deadlines[0];
    }

    /** {@return the soonest timer} The queue is not empty. */
    @SuppressWarnings("unchecked") // only add() puts timers in
    public T first() {
        return (T) Objects.requireNonNull(timers[0]);
    }

    // no call from the first change on: without stack, all of it has happened or nothing
    public void add(long deadlineNanos, T timer) {
        if (size == timers.length) {
            resize(size << 1);
        }
        int at = size;
        while (at > 0 && deadlineNanos < deadlines[(at - 1) >>> 1]) { // an equal one was there before
            int parent = (at - 1) >>> 1;
            deadlines[at] = deadlines[parent];
            orders[at] = orders[parent];
            timers[at] = timers[parent];
            at = parent;
        }
        deadlines[at] = deadlineNanos;
        orders[at] = nextOrder;
        timers[at] = timer;
        nextOrder++;
        size++;
    }

    /** Removes and returns the soonest timer. The queue is not empty. */
    public T removeFirst() {
        T first = first();
        int last = size - 1;
        siftDown(0, last, last);
        timers[last] = null;
        size = last;
        if (timers.length > SMALL && size < timers.length >> 2) {
            shrink(timers.length >> 1);
        }
        return first;
    }

    /** Forgets every timer for which {@code dead} holds and keeps the order of the others. */
    public void purge(Predicate<? super T> dead) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            @SuppressWarnings("unchecked") // only add() puts timers in
            T timer = (T) Objects.requireNonNull(timers[i]);
            if (!dead.test(timer)) {
                deadlines[kept] = deadlines[i];
                orders[kept] = orders[i];
                timers[kept++] = timer;
            }
        }
        Arrays.fill(timers, kept, size, null);
        size = kept;
        for (int i = (size >>> 1) - 1; i >= 0; i--) {
            siftDown(i, i, size);
        }
        if (timers.length > SMALL && size < timers.length >> 2) {
            shrink(Math.max(SMALLEST, size << 1));
        }
    }

    /** {@return the deadlines of all timers for which {@code wanted} holds, in no order} */
    public long[] deadlines(Predicate<? super T> wanted) {
        long[] found = new long[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            @SuppressWarnings("unchecked") // only add() puts timers in
            T timer = (T) Objects.requireNonNull(timers[i]);
            if (wanted.test(timer)) {
                found[count++] = deadlines[i];
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** Says whether {@code wanted} holds for any timer. */
    public boolean any(Predicate<? super T> wanted) {
        for (int i = 0; i < size; i++) {
            @SuppressWarnings("unchecked") // only add() puts timers in
            T timer = (T) Objects.requireNonNull(timers[i]);
            if (wanted.test(timer)) {
                return true;
            }
        }
        return false;
    }

    /** Gives {@code visitor} all timers and their deadlines, in no order. Another thread may see them moved meanwhile. */
    public void forEach(ObjLongConsumer<? super T> visitor) {
        long[] deadlines = this.deadlines;
        @Nullable Object[] timers = this.timers;
        int size = Math.min(this.size, Math.min(deadlines.length, timers.length));
        for (int i = 0; i < size; i++) {
            @SuppressWarnings("unchecked") // only add() puts timers in
            T timer = (T) timers[i];
            if (timer != null) {
                visitor.accept(timer, deadlines[i]);
            }
        }
    }

    /** {@return a number that is another one when timers were added, and mostly when some were removed} */
    public long changes() {
        return nextOrder << 32 | size;
    }

    /** Drops every timer. */
    public void clear() {
        size = 0;
        deadlines = new long[SMALLEST];
        orders = new long[SMALLEST];
        timers = new Object[SMALLEST];
    }

    /** Brings what is in {@code from} to {@code start}, or down from there; of the first {@code size} that there are. */
    private void siftDown(int start, int from, int size) {
        long deadline = deadlines[from];
        long order = orders[from];
        Object timer = timers[from];
        int at = start;
        int firstLeaf = size >>> 1;
        while (at < firstLeaf) { // no call in here: see add()
            int child = (at << 1) + 1;
            int right = child + 1;
            if (right < size && (deadlines[right] < deadlines[child]
                    || deadlines[right] == deadlines[child] && orders[right] < orders[child])) {
                child = right;
            }
            if (deadline < deadlines[child] || deadline == deadlines[child] && order < orders[child]) {
                break;
            }
            deadlines[at] = deadlines[child];
            orders[at] = orders[child];
            timers[at] = timers[child];
            at = child;
        }
        deadlines[at] = deadline;
        orders[at] = order;
        timers[at] = timer;
    }

    private void shrink(int capacity) {
        try {
            resize(capacity);
        } catch (OutOfMemoryError e) {
            // the next time, then
        }
    }

    private void resize(int capacity) {
        long[] resizedDeadlines = Arrays.copyOf(deadlines, capacity);
        long[] resizedOrders = Arrays.copyOf(orders, capacity);
        @Nullable Object[] resizedTimers = Arrays.copyOf(timers, capacity);
        // no call from here on: without memory, all of them have changed or none
        deadlines = resizedDeadlines;
        orders = resizedOrders;
        timers = resizedTimers;
    }
}
