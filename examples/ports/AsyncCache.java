// An async cache: a value is computed once, however many ask for it meanwhile; the least recently used go first, and
// each may have a time to live.
//
// What async-lru (https://github.com/aio-libs/async-lru, MIT licence) does in Python, in code of our own. A decorator
// is a method that takes a function here.
//
//     ./asyncio4j run examples/ports/AsyncCache.java

package ports;

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TimerHandle;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** For the tasks of one loop, and so without locks. */
public final class AsyncCache<K, V> implements AutoCloseable {
    /** What a cache computes its values with; it may await and throw. */
    @FunctionalInterface
    public interface Loader<K, V> {
        V load(K key) throws Exception;
    }

    public record Info(long hits, long misses, int maxSize, int size) {}

    private static final class Entry<V> {
        final Task<V> task;
        int waiting;
        TimerHandle expiry;

        Entry(Task<V> task) {
            this.task = task;
        }
    }

    private final Loader<? super K, ? extends V> loader;
    private final int maxSize;
    private final Duration timeToLive;
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true); // by last use
    private long hits;
    private long misses;
    private boolean closed;

    /**
     * @param maxSize how many values are kept; 0 for none, {@code Integer.MAX_VALUE} for all
     * @param timeToLive how long each is kept after it was computed; null for as long as there is room
     */
    public AsyncCache(int maxSize, Duration timeToLive, Loader<? super K, ? extends V> loader) {
        this.maxSize = maxSize;
        this.timeToLive = timeToLive;
        this.loader = loader;
    }

    /**
     * Gives the value of {@code key}, computed now or before. Failures are thrown at all who wait, and not kept.
     *
     * <p>Cancelling one who waits leaves the others alone; the last one to go takes the computation along.
     */
    public V get(K key) {
        if (closed) {
            throw new IllegalStateException("the cache is closed");
        }
        var entry = entries.get(key);
        if (entry != null) {
            hits++;
        } else {
            misses++;
            entry = new Entry<>(createTask(() -> loader.load(key)));
            entries.put(key, entry);
            var added = entry;
            entry.task.addDoneCallback(_ -> loaded(key, added));
            evict();
        }
        entry.waiting++;
        try {
            return shield(entry.task).await();
        } catch (CancelledError e) {
            if (entry.waiting == 1) {
                entry.task.cancel();
            }
            throw e;
        } finally {
            entry.waiting--;
        }
    }

    private void loaded(K key, Entry<V> entry) {
        if (entry.task.cancelled() || entry.task.exception() != null) {
            entries.remove(key, entry);
        } else if (timeToLive != null && entries.get(key) == entry) {
            entry.expiry = EventLoop.running().callLater(timeToLive, () -> entries.remove(key, entry));
        }
    }

    // The oldest one. Who waits for it still gets it.
    private void evict() {
        if (entries.size() > maxSize) {
            invalidate(entries.keySet().iterator().next());
        }
    }

    /** {@return whether the value of {@code key} is there, or under way} That does not count as its use. */
    public boolean contains(K key) {
        return entries.containsKey(key);
    }

    /** {@return the keys, the one that was used last at the end} */
    public List<K> keys() {
        return List.copyOf(entries.keySet());
    }

    /** Forgets one value; who waits for it still gets it. {@return whether it was there} */
    public boolean invalidate(K key) {
        var entry = entries.remove(key);
        if (entry != null && entry.expiry != null) {
            entry.expiry.cancel();
        }
        return entry != null;
    }

    /** Forgets all values and counts. */
    public void clear() {
        List.copyOf(entries.keySet()).forEach(this::invalidate);
        hits = 0;
        misses = 0;
    }

    public Info info() {
        return new Info(hits, misses, maxSize, entries.size());
    }

    /** Forgets all, and waits until what is under way is cancelled. */
    @Override
    public void close() {
        closed = true;
        var underWay =
                entries.values().stream().map(entry -> entry.task).filter(task -> !task.done()).toList();
        keys().forEach(this::invalidate);
        underWay.forEach(Task::cancel);
        gatherOutcomes(underWay).await();
    }

    /** Takes nobody any more, and waits until what is under way is there. */
    public void closeWhenDone() {
        closed = true;
        gatherOutcomes(entries.values().stream().map(entry -> entry.task).toList()).await();
    }

    static void main() {
        run(() -> {
            try (var pages = new AsyncCache<String, String>(2, Duration.ofMinutes(1), url -> {
                IO.println("downloading " + url);
                sleep(Duration.ofSeconds(1));
                return "<html>" + url + "</html>";
            })) {
                IO.println(
                        gather(() -> pages.get("/a"), () -> pages.get("/a"), () -> pages.get("/b")).await());
                IO.println(pages.info());
                sleep(Duration.ofMinutes(2));
                IO.println(pages.get("/a") + ", " + pages.info());
            }
        });
    }
}
