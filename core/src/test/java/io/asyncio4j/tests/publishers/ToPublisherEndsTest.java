package io.asyncio4j.tests.publishers;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** Errors of sources and of subscribers, and the end of the loop below both. */
class ToPublisherEndsTest extends PublisherStory {

    private static void assertOneReport(List<Map<String, Object>> reports, String message, Throwable e) {
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().get("message")).isEqualTo(message);
        assertThat(reports.getFirst().get("exception")).isSameAs(e);
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
