package io.asyncio4j.tests.publishers;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A publisher on a loop that runs on a thread of its own, and subscribers on others. */
@Timeout(60)
class ToPublisherThreadsTest {

    private static final int PATIENCE_SECONDS = 30;

    private final EventLoop loop = EventLoop.create();
    private Thread loopThread;

    @BeforeEach
    void startLoop() {
        loopThread = Thread.ofPlatform().start(loop::runForever);
    }

    @AfterEach
    void closeLoop() throws InterruptedException {
        loop.callSoonThreadsafe(loop::stop);
        loopThread.join();
        loop.close();
    }

    private static final class Collector implements Flow.Subscriber<Integer> {

        final List<Integer> elements = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch subscribed = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);
        final AtomicInteger inside = new AtomicInteger();
        volatile boolean overlapped;
        volatile Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscribed.countDown();
        }

        @Override
        public void onNext(Integer element) {
            overlapped |= inside.incrementAndGet() != 1;
            elements.add(element);
            inside.decrementAndGet();
        }

        @Override
        public void onError(Throwable failure) {
            ended.countDown();
        }

        @Override
        public void onComplete() {
            ended.countDown();
        }

        void awaitEnd() throws InterruptedException {
            assertThat(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void requestsFromManyThreads_areAllServed_inOrder() throws InterruptedException {
        int threads = 4;
        int each = 10_000;
        List<Integer> numbers = IntStream.range(0, threads * each).boxed().toList();
        var collector = new Collector();
        AsyncIterable.<Integer>toPublisher(numbers, loop).subscribe(collector);
        assertThat(collector.subscribed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        List<Thread> requesters = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            requesters.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < each; j++) {
                    collector.subscription.request(1);
                }
            }));
        }
        for (Thread requester : requesters) {
            requester.join();
        }
        collector.subscription.request(1); // the end
        collector.awaitEnd();
        assertThat(collector.elements).isEqualTo(numbers);
        assertThat(collector.overlapped).isFalse();
    }

    @Test
    void cancelFromAnotherThread_stopsASourceWithoutEnd_andClosesIt() throws InterruptedException {
        var closed = new CountDownLatch(1);
        var emitted = new CountDownLatch(1_000);
        AsyncIterable<Integer> endless = new AsyncIterable<>() {
            @Override
            public Iterator<Integer> iterator() {
                return IntStream.generate(() -> {
                    emitted.countDown();
                    return 1;
                }).iterator();
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        var collector = new Collector();
        AsyncIterable.<Integer>toPublisher(endless, loop).subscribe(collector);
        assertThat(collector.subscribed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        collector.subscription.request(Long.MAX_VALUE);
        assertThat(emitted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        collector.subscription.cancel();
        assertThat(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(collector.ended.getCount()).isEqualTo(1);
    }

    @Test
    void fromLoopToLoopAndBack_eachElementComesOnce_inOrder() {
        int count = 20_000;
        Flow.Publisher<Integer> there =
                AsyncIterable.toPublisher(() -> IntStream.range(0, count).iterator(), loop);
        Asyncio.run(() -> {
            Flow.Publisher<Integer> back = AsyncIterable.toPublisher(AsyncIterable.from(there, 7));
            List<Integer> taken = new ArrayList<>();
            try (AsyncIterable<Integer> source = AsyncIterable.from(back)) {
                source.forEach(taken::add);
            }
            assertThat(taken).hasSize(count).isSorted().doesNotHaveDuplicates();
        });
    }

    @Test
    void givingUpAtTheFarEnd_closesTheSourceAtTheNearOne() throws InterruptedException {
        var closed = new CountDownLatch(1);
        AsyncIterable<Integer> source = new AsyncIterable<>() {
            @Override
            public Iterator<Integer> iterator() {
                return IntStream.iterate(0, i -> i + 1).peek(i -> {
                    if (i > 100) {
                        Asyncio.await(EventLoop.running().<Integer>createFuture()); // for ever
                    }
                }).iterator();
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        Flow.Publisher<Integer> there = AsyncIterable.toPublisher(source, loop);
        Asyncio.run(() -> {
            try (AsyncIterable<Integer> elements = AsyncIterable.from(there, 3)) {
                for (int element : elements) {
                    if (element == 50) {
                        break;
                    }
                }
            }
        });
        assertThat(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
