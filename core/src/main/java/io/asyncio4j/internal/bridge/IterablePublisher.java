package io.asyncio4j.internal.bridge;

import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import java.util.Objects;
import java.util.concurrent.Flow;

/** Publishes an iterable to each subscriber anew, in a task of its loop. For any thread. */
public final class IterablePublisher<T> implements Flow.Publisher<T> {

    private final Iterable<? extends T> source;
    private final LoopCore loop;

    public IterablePublisher(Iterable<? extends T> source, LoopCore loop) {
        this.source = source;
        this.loop = loop;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        var start = new Start(new IterableEmission<>(loop, source, subscriber), ContextImpl.copyCurrent());
        if (loop.isHeldHere()) {
            start.call();
            return;
        }
        if (!loop.isClosed()) {
            loop.turns.enqueueFromOutside(start);
        }
        if (loop.isClosed()) { // it may have been closed since, and not have seen this one
            start.call();
        }
    }

    /** Waits in the inbox for its loop, which calls it in any case, even when it is being closed. */
    private static final class Start extends FutureListener {

        private final IterableEmission<?> emission;
        private final ContextImpl subscribers;

        Start(IterableEmission<?> emission, ContextImpl subscribers) {
            this.emission = emission;
            this.subscribers = subscribers;
        }

        @Override
        public void call() {
            emission.start(subscribers);
        }

        @Override
        public String toString() {
            return "AsyncIterable.toPublisher()";
        }
    }

    @Override
    public String toString() {
        return "<publisher of an iterable on " + loop + ">";
    }
}
