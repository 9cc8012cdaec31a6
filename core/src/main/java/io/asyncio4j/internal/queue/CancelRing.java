package io.asyncio4j.internal.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Who has asked for the cancellation of tasks lately. Written and read as an {@link EndedRing} is, and for the same
 * reasons.
 */
public final class CancelRing {

    private static final VarHandle COUNT;
    private static final VarHandle BEGUN;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(CancelRing.class, "count", long.class);
            BEGUN = MethodHandles.lookup().findVarHandle(CancelRing.class, "begun", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // fixed
    private final int capacity;
    private final long[] tasks;
    private final long[] requesters;
    private final @Nullable String[] origins;
    private final @Nullable String[] messages;

    // written by whoever holds the loop, read by any thread: how many entries were written, and begun
    private long count;
    @SuppressWarnings("UnusedVariable") // by its handle it is
    private long begun;

    /**
     * A request.
     *
     * @param requester the number of the task that has asked, or 0
     * @param origin if it was none, what the callback is called that has asked; null for neither
     * @param message null for none
     */
    public record Request(long requester, @Nullable String origin, @Nullable String message) {}

    /** @param capacity a power of two */
    public CancelRing(int capacity) {
        this.capacity = capacity;
        tasks = new long[capacity];
        requesters = new long[capacity];
        origins = new String[capacity];
        messages = new String[capacity];
    }

    /** Remembers that {@code task} was asked; see {@link Request}. */
    public void add(long task, long requester, @Nullable String origin, @Nullable String message) {
        long count = this.count;
        int at = (int) count & (capacity - 1);
        BEGUN.setOpaque(this, count + 1);
        VarHandle.storeStoreFence();
        tasks[at] = task;
        requesters[at] = requester;
        if (origins[at] != origin) {
            origins[at] = origin;
        }
        if (messages[at] != message) {
            messages[at] = message;
        }
        COUNT.setRelease(this, count + 1);
    }

    /** {@return the last request to {@code task}, or null if there was none or it is forgotten} */
    public @Nullable Request lastOf(long task) {
        long seen = (long) COUNT.getAcquire(this);
        for (long i = seen - 1; i >= 0 && i >= seen - capacity; i--) {
            int at = (int) i & (capacity - 1);
            if (tasks[at] == task) {
                var request = new Request(requesters[at], origins[at], messages[at]);
                VarHandle.loadLoadFence();
                return i >= (long) BEGUN.getOpaque(this) - capacity ? request : null;
            }
        }
        return null;
    }
}
