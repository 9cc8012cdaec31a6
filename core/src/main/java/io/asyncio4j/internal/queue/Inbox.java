package io.asyncio4j.internal.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one door through which other threads reach a loop: any number of them put entries in, whoever holds
 * the loop takes all of them out, in the order in which they came.
 *
 * <p>Entries are pushed on a linked stack with one compare-and-set and reversed when they are taken. Taking
 * swaps the whole stack for nothing, so there is no node that both sides touch, and no entry can be missed:
 * it is on the stack before the swap or after it.
 */
public final class Inbox {

    private static final VarHandle TOP;

    static {
        try {
            TOP = MethodHandles.lookup().findVarHandle(Inbox.class, "top", Node.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Node {
        final Object entry;
        @Nullable Node below;

        Node(Object entry) {
            this.entry = entry;
        }
    }

    // any thread, through TOP
    private volatile @Nullable Node top;

    /**
     * Puts {@code entry} in; any thread may.
     *
     * @return whether the inbox was empty, that is, whether the loop may have to be woken for it
     */
    public boolean put(Object entry) {
        var node = new Node(entry);
        Node seen;
        do {
            seen = top;
            node.below = seen;
        } while (!TOP.compareAndSet(this, seen, node));
        return seen == null;
    }

    public boolean isEmpty() {
        return top == null;
    }

    /** Takes everything out and gives it to {@code taker}, the oldest first; only the holder of the loop may. */
    public void drainTo(Consumer<Object> taker) {
        if (top == null) {
            return;
        }
        Node newestFirst = (Node) TOP.getAndSet(this, (Node) null);
        Node oldestFirst = null;
        while (newestFirst != null) {
            Node below = newestFirst.below;
            newestFirst.below = oldestFirst;
            oldestFirst = newestFirst;
            newestFirst = below;
        }
        for (Node node = oldestFirst; node != null; node = node.below) {
            taker.accept(node.entry);
        }
    }
}
