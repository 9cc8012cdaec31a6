package io.asyncio4j.tests.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.Asyncio;
import io.asyncio4j.AsyncIterable;
import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.text.Collected;
import io.asyncio4j.spi.OutsideWorld;
import io.asyncio4j.spi.Poller;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who decides when what other threads bring gets to a loop. */
class OutsideWorldTest {

    /** Waits for what was handed over, keeps what it brings, and lets the newest in first when nothing else can run. */
    private static final class NewestFirst implements OutsideWorld, Poller {

        private final Deque<Arrival> kept = new ArrayDeque<>();
        private final List<String> events;

        NewestFirst(List<String> events) {
            this.events = events;
        }

        @Override
        public synchronized void arrives(Arrival arrival) {
            kept.push(arrival);
        }

        @Override
        public void handedOver(HandedOver work) {
            try {
                assertThat(work.awaitEnd(TimeUnit.SECONDS.toNanos(10))).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public synchronized void poll(long timeoutNanos, boolean workElsewhere) {
            if (timeoutNanos > 0 && !kept.isEmpty()) {
                Arrival newest = kept.pop();
                events.add(newest.step() instanceof io.asyncio4j.Task<?> ? "task" : "callback");
                newest.letIn();
            }
        }

        @Override
        public void wakeup() {}
    }

    private final List<String> events = new ArrayList<>();

    @Test
    void resultsOfThreads_executorsAndBlockingCalls_comeWhenItSays() {
        var outside = new NewestFirst(events);
        Asyncio.run(EventLoop.builder().poller(outside).outsideWorld(outside), () -> {
            EventLoop loop = EventLoop.running();
            Thread[] threads = new Thread[1];
            Asyncio.gather(
                    loop.createTask(() -> events.add(Asyncio.toThread(() -> "thread"))),
                    loop.createTask(() -> {
                        threads[0] = Thread.currentThread();
                        events.add(Asyncio.blocking(() -> {
                            assertThat(Thread.currentThread()).isSameAs(threads[0]);
                            assertThat(EventLoop.runningOrNull()).isNull();
                            return "blocking";
                        }));
                        assertThat(EventLoop.running()).isSameAs(loop);
                    }),
                    loop.createTask(
                            () -> events.add(loop.runInExecutor(Runnable::run, () -> "executor").await())))
                    .await();
        });
        assertThat(events.subList(0, 6)).containsExactly("callback", "executor", "task", "blocking",
                "callback", "thread");
    }

    @Test
    void elementsOfAPublisher_comeWhenItSays() {
        var outside = new NewestFirst(events);
        Asyncio.run(EventLoop.builder().poller(outside).outsideWorld(outside), () -> {
            var publisher = new SubmissionPublisher<Integer>(Runnable::run, 8);
            EventLoop.running().callSoon(() -> Asyncio.createTask(() -> Asyncio.toThread(() -> {
                publisher.submit(1);
                publisher.close();
            })));
            for (int element : AsyncIterable.from(publisher)) {
                events.add("element " + element);
            }
        });
        assertThat(events).contains("callback", "element 1");
    }

    /** Looks, while work is done, which thread it is that does it. */
    private static final class Looking implements OutsideWorld {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch looked = new CountDownLatch(1);
        private @Nullable Thread during;
        private @Nullable Thread afterwards;

        @Override
        public void arrives(Arrival arrival) {
            arrival.letIn();
        }

        @Override
        public void handedOver(HandedOver work) {
            try {
                // the end of the executor is handed over, too, and later
                if (during == null && begun.await(10, TimeUnit.SECONDS)) {
                    during = work.thread();
                }
                looked.countDown();
                assertThat(work.awaitEnd(TimeUnit.SECONDS.toNanos(10))).isTrue();
                afterwards = work.thread();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        Thread work() throws InterruptedException {
            begun.countDown();
            assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
            return Thread.currentThread();
        }
    }

    @Test
    void threadThatDoesTheWork_isKnownMeanwhile() {
        var outside = new Looking();
        Thread worker = Asyncio.run(EventLoop.builder().outsideWorld(outside),
                () -> Asyncio.toThread(outside::work));
        assertThat(outside.during).isSameAs(worker);
        assertThat(outside.afterwards).isNull();
    }

    @Test
    void cancelledBlockingCall_endsWhenItIsLetIn() {
        var outside = new NewestFirst(events);
        Asyncio.run(EventLoop.builder().poller(outside).outsideWorld(outside), () -> {
            var task = Asyncio.createTask(() -> Asyncio.blocking(() -> "called"));
            Loops.ticks(1);
            task.cancel();
            Asyncio.wait(List.of(task));
            assertThat(task.cancelled()).isTrue();
            assertThat(Thread.interrupted()).isFalse();
        });
    }

    private static void failAndForget() {
        EventLoop.running().createFuture().setException(new IOException("nobody looks"));
    }

    private static void takeOneAndForget(Runnable cleanUp) {
        assertThat(AsyncGenerator.<Integer>of(out -> {
            try {
                out.yield(1);
            } finally {
                cleanUp.run();
            }
        }).iterator().next()).isEqualTo(1);
    }

    /** Returns when whoever wants to know of lost objects has been told of those that were lost before. */
    private static void collectGarbage() throws InterruptedException {
        for (int round = 0; round < 2; round++) { // the second one when the first is through
            var told = new CountDownLatch(1);
            Collected.watch(new Object(), told::countDown);
            do {
                System.gc();
            } while (!told.await(1, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatTheCollectorFinds_doesNotComeIn_andIsToldAtTheEnd() {
        var outside = new NewestFirst(events);
        Asyncio.run(EventLoop.builder().poller(outside).outsideWorld(outside), () -> {
            EventLoop.running().setExceptionHandler((_, report) -> events.add("" + report.get("message")));
            failAndForget();
            takeOneAndForget(() -> events.add("clean-up"));
            collectGarbage();
            assertThat(outside.kept).isEmpty();
            Loops.ticks(3);
            assertThat(events).isEmpty();
        });
        assertThat(events).containsExactly("clean-up", "Future exception was never retrieved");
    }

    @Test
    void stageThatTheLoopItselfCompletes_isNothingFromOutside() {
        var outside = new NewestFirst(events);
        Asyncio.run(EventLoop.builder().poller(outside).outsideWorld(outside), () -> {
            var stage = new CompletableFuture<String>();
            EventLoop.running().callSoon(() -> stage.complete("inside"));
            assertThat(Asyncio.<String>await(stage)).isEqualTo("inside");
            assertThat(events).isEmpty();
        });
    }
}
