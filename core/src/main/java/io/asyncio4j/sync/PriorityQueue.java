package io.asyncio4j.sync;

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

    private static final class Heap<T> implements Items<T> {

        private final @Nullable Comparator<? super T> comparator; // null for the natural order
        private final java.util.PriorityQueue<Entry<T>> entries =
                new java.util.PriorityQueue<>(this::compare);
        private long nextNumber;

        /** An item, and a number that tells it from its equals. */
        private record Entry<T>(T item, long number) {

            @Override
            public String toString() {
                return String.valueOf(item);
            }
        }

        Heap(@Nullable Comparator<? super T> comparator) {
            this.comparator = comparator;
        }

        private int compare(Entry<T> one, Entry<T> other) {
            int order = compareItems(one.item, other.item);
            return order != 0 ? order : Long.compare(one.number, other.number);
        }

        @SuppressWarnings("unchecked") // add() has seen that they are comparable
        private int compareItems(T one, T other) {
            return comparator != null ? comparator.compare(one, other)
                    : ((Comparable<T>) one).compareTo(other);
        }

        @Override
        public void add(T item) {
            Objects.requireNonNull(item, "a PriorityQueue takes no null item: it has no place in the order");
            if (comparator == null && !(item instanceof Comparable)) {
                throw new ClassCastException(
                        "a PriorityQueue without a comparator takes Comparable items only, not one of "
                                + item.getClass() + "; give it a comparator");
            }
            entries.add(new Entry<>(item, nextNumber)); // takes it only if the comparisons succeed
            nextNumber++;
        }

        @Override
        public T remove() {
            return entries.remove().item;
        }

        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public void clear() {
            entries.clear();
        }

        @Override
        public Iterator<?> iterator() {
            return entries.stream().map(Entry::item).iterator();
        }
    }
}
