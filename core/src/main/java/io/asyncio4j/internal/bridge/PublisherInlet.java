package io.asyncio4j.internal.bridge;

import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.queue.Inbox;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The door through which a publisher's signals reach a {@link PublisherSource}, from any thread. It is also
 * the callback that tells the source of them.
 */
/*
 * The loop is woken for a signal only if the consumer waits and nothing else has come since, so that a batch
 * pays for one wake-up. No signal can be missed: the consumer says that it waits (`awaited`) before it looks
 * into the inbox for the last time, and a publisher puts its signal in before it looks at `awaited`. Whoever
 * of the two is later sees the other. A publisher that finds the inbox filled already need not look: the one
 * that filled it has looked, or is about to.
 *
 * What a loop that is closed would have to do is done by the thread that brings the signal: nobody else will.
 */
public final class PublisherInlet<T> extends LoopBell implements Flow.Subscriber<T> {

    /** The last signal, behind the elements. */
    static final class End {

        // what went wrong, or null; written before it is put in
        @Nullable Throwable failure;
    }

    // fixed
    private final PublisherSource<T> source;

    // any thread
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    private final Inbox inbox = new Inbox();
    // how many elements the publisher may still emit
    private final AtomicInteger allowed = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    // made beforehand: there may be no memory for it
    private final End end = new End();
    private final Object endOnItsWay = Inbox.prepared(end);

    // written by the loop, read by any thread
    private volatile boolean awaited;

    PublisherInlet(LoopCore loop, PublisherSource<T> source) {
        super(loop);
        this.source = source;
    }

    // The publisher's side.

    @Override
    public void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given, "subscription");
        if (!subscription.compareAndSet(null, given)) {
            given.cancel(); // rule 2.5
            return;
        }
        ring();
        if (loop.isClosed()) { // it may have been closed since, and not have seen this one
            given.cancel();
        }
    }

    @Override
    public void onNext(T element) {
        if (element == null) {
            var failure = new NullPointerException("rule 2.13: a publisher must not emit null");
            refuse(failure);
            throw failure;
        }
        if (isEnded() || loop.isClosed()) {
            return;
        }
        if (allowed.getAndDecrement() > 0) {
            try {
                put(element);
            } catch (OutOfMemoryError e) { // without it there would be a gap
                refuse(e);
            }
        } else { // to keep it would give up the bound on memory, to drop it would leave a gap
            refuse(new IllegalStateException("rule 1.1: the publisher emits more than was requested"));
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(Objects.requireNonNull(failure, "failure"));
    }

    @Override
    public void onComplete() {
        end(null);
    }

    /** Ends the stream with {@code failure}, because the publisher cannot be trusted any more. */
    void refuse(Throwable failure) {
        end(failure);
        Flow.Subscription given = subscription.get();
        if (given != null) {
            given.cancel();
        }
    }

    private void end(@Nullable Throwable failure) {
        if (!loop.isClosed() && ended.compareAndSet(false, true)) {
            end.failure = failure;
            put(endOnItsWay);
        }
    }

    private void put(Object signal) {
        if (inbox.put(signal) && awaited) {
            ring();
        }
    }

    // The loop's side.

    Flow.@Nullable Subscription subscription() {
        return subscription.get();
    }

    /** Lets {@code elements} more in. */
    void allow(int elements) {
        allowed.addAndGet(elements);
    }

    boolean isEmpty() {
        return inbox.isEmpty();
    }

    void drainTo(Consumer<Object> taker) {
        inbox.drainTo(taker);
    }

    /** Says whether the consumer is about to wait, or has waited. */
    void setAwaited(boolean awaited) {
        this.awaited = awaited;
    }

    /** Says whether nothing more will come in. */
    boolean isEnded() {
        return ended.get();
    }

    /** Lets nothing more in, so that what comes late is not collected. */
    void shut() {
        ended.set(true);
    }

    @Override
    void answer() {
        source.signalled(this);
    }

    @Override
    public String toString() {
        return "AsyncIterable.from()";
    }
}
