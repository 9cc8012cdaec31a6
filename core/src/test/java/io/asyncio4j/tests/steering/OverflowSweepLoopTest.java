package io.asyncio4j.tests.steering;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.RaceResult;
import io.asyncio4j.Signal;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.OverflowSweep;
import io.asyncio4j.tests.support.RaisedSignals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What steers a loop, and what ties it to others, called where the stack overflows within that: at each frame in turn.
 * Either all of it has happened then, or nothing.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverflowSweepLoopTest {

    private static final int ROUNDS = 20;
    private static final int FRAMES = 120;

    private static void sweep(Runnable operation) {
        assertThat(OverflowSweep.of(operation)).isPositive();
    }

    /** Calls {@code operation} once, in the frame that is {@code above} the deepest one; says whether it has returned. */
    private static boolean once(int above, Runnable operation) {
        int[] frame = new int[1];
        boolean[] returned = new boolean[1];
        OverflowSweep.of(() -> {
            if (frame[0]++ < above) {
                throw new StackOverflowError();
            }
            if (frame[0] == above + 1) {
                operation.run();
                returned[0] = true;
            }
        });
        return returned[0];
    }

    private static void rounds(VoidCoroutine round) {
        for (int i = 0; i < ROUNDS; i++) {
            Loops.run(round);
        }
    }

    // TSK-18, TMO-01: one deadline holds, the old or the new one
    @Test
    void reschedule_leavesATimeLimit() {
        for (int frame = 0; frame < FRAMES; frame++) {
            int above = frame;
            Loops.run(() -> {
                Duration[] deadline = new Duration[1];
                assertThatThrownBy(() -> Asyncio.timeout(ms(15), limit -> {
                    Duration before = limit.when();
                    Duration after = EventLoop.running().time().plus(ms(5));
                    boolean rescheduled = once(above, () -> limit.reschedule(after));
                    deadline[0] = rescheduled ? after : before;
                    assertThat(limit.when()).isEqualTo(deadline[0]);
                    sleep(ms(30_000));
                    return null;
                })).as("%d frames above the deepest", above).isInstanceOf(TimeoutException.class);
                assertThat(EventLoop.running().time()).as("%d frames above the deepest", above)
                        .isEqualTo(deadline[0]);
            });
        }
    }

    // TSK-18
    @Test
    void stagesOfFutures_areCompleted() {
        rounds(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            List<CompletableFuture<String>> stages = new ArrayList<>(1);
            sweep(() -> stages.add(promise.toCompletableFuture()));
            promise.setResult("value");
            ticks(2);
            assertThat(stages.getFirst()).isCompletedWithValue("value");
        });
    }

    // TSK-18
    @Test
    void stages_areAwaitedOnce() {
        rounds(() -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            EventLoop.running().callLater(ms(1), () -> stage.complete("value"));
            List<String> results = new ArrayList<>(1);
            sweep(() -> results.add(Asyncio.await(stage)));
            assertThat(results).containsExactly("value");
        });
    }

    /** Keeps what it is told. */
    private static final class Listener implements Flow.Subscriber<Integer> {

        private final List<Object> signals = new ArrayList<>(8);
        private final List<Flow.Subscription> subscriptions = new ArrayList<>(1);

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscriptions.add(subscription);
        }

        @Override
        public void onNext(Integer item) {
            signals.add(item);
        }

        @Override
        public void onError(Throwable e) {
            signals.add(e);
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }
    }

    // TSK-18
    @Test
    void publisher_givesEachElementOnce() {
        rounds(() -> {
            var listener = new Listener();
            AsyncIterable.toPublisher(List.of(1, 2, 3)).subscribe(listener);
            ticks(3);
            sweep(() -> listener.subscriptions.getFirst().request(2)); // each that has returned is for two
            ticks(5);
            listener.subscriptions.getFirst().request(10);
            ticks(10);
            assertThat(listener.signals).containsExactly(1, 2, 3, "complete");
            assertThat(allTasks()).containsExactly(currentTask());
        });
    }

    // TSK-18
    @Test
    void subscriber_isSubscribedOnce() {
        rounds(() -> {
            var listener = new Listener();
            Flow.Publisher<Integer> publisher = AsyncIterable.toPublisher(List.of(1, 2, 3));
            sweep(() -> publisher.subscribe(listener));
            ticks(3);
            assertThat(listener.subscriptions).hasSize(1);
            listener.subscriptions.getFirst().request(10);
            ticks(10);
            assertThat(listener.signals).containsExactly(1, 2, 3, "complete");
            assertThat(allTasks()).containsExactly(currentTask());
        });
    }

    // TSK-18
    @Test
    void subscription_isCancelled() {
        rounds(() -> {
            var listener = new Listener();
            AsyncIterable.toPublisher(List.of(1, 2, 3)).subscribe(listener);
            ticks(3);
            listener.subscriptions.getFirst().request(1);
            ticks(5);
            sweep(listener.subscriptions.getFirst()::cancel);
            ticks(5);
            assertThat(allTasks()).containsExactly(currentTask());
            listener.subscriptions.getFirst().request(10);
            ticks(10);
            assertThat(listener.signals).containsExactly(1);
        });
    }

    // TSK-18; not SIGHUP, which is ignored for good in whatever nohup has started
    @Test
    void signalHandlers_areSetAndTakenAwayWhole() {
        assertThat(RaisedSignals.isHandled(Signal.SIGTERM)).isFalse();
        for (int frame = 0; frame < FRAMES; frame++) {
            int above = frame;
            Loops.run(() -> {
                EventLoop loop = EventLoop.running();
                Promise<String> caught = loop.createFuture();
                boolean set = once(above, () -> loop.addSignalHandler(Signal.SIGTERM,
                        () -> caught.setResult("caught")));
                assertThat(RaisedSignals.isHandled(Signal.SIGTERM)).as("%d frames", above).isEqualTo(set);
                if (set) {
                    RaisedSignals.raise(Signal.SIGTERM);
                    assertThat(caught.await()).isEqualTo("caught");
                }
                loop.addSignalHandler(Signal.SIGTERM, () -> {});
                boolean removed = once(above, () -> loop.removeSignalHandler(Signal.SIGTERM));
                assertThat(RaisedSignals.isHandled(Signal.SIGTERM)).as("%d frames", above)
                        .isEqualTo(!removed);
                assertThat(loop.removeSignalHandler(Signal.SIGTERM)).isEqualTo(!removed);
            });
            assertThat(RaisedSignals.isHandled(Signal.SIGTERM)).isFalse();
        }
    }

    // TSK-18
    @Test
    void resources_areClosedOnce() {
        for (int round = 0; round < ROUNDS; round++) {
            int[] closed = new int[2];
            AutoCloseable kept = () -> closed[0]++;
            AutoCloseable removed = () -> closed[1]++;
            Loops.run(() -> {
                EventLoop loop = EventLoop.running();
                sweep(() -> loop.addResource(kept));
                sweep(() -> loop.addResource(removed));
                sweep(() -> loop.removeResource(removed));
            });
            assertThat(closed).containsExactly(1, 0);
        }
    }

    // TSK-18
    @Test
    void executor_runsWhatItHasTaken_once() {
        rounds(() -> {
            EventLoop loop = EventLoop.running();
            int[] runs = new int[1];
            sweep(() -> loop.asExecutor().execute(() -> runs[0]++));
            ticks(3);
            assertThat(runs[0]).isEqualTo(1);
        });
    }

    // TSK-18
    @Test
    void stop_stopsOnce() {
        for (int round = 0; round < ROUNDS / 4; round++) { // on this thread, whose stack is a large one
            try (EventLoop loop = EventLoop.create()) {
                int[] later = new int[1];
                loop.callSoon(() -> {
                    sweep(loop::stop);
                    loop.callSoon(() -> later[0]++);
                });
                loop.runForever();
                assertThat(later[0]).isZero();
                loop.callSoon(() -> loop.callSoon(loop::stop));
                loop.runForever();
                assertThat(later[0]).isEqualTo(1);
            }
        }
    }

    // TSK-18
    @Test
    void race_isWonOnce_andLeavesNobody() {
        rounds(() -> {
            List<RaceResult<String>> results = new ArrayList<>(1);
            sweep(() -> results.add(Asyncio.<String>staggeredRace(
                    List.of(() -> sleep(ms(1), "first"), () -> sleep(ms(30_000), "second")), ms(0))));
            assertThat(results).hasSize(1);
            assertThat(results.getFirst().result()).isEqualTo("first");
            ticks(3);
            assertThat(allTasks()).containsExactly(currentTask());
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TSK-18
    @Test
    void coroutinesOfOtherThreads_runOnce() {
        rounds(() -> {
            EventLoop loop = EventLoop.running();
            int[] runs = new int[1];
            List<CompletableFuture<Integer>> made = new ArrayList<>(1);
            sweep(() -> made.add(Asyncio.runCoroutineThreadsafe(() -> ++runs[0], loop)));
            ticks(4);
            assertThat(made.getFirst()).isCompletedWithValue(1);
            assertThat(runs[0]).isEqualTo(1);
        });
    }

    // TSK-18
    @Test
    void observers_areToldOnce() {
        rounds(() -> {
            EventLoop loop = EventLoop.running();
            int[] told = new int[1];
            LoopObserver observer = new LoopObserver() {
                @Override
                public void taskCreated(LoopObserver.ObservedTask task) {
                    told[0]++;
                }
            };
            sweep(() -> loop.addObserver(observer));
            createTask(() -> 1).await();
            assertThat(told[0]).isEqualTo(1);
            sweep(() -> loop.removeObserver(observer));
            createTask(() -> 1).await();
            assertThat(told[0]).isEqualTo(1);
        });
    }
}
