package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.staggeredRace;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.Asyncio.wrapFuture;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.AsyncIterable;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the library itself does between the steps of tasks has a name, by which observers and logs show it. */
class StepTextsTest {

    private final Set<String> steps = new LinkedHashSet<>();
    private final LoopObserver observer = new LoopObserver() {
        @Override
        public void stepBegins(Step step) {
            if (!(step instanceof ObservedTask)) {
                steps.add(step.toString());
            }
        }
    };

    @BeforeEach
    void forget() {
        steps.clear();
    }

    private void observe() {
        EventLoop.running().addObserver(observer);
        sleep(Duration.ZERO);
        sleep(Duration.ZERO);
        steps.clear();
    }

    @Test
    void combinators() {
        Loops.run(() -> {
            observe();
            Asyncio.wait(List.of(createTask(() -> sleep(ms(1)))));
            assertThat(steps).contains("wait()");
            for (var each : asCompleted(List.of(createTask(() -> sleep(ms(1)))))) {
                each.await();
            }
            staggeredRace(List.of((Coroutine<String>) () -> sleep(ms(1), "won")), null);
            gather(() -> sleep(ms(1))).await();
            taskGroup(group -> {
                group.createTask(() -> sleep(ms(1)));
            });
            assertThatThrownBy(() -> waitFor(createTask(() -> sleep(ms(1))), Duration.ZERO))
                    .isInstanceOf(TimeoutException.class);
            shield(createTask(() -> sleep(ms(1)))).await();
            assertThat(steps).contains("asCompleted()", "staggeredRace()", "gather()", "taskGroup()",
                    "waitFor()",
                    "shield()");
            var outer = shield(createTask(() -> sleep(ms(5))));
            outer.cancel();
            sleep(ms(10));
            assertThat(steps).contains("shield(Future)");
        });
    }

    @Test
    void aLimitOfTime_isATimerWithTheNameOfWhatItLimits() {
        Loops.run(() -> {
            observe();
            Asyncio.wait(List.of(createTask(() -> sleep(ms(9)))), ms(1), ReturnWhen.ALL_COMPLETED);
            assertThat(steps).contains("<TimerHandle when=0.001 Waiting>");
        });
    }

    @Test
    void awaitableOfAsCompleted_saysWhetherItWasAwaited() {
        Loops.run(() -> {
            var next = asCompleted(List.of(createTask(() -> sleep(ms(1))))).iterator().next();
            assertThat(next).hasToString("<awaitable of asCompleted>");
            next.await();
            assertThat(next).hasToString("<awaitable of asCompleted, awaited>");
        });
    }

    @Test
    void bridges() {
        Asyncio.run(() -> {
            observe();
            var loop = EventLoop.running();
            toThread(() -> {});
            wrapFuture(CompletableFuture.completedFuture("")).await();
            assertThat(steps).contains("runInExecutor()", "wrapFuture()");
            steps.clear();
            var task = createTask(() -> sleep(ms(1)));
            CompletableFuture<?> outside = toThread(() -> task.toCompletableFuture());
            wrapFuture(outside).await();
            assertThat(steps).contains("toCompletableFuture()");
            wrapFuture(toThread(() -> runCoroutineThreadsafe(() -> {}, loop))).await();
            assertThat(steps).contains("runCoroutineThreadsafe()");
        });
    }

    @Test
    void streams() {
        Asyncio.run(() -> {
            observe();
            var loop = EventLoop.running();
            try (var publisher = new SubmissionPublisher<String>()) {
                var elements = AsyncIterable.from(publisher).iterator();
                loop.callSoon(() -> publisher.submit("one"));
                assertThat(elements.next()).isEqualTo("one");
            }
            assertThat(steps).contains("AsyncIterable.from()");
            var done = loop.<String>createFuture();
            var publisher = AsyncIterable.toPublisher(List.of("one"), loop);
            assertThat(publisher).hasToString("<publisher of an iterable on " + loop + ">");
            var subscriber = new Flow.Subscriber<String>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.request(2);
                }

                @Override
                public void onNext(String item) {}

                @Override
                public void onError(Throwable throwable) {}

                @Override
                public void onComplete() {
                    done.setResult("done");
                }
            };
            toThread(() -> publisher.subscribe(subscriber));
            assertThat(done.await()).isEqualTo("done");
            sleep(Duration.ZERO);
            assertThat(steps).contains("AsyncIterable.toPublisher()");
        });
    }
}
