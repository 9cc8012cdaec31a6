package io.asyncio4j.internal.queue;

import io.asyncio4j.spi.StackProbe;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The queue of what a loop runs next: first in, first out, in a ring that grows by doubling.
 *
 * <p>Nearly all entries are tasks, and a task is queued as a number that stands for it, its ticket. A ring of numbers
 * costs the garbage collector nothing, where each reference that is stored in an old array does. Other entries,
 * callbacks, are objects; they have a ring of their own, and this one their places.
 *
 * <p>Confined to whoever holds the loop; the hand-over between loop and task threads is the memory barrier.
 * Unlike {@link java.util.ArrayDeque} it lets the last entry be taken back and shrinks after a burst, so that
 * a loop that once held a million tasks does not keep their places for ever.
 */
public final class ReadyQueue {

    /** What {@link #peek} gives when there is no entry. */
    public static final long NOTHING = -2;
    /** What stands for an entry that is an object. */
    public static final long OBJECT = -1;

    private static final int SMALLEST = 64;

    // loop-confined
    private long[] ring = new long[SMALLEST];
    private int head;
    private int size;
    private @Nullable Object[] objects = new Object[SMALLEST];
    private int firstObject;
    private int objectCount;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** {@return the ticket that comes next, {@link #OBJECT} or {@link #NOTHING}} */
    public long peek() {
        return size == 0 ? NOTHING : ring[head];
    }

    /** Makes sure that there is room for {@code entries} more, of either kind, and stack enough to put them in. */
    public void reserve(int entries) {
        StackProbe.ensureToQueue();
        if (size + entries > ring.length) {
            resize(roomFor(size + entries));
        }
        if (objectCount + entries > objects.length) {
            resizeObjects(roomFor(objectCount + entries));
        }
    }

    /** Appends a task's ticket, which is not negative. */
    public void addTicket(long ticket) {
        if (size == ring.length) {
            resize(size << 1);
        }
        ring[(head + size) & (ring.length - 1)] = ticket;
        size++;
    }

    /** Appends {@code entry}, which is never null. */
    public void addObject(Object entry) {
        if (size == ring.length) {
            resize(size << 1);
        }
        if (objectCount == objects.length) {
            resizeObjects(objectCount << 1);
        }
        // no call from here on: without memory, or stack, an entry is in both rings or in none
        objects[(firstObject + objectCount) & (objects.length - 1)] = entry;
        objectCount++;
        ring[(head + size) & (ring.length - 1)] = OBJECT;
        size++;
    }

    /**
     * Appends {@code entry}, which was the last to be removed: its place is free, unless another thread's entries have come
     * in meanwhile. Then there must be memory, so this waits for it.
     */
    public void addAgain(Object entry) {
        while (true) {
            try {
                addObject(entry);
                return;
            } catch (OutOfMemoryError e) {
                Thread.onSpinWait(); // other threads may give some back; without the entry somebody would wait for ever
            }
        }
    }

    /**
     * Removes and returns the ticket that comes next; if that is {@link #OBJECT}, {@link #removeObject} is to follow at
     * once. The queue must not be empty.
     */
    public long remove() {
        long ticket = ring[head];
        head = (head + 1) & (ring.length - 1);
        size--;
        return ticket;
    }

    /** Removes and returns the object for which {@link #remove} has just given {@link #OBJECT}. */
    public Object removeObject() {
        Object entry = Objects.requireNonNull(objects[firstObject]);
        objects[firstObject] = null;
        firstObject = (firstObject + 1) & (objects.length - 1);
        objectCount--;
        return entry;
    }

    /** {@return what stands at {@code place} from the front}: a ticket as {@link Long}, or an object */
    public Object at(int place) {
        Objects.checkIndex(place, size);
        long ticket = ring[(head + place) & (ring.length - 1)];
        return ticket == OBJECT
                ? Objects.requireNonNull(objects[(firstObject + objectsBefore(place)) & (objects.length - 1)])
                : (Object) ticket;
    }

    /**
     * Gives {@code taker} what stands from {@code place} on, in its order: a ticket and null, or {@link #OBJECT} and the
     * entry.
     */
    public void forEachFrom(int place, Visitor taker) {
        int first = Math.max(0, place);
        int object = objectCount;
        for (int i = first; i < size; i++) {
            if (ring[(head + i) & (ring.length - 1)] == OBJECT) {
                object--;
            }
        }
        for (int i = first; i < size; i++) {
            long ticket = ring[(head + i) & (ring.length - 1)];
            taker.visit(ticket,
                    ticket == OBJECT ? objects[(firstObject + object++) & (objects.length - 1)] : null);
        }
    }

    /** What {@link #forEachFrom} gives entries to. */
    public interface Visitor {
        void visit(long ticket, @Nullable Object entry);
    }

    /** Brings what stands at {@code place} to the front; the others keep their order. */
    public void bringForward(int place) {
        Objects.checkIndex(place, size);
        long ticket = ring[(head + place) & (ring.length - 1)];
        if (ticket == OBJECT) {
            int objectPlace = objectsBefore(place);
            Object entry = objects[(firstObject + objectPlace) & (objects.length - 1)];
            for (int i = objectPlace; i > 0; i--) {
                objects[(firstObject + i) & (objects.length - 1)] =
                        objects[(firstObject + i - 1) & (objects.length - 1)];
            }
            objects[firstObject] = entry;
        }
        for (int i = place; i > 0; i--) {
            ring[(head + i) & (ring.length - 1)] = ring[(head + i - 1) & (ring.length - 1)];
        }
        ring[head] = ticket;
    }

    private int objectsBefore(int place) {
        int count = 0;
        for (int i = 0; i < place; i++) {
            if (ring[(head + i) & (ring.length - 1)] == OBJECT) {
                count++;
            }
        }
        return count;
    }

    /** Takes back {@code ticket} if it is the entry appended last, and says whether it was. */
    public boolean removeLast(long ticket) {
        if (size == 0 || ring[(head + size - 1) & (ring.length - 1)] != ticket) {
            return false;
        }
        size--;
        return true;
    }

    /** Gives memory back when the ring is far larger than what it holds; called while the loop is idle. */
    public void trim() {
        try {
            if (ring.length > 1 << 12 && size < ring.length >> 4) {
                resize(roomFor(size));
            }
            if (objects.length > 1 << 12 && objectCount < objects.length >> 4) {
                resizeObjects(roomFor(objectCount));
            }
        } catch (OutOfMemoryError e) {
            // the next time, then
        }
    }

    private void resize(int capacity) {
        int untilEnd = Math.min(size, ring.length - head);
        var resized = new long[capacity];
        System.arraycopy(ring, head, resized, 0, untilEnd);
        System.arraycopy(ring, 0, resized, untilEnd, size - untilEnd);
        ring = resized;
        head = 0;
    }

    private void resizeObjects(int capacity) {
        int untilEnd = Math.min(objectCount, objects.length - firstObject);
        var resized = new Object[capacity];
        System.arraycopy(objects, firstObject, resized, 0, untilEnd);
        System.arraycopy(objects, 0, resized, untilEnd, objectCount - untilEnd);
        objects = resized;
        firstObject = 0;
    }

    private static int roomFor(int size) {
        return Math.max(SMALLEST, Integer.highestOneBit(Math.max(1, size)) << 1);
    }
}
