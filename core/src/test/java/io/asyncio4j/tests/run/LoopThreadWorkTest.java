package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.await;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that goes from loop to loop. Each story is told from either side. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopThreadWorkTest {

    private static final ContextVar<String> VARIABLE = ContextVar.of("variable", "unset");

    interface Story {

        /** Told in a task of one loop, of which {@code other} is another. */
        void tell(EventLoop other) throws Exception;
    }

    /** Tells {@code story} in a task of a main loop, then in a task of a loop thread. */
    private static void fromEitherSide(Story story) {
        Loops.run(() -> {
            EventLoop first = EventLoop.running();
            try (var second = LoopThread.start("second", Loops.virtual())) {
                story.tell(second.loop());
                await(runCoroutineThreadsafe(() -> story.tell(first), second.loop()));
            }
        });
    }

    // RCT-01
    @Test
    void result_comesBack_andEachTaskRunsOnItsLoop() {
        fromEitherSide(other -> {
            EventLoop mine = EventLoop.running();
            String result = await(runCoroutineThreadsafe(() -> {
                assertThat(EventLoop.running()).isSameAs(other);
                return sleep(ms(5), "result");
            }, other));
            assertThat(result).isEqualTo("result");
            assertThat(EventLoop.running()).isSameAs(mine).isNotSameAs(other);
        });
    }

    // RCT-01
    @Test
    void workForTheOtherLoop_leavesThisOneFree() {
        fromEitherSide(other -> {
            List<String> log = new ArrayList<>();
            EventLoop mine = EventLoop.running();
            Task<?> free = createTask(() -> log.add("this loop is free"));
            await(runCoroutineThreadsafe(() -> {
                await(runCoroutineThreadsafe(() -> log.add("there and back"), mine));
            }, other));
            assertThat(log).containsExactly("this loop is free", "there and back");
            assertThat(free.done()).isTrue();
        });
    }

    // RCT-01
    @Test
    void valuesThatWereSetHere_areSeenThere() {
        fromEitherSide(other -> {
            VARIABLE.set("set here");
            assertThat(await(runCoroutineThreadsafe(() -> {
                String seen = VARIABLE.get();
                VARIABLE.set("set there");
                return seen;
            }, other))).isEqualTo("set here");
            assertThat(VARIABLE.get()).isEqualTo("set here");
        });
    }

    // RCT-02
    @Test
    void failure_isTheVeryObject() {
        fromEitherSide(other -> {
            var failure = new IOException("there");
            assertThat(catchThrowable(() -> await(runCoroutineThreadsafe(() -> {
                sleep(ms(1));
                throw failure;
            }, other)))).isSameAs(failure);
        });
    }

    // RCT-03
    @Test
    void cancelOfTheWaitHere_cancelsTheTaskThere() {
        fromEitherSide(other -> {
            EventLoop mine = EventLoop.running();
            Promise<String> started = mine.createFuture();
            Promise<String> ended = mine.createFuture();
            Task<?> waits = createTask(() -> await(runCoroutineThreadsafe(() -> {
                try {
                    mine.callSoonThreadsafe(() -> started.setResult("started"));
                    EventLoop.running().createFuture().await();
                } catch (CancelledError e) {
                    mine.callSoonThreadsafe(() -> ended.setResult("cancelled there"));
                    throw e;
                }
            }, other)));
            started.await();
            waits.cancel();
            assertThat(catchThrowable(waits::await)).isInstanceOf(CancelledError.class);
            assertThat(ended.await()).isEqualTo("cancelled there");
        });
    }

    // RCT-04
    @Test
    void cancelOfTheTaskThere_cancelsTheWaitHere_butNotTheTaskThatWaits() {
        fromEitherSide(other -> {
            assertThat(catchThrowable(() -> await(runCoroutineThreadsafe(() -> {
                currentTask().cancel();
                return sleep(ms(1), "never");
            }, other)))).isInstanceOf(CancelledError.class);
            assertThat(currentTask().cancelling()).isZero();
            assertThat(sleep(ms(1), "goes on")).isEqualTo("goes on");
        });
    }

    // RCT-07
    @Test
    void cancelBeforeTheOtherLoopGetsToIt_keepsItFromStarting() {
        fromEitherSide(other -> {
            List<String> log = new ArrayList<>();
            Task<?> waits = createTask(() -> {
                var never = runCoroutineThreadsafe(() -> {
                    EventLoop.running().createFuture().await();
                    log.add("not reached");
                }, other);
                currentTask().cancel();
                await(never);
            });
            assertThat(catchThrowable(waits::await)).isInstanceOf(CancelledError.class);
            await(runCoroutineThreadsafe(() -> sleep(ms(1), "a later one"), other));
            assertThat(log).isEmpty();
        });
    }

    // RCT-01
    @Test
    void awaitOfTheOtherLoopsFuture_byMistake_isAnError() {
        fromEitherSide(other -> {
            Promise<String> pending = await(runCoroutineThreadsafe(
                    () -> EventLoop.running().<String>createFuture(), other));
            for (Coroutine<String> mistake : List.<Coroutine<String>>of(
                    () -> pending.await(), () -> createTask(() -> pending.await()).await())) {
                assertThat(catchThrowable(mistake::await)).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("attached to a different loop")
                        .hasMessageContaining("runCoroutineThreadsafe");
            }
            assertThat(catchThrowable(() -> gather(pending))).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Non-thread-safe operation");
            other.callSoonThreadsafe(() -> pending.setResult("in the right way"));
            assertThat(await(pending.toCompletableFuture())).isEqualTo("in the right way");
        });
    }

    // RCT-01
    @Test
    void useOfTheOtherLoop_byMistake_isAnError() {
        fromEitherSide(other -> {
            for (BiConsumer<EventLoop, Runnable> use : List.<BiConsumer<EventLoop, Runnable>>of(
                    EventLoop::callSoon,
                    (loop, body) -> loop.createTask(body::run),
                    (loop, body) -> loop.callLater(ms(1), body),
                    (loop, body) -> loop.stop())) {
                assertThat(catchThrowable(() -> use.accept(other, () -> {})))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Non-thread-safe operation");
            }
        });
    }

    // RCT-08
    @Test
    void manyCallsBothWays_eachGetTheirOwnResult() {
        fromEitherSide(other -> {
            EventLoop mine = EventLoop.running();
            List<Task<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int number = i;
                calls.add(createTask(() -> await(runCoroutineThreadsafe(
                        () -> 1 + await(runCoroutineThreadsafe(() -> sleep(ms(1), number), mine)), other))));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(calls.get(i).await()).isEqualTo(i + 1);
            }
        });
    }

    // RCT-01
    @Test
    void loopThatEnds_whileItIsWaitedFor_endsTheWait() throws Exception {
        var second = LoopThread.start("second", Loops.virtual());
        Promise<String> never = runCoroutineThreadsafe(
                () -> EventLoop.running().<String>createFuture(), second.loop()).get(30, TimeUnit.SECONDS);
        Loops.run(() -> {
            var outside = never.toCompletableFuture();
            Task<String> waits = createTask(() -> await(outside));
            Loops.ticks(1);
            second.close();
            assertThat(catchThrowable(waits::await)).isInstanceOf(CancelledError.class);
        });
    }
}
