package io.asyncio4j.internal.sync;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a queue keeps its items in, which decides which of them is next.
 *
 * <p>An item goes in and out in two steps. The first does all that can fail, for lack of memory or stack, or because items
 * cannot be compared, and changes nothing. The second only writes down what the first has found, and calls nothing.
 */
public interface Items<T extends @Nullable Object> {

    /** Finds a place for {@code item}; throws if that cannot be here. */
    void prepareToAdd(T item);

    /** Puts the item in for which a place was found last. */
    void add();

    /** Finds out what it takes to remove the next item. There is one. */
    void prepareToRemove();

    /** Takes the next item out, for which that was found out last. */
    T remove();

    int size();

    void clear();

    /** {@return the items, for texts} */
    Iterator<? extends @Nullable Object> iterator();

    /** First in, first out: a ring that grows by doubling. An {@code ArrayDeque} that cannot grow has lost all it held. */
    final class Fifo<T extends @Nullable Object> implements Items<T> {

        private static final int SMALLEST = 16;

        private @Nullable Object[] ring = new Object[SMALLEST];
        private int head;
        private int size;
        private @Nullable Object prepared;

        @Override
        public void prepareToAdd(T item) {
            if (size == ring.length) {
                grow();
            }
            prepared = item;
        }

        private void grow() {
            var larger = new Object[Math.multiplyExact(size, 2)];
            System.arraycopy(ring, head, larger, 0, size - head);
            System.arraycopy(ring, 0, larger, size - head, head);
            ring = larger;
            head = 0;
        }

        @Override
        public void add() {
            ring[(head + size) & (ring.length - 1)] = prepared;
            size++;
            prepared = null;
        }

        @Override
        public void prepareToRemove() {}

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // what add() took was a T, null included
        public T remove() {
            var item = (T) ring[head];
            ring[head] = null;
            head = (head + 1) & (ring.length - 1);
            size--;
            return item;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public void clear() {
            ring = new Object[SMALLEST];
            head = 0;
            size = 0;
        }

        @Override
        public Iterator<@Nullable Object> iterator() {
            return IntStream.range(0, size)
                    .<@Nullable Object>mapToObj(i -> ring[(head + i) & (ring.length - 1)])
                    .iterator();
        }
    }

    /** Last in, first out. */
    final class Lifo<T extends @Nullable Object> implements Items<T> {

        private static final int SMALLEST = 16;

        private @Nullable Object[] stack = new Object[SMALLEST];
        private int size;
        private @Nullable Object prepared;

        @Override
        public void prepareToAdd(T item) {
            if (size == stack.length) {
                stack = Arrays.copyOf(stack, Math.multiplyExact(size, 2));
            }
            prepared = item;
        }

        @Override
        public void add() {
            stack[size] = prepared;
            size++;
            prepared = null;
        }

        @Override
        public void prepareToRemove() {}

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // what add() took was a T, null included
        public T remove() {
            size--;
            var item = (T) stack[size];
            stack[size] = null;
            return item;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public void clear() {
            stack = new Object[SMALLEST];
            size = 0;
        }

        @Override
        public Iterator<@Nullable Object> iterator() {
            return Arrays.asList(stack).subList(0, size).iterator();
        }
    }
}
