package io.asyncio4j.stress.races;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An inbox as one writes it at first: the right reads and writes, all volatile, and none of them atomic together. */
public final class NaiveInbox {

    private record Node(Object entry, @Nullable Node below) {}

    private final Runnable between;
    private volatile @Nullable Node top;

    /** One that does {@code between} between a read and the write that follows from it. */
    public NaiveInbox(Runnable between) {
        this.between = between;
    }

    /** Puts {@code entry} in, and says whether there was nothing before. */
    public boolean put(Object entry) {
        Node seen = top;
        between.run();
        top = new Node(entry, seen);
        return seen == null;
    }

    public boolean isEmpty() {
        return top == null;
    }

    /** {@return what is in it, the oldest first} It is empty then. */
    public List<Object> take() {
        Node newestFirst = top;
        between.run();
        top = null;
        List<Object> taken = new ArrayList<>();
        for (Node node = newestFirst; node != null; node = node.below) {
            taken.addFirst(node.entry);
        }
        return taken;
    }
}
