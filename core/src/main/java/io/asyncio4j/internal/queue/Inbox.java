package io.asyncio4j.internal.queue;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one door through which other threads reach a loop: any number of them put entries in, whoever holds
 * the loop takes all of them out, in the order in which they came.
 *
 * <p>Entries are pushed on a linked stack with one compare-and-set and reversed when they are taken. Taking
 * swaps the whole stack for nothing, so there is no node that both sides touch, and no entry can be missed:
 * it is on the stack before the swap or after it. Who takes them may fail, for lack of memory; what it has not taken then
 * is the first to be taken the next time.
 */
public final class Inbox {

    // not a VarHandle: each call of one needs memory the first time, and what comes in may come when there is none
    private static final AtomicReferenceFieldUpdater<Inbox, Node> TOP =
            AtomicReferenceFieldUpdater.newUpdater(Inbox.class, Node.class, "top");

    private static final class Node {
        final Object entry;
        @Nullable Node below;

        Node(Object entry) {
            this.entry = entry;
        }
    }

    // any thread, through TOP
    private volatile @Nullable Node top;

    // loop-confined: what was swapped and not taken, the oldest first
    private @Nullable Node rest;

    /**
     * {@return something that {@link #put} takes for {@code entry}, once, and needs no memory for} For what must come in
     * whatever happens.
     */
    public static Object prepared(Object entry) {
        return new Node(entry);
    }

    /**
     * Puts {@code entry} in, or what was {@link #prepared} for it; any thread may.
     *
     * @return whether the inbox was empty, that is, whether the loop may have to be woken for it
     */
    @SuppressWarnings("NullAway") // the top may be null, which the updater's type does not say
    public boolean put(Object entry) {
        Node node = entry instanceof Node prepared ? prepared : new Node(entry);
        Node seen;
        do {
            seen = top;
            node.below = seen;
        } while (!TOP.compareAndSet(this, seen, node));
        return seen == null;
    }

    /** Says whether there is nothing to take. For the holder of the loop. */
    public boolean isEmpty() {
        return top == null && rest == null;
    }

    /** Takes everything out and gives it to {@code taker}, the oldest first; only the holder of the loop may. */
    public void drainTo(Consumer<Object> taker) {
        if (top != null) {
            swap();
        }
        for (Node node; (node = rest) != null; rest = node.below) {
            taker.accept(node.entry);
        }
    }

    /** The same; what there is no memory for stays, and is the first to be taken the next time. */
    public void drainAsFarAsPossible(Consumer<Object> taker) {
        try {
            drainTo(taker);
        } catch (OutOfMemoryError e) {
            // what was taken is run first, and may give some back
        }
    }

    // no call after the swap: without stack, all of it has happened or nothing
    @SuppressWarnings("NullAway") // as in put()
    private void swap() {
        Node newestFirst = TOP.getAndSet(this, null);
        Node oldestFirst = null;
        while (newestFirst != null) {
            Node below = newestFirst.below;
            newestFirst.below = oldestFirst;
            oldestFirst = newestFirst;
            newestFirst = below;
        }
        Node last = rest;
        while (last != null && last.below != null) {
            last = last.below;
        }
        if (last == null) {
            rest = oldestFirst;
        } else {
            last.below = oldestFirst;
        }
    }
}
