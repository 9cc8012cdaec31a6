package io.asyncio4j;

import java.util.Objects;
import java.util.concurrent.Flow;

/** Publishes an iterable to each subscriber anew, in a task of its loop. For any thread. */
final class IterablePublisher<T> implements Flow.Publisher<T> {

    private final Iterable<? extends T> source;
    private final EventLoop loop;

    IterablePublisher(Iterable<? extends T> source, EventLoop loop) {
        this.source = source;
        this.loop = loop;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        var start = new Start(new IterableEmission<>(loop, source, subscriber), Context.copyCurrent());
        if (loop.isHeldHere()) {
            start.call();
            return;
        }
        if (!loop.isClosed()) {
            loop.enqueueFromOutside(start);
        }
        if (loop.isClosed()) { // it may have been closed since, and not have seen this one
            start.call();
        }
    }

    /** Waits in the inbox for its loop, which calls it in any case, even when it is being closed. */
    private static final class Start extends FutureListener {

        private final IterableEmission<?> emission;
        private final Context subscribers;

        Start(IterableEmission<?> emission, Context subscribers) {
            this.emission = emission;
            this.subscribers = subscribers;
        }

        @Override
        void call() {
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
