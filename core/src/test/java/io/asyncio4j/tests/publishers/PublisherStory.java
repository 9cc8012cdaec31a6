package io.asyncio4j.tests.publishers;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.CancelledError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow;

/** What tests of an iterable as a publisher share: a log, a subscriber and a source that write into it. */
abstract class PublisherStory {

    final List<Object> log = new ArrayList<>();

    /** Logs its signals; what it does on them is for the test to say. */
    class LoggingSubscriber implements Flow.Subscriber<Integer> {

        Flow.Subscription subscription;
        private final long first;

        LoggingSubscriber(long first) {
            this.first = first;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            log.add("onSubscribe");
            this.subscription = subscription;
            if (first != 0) {
                subscription.request(first);
            }
        }

        @Override
        public void onNext(Integer element) {
            log.add(element);
        }

        @Override
        public void onError(Throwable failure) {
            log.add(failure);
        }

        @Override
        public void onComplete() {
            log.add("onComplete");
        }
    }

    /** Waits a millisecond before each of three elements, and as long while it is closed; logs all of it. */
    @SuppressWarnings("IterableAndIterator") // as a generator in Python; it is closed once all the same
    final class SlowSource implements Iterable<Integer>, Iterator<Integer>, AutoCloseable {

        private int next = 1;

        @Override
        public Iterator<Integer> iterator() {
            log.add("iterator");
            return this;
        }

        @Override
        public boolean hasNext() {
            try {
                sleep(ms(1));
            } catch (CancelledError e) {
                log.add("interrupted");
                throw e;
            }
            return next <= 3;
        }

        @Override
        public Integer next() {
            return next++;
        }

        @Override
        public void close() {
            log.add("closing");
            sleep(ms(1));
            log.add("closed");
        }
    }

    final void assertErrorAtEnd(Class<? extends Throwable> type, String message) {
        assertThat(log.getLast()).isInstanceOf(type);
        assertThat((Throwable) log.getLast()).hasMessageContaining(message);
        log.removeLast();
    }
}
