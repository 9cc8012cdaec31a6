package io.asyncio4j.offload.hazelcast;

import com.hazelcast.collection.IQueue;
import com.hazelcast.core.HazelcastInstance;
import io.asyncio4j.AsyncIterable;
import io.asyncio4j.Asyncio;
import io.asyncio4j.offload.hazelcast.internal.OffLoop;
import io.asyncio4j.offload.spi.Parcels;
import io.asyncio4j.sync.Lock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Items that each go to one of those who take them, on whatever member. The cluster keeps them, also when the member that
 * has put them leaves; an item that was taken is the taker's, and is lost with him.
 *
 * <p>One object serves one loop, any number of its tasks. Iterating it takes items until it is closed.
 *
 * <p><b>Cancellation:</b> of a wait for an item loses none: what has been fetched for it meanwhile is given to the next
 * who asks, or goes back, at the end of the queue, when this object is closed.
 *
 * @param <T> the type of the items
 */
public final class ClusterQueue<T> implements AsyncIterable<T> {

    private static final long LOOK_AGAIN_MILLIS = 250;

    private final HazelcastInstance instance;
    private final Parcels parcels;
    private final String name;
    private final Class<T> type;

    // loop-confined
    private final Lock turn = new Lock();
    private @Nullable CompletableFuture<byte[]> fetch;
    // by an iterator, which has not given it yet
    private final Deque<T> taken = new ArrayDeque<>();
    // written on the loop, read by the thread that fetches
    private volatile boolean closed;

    ClusterQueue(HazelcastInstance instance, Parcels parcels, String name, Class<T> type) {
        this.instance = instance;
        this.parcels = parcels;
        this.name = name;
        this.type = type;
    }

    private IQueue<byte[]> items() {
        return instance.getQueue("asyncio4j-queue-" + name);
    }

    /**
     * Puts {@code item} at the end, waiting for room if the queue of that name is configured to be bounded.
     *
     * <p><b>Cancellation:</b> ends the wait; the item may be put all the same.
     *
     * @throws io.asyncio4j.offload.NotSendableException if it is not serialisable or not trusted
     */
    public void put(T item) {
        byte[] bytes = parcels.packValue(item, type);
        IQueue<byte[]> items = items();
        Asyncio.toThread(() -> items.put(bytes));
    }

    /**
     * Takes the first item, waiting for one if there is none.
     *
     * @throws IllegalStateException if this object was closed
     */
    public T get() {
        T item = take();
        if (item == null) {
            throw new IllegalStateException(this + " was closed; make another one to take items");
        }
        return item;
    }

    private @Nullable T take() {
        try (var _ = turn.acquire()) {
            if (!taken.isEmpty()) {
                return taken.remove();
            }
            CompletableFuture<byte[]> wanted = fetch;
            if (wanted == null) {
                if (closed) {
                    return null;
                }
                wanted = OffLoop.start("asyncio4j-queue", this::fetch);
                fetch = wanted;
            }
            byte[] bytes;
            try {
                bytes = Asyncio.await(wanted.copy());
            } catch (Throwable e) {
                if (wanted.isCompletedExceptionally()) {
                    fetch = null;
                } else if (closed) { // while this has waited; nobody else will ask for what comes
                    fetch = null;
                    CompletableFuture<byte[]> late = wanted;
                    var _ = OffLoop.start("asyncio4j-queue", () -> putBack(List.of(), late));
                }
                throw e;
            }
            fetch = null;
            return bytes.length == 0 ? null : parcels.openValue(bytes, type);
        }
    }

    // on a thread of its own, which nobody interrupts: an item that is on its way must arrive
    private byte[] fetch() throws InterruptedException {
        IQueue<byte[]> items = items();
        while (!closed) {
            byte[] item = items.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            if (item != null) {
                return item;
            }
        }
        return new byte[0];
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                if (taken.isEmpty()) {
                    T item = take();
                    if (item != null) {
                        taken.add(item);
                    }
                }
                return !taken.isEmpty();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException(ClusterQueue.this + " was closed");
                }
                return taken.remove();
            }
        };
    }

    /** {@return how many items there are} */
    public int size() {
        return OffLoop.call("asyncio4j-queue", () -> items().size());
    }

    /** Takes no more items; what was fetched and not taken goes back. The queue itself stays. */
    @Override
    public void close() {
        closed = true;
        boolean awaited = turn.locked(); // then the one who waits gets it
        CompletableFuture<byte[]> wanted = awaited ? null : fetch;
        if (!awaited) {
            fetch = null;
        }
        List<T> left = List.copyOf(taken);
        taken.clear();
        OffLoop.call("asyncio4j-queue", () -> putBack(left, wanted));
    }

    // on a thread that may wait
    private @Nullable Void putBack(List<T> left, @Nullable CompletableFuture<byte[]> wanted)
            throws InterruptedException {
        for (T item : left) {
            items().put(parcels.packValue(item, type));
        }
        byte[] bytes = wanted == null ? new byte[0] : wanted.exceptionally(error -> new byte[0]).join();
        if (bytes.length > 0) {
            items().put(bytes);
        }
        return null;
    }

    @Override
    public String toString() {
        return "<ClusterQueue " + name + (closed ? " closed" : "") + ">";
    }
}
