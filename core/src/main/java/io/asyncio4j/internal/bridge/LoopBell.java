package io.asyncio4j.internal.bridge;

import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.queue.Inbox;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A callback that any thread can have called on the loop, again and again: once for all who ask before it begins. It needs
 * no memory for that, so what whoever asks has changed before is never forgotten.
 */
abstract class LoopBell extends FutureListener {

    // fixed
    final LoopCore loop;
    private final Object way;

    // any thread: whether it is on its way to the loop
    private final AtomicBoolean rung = new AtomicBoolean();

    LoopBell(LoopCore loop) {
        this.loop = loop;
        this.way = loop.outsideWorld() == null ? Inbox.prepared(this) : this; // which wants to see it
    }

    /** Has {@link #answer} called soon, never in place; unless the loop is closed. */
    final void ring() {
        if (loop.isClosed() || !rung.compareAndSet(false, true)) {
            return;
        }
        if (loop.isHeldHere()) {
            enqueue();
        } else {
            loop.turns.enqueueFromOutside(way);
        }
    }

    private void enqueue() {
        try {
            loop.turns.enqueue(this);
        } catch (OutOfMemoryError e) {
            loop.turns.letIn(way);
        }
    }

    /** What has been asked for. On the loop. */
    abstract void answer();

    @Override
    public final boolean isRepeatable() {
        return true;
    }

    @Override
    public final void call() {
        rung.set(false); // first: what is changed from here on is for the next time
        answer();
    }
}
