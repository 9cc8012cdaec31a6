package io.asyncio4j.spi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where locks, queues, futures and their like tell which of them is used, and whether that may change it: for tools that must
 * know which steps of a program have to do with each other. As long as there is no listener, nobody is told, and a use costs
 * the look at one field.
 *
 * <p>A listener hears of all loops of the JVM, on whatever thread uses the object; it must be quick, must not await and must
 * not throw. Uses on behalf of a task by the library itself count, too: whoever takes an item from a queue uses the queue.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 */
public final class ObjectUse {

    /** Is told of uses. */
    public interface Listener {
        /** {@code object} is being made. */
        void made(Object object);

        /**
         * {@code object} is used.
         *
         * @param changes whether that may change it, or what others will see of it; else it is only looked at
         */
        void used(Object object, boolean changes);
    }

    // Replaced as a whole, so that any thread may be telling meanwhile; null for none, for there is to be no initialiser that
    // could fail for lack of stack in a task.
    private static volatile @Nullable List<Listener> listeners;
    // Whether there are any. Not volatile, for it is looked at very often: whoever adds a listener wants to hear of loops
    // that it starts after that, or has itself.
    private static boolean watched;

    private ObjectUse() {}

    /** Lets {@code listener} hear of uses; it hears at least of those on threads that are started later, and on this one. */
    public static synchronized void add(Listener listener) {
        List<Listener> more = new ArrayList<>(all());
        more.add(listener);
        listeners = List.copyOf(more);
        watched = true;
    }

    /** Lets {@code listener} hear of nothing more; does nothing if it was not added. */
    public static synchronized void remove(Listener listener) {
        List<Listener> fewer = new ArrayList<>(all());
        fewer.remove(listener);
        listeners = List.copyOf(fewer);
        watched = !fewer.isEmpty();
    }

    /** {@return whether there is a listener} To threads that were there before it was added, maybe not yet. */
    public static boolean isWatched() {
        return watched;
    }

    /** {@code object} is being made. */
    public static void made(Object object) {
        if (watched) {
            all().forEach(listener -> listener.made(object));
        }
    }

    /** {@code object} is about to change, or may be. */
    public static void changing(Object object) {
        if (watched) {
            tell(object, true);
        }
    }

    /** {@code object} is looked at. */
    public static void asked(Object object) {
        if (watched) {
            tell(object, false);
        }
    }

    private static List<Listener> all() {
        List<Listener> listeners = ObjectUse.listeners;
        return listeners == null ? List.of() : listeners;
    }

    private static void tell(Object object, boolean changes) {
        for (Listener listener : all()) {
            listener.used(object, changes);
        }
    }
}
