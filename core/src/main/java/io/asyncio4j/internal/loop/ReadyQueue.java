package io.asyncio4j.internal.loop;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The queue of what a loop runs next: first in, first out, in a ring that grows by doubling.
 *
 * <p>Confined to whoever holds the loop; the hand-over between loop and task threads is the memory barrier.
 * Unlike {@link java.util.ArrayDeque} it lets the last entry be taken back and shrinks after a burst, so that
 * a loop that once held a million tasks does not keep their slots for ever.
 */
public final class ReadyQueue {

    private static final int SMALLEST = 64;

    // loop-confined
    private @Nullable Object[] ring = new Object[SMALLEST];
    private int head;
    private int size;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** {@return the entry that comes next, or null when there is none} */
    public @Nullable Object peek() {
        return ring[head];
    }

    /** Appends {@code entry}, which is never null. */
    public void add(Object entry) {
        if (size == ring.length) {
            resize(size << 1);
        }
        ring[(head + size) & (ring.length - 1)] = entry;
        size++;
    }

    /** Removes and returns the entry that comes next; the queue must not be empty. */
    public Object remove() {
        var ring = this.ring;
        Object entry = Objects.requireNonNull(ring[head]);
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return entry;
    }

    /** Takes back {@code entry} if it is the one appended last, and says whether it was. */
    public boolean removeLast(Object entry) {
        int last = (head + size - 1) & (ring.length - 1);
        if (size == 0 || ring[last] != entry) {
            return false;
        }
        ring[last] = null;
        size--;
        return true;
    }

    /** Gives memory back when the ring is far larger than what it holds; called while the loop is idle. */
    public void trim() {
        if (ring.length > 1 << 12 && size < ring.length >> 4) {
            resize(Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, size)) << 1));
        }
    }

    /** Drops every entry. */
    public void clear() {
        ring = new Object[SMALLEST];
        head = 0;
        size = 0;
    }

    private void resize(int capacity) {
        var old = ring;
        int untilEnd = Math.min(size, old.length - head);
        var larger = Arrays.copyOfRange(old, head, head + Math.max(untilEnd, 1));
        larger = Arrays.copyOf(larger, capacity);
        System.arraycopy(old, 0, larger, untilEnd, size - untilEnd);
        if (size == 0) {
            larger[0] = null;
        }
        ring = larger;
        head = 0;
    }
}
