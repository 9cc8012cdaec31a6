package io.asyncio4j.sync;

import io.asyncio4j.internal.sync.Items;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A queue that gives the smallest item, by the items' natural order or by a comparator.
 *
 * <pre>{@code
 * var jobs = new PriorityQueue<Job>(Comparator.comparing(Job::deadline));
 * }</pre>
 *
 * <p>Of equal items, the one that was put in first comes first.
 *
 * <p><b>Cancellation:</b> as with {@link Queue}.
 *
 * <p><b>Errors:</b> as with {@link Queue}; and putting an item in throws {@link NullPointerException} if it
 * is null, {@link ClassCastException} if it cannot be compared, and whatever the comparator throws.
 *
 * <p><b>From CPython:</b> {@code asyncio.PriorityQueue}, which promises no order among equal items.
 *
 * @param <T> the type of the items
 */
public final class PriorityQueue<T> extends Queue<T> {

    /** Makes a queue for any number of items, in their natural order: they must be {@link Comparable}. */
    public PriorityQueue() {
        this(0);
    }

    /** Makes a queue for {@code maxsize} items, zero or less for any number, in their natural order. */
    public PriorityQueue(int maxsize) {
        super(maxsize, new Heap<>(null));
    }

    /** Makes a queue for any number of items, in the order of {@code comparator}. */
    public PriorityQueue(Comparator<? super T> comparator) {
        this(0, comparator);
    }

    /**
     * Makes a queue for {@code maxsize} items, zero or less for any number, in the order of
     * {@code comparator}.
     */
    public PriorityQueue(int maxsize, Comparator<? super T> comparator) {
        super(maxsize, new Heap<>(Objects.requireNonNull(comparator, "comparator")));
    }

    @Override
    public PriorityQueue<T> named(String name) {
        super.named(name);
        return this;
    }

    /*
     * A binary heap. One of the JDK's that finds in the middle of its work that items cannot be compared, or that there is
     * no stack for it, has lost one of them.
     */
    private static final class Heap<T> implements Items<T> {

        private static final int SMALLEST = 16;

        private final @Nullable Comparator<? super T> comparator; // null for the natural order
        private @Nullable Entry<T>[] entries = newEntries(SMALLEST);
        private int size;
        private long nextNumber;

        // what was found out: the entry to add, and its place; or the way down from the root, a bit a step, the last one
        // lowest, set for the right, and how many steps there are
        private @Nullable Entry<T> prepared;
        private int place;
        private int way;
        private int steps;

        /** An item, and a number that tells it from its equals. */
        private record Entry<T>(T item, long number) {}

        Heap(@Nullable Comparator<? super T> comparator) {
            this.comparator = comparator;
        }

        private int compare(Entry<T> one, Entry<T> other) {
            int order = compareItems(one.item, other.item);
            return order != 0 ? order : Long.compare(one.number, other.number);
        }

        @SuppressWarnings("unchecked") // prepareToAdd() has seen that they are comparable
        private int compareItems(T one, T other) {
            return comparator != null ? comparator.compare(one, other)
                    : ((Comparable<T>) one).compareTo(other);
        }

        @SuppressWarnings("unchecked") // there are no arrays of a generic type
        private static <T> @Nullable Entry<T>[] newEntries(int length) {
            return (Entry<T>[]) new Entry<?>[length];
        }

        @Override
        public void prepareToAdd(T item) {
            Objects.requireNonNull(item, "a PriorityQueue takes no null item: it has no place in the order");
            if (comparator == null && !(item instanceof Comparable)) {
                throw new ClassCastException(
                        "a PriorityQueue without a comparator takes Comparable items only, not one of "
                                + item.getClass() + "; give it a comparator");
            }
            if (size == entries.length) {
                entries = Arrays.copyOf(entries, Math.multiplyExact(size, 2));
            }
            var entry = new Entry<>(item, nextNumber);
            int place = size;
            while (place > 0 && compare(entry, at((place - 1) >>> 1)) < 0) {
                place = (place - 1) >>> 1;
            }
            this.place = place;
            prepared = entry;
        }

        private Entry<T> at(int place) {
            return Objects.requireNonNull(entries[place]);
        }

        @Override
        public void add() {
            int free = size;
            while (free > place) {
                int parent = (free - 1) >>> 1;
                entries[free] = entries[parent];
                free = parent;
            }
            entries[free] = prepared;
            prepared = null;
            size++;
            nextNumber++;
        }

        @Override
        public void prepareToRemove() {
            int left = size - 1;
            Entry<T> last = at(left);
            int way = 0;
            int steps = 0;
            int free = 0;
            for (int child; (child = 2 * free + 1) < left; free = child) {
                int right = child + 1 < left && compare(at(child), at(child + 1)) > 0 ? 1 : 0;
                child += right;
                if (compare(last, at(child)) <= 0) {
                    break;
                }
                way = (way << 1) | right;
                steps++;
            }
            this.way = way;
            this.steps = steps;
        }

        @Override
        @SuppressWarnings("NullAway") // there is one
        public T remove() {
            T item = entries[0].item;
            size--;
            Entry<T> last = entries[size];
            entries[size] = null;
            if (size > 0) {
                int free = 0;
                for (int step = steps - 1; step >= 0; step--) {
                    int child = 2 * free + 1 + ((way >>> step) & 1);
                    entries[free] = entries[child];
                    free = child;
                }
                entries[free] = last;
            }
            return item;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public void clear() {
            entries = newEntries(SMALLEST);
            size = 0;
        }

        @Override
        public Iterator<?> iterator() {
            return Arrays.stream(entries, 0, size).map(entry -> Objects.requireNonNull(entry).item)
                    .iterator();
        }
    }
}
