package io.asyncio4j.internal.sync;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.spi.Renewable;
import io.asyncio4j.spi.WaitedFor;
import org.jspecify.annotations.Nullable;

/** The tasks that wait for a primitive, in the order in which they came; and what they wait for, for whoever looks. */
/*
 * A doubly linked list, so that a waiter that is cancelled leaves in constant time wherever it stands.
 *
 *   first ... done ... done, firstPending, ... pending or cancelled ... last
 *
 * What happens to a waiter           its promise     it leaves the line
 *   it joins                         pending
 *   it is woken where it stands      has a result    when its task runs, one tick later
 *   it is called out of the line     has a result    at once (queues)
 *   its task is cancelled            cancelled       when its task runs, one tick later
 *
 * A promise in the line that is done stays done. So a cursor that has passed a waiter need never come back to it, and
 * however many of them are done and have not left yet, each is passed once. One whose task has gone on, and that is no longer in
 * the line, nobody knows any more: it is kept for the next task, which saves two objects and a tenth of handing a lock on.
 */
public abstract class Waiters implements WaitedFor {

    private @Nullable Waiter first;
    private @Nullable Waiter last;
    // all in front of it are done; null if all are
    private @Nullable Waiter firstPending;
    // all in front of it are cancelled; null if all are
    private @Nullable Waiter firstNotCancelled;
    private int size;
    // one that can be used again, or null
    private @Nullable Waiter spare;

    /** One task's place in the line. */
    public static final class Waiter {

        private final Waiters line;
        private final Promise<@Nullable Void> promise;
        private @Nullable Waiter previous;
        private @Nullable Waiter next;
        private boolean inLine = true;
        // whether its task was woken and has gone on
        private boolean served;

        /**
         * Whether its task waits no more, and is going to call {@link Waiters#leave}. To be set before that call, for which
         * there may be no stack: then it stays in the line, where nobody must be woken in place of another one.
         */
        public boolean gone;

        private Waiter(EventLoop loop, Waiters line) {
            this.line = line;
            promise = loop.createFuture(line);
        }

        /** Waits in the current task until it is woken. Who goes on after that must not ask it anything but to leave. */
        public void await() {
            promise.await();
            served = true;
            if (!inLine) {
                line.spare = this;
            }
        }

        private boolean renew() {
            if (!((Renewable) promise).renew(line)) {
                return false;
            }
            inLine = true;
            served = false;
            gone = false;
            return true;
        }

        /** {@return whether it was woken} Its task may have been cancelled after that, and then not know. */
        public boolean wasWoken() {
            return promise.done() && !promise.cancelled();
        }
    }

    /** {@return what it is called with its name, if it has one}, as in {@code Lock 'db'} */
    public static String label(String type, String name) {
        return name.isEmpty() ? type : type + " '" + name + "'";
    }

    @Override
    public final int waiters() {
        return size;
    }

    public final int size() {
        return size;
    }

    public final boolean isEmpty() {
        return first == null;
    }

    /**
     * {@return whether there is one that was not cancelled}: that waits, or was woken and has not run yet.
     */
    public final boolean anyNotCancelled() {
        Waiter waiter = firstNotCancelled;
        if (waiter == null) {
            return false; // as nearly always, and then there is nothing to write, which costs more than to look
        }
        while (waiter != null && (waiter.gone || waiter.promise.cancelled())) {
            waiter = waiter.next;
        }
        firstNotCancelled = waiter;
        return waiter != null;
    }

    // whoever uses a line is bound to one loop
    private Waiter newWaiter(EventLoop loop) {
        Waiter waiter = spare;
        spare = null;
        return waiter != null && waiter.renew() ? waiter : new Waiter(loop, this);
    }

    /** {@return a new waiter, at the end of the line} */
    public final Waiter join(EventLoop loop) {
        Waiter waiter = newWaiter(loop);
        Waiter last = this.last;
        while (last != null && last.gone) {
            leave(last);
            last = this.last;
        }
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
            waiter.previous = last;
        }
        this.last = waiter;
        if (firstPending == null) {
            firstPending = waiter;
        }
        if (firstNotCancelled == null) {
            firstNotCancelled = waiter;
        }
        size++;
        return waiter;
    }

    /** Takes {@code waiter} out of the line, if it is still in it. */
    public final void leave(Waiter waiter) {
        if (!waiter.inLine) {
            return;
        }
        Waiter previous = waiter.previous;
        Waiter next = waiter.next;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        if (firstPending == waiter) {
            firstPending = next;
        }
        if (firstNotCancelled == waiter) {
            firstNotCancelled = next;
        }
        waiter.previous = null;
        waiter.next = null;
        waiter.inLine = false;
        size--;
        if (waiter.served) {
            spare = waiter;
        }
    }

    // Each of the following throws before it changes anything, if the caller's thread may not use the loop.

    /** Wakes the one at the head, unless that is done already. It stays in the line. */
    public final void wakeHead() {
        Waiter head = first;
        while (head != null && head.gone) {
            leave(head);
            head = first;
        }
        if (head != null && !head.promise.done()) {
            head.promise.setResult(null);
        }
    }

    /** Wakes the first one that is not done, and says whether there was one. It stays in the line. */
    public final boolean wakeNext() {
        Waiter waiter = firstPending;
        while (waiter != null && (waiter.gone || waiter.promise.done())) {
            waiter = waiter.next;
        }
        firstPending = waiter;
        if (waiter == null) {
            return false;
        }
        waiter.promise.setResult(null);
        return true;
    }

    /** Wakes all that are not done. They stay in the line. */
    public final void wakeAll() {
        while (wakeNext()) {
            // each call wakes one
        }
    }

    /** Wakes the first one that is not done, and takes it and those in front of it out of the line. */
    public final void callNext() {
        for (Waiter head; (head = first) != null;) {
            boolean pending = !head.gone && !head.promise.done();
            if (pending) {
                head.promise.setResult(null);
            }
            leave(head);
            if (pending) {
                return;
            }
        }
    }

    /** Wakes all that are not done, and takes all out of the line. */
    public final void callAll() {
        while (first != null) {
            callNext();
        }
    }

    /** {@return the text form of a primitive}, as in {@code <Lock [locked, waiters:2]>} */
    public final String describe(String type, String state) {
        return "<" + label(type, name()) + " [" + state + (size > 0 ? ", waiters:" + size : "") + "]>";
    }
}
