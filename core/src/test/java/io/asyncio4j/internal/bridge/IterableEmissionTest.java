package io.asyncio4j.internal.bridge;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.LoopExit;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.tests.support.LogCapture;
import io.asyncio4j.tests.support.Loops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The ends of a subscription at which the parties disagree. */
class IterableEmissionTest {

    private final List<Object> log = new ArrayList<>();

    /** Wants everything; logs what it is told, and throws {@code thrown} at the signal {@code at}. */
    private class Subscriber implements Flow.Subscriber<Integer> {

        private final String at;
        private final @Nullable Error thrown;

        Subscriber(String at, @Nullable Error thrown) {
            this.at = at;
            this.thrown = thrown;
        }

        Subscriber() {
            this("", null);
        }

        void told(String signal, Object what) {
            log.add(what);
            if (signal.equals(at) && thrown != null) {
                throw thrown;
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
            told("onSubscribe", "onSubscribe");
        }

        @Override
        public void onNext(Integer element) {
            told("onNext", element);
        }

        @Override
        public void onError(Throwable failure) {
            told("onError", failure);
        }

        @Override
        public void onComplete() {
            told("onComplete", "onComplete");
        }
    }

    @Test
    void twoThreadsThatBothStartIt_beginItOnce() {
        Loops.run(() -> {
            var emission = new IterableEmission<>(LoopCore.running(), List.of(1), new Subscriber());
            emission.start(new ContextImpl());
            emission.start(new ContextImpl());
            sleep(ms(1));
        });
        assertThat(log).containsExactly("onSubscribe", 1, "onComplete");
    }

    @Test
    void onAClosedLoop_aSubscriberThatCancelsAtOnce_isToldNothingMore() {
        var loop = Loops.virtual().build();
        loop.close();
        AsyncIterable.toPublisher(List.of(1), loop).subscribe(new Subscriber() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                log.add("onSubscribe");
                subscription.cancel();
            }
        });
        assertThat(log).containsExactly("onSubscribe");
    }

    @Test
    void onAClosedLoop_aSubscriberThatFails_isReportedWithoutATask() {
        var loop = Loops.virtual().build();
        loop.close();
        try (var logged = new LogCapture()) {
            AsyncIterable.toPublisher(List.of(1), loop)
                    .subscribe(new Subscriber("onSubscribe", new AssertionError("not today")));
            assertThat(logged.lines()).singleElement().asString().contains("a subscriber failed")
                    .doesNotContain("task:");
            assertThat(logged.thrown()).singleElement().asString().contains("not today");
        }
        assertThat(log).containsExactly("onSubscribe");
    }

    @Test
    void whatASourceThrowsTwice_atItsEndAndWhenItIsClosed_isOneFailure() {
        var failure = new UncheckedIOException(new IOException("gone"));
        class Broken implements Iterable<Integer>, AutoCloseable {
            @Override
            public Iterator<Integer> iterator() {
                throw failure;
            }

            @Override
            public void close() {
                throw failure;
            }
        }
        Loops.run(() -> {
            AsyncIterable.<Integer>toPublisher(new Broken()).subscribe(new Subscriber());
            sleep(ms(1));
        });
        assertThat(log).containsExactly("onSubscribe", failure);
        assertThat(failure).hasNoSuppressedExceptions();
    }

    @Test
    void fatalErrorOfTheSource_leavesTheLoop_andTheSubscriberHearsOfIt() {
        var exit = new LoopExit("source");
        assertThatThrownBy(() -> Loops.run(() -> {
            AsyncIterable.<Integer>toPublisher(() -> {
                throw exit;
            }).subscribe(new Subscriber());
            sleep(ms(1));
        })).isSameAs(exit);
        assertThat(log).containsExactly("onSubscribe", exit);
    }

    @Test
    void fatalErrorOfASubscriber_leavesTheLoop() {
        var exit = new LoopExit("subscriber");
        assertThatThrownBy(() -> Loops.run(() -> {
            AsyncIterable.toPublisher(List.of(1, 2)).subscribe(new Subscriber("onNext", exit));
            sleep(ms(1));
        })).isSameAs(exit);
        assertThat(log).startsWith("onSubscribe", 1).doesNotContain(2);
    }
}
