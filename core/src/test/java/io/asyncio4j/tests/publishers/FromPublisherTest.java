package io.asyncio4j.tests.publishers;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.OnVirtualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FromPublisherTest extends ConsumerStory {

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

    private static final class CountingPoller extends OnVirtualTime {

        private volatile int wakeups;

        @Override
        public synchronized void wakeup() {
            wakeups++;
            super.wakeup();
        }
    }
}
