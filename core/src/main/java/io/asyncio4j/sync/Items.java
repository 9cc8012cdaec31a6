package io.asyncio4j.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What a queue keeps its items in, which decides which of them is next. */
interface Items<T extends @Nullable Object> {

    /** Puts an item in; throws before it changes anything if that cannot be here. */
    void add(T item);

    /** Takes the next item out. There is one. */
    T remove();

    int size();

    void clear();

    /** {@return the items, for texts} */
    Iterator<? extends @Nullable Object> iterator();

    /** First in, first out. */
    final class Fifo<T extends @Nullable Object> implements Items<T> {

        private enum Null {
            NULL;

            @Override
            public String toString() {
                return "null";
            }
        }

        // an ArrayDeque takes no null, so NULL stands for it
        private final ArrayDeque<Object> items = new ArrayDeque<>();

        @Override
        public void add(T item) {
            items.addLast(item == null ? Null.NULL : item);
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // what add() took was a T, null included
        public T remove() {
            Object item = items.removeFirst();
            return item == Null.NULL ? null : (T) item;
        }

        @Override
        public int size() {
            return items.size();
        }

        @Override
        public void clear() {
            items.clear();
        }

        @Override
        public Iterator<Object> iterator() {
            return items.iterator();
        }
    }

    /** Last in, first out. */
    final class Lifo<T extends @Nullable Object> implements Items<T> {

        private final ArrayList<T> items = new ArrayList<>();

        @Override
        public void add(T item) {
            items.add(item);
        }

        @Override
        public T remove() {
            return items.removeLast();
        }

        @Override
        public int size() {
            return items.size();
        }

        @Override
        public void clear() {
            items.clear();
        }

        @Override
        public Iterator<T> iterator() {
            return items.iterator();
        }
    }
}
