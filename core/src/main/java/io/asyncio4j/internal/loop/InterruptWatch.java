package io.asyncio4j.internal.loop;

import io.asyncio4j.internal.handle.Callbacks;
import io.asyncio4j.internal.kernel.LoopCore;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells a loop that the thread that has called for it to be run is interrupted. */
/*
 * Wanted: to learn of an interrupt of one thread whatever that thread does meanwhile. Its flag does not tell: a thread
 * that carries a virtual one loses its flag whenever that is mounted or unmounted, which is at each switch between loop
 * and task; and where the loop has gone to a thread of another kind, or runs turns on tasks' threads, nobody looks.
 *
 * So it is told by who interrupts, who calls what the thread is blocked on: the JDK lets a selector set that for the
 * thread (begin) and calls its wakeup(). This is a selector that selects nothing. An interrupt then comes to the loop as
 * a signal does, as a callback from another thread.
 *
 * Whatever else blocks the thread on a channel takes that place and leaves it empty: a callback that reads a file, a poller
 * that waits in a selector. So the loop calls ensureTold before and after each wait, which also looks at the flag. A loop
 * that never waits and whose callbacks read files may miss an interrupt.
 */
public final class InterruptWatch extends AbstractSelector {

    // fixed
    private final LoopCore loop;
    private final LoopSurroundings around;
    private final Runnable onInterrupt;
    private final Thread thread = Thread.currentThread();
    // whether an interrupt was pending before, which does nothing but is kept
    private final boolean before;

    // any thread: whether one has come that the loop has not been told of yet
    private final AtomicBoolean pending = new AtomicBoolean();
    // of the thread: whether begin() has found its flag set
    private boolean flagSeen;
    // any thread, volatile: whether there was no memory to tell the loop of one
    private volatile boolean missed;
    // any thread, volatile
    private volatile boolean noticed;
    private volatile boolean over;

    @SuppressWarnings("NullAway") // the provider is for those who select
    InterruptWatch(LoopCore loop, LoopSurroundings around, Runnable onInterrupt) {
        super(null);
        this.loop = loop;
        this.around = around;
        this.onInterrupt = onInterrupt;
        before = Thread.interrupted();
        around.setInterruptWatch(this);
        ensureTold();
    }

    /** Sees to it that it is told of interrupts; called by the loop before and after each wait. */
    void ensureTold() {
        if (missed) {
            missed = false;
            note();
        }
        if (Thread.currentThread() == thread) {
            begin();
            if (flagSeen) { // by an interrupt that came since somebody else took the place, or that is just coming
                begin(); // waits until who has set the flag has also told: else that would count as one more
                flagSeen = false;
                note();
            }
        }
    }

    /** Ends it. The thread has its flag afterwards if it was interrupted at all. Called by the thread itself. */
    public void stop() {
        end();
        over = true;
        around.setInterruptWatch(null);
        if (before || noticed) {
            thread.interrupt();
        }
    }

    // Called by whoever interrupts the thread, and, when the flag is set, by begin().
    @Override
    public Selector wakeup() {
        if (Thread.currentThread() == thread) {
            flagSeen = true;
        } else {
            note();
        }
        return this;
    }

    // One that comes before the last was told is no other.
    private void note() {
        if (!over) {
            noticed = true;
            if (pending.compareAndSet(false, true)) {
                tellSoon();
            }
        }
    }

    private void tellSoon() {
        try {
            Callbacks.threadsafeUnlessClosed(loop, this::tell);
        } catch (OutOfMemoryError e) { // at the next wait, then
            pending.set(false);
            missed = true;
        }
    }

    private void tell() {
        if (over) {
            return;
        }
        if (Thread.currentThread() == thread) {
            Thread.interrupted(); // this one's flag: else it would look like another one after the next wait
        }
        pending.set(false);
        onInterrupt.run();
    }

    // A selector that selects nothing.

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
        throw nothing();
    }

    /** Not supported. */
    @Override
    public Set<SelectionKey> keys() {
        throw nothing();
    }

    /** Not supported. */
    @Override
    public Set<SelectionKey> selectedKeys() {
        throw nothing();
    }

    /** Not supported. */
    @Override
    public int selectNow() {
        throw nothing();
    }

    /** Not supported. */
    @Override
    public int select(long timeout) {
        throw nothing();
    }

    /** Not supported. */
    @Override
    public int select() {
        throw nothing();
    }

    private static UnsupportedOperationException nothing() {
        return new UnsupportedOperationException("it selects no " + SelectableChannel.class.getSimpleName());
    }
}
