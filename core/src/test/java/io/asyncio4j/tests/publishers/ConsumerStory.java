package io.asyncio4j.tests.publishers;

import static io.asyncio4j.Asyncio.createTask;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

/** What tests of a publisher that is iterated over share: one that emits what it is told, and tasks that take it. */
abstract class ConsumerStory {

    final List<Object> log = new ArrayList<>();
    final ManualPublisher publisher = new ManualPublisher();

    /** Emits what the test tells it to, and logs what the subscriber says. */
    final class ManualPublisher implements Flow.Publisher<Integer>, Flow.Subscription {

        Flow.Subscriber<? super Integer> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
            log.add("subscribe");
            this.subscriber = subscriber;
            subscriber.onSubscribe(this);
        }

        void emit(int first, int last) {
            for (int i = first; i <= last; i++) {
                subscriber.onNext(i);
            }
        }

        @Override
        public void request(long elements) {
            log.add("request " + elements);
        }

        @Override
        public void cancel() {
            log.add("cancel");
        }
    }

    final Task<?> consume(AsyncIterable<Integer> source) {
        return createTask(() -> {
            try (source) {
                for (int element : source) {
                    log.add(element);
                }
                log.add("end");
            } catch (Exception | CancelledError e) {
                log.add(e);
            }
        });
    }
}
