package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ToPublisherTest {

    private final List<Object> log = new ArrayList<>();

    /** Logs its signals; what it does on them is for the test to say. */
    private class LoggingSubscriber implements Flow.Subscriber<Integer> {

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
    private final class SlowSource implements Iterable<Integer>, Iterator<Integer>, AutoCloseable {

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

    private void assertErrorAtEnd(Class<? extends Throwable> type, String message) {
        assertThat(log.getLast()).isInstanceOf(type);
        assertThat((Throwable) log.getLast()).hasMessageContaining(message);
        log.removeLast();
    }

    private static void assertOneReport(List<Map<String, Object>> reports, String message, Throwable e) {
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().get("message")).isEqualTo(message);
        assertThat(reports.getFirst().get("exception")).isSameAs(e);
    }

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

    @Test
    void anErrorOfTheSource_isTheVeryObject_andKeepsWhatGoesWrongInCleaningUp() {
        Loops.run(() -> {
            var reports = Loops.collectReports();
            var failure = new IOException("broken");
            var second = new IOException("cannot close");
            AsyncIterable.toPublisher(failing(failure, second)).subscribe(new LoggingSubscriber(1));
            ticks(2);
            assertThat(log).containsExactly("onSubscribe", failure);
            assertThat(failure).hasSuppressedException(second);
            AsyncIterable.toPublisher(failing(null, second)).subscribe(new LoggingSubscriber(1));
            ticks(2);
            assertThat(log.subList(2, 4)).containsExactly("onSubscribe", second);
            assertThat(reports).isEmpty();
        });
    }

    @Test
    void whatGoesWrongAfterCancel_isReported() {
        Loops.run(() -> {
            var reports = Loops.collectReports();
            var failure = new IOException("cannot close");
            var subscriber = new LoggingSubscriber(0);
            AsyncIterable.toPublisher(failing(null, failure)).subscribe(subscriber);
            ticks(2);
            subscriber.subscription.cancel();
            ticks(3);
            assertThat(log).containsExactly("onSubscribe");
            assertOneReport(reports, "a source failed when its subscription had ended", failure);
        });
    }

    private interface ClosableIterable extends Iterable<Integer>, AutoCloseable {

        @Override
        void close() throws IOException;
    }

    private static ClosableIterable failing(IOException failure, IOException whenClosed) {
        return new ClosableIterable() {
            @Override
            public Iterator<Integer> iterator() {
                if (failure != null) {
                    throw sneaky(failure);
                }
                return List.<Integer>of().iterator();
            }

            @Override
            public void close() throws IOException {
                throw whenClosed;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException sneaky(Throwable e) throws X {
        throw (X) e;
    }

    // rule 2.13
    @Test
    void aNullElement_isAnError() {
        Loops.run(() -> {
            AsyncIterable.toPublisher(Arrays.asList(1, null, 3)).subscribe(new LoggingSubscriber(9));
            ticks(1);
            assertErrorAtEnd(NullPointerException.class, "must not give null");
            assertThat(log).containsExactly("onSubscribe", 1);
        });
    }

    // rule 1.9
    @Test
    void subscribeWithNull_isRefused() {
        Loops.run(() -> {
            Flow.Publisher<Integer> publisher = AsyncIterable.toPublisher(List.of(1));
            assertThatThrownBy(() -> publisher.subscribe(null)).isInstanceOf(NullPointerException.class);
        });
    }

    // rule 2.13
    @Test
    void aSubscriberThatThrows_hasCancelled_andIsReported() {
        Loops.run(() -> {
            var failure = new IllegalArgumentException("broken");
            var reports = Loops.collectReports();
            AsyncIterable.<Integer>toPublisher(new SlowSource()).subscribe(new LoggingSubscriber(9) {
                @Override
                public void onNext(Integer element) {
                    throw failure;
                }
            });
            sleep(ms(10));
            assertThat(log).containsExactly("onSubscribe", "iterator", "closing", "closed");
            assertOneReport(reports, "a subscriber failed", failure);
            reports.clear();
            AsyncIterable.<Integer>toPublisher(List.of(1)).subscribe(new LoggingSubscriber(9) {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    super.onSubscribe(subscription);
                    throw failure;
                }
            });
            ticks(2);
            assertThat(log).hasSize(5);
            assertOneReport(reports, "a subscriber failed", failure);
            reports.clear();
            AsyncIterable.<Integer>toPublisher(List.of(1)).subscribe(new LoggingSubscriber(9) {
                @Override
                public void onComplete() {
                    super.onComplete();
                    throw failure;
                }
            });
            ticks(2);
            assertThat(log.subList(5, 8)).containsExactly("onSubscribe", 1, "onComplete");
            assertOneReport(reports, "a subscriber failed", failure);
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

    @Test
    void cancelledByTheEndOfTheProgram_tellsTheSubscriber_alsoOneThatAwaits() {
        Loops.run(() -> {
            Promise<Integer> never = EventLoop.running().createFuture();
            AsyncIterable.<Integer>toPublisher(List.of(1)).subscribe(new LoggingSubscriber(1) {
                @Override
                public void onNext(Integer element) {
                    never.await();
                }
            });
            ticks(1);
        });
        assertErrorAtEnd(CancellationException.class, "the task that emits was cancelled");
        assertThat(log).containsExactly("onSubscribe");
    }

    @Test
    void cancelledBeforeItsFirstStep_tellsTheSubscriber() {
        Loops.run(() -> {
            AsyncIterable.<Integer>toPublisher(List.of(1)).subscribe(new LoggingSubscriber(1));
            for (Task<?> task : Asyncio.allTasks()) {
                if (task != Asyncio.currentTask()) {
                    task.cancel();
                }
            }
            ticks(3);
            assertErrorAtEnd(CancellationException.class, "cancelled before its first step");
            assertThat(log).containsExactly("onSubscribe");
        });
    }

    @Test
    void closingTheLoop_tellsEachSubscriberOnce() {
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        Flow.Publisher<Integer> publisher = AsyncIterable.toPublisher(List.of(1), loop);
        loop.runUntilComplete(() -> {
            publisher.subscribe(new LoggingSubscriber(1));
            ticks(1);
        });
        loop.callSoon(() -> publisher.subscribe(new LoggingSubscriber(1)));
        loop.stop();
        loop.runForever(); // a turn in which the second task is created, but does not begin
        assertThat(log).containsExactly("onSubscribe", 1);
        publisher.subscribe(new LoggingSubscriber(1)); // waits for a loop that will not run again
        loop.close();
        assertThat(log).hasSize(7).startsWith("onSubscribe", 1);
        assertErrorAtEnd(CancellationException.class, "cancelled before its first step");
        assertThat(log.removeLast()).isEqualTo("onSubscribe");
        assertThat((Throwable) log.removeLast())
                .isInstanceOf(CancellationException.class)
                .hasMessage("the event loop was closed")
                .hasCauseInstanceOf(CancelledError.class);
        assertErrorAtEnd(IllegalStateException.class, "Event loop is closed"); // never reached the loop
        assertThat(log.removeLast()).isEqualTo("onSubscribe");
        log.clear();
        publisher.subscribe(new LoggingSubscriber(1));
        assertErrorAtEnd(IllegalStateException.class, "Event loop is closed");
        assertThat(log).containsExactly("onSubscribe");
        assertThat(reports).isEmpty();
    }
}
