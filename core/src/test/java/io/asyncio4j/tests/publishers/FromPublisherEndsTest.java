package io.asyncio4j.tests.publishers;

import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** Publishers that break the rules, wrong use, and the end of the loop below a subscription. */
class FromPublisherEndsTest extends ConsumerStory {

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

    // rule 1.9
    @Test
    void anElementWithoutASubscription_isAnError() {
        Loops.run(() -> {
            consume(AsyncIterable.from(subscriber -> subscriber.onNext(1))).await();
            assertThat(log).singleElement().isInstanceOf(IllegalStateException.class)
                    .hasToString(
                            "java.lang.IllegalStateException: rule 1.1: the publisher emits more than was requested");
        });
    }

    // rule 3.16
    @Test
    void aRequestThatEndsTheLoop_endsIt() {
        var exit = new LoopExit("enough");
        assertThat(catchThrowable(() -> Loops.run(() -> {
            consume(AsyncIterable.from(subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long elements) {
                    throw exit;
                }

                @Override
                public void cancel() {}
            }))).await();
        }))).isSameAs(exit);
    }

    @Test
    void itsText_saysHowFarItIs() {
        Loops.run(() -> {
            AsyncIterable<Integer> source = AsyncIterable.from(publisher);
            assertThat(source).hasToString("<AsyncIterable of a publisher, not subscribed>");
            Task<?> consumer = consume(source);
            ticks(1);
            assertThat(source).hasToString("<AsyncIterable of a publisher, 0 at hand, awaited>");
            publisher.subscriber.onComplete();
            consumer.await();
            assertThat(source).hasToString("<AsyncIterable of a publisher, over>");
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
}
