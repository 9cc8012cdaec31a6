package io.asyncio4j.offload.internal.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How many more calls a pool takes; first come, first served. Any thread may use it. */
public final class Room {

    private final Object lock = new Object();
    // guarded by lock
    private int free;
    private final Deque<CompletableFuture<@Nullable Void>> waiting = new ArrayDeque<>();

    /** Makes one for {@code places}, 0 for no limit. */
    Room(int places) {
        free = places == 0 ? Integer.MAX_VALUE : places;
    }

    /** Takes a place if there is one and nobody waits for it. */
    public boolean tryTake() {
        synchronized (lock) {
            if (free == 0 || !waiting.isEmpty()) {
                return false;
            }
            free--;
            return true;
        }
    }

    /** {@return what is completed when a place was taken} Whoever gives it up cancels it, or gives the place back. */
    public CompletableFuture<@Nullable Void> take() {
        var place = new CompletableFuture<@Nullable Void>();
        synchronized (lock) {
            waiting.add(place);
        }
        handOut();
        return place;
    }

    /** Gives a place back. */
    public void giveBack() {
        synchronized (lock) {
            free++;
        }
        handOut();
    }

    // Who has given up is done already, and passes the place on. What is completed here runs without the lock.
    private void handOut() {
        while (true) {
            CompletableFuture<@Nullable Void> next;
            synchronized (lock) {
                if (free == 0 || waiting.isEmpty()) {
                    return;
                }
                next = waiting.remove();
                free--;
            }
            if (!next.complete(null)) {
                synchronized (lock) {
                    free++;
                }
            }
        }
    }
}
