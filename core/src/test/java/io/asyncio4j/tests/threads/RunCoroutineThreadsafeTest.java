package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunCoroutineThreadsafeTest {

    private static final ContextVar<String> VARIABLE = ContextVar.of("variable", "unset");

    private static int add(int a, int b) throws IOException {
        sleep(ms(10));
        if (a < 0) {
            throw new IOException("Fail! " + a);
        }
        return a + b;
    }

    // RCT-01; the task has no taker any more, by whatever means its future was ended
    @ParameterizedTest
    @ValueSource(strings = {"cancel", "complete", "completeExceptionally", "completeAsync", "orTimeout",
        "completeOnTimeout", "obtrudeValue"})
    void futureThatIsEndedByHand_cancelsTheTask(String how) {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> ended = loop.createFuture();
            Promise<Boolean> started = loop.createFuture();
            CompletableFuture<String> future = runCoroutineThreadsafe(() -> {
                try {
                    started.setResult(true);
                    return loop.<String>createFuture().await();
                } catch (CancelledError e) {
                    ended.setResult("cancelled");
                    throw e;
                }
            }, loop);
            started.await();
            switch (how) {
                case "cancel" -> future.cancel(false);
                case "complete" -> future.complete("by hand");
                case "completeExceptionally" -> future.completeExceptionally(new IOException("by hand"));
                case "completeAsync" -> future.completeAsync(() -> "by another thread");
                case "orTimeout" -> future.orTimeout(1, TimeUnit.NANOSECONDS);
                case "completeOnTimeout" -> future.completeOnTimeout("late", 1, TimeUnit.NANOSECONDS);
                default -> future.obtrudeValue("by force");
            }
            toThread(() -> future.handle((value, error) -> true).get(30, TimeUnit.SECONDS));
            assertThat(ended.await()).isEqualTo("cancelled");
        });
    }

    // RCT-01
    @Test
    void aThread_getsTheResultOfACoroutineThatRunsOnTheLoop() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Integer sum = toThread(() -> {
                CompletableFuture<Integer> future = runCoroutineThreadsafe(() -> {
                    assertThat(EventLoop.running()).isSameAs(loop);
                    assertThat(currentTask()).isNotNull();
                    return add(1, 2);
                }, loop);
                return future.get(30, TimeUnit.SECONDS);
            });
            assertThat(sum).isEqualTo(3);
        });
    }

    // RCT-01
    @Test
    void aThreadThatTheLoopKnowsNothingOf_wakesIt() throws Exception {
        try (EventLoop loop = EventLoop.create()) {
            var answer = new CompletableFuture<Integer>();
            loop.callSoon(() -> Thread.ofPlatform().start(() -> {
                try {
                    answer.complete(runCoroutineThreadsafe(() -> add(20, 22), loop).get());
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
                loop.callSoonThreadsafe(loop::stop);
            }));
            loop.runForever();
            assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(42);
        }
    }

    // RCT-01
    @Test
    void fromTheLoopItself_itMakesATaskInTheNextTurn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            CompletableFuture<String> future = runCoroutineThreadsafe(() -> {
                log.add("ran");
                return "done";
            }, EventLoop.running());
            assertThat(future).isNotDone();
            assertThat(log).isEmpty();
            Loops.ticks(4);
            assertThat(future).isCompletedWithValue("done");
        });
    }

    // RCT-01
    @Test
    void theTask_runsInACopyOfTheCallersContext() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            VARIABLE.set("main's");
            String seen = toThread(() -> {
                VARIABLE.set("thread's");
                return runCoroutineThreadsafe(() -> {
                    String inherited = VARIABLE.get();
                    VARIABLE.set("task's");
                    return inherited;
                }, loop).get() + ", after: " + VARIABLE.get();
            });
            assertThat(seen).isEqualTo("thread's, after: thread's");
            assertThat(VARIABLE.get()).isEqualTo("main's");
        });
    }

    // RCT-02
    @Test
    void theFailure_arrivesAsTheCause() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            var reports = Loops.collectReports();
            assertThatThrownBy(() -> toThread(() -> runCoroutineThreadsafe(() -> add(-1, 2), loop).get()))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessage("Fail! -1");
            assertThat(reports).isEmpty();
        });
    }

    // RCT-03
    @Test
    void waitingWithATimeout_thenCancelling_cancelsTheTask() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> ended = loop.createFuture();
            var started = new CountDownLatch(1);
            toThread(() -> {
                CompletableFuture<String> future = runCoroutineThreadsafe(() -> {
                    started.countDown();
                    try {
                        return sleep(Duration.ofHours(1), "never");
                    } catch (CancelledError e) {
                        ended.setResult("cancelled");
                        throw e;
                    }
                }, loop);
                started.await();
                assertThatThrownBy(() -> future.get(5, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
                assertThat(future).isNotDone();
                assertThat(future.cancel(true)).isTrue();
                assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
            });
            assertThat(ended.await()).isEqualTo("cancelled");
        });
    }

    // RCT-03
    @Test
    void cancelledBeforeTheLoopGetsToIt_theTaskNeverStarts() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<String> log = new ArrayList<>();
            CoroutineObject<Boolean> coroutine = Coroutine.of("never", () -> log.add("never"));
            Thread other = Thread.ofPlatform()
                    .start(() -> runCoroutineThreadsafe(coroutine, loop).cancel(true));
            other.join(); // the loop is held meanwhile
            Loops.ticks(4);
            assertThat(log).isEmpty();
            assertThat(coroutine.state()).isEqualTo(CoroutineObject.State.CLOSED);
        });
    }

    // RCT-04
    @Test
    void aTaskThatIsCancelled_cancelsTheFutureOfTheThread() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            assertThatThrownBy(() -> toThread(() -> runCoroutineThreadsafe(() -> {
                currentTask().cancel();
                return sleep(ms(10), "never");
            }, loop).get())).isInstanceOf(CancelledError.class);
            toThread(() -> {
                CompletableFuture<String> future = runCoroutineThreadsafe(() -> {
                    currentTask().cancel();
                    return sleep(ms(10), "never");
                }, loop);
                assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
                assertThat(future).isCancelled();
            });
        });
    }

    // RCT-05
    @Test
    void aTaskThatCannotBeMade_failsTheFuture_andIsReported() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            var reports = Loops.collectReports();
            var broken = new IllegalStateException("broken factory");
            Promise<String> checked = loop.createFuture();
            loop.setTaskFactory((where, coroutine, options) -> {
                throw broken;
            });
            Thread.ofPlatform().start(() -> {
                CompletableFuture<Integer> future = runCoroutineThreadsafe(() -> add(1, 2), loop);
                future.whenComplete((value, error) -> loop.callSoonThreadsafe(
                        () -> checked.setResult(error == broken ? "the very error" : "" + error)));
            }).join();
            assertThat(checked.await()).isEqualTo("the very error");
            loop.setTaskFactory(null);
            assertThat(reports).hasSize(1);
            assertThat(reports.getFirst()).containsEntry("exception", broken);
            assertThat((String) reports.getFirst().get("message")).startsWith("Exception in callback");
        });
    }

    // RCT-06
    @Test
    void withoutACoroutine_itIsRefused() {
        Loops.run(() -> {
            assertThatThrownBy(() -> runCoroutineThreadsafe((Coroutine<String>) null, EventLoop.running()))
                    .isInstanceOf(NullPointerException.class);
        });
    }

    // RCT-07
    @Test
    void cancellingTheFutureOnTheLoopItself_worksToo() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<Task<?>> tasks = new ArrayList<>();
            CompletableFuture<String> future = runCoroutineThreadsafe(() -> {
                tasks.add(currentTask());
                return sleep(Duration.ofHours(1), "never");
            }, loop);
            Loops.ticks(3);
            assertThat(tasks).hasSize(1);
            future.cancel(true);
            Loops.ticks(3);
            assertThat(tasks.getFirst().cancelled()).isTrue();
            assertThat(future).isCancelled();
        });
    }

    // RCT-08
    @Test
    void tenThreadsAtOnce_eachGetTheirOwnResultOrFailure() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            int threads = 10;
            int calls = 50;
            List<CompletableFuture<List<Object>>> outcomes = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                var outcome = new CompletableFuture<List<Object>>();
                outcomes.add(outcome);
                Thread.ofPlatform().start(() -> outcome.complete(callMany(loop, thread, calls)));
            }
            for (int thread = 0; thread < threads; thread++) {
                List<Object> expected = new ArrayList<>();
                for (int call = 0; call < calls; call++) {
                    expected.add(call % 7 == 3 ? "Fail! " + -(thread + 1) : thread + call);
                }
                var outcome = outcomes.get(thread);
                assertThat(toThread(() -> outcome.get(30, TimeUnit.SECONDS))).isEqualTo(expected);
            }
        });
    }

    private static List<Object> callMany(EventLoop loop, int thread, int calls) {
        List<Object> outcomes = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            int call = i;
            int first = call % 7 == 3 ? -(thread + 1) : thread;
            try {
                outcomes.add(runCoroutineThreadsafe(() -> add(first, call), loop).get(30, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                outcomes.add(e.getCause().getMessage());
            } catch (InterruptedException | TimeoutException e) {
                outcomes.add(e);
            }
        }
        return outcomes;
    }

    // RCT-01
    @Test
    void aLoopThatIsClosedFirst_cancelsTheFuture_ratherThanLetTheThreadWaitForEver() {
        EventLoop loop = Loops.virtual().build();
        CoroutineObject<String> coroutine = Coroutine.of("never", () -> "never");
        CompletableFuture<String> future = runCoroutineThreadsafe(coroutine, loop);
        loop.close();
        assertThat(future).isCancelled();
        assertThat(coroutine.state()).isEqualTo(CoroutineObject.State.CLOSED);
        assertThatThrownBy(() -> runCoroutineThreadsafe(() -> "never", loop))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Event loop is closed");
    }

    // RCT-01
    @Test
    void aTaskThatIsDoneAtOnce_endsTheFuture() throws Exception {
        try (var other = LoopThread.startDaemon("other")) {
            other.loop().callSoonThreadsafe(() -> other.loop().setTaskFactory(TaskFactory.EAGER));
            assertThat(runCoroutineThreadsafe(() -> "eager", other.loop()).get(30, TimeUnit.SECONDS))
                    .isEqualTo("eager");
        }
    }

    // RCT-01
    @Test
    void aTaskThatIsUnwoundByClose_cancelsTheFutureToo() {
        EventLoop loop = Loops.virtual().build();
        Loops.collectReports(loop);
        CompletableFuture<String> future = runCoroutineThreadsafe(() -> sleep(ms(1000), "never"), loop);
        loop.runUntilComplete(() -> Loops.ticks(3));
        assertThat(future).isNotDone();
        loop.close();
        assertThat(future).isCancelled();
    }
}
