package io.asyncio4j.internal.bridge;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.PromiseImpl;
import io.asyncio4j.internal.text.Fatal;
import io.asyncio4j.internal.text.Unchecked;
import io.asyncio4j.spi.WaitedFor;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.NoSuchElementException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A publisher's elements for the tasks of one loop. All its iterators are the same one, as CPython's
 * generators are their own.
 *
 * <p>What the publisher emits comes through the {@link PublisherInlet}. Everything that is said to the
 * subscription is said by whoever holds the loop, so that those calls are serial (rule 2.7); only a publisher
 * that has broken a rule is cut off where it stands.
 */
public final class PublisherSource<T> implements AsyncIterable<T> {

    // As kotlinx.coroutines: a wake-up and a request are shared by 32 elements, which makes them cheap, and
    // 64 buffers of 16 KiB, as java.net.http emits them, are a megabyte.
    public static final int DEFAULT_PREFETCH = 64;

    private static final int FEW = 16;

    // fixed
    private final Flow.Publisher<? extends T> publisher;
    private final int prefetch;
    private final int refill;

    // loop-confined, once there is a loop
    private @Nullable LoopCore loop;
    private @Nullable PublisherInlet<T> inlet;
    // ends the subscription with the loop
    private @Nullable Runnable untilClosed;
    private Flow.@Nullable Subscription subscription;
    private ArrayDeque<Object> arrived = new ArrayDeque<>(FEW);
    // for how many there is room in it: a deque that cannot grow loses what it holds
    private int room = FEW;
    private @Nullable PromiseImpl<@Nullable Void> waiter;
    private int taken;
    private boolean over;

    public PublisherSource(Flow.Publisher<? extends T> publisher, int prefetch) {
        this.publisher = publisher;
        this.prefetch = prefetch;
        this.refill = prefetch - prefetch / 2;
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return awaitElement();
            }

            @Override
            public T next() {
                return takeElement();
            }
        };
    }

    private boolean awaitElement() {
        while (!over) {
            PublisherInlet<T> inlet = inletHere();
            if (!arrived.isEmpty()) {
                return isElementNext();
            }
            inlet.drainTo(this::keep);
            if (arrived.isEmpty()) {
                awaitSignal(inlet);
            }
        }
        return false;
    }

    private void keep(Object signal) {
        if (arrived.size() == room) {
            var larger = new ArrayDeque<>(room << 1);
            larger.addAll(arrived);
            arrived = larger;
            room <<= 1;
        }
        arrived.add(signal);
    }

    private boolean isElementNext() {
        if (!(arrived.peek() instanceof PublisherInlet.End last)) {
            return true;
        }
        end();
        if (last.failure != null) {
            throw Unchecked.rethrow(last.failure);
        }
        return false;
    }

    private T takeElement() {
        if (!awaitElement()) {
            throw new NoSuchElementException("there are no more elements of " + this);
        }
        @SuppressWarnings("unchecked") // onNext() put it in
        var element = (T) arrived.remove();
        if (++taken == refill) {
            taken = 0;
            requestMore(refill);
        }
        return element;
    }

    // Subscribes if nobody has yet. A refusal comes before anything has changed.
    private PublisherInlet<T> inletHere() {
        LoopCore loop = this.loop;
        PublisherInlet<T> inlet = this.inlet;
        if (loop == null || inlet == null) {
            return subscribe(LoopCore.running());
        }
        if (!loop.isHeldHere()) {
            throw new IllegalStateException(
                    "cannot iterate " + this + " in " + Thread.currentThread() + ": it belongs to " + loop);
        }
        if (waiter != null) {
            throw new IllegalStateException(
                    "cannot iterate " + this + ": another task waits for its next element");
        }
        return inlet;
    }

    private PublisherInlet<T> subscribe(LoopCore loop) {
        loop.taskThatAwaits();
        loop.ensureOpen();
        var inlet = new PublisherInlet<>(loop, this);
        Runnable untilClosed = () -> loopClosed(loop);
        this.loop = loop;
        this.inlet = inlet;
        this.untilClosed = untilClosed;
        CloseHooks.add(loop, untilClosed);
        try {
            publisher.subscribe(inlet);
        } catch (Throwable e) { // against rule 1.9; there is nothing that could be waited for
            giveUp();
            throw e;
        }
        signalled(inlet);
        return inlet;
    }

    private void awaitSignal(PublisherInlet<T> inlet) {
        PromiseImpl<@Nullable Void> waiter =
                inlet.loop.createFuture(WaitedFor.of("publisher", () -> "the next element of a publisher"));
        this.waiter = waiter;
        inlet.setAwaited(true);
        try {
            if (inlet.isEmpty()) {
                waiter.await();
            }
        } finally {
            inlet.setAwaited(false);
            this.waiter = null;
        }
    }

    /** Something may have come in. Called on the loop. */
    void signalled(PublisherInlet<T> inlet) {
        if (subscription == null && inlet.subscription() != null) {
            subscription = inlet.subscription();
            if (over || inlet.loop.isClosed()) {
                subscription.cancel();
            } else {
                requestMore(prefetch);
            }
        }
        if (waiter != null && !inlet.isEmpty()) {
            waiter.setResultUnlessDone(null);
        }
    }

    private void requestMore(int elements) {
        PublisherInlet<T> inlet = this.inlet;
        Flow.Subscription subscription = this.subscription;
        if (inlet == null || subscription == null || inlet.isEnded()) {
            return;
        }
        inlet.allow(elements);
        try {
            subscription.request(elements);
        } catch (Throwable e) { // against rule 3.16
            if (Fatal.isFatal(e)) {
                throw e;
            }
            inlet.refuse(e);
        }
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.checkAccess("close a source of");
        }
        giveUp();
    }

    private void giveUp() {
        if (over) {
            return;
        }
        end();
        if (waiter != null) {
            waiter.setResultUnlessDone(null);
        }
        PublisherInlet<T> inlet = this.inlet;
        if (inlet != null && inlet.subscription() != null) {
            subscription = inlet.subscription();
            subscription.cancel();
        }
    }

    private void end() {
        over = true;
        arrived.clear();
        if (inlet != null) {
            inlet.shut();
        }
        if (loop != null && untilClosed != null) {
            CloseHooks.remove(loop, untilClosed);
        }
    }

    private void loopClosed(LoopCore loop) {
        try {
            giveUp();
        } catch (Throwable e) { // against rule 3.15, and the closing must go on
            var entries = new LinkedHashMap<String, Object>();
            entries.put("message", "a subscription could not be cancelled");
            entries.put("exception", e);
            loop.around.report(entries);
        }
    }

    @Override
    public String toString() {
        String state = over ? "over" : inlet == null ? "not subscribed" : arrived.size() + " at hand";
        return "<AsyncIterable of a publisher, " + state + (waiter != null ? ", awaited>" : ">");
    }
}
