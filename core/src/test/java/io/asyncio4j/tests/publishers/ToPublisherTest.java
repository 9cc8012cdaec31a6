package io.asyncio4j.tests.publishers;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.tests.support.Loops;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToPublisherTest extends PublisherStory {

    @Test
    void asMuchIsEmittedAsWasRequested_andNothingIsTakenBefore() {
        Loops.run(() -> {
            var subscriber = new LoggingSubscriber(0);
            AsyncIterable.<Integer>toPublisher(new SlowSource()).subscribe(subscriber);
            log.add("subscribed");
            sleep(ms(10));
            subscriber.subscription.request(2);
            sleep(ms(10));
            log.add("two of three");
            subscriber.subscription.request(1);
            sleep(ms(10));
            log.add("all");
            subscriber.subscription.request(1);
            sleep(ms(10));
            assertThat(log).containsExactly(
                    "subscribed", "onSubscribe", "iterator", 1, 2, "two of three", 3, "all",
                    "closing", "closed", "onComplete");
            subscriber.subscription.request(1);
            subscriber.subscription.request(-1);
            subscriber.subscription.cancel();
            sleep(ms(10));
            assertThat(log).hasSize(11);
        });
    }

    @Test
    void eachSubscriber_getsTheElementsAnew() {
        Loops.run(() -> {
            Flow.Publisher<Integer> publisher = AsyncIterable.toPublisher(List.of(1, 2));
            publisher.subscribe(new LoggingSubscriber(Long.MAX_VALUE));
            publisher.subscribe(new LoggingSubscriber(2));
            ticks(2);
            assertThat(log)
                    .containsExactly("onSubscribe", 1, 2, "onComplete", "onSubscribe", 1, 2);
        });
        assertErrorAtEnd(CancellationException.class, "the task that emits was cancelled"); // with the loop
    }

    // rule 3.17
    @Test
    void requestsAreAddedUp_andNeverTooMany() {
        Loops.run(() -> {
            List<Integer> numbers = IntStream.range(0, 5).boxed().toList();
            var subscriber = new LoggingSubscriber(0);
            AsyncIterable.<Integer>toPublisher(numbers).subscribe(subscriber);
            ticks(1);
            subscriber.subscription.request(1);
            subscriber.subscription.request(1);
            ticks(3);
            assertThat(log).containsExactly("onSubscribe", 0, 1);
            subscriber.subscription.request(Long.MAX_VALUE - 1);
            subscriber.subscription.request(Long.MAX_VALUE);
            subscriber.subscription.request(5);
            ticks(3);
            assertThat(log).containsExactly("onSubscribe", 0, 1, 2, 3, 4, "onComplete");
        });
    }

    // rule 3.9
    @Test
    void aRequestForNothing_isAnError_andInterruptsTheSource() {
        Loops.run(() -> {
            var subscriber = new LoggingSubscriber(1);
            AsyncIterable.<Integer>toPublisher(new SlowSource()).subscribe(subscriber);
            ticks(3);
            subscriber.subscription.request(0);
            subscriber.subscription.request(-1);
            sleep(ms(10));
            assertErrorAtEnd(IllegalArgumentException.class, "rule 3.9");
            assertThat(log)
                    .containsExactly("onSubscribe", "iterator", "interrupted", "closing", "closed");
        });
    }

    @Test
    void cancel_interruptsASourceThatWaits_andLetsItCleanUp() {
        Loops.run(() -> {
            var subscriber = new LoggingSubscriber(Long.MAX_VALUE);
            AsyncIterable.<Integer>toPublisher(new SlowSource()).subscribe(subscriber);
            ticks(3);
            subscriber.subscription.cancel();
            log.add("cancelled");
            ticks(3);
            subscriber.subscription.cancel();
            subscriber.subscription.request(0);
            log.add("again");
            sleep(ms(10));
            assertThat(log).containsExactly(
                    "onSubscribe", "iterator", "cancelled", "interrupted", "closing", "again", "closed");
            assertThat(Asyncio.allTasks()).hasSize(1);
        });
    }

    @Test
    void cancelWhileNothingIsWanted_closesTheSource() {
        Loops.run(() -> {
            var subscriber = new LoggingSubscriber(0);
            AsyncIterable.<Integer>toPublisher(new SlowSource()).subscribe(subscriber);
            ticks(3);
            subscriber.subscription.cancel();
            sleep(ms(10));
            assertThat(log).containsExactly("onSubscribe", "closing", "closed");
        });
    }

    @Test
    void cancelInOnNext_isTheLastSignal_andTheSourceMayAwaitToCleanUp() {
        Loops.run(() -> {
            AsyncIterable.<Integer>toPublisher(new SlowSource())
                    .subscribe(new LoggingSubscriber(Long.MAX_VALUE) {
                        @Override
                        public void onNext(Integer element) {
                            super.onNext(element);
                            subscription.cancel();
                        }
                    });
            sleep(ms(10));
            assertThat(log).containsExactly("onSubscribe", "iterator", 1, "closing", "closed");
        });
    }

    @Test
    void cancelWhileTheSourceCleansUp_doesNotInterruptIt() {
        Loops.run(() -> {
            var subscriber = new LoggingSubscriber(Long.MAX_VALUE);
            AsyncIterable.<Integer>toPublisher(new SlowSource()).subscribe(subscriber);
            sleep(Loops.seconds(0.0045));
            assertThat(log).endsWith("closing");
            subscriber.subscription.cancel();
            sleep(ms(10));
            assertThat(log)
                    .containsExactly("onSubscribe", "iterator", 1, 2, 3, "closing", "closed");
        });
    }

    @Test
    void aSourceThatRefusesToBeInterrupted_isNotHeardAnyMore() {
        Loops.run(() -> {
            Iterable<Integer> stubborn = () -> new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    try {
                        sleep(ms(5));
                    } catch (CancelledError e) {
                        log.add("refused");
                    }
                    return 1;
                }
            };
            var subscriber = new LoggingSubscriber(Long.MAX_VALUE);
            AsyncIterable.toPublisher(stubborn).subscribe(subscriber);
            sleep(ms(6));
            subscriber.subscription.cancel();
            sleep(ms(10));
            assertThat(log).containsExactly("onSubscribe", 1, "refused");
        });
    }

    // rule 3.3
    @Test
    void requestsInOnNext_doNotNest() {
        Loops.run(() -> {
            List<Integer> numbers = IntStream.range(0, 100_000).boxed().toList();
            AsyncIterable.<Integer>toPublisher(numbers).subscribe(new LoggingSubscriber(1) {
                @Override
                public void onNext(Integer element) {
                    super.onNext(element);
                    subscription.request(1);
                }
            });
            ticks(2);
            assertThat(log).hasSize(100_002).endsWith(99_999, "onComplete");
        });
    }

    @Test
    void aSubscriberMayAwait_andSeesTheContextInWhichItSubscribed() {
        ContextVar<String> variable = ContextVar.of("variable");
        Loops.run(() -> {
            Flow.Publisher<Integer> publisher = AsyncIterable.toPublisher(List.of(1, 2));
            variable.set("mine");
            publisher.subscribe(new LoggingSubscriber(2) {
                @Override
                public void onNext(Integer element) {
                    sleep(ms(1));
                    log.add(element + variable.get());
                }
            });
            variable.set("changed");
            sleep(ms(5));
            assertThat(log).containsExactly("onSubscribe", "1mine", "2mine");
        });
        assertErrorAtEnd(CancellationException.class, "cancelled");
    }
}
