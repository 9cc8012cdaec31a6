package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.VirtualClock;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FromPublisherTest {

    private final List<Object> log = new ArrayList<>();
    private final ManualPublisher publisher = new ManualPublisher();

    /** Emits what the test tells it to, and logs what the subscriber says. */
    private final class ManualPublisher implements Flow.Publisher<Integer>, Flow.Subscription {

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

    private Task<?> consume(AsyncIterable<Integer> source) {
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

    @Test
    void nothingHappens_beforeTheFirstHasNext() {
        Loops.run(() -> {
            AsyncIterable<Integer> source = AsyncIterable.from(publisher);
            Iterator<Integer> iterator = source.iterator();
            ticks(3);
            source.close();
            source.close();
            assertThat(iterator.hasNext()).isFalse();
            assertThat(source).isEmpty();
            assertThat(log).isEmpty();
        });
    }

    @Test
    void prefetchIsRequestedAtFirst_andWhatWasTakenWhenThatIsHalf() {
        Loops.run(() -> {
            Task<?> consumer = consume(AsyncIterable.from(publisher, 4));
            ticks(1);
            publisher.emit(1, 3);
            log.add("emitted");
            ticks(3);
            publisher.emit(4, 5);
            publisher.subscriber.onComplete();
            consumer.await();
            assertThat(log).containsExactly(
                    "subscribe", "request 4", "emitted", 1, "request 2", 2, 3, 4, 5, "end");
        });
    }

    @Test
    void prefetchOfOne_requestsOneByOne() {
        Loops.run(() -> {
            Task<?> consumer = consume(AsyncIterable.from(publisher, 1));
            for (int i = 1; i <= 2; i++) {
                ticks(3);
                publisher.emit(i, i);
            }
            ticks(3);
            consumer.cancel();
            consumer.await();
            assertThat(log.subList(0, 6))
                    .containsExactly("subscribe", "request 1", "request 1", 1, "request 1", 2);
        });
        assertThatThrownBy(() -> AsyncIterable.from(publisher, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prefetch must be 1 or more, not 0");
    }

    @Test
    void anError_comesAfterTheElementsBeforeIt_once() {
        Loops.run(() -> {
            var failure = new IOException("broken");
            Iterator<Integer> elements = AsyncIterable.from(publisher).iterator();
            EventLoop.running().callSoon(() -> {
                publisher.emit(1, 2);
                publisher.subscriber.onError(failure);
            });
            assertThat(elements.next()).isEqualTo(1);
            assertThat(elements.next()).isEqualTo(2);
            assertThatThrownBy(elements::next).isSameAs(failure);
            assertThat(elements.hasNext()).isFalse();
            assertThatThrownBy(elements::next).isInstanceOf(NoSuchElementException.class);
            assertThat(log).containsExactly("subscribe", "request 64");
        });
    }

    @Test
    void aNewIterator_goesOnWhereTheLastOneStopped_alsoWithAnElementThatWasKept() {
        Loops.run(() -> {
            AsyncIterable<Integer> source = AsyncIterable.from(publisher);
            EventLoop.running().callSoon(() -> publisher.emit(1, 3));
            for (int element : source) {
                log.add(element);
                break;
            }
            assertThat(source.iterator().hasNext()).isTrue();
            assertThat(source.iterator().hasNext()).isTrue();
            publisher.subscriber.onComplete();
            source.forEach(log::add);
            assertThat(log).containsExactly("subscribe", "request 64", 1, 2, 3);
        });
    }

    @Test
    void aConsumerThatStopsEarly_cancels_andNothingComesInAnyMore() {
        Loops.run(() -> {
            AsyncIterable<Integer> source = AsyncIterable.from(publisher);
            EventLoop.running().callSoon(() -> publisher.emit(1, 3));
            try (source) {
                for (int element : source) {
                    log.add(element);
                    break;
                }
            }
            publisher.emit(4, 5);
            publisher.subscriber.onError(new IOException("too late"));
            source.close();
            assertThat(source).isEmpty();
            assertThat(log).containsExactly("subscribe", "request 64", 1, "cancel");
        });
    }

    @Test
    void cancelledWithAnElementOnItsWay_losesNothing() {
        Loops.run(() -> {
            AsyncIterable<Integer> source = AsyncIterable.from(publisher);
            Task<Integer> first = createTask(() -> source.iterator().next());
            ticks(1);
            publisher.emit(1, 1);
            ticks(1); // the task is being woken
            publisher.emit(2, 2);
            first.cancel();
            assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("subscribe", "request 64");
            assertThat(source.iterator().next()).isEqualTo(1);
            assertThat(source.iterator().next()).isEqualTo(2);
        });
    }

    @Test
    void cancellingTheConsumer_closesTheSourceOnItsWayOut() {
        Loops.run(() -> {
            Task<?> consumer = consume(AsyncIterable.from(publisher));
            ticks(1);
            consumer.cancel("enough");
            consumer.await();
            assertThat(log).hasSize(4).startsWith("subscribe", "request 64", "cancel");
            assertThat(log.getLast()).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void closedByAnotherTask_endsTheIterationOfTheOneThatWaits() {
        Loops.run(() -> {
            AsyncIterable<Integer> source = AsyncIterable.from(publisher);
            Task<?> consumer = consume(source);
            ticks(1);
            source.close();
            consumer.await();
            assertThat(log).containsExactly("subscribe", "request 64", "cancel", "end");
        });
    }

    @Test
    void onSubscribeAfterClose_isAnsweredWithCancel() {
        Loops.run(() -> {
            var subscriber = new CompletableFuture<Flow.Subscriber<? super Integer>>();
            AsyncIterable<Integer> source = AsyncIterable.<Integer>from(subscriber::complete);
            Task<?> consumer = consume(source);
            ticks(1);
            source.close();
            consumer.await();
            subscriber.join().onSubscribe(publisher);
            ticks(1);
            assertThat(log).containsExactly("end", "cancel");
        });
    }

    @Test
    void onSubscribeThatComesLate_isWaitedFor() {
        Loops.run(() -> {
            var subscriber = new CompletableFuture<Flow.Subscriber<? super Integer>>();
            Task<?> consumer = consume(AsyncIterable.<Integer>from(subscriber::complete, 2));
            ticks(3);
            subscriber.join().onSubscribe(publisher);
            ticks(1);
            subscriber.join().onComplete();
            consumer.await();
            assertThat(log).containsExactly("request 2", "end");
        });
    }

    // rule 2.5
    @Test
    void aSecondSubscription_isCancelled_andTheFirstGoesOn() {
        Loops.run(() -> {
            Task<?> consumer = consume(AsyncIterable.from(publisher));
            ticks(1);
            publisher.subscriber.onSubscribe(publisher);
            publisher.emit(1, 1);
            publisher.subscriber.onComplete();
            consumer.await();
            assertThat(log).containsExactly("subscribe", "request 64", "cancel", 1, "end");
        });
    }

    // rule 1.1
    @Test
    void moreThanRequested_isAnError_afterWhatWasRequested() {
        Loops.run(() -> {
            Task<?> consumer = consume(AsyncIterable.from(publisher, 2));
            ticks(1);
            publisher.emit(1, 5);
            log.add("emitted");
            consumer.await();
            assertThat(log).startsWith("subscribe", "request 2", "cancel", "emitted", 1, 2);
            assertThat((Throwable) log.get(6))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("rule 1.1: the publisher emits more than was requested");
            assertThat(log).hasSize(7);
        });
    }

    // rule 2.13
    @Test
    void null_isRefused_andEndsTheIteration() {
        Loops.run(() -> {
            Task<?> consumer = consume(AsyncIterable.from(publisher, 2));
            ticks(1);
            publisher.emit(1, 1);
            Flow.Subscriber<? super Integer> subscriber = publisher.subscriber;
            assertThatThrownBy(() -> subscriber.onSubscribe(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> subscriber.onError(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> subscriber.onNext(null)).isInstanceOf(NullPointerException.class);
            consumer.await();
            assertThat(log).hasSize(5).startsWith("subscribe", "request 2", "cancel", 1);
            assertThat(log.getLast()).isInstanceOf(NullPointerException.class);
        });
    }

    // rules 1.7
    @Test
    void signalsAfterTheEnd_areIgnored() {
        Loops.run(() -> {
            Task<?> consumer = consume(AsyncIterable.from(publisher, 4));
            ticks(1);
            publisher.emit(1, 1);
            publisher.subscriber.onComplete();
            publisher.emit(2, 3);
            publisher.subscriber.onError(new IOException("too late"));
            publisher.subscriber.onComplete();
            consumer.await();
            publisher.emit(4, 9);
            ticks(2);
            assertThat(log).containsExactly("subscribe", "request 4", 1, "end");
        });
    }

    @Test
    void aPublisherThatThrows_endsTheIteration() {
        Loops.run(() -> {
            var failure = new IllegalArgumentException("broken");
            AsyncIterable<Integer> source = AsyncIterable.from(subscriber -> {
                subscriber.onSubscribe(publisher);
                throw failure;
            });
            assertThatThrownBy(() -> source.iterator().hasNext()).isSameAs(failure);
            assertThat(source).isEmpty();
            ticks(1);
            assertThat(log).containsExactly("cancel");

            AsyncIterable<Integer> second = AsyncIterable.from(
                    subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                        @Override
                        public void request(long elements) {
                            throw failure;
                        }

                        @Override
                        public void cancel() {
                            log.add("cancel");
                        }
                    }));
            assertThatThrownBy(() -> second.iterator().hasNext()).isSameAs(failure);
            assertThat(second).isEmpty();
            assertThat(log).containsExactly("cancel", "cancel");
        });
    }

    @Test
    void misuse_isRefused_andChangesNothing() {
        AsyncIterable<Integer> source = AsyncIterable.from(publisher);
        assertThatThrownBy(() -> source.iterator().hasNext())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        Loops.run(() -> {
            EventLoop.running().callSoon(
                    () -> assertThatThrownBy(() -> source.iterator().hasNext())
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("cannot await in a callback"));
            ticks(2);
            assertThat(log).isEmpty();
            Task<?> consumer = consume(source);
            ticks(1);
            assertThatThrownBy(() -> source.iterator().hasNext())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another task waits for its next element");
            assertThatThrownBy(() -> toThread(() -> Loops.run(() -> source.iterator().hasNext())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("it belongs to <EventLoop");
            assertThatThrownBy(() -> toThread(source::close))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Non-thread-safe operation");
            publisher.emit(1, 1);
            publisher.subscriber.onComplete();
            consumer.await();
            assertThat(log).containsExactly("subscribe", "request 64", 1, "end");
        });
    }

    @Test
    void closingTheLoop_cancelsTheSubscription_onceAndWhateverItThrows() {
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        var failure = new IllegalArgumentException("broken");
        AsyncIterable<Integer> source = AsyncIterable.from(publisher);
        AsyncIterable<Integer> broken = AsyncIterable.from(
                subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                    @Override
                    public void request(long elements) {
                        subscriber.onNext(1);
                    }

                    @Override
                    public void cancel() {
                        throw failure;
                    }
                }));
        loop.runUntilComplete(() -> {
            assertThat(broken.iterator().next()).isEqualTo(1);
            EventLoop.running().callSoon(() -> publisher.emit(1, 1));
            assertThat(source.iterator().next()).isEqualTo(1);
        });
        loop.close();
        assertThat(log).containsExactly("subscribe", "request 64", "cancel");
        publisher.emit(2, 100);
        publisher.subscriber.onError(new IOException("too late"));
        source.close();
        assertThat(source).isEmpty();
        assertThat(log).hasSize(3);
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().get("exception")).isSameAs(failure);
    }

    @Test
    void closingTheLoop_underATaskThatWaits_endsBoth() {
        EventLoop loop = Loops.virtual().build();
        Loops.collectReports(loop);
        var subscriber = new CompletableFuture<Flow.Subscriber<? super Integer>>();
        loop.runUntilComplete(() -> {
            consume(AsyncIterable.from(publisher));
            consume(AsyncIterable.<Integer>from(subscriber::complete));
            ticks(1);
        });
        loop.close();
        assertThat(log).hasSize(5).startsWith("subscribe", "request 64", "cancel");
        assertThat(log.subList(3, 5)).hasOnlyElementsOfType(CancelledError.class);
        subscriber.join().onSubscribe(publisher); // nobody will ever take it
        assertThat(log).hasSize(6).endsWith("cancel");
    }

    // rule 3.3: request() may emit in place
    @Test
    void aPublisherThatEmitsInRequest_doesNotNest() {
        AsyncIterable<Integer> source = AsyncIterable.from(
                subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                    private int next;

                    @Override
                    public void request(long elements) {
                        for (int i = 0; i < elements && next < 100_000; i++) {
                            subscriber.onNext(next++);
                        }
                        if (next == 100_000) {
                            subscriber.onComplete();
                        }
                    }

                    @Override
                    public void cancel() {}
                }), 3);
        List<Integer> elements = new ArrayList<>();
        Loops.run(() -> source.forEach(elements::add));
        assertThat(elements).hasSize(100_000).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aBatchFromAnotherThread_wakesTheLoopOnce() {
        var poller = new CountingPoller();
        EventLoop loop = EventLoop.builder().poller(poller).build();
        loop.runUntilComplete(() -> {
            Task<?> consumer = consume(AsyncIterable.from(publisher));
            EventLoop.running().callSoon(() -> {
                int before = poller.wakeups;
                joined(() -> publisher.emit(1, 64));
                assertThat(poller.wakeups - before).isEqualTo(1);
            });
            ticks(6);
            assertThat(log).hasSize(68).endsWith(63, "request 32", 64);
            consumer.cancel();
            consumer.await();
        });
        loop.close();
    }

    @Test
    void aBatchThatNobodyWaitsFor_wakesNobody() {
        var poller = new CountingPoller();
        EventLoop loop = EventLoop.builder().poller(poller).build();
        loop.runUntilComplete(() -> {
            Iterator<Integer> elements = AsyncIterable.from(publisher).iterator();
            EventLoop.running().callSoon(() -> publisher.emit(1, 1));
            assertThat(elements.next()).isEqualTo(1);
            int before = poller.wakeups;
            joined(() -> publisher.emit(2, 10));
            assertThat(poller.wakeups).isEqualTo(before);
            for (int i = 2; i <= 10; i++) {
                assertThat(elements.next()).isEqualTo(i);
            }
        });
        loop.close();
    }

    private static void joined(Runnable body) {
        var done = new CompletableFuture<Boolean>();
        Thread.ofPlatform().start(() -> {
            try {
                body.run();
                done.complete(true);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        done.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static final class CountingPoller implements Poller {

        private final Poller clock = new VirtualClock();
        private volatile int wakeups;

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public void poll(long timeoutNanos, boolean workElsewhere) {
            clock.poll(timeoutNanos, workElsewhere);
        }

        @Override
        public synchronized void wakeup() {
            wakeups++;
            clock.wakeup();
        }

        @Override
        public boolean mustLook() {
            return clock.mustLook();
        }
    }
}
