package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.ensureFuture;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject.State;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CoroutineTest {

    private static final ContextVar<String> VAR = ContextVar.of("CoroutineTest", "unset");

    // COR-01
    @Test
    void nothingOfItRuns_untilItIsAwaitedOrScheduled() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Coroutine<String> lambda = () -> {
                log.add("lambda");
                return "l";
            };
            CoroutineObject<String> object = Coroutine.of("object", () -> {
                log.add("object");
                return "o";
            });
            ticks(3);
            assertThat(log).isEmpty();
            assertThat(object.state()).isEqualTo(State.CREATED);
            assertThat(object.name()).isEqualTo("object");

            assertThat(lambda.await()).isEqualTo("l");
            Task<String> task = createTask(object);
            assertThat(log).containsExactly("lambda");
            assertThat(task.await()).isEqualTo("o");
            assertThat(log).containsExactly("lambda", "object");
        });
    }

    // COR-02
    @Test
    void awaitingOne_runsItInTheCurrentTask_withoutAnyTick() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = currentTask();
            Thread thread = Thread.currentThread();
            EventLoop.running().callSoon(() -> log.add("the next tick"));
            Coroutine<String> inner = () -> {
                log.add("inner");
                VAR.set("by inner");
                assertThat(currentTask()).isSameAs(task);
                assertThat(Thread.currentThread()).isSameAs(thread);
                return "value";
            };
            CoroutineObject<String> outer = Coroutine.of("outer", () -> inner.await() + "!");
            log.add(outer.await());
            assertThat(VAR.get()).isEqualTo("by inner");
            assertThat(Asyncio.allTasks()).isEqualTo(java.util.Set.of(task));
            assertThat(log).containsExactly("inner", "value!");
            ticks(1);
            assertThat(log).containsExactly("inner", "value!", "the next tick");
        });
    }

    // COR-03
    @Test
    void aFutureAsItsValue_isNotAwaited() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            Task<Future<String>> task = createTask(() -> promise);
            assertThat(task.await()).isSameAs(promise);
            assertThat(task.result()).isSameAs(promise);
            assertThat(promise.done()).isFalse();
        });
    }

    // COR-04
    @Test
    void awaitedWhileATaskDrivesIt_isRefused_andTheTaskGoesOn() {
        Loops.run(() -> {
            CoroutineObject<String> coroutine = Coroutine.of("slow", () -> sleep(ms(100), "done"));
            Task<String> task = createTask(coroutine);
            ticks(1);
            assertThat(coroutine.state()).isEqualTo(State.RUNNING);
            assertThatThrownBy(coroutine::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("coroutine is being awaited already");
            assertThat(coroutine.state()).isEqualTo(State.RUNNING);
            coroutine.close(); // one that runs is left alone
            assertThat(task.await()).isEqualTo("done");
            assertThat(coroutine.state()).isEqualTo(State.CLOSED);
        });
    }

    // COR-04
    @Test
    void onceItHasEnded_itCannotBeUsedAgain() {
        Loops.run(() -> {
            CoroutineObject<String> good = Coroutine.of("good", () -> "value");
            good.await();
            CoroutineObject<String> bad = Coroutine.of("bad", () -> {
                throw new IOException("broken");
            });
            assertThatThrownBy(bad::await).isInstanceOf(IOException.class);
            CoroutineObject<String> given = Coroutine.of("given up", () -> "value");
            given.close();
            for (CoroutineObject<String> used : List.of(good, bad, given)) {
                assertThat(used.state()).isEqualTo(State.CLOSED);
                assertThatThrownBy(used::await)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("cannot reuse already awaited coroutine");
                Task<String> task = createTask(used);
                assertThatThrownBy(task::await)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("cannot reuse already awaited coroutine");
            }
        });
    }

    // COR-04
    @Test
    void awaitedByItself_isRefused() {
        Loops.run(() -> {
            var self = new AtomicReference<CoroutineObject<String>>();
            self.set(Coroutine.of("self", () -> self.get().await()));
            assertThatThrownBy(() -> self.get().await())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("coroutine is being awaited already");
        });
    }

    // COR-04: a lambda has no state, so it may run again and again, and in several tasks at a time
    @Test
    void aLambda_runsAsOftenAsItIsAwaited() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Coroutine<Integer> lambda = () -> {
                log.add("starts");
                sleep(ms(10));
                log.add("ends");
                return log.size();
            };
            Task<Integer> first = createTask(lambda);
            Task<Integer> second = createTask(lambda);
            assertThat(first.await() + second.await()).isEqualTo(3 + 4);
            assertThat(lambda.await()).isEqualTo(6);
            assertThat(log).containsExactly("starts", "starts", "ends", "ends", "starts", "ends");
        });
    }

    // COR-05
    @Test
    void whatIsACoroutine_isToldByItsType() {
        Loops.run(() -> {
            Coroutine<String> lambda = () -> "value";
            Object object = Coroutine.of("object", lambda);
            Object withoutResult = Coroutine.returningNull(() -> {});
            Object promise = EventLoop.running().createFuture();
            Object task = createTask(lambda);
            assertThat(object).isInstanceOf(Coroutine.class);
            assertThat(withoutResult).isInstanceOf(Coroutine.class);
            assertThat(promise).isNotInstanceOf(Coroutine.class);
            assertThat(task).isNotInstanceOf(Coroutine.class);
        });
    }

    // COR-07
    @Test
    void refusedByAClosedLoop_isClosed() {
        EventLoop loop = Loops.virtual().build();
        loop.close();
        CoroutineObject<String> coroutine = Coroutine.of("refused", () -> "value");
        assertThatThrownBy(() -> loop.createTask(coroutine))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Event loop is closed");
        assertThat(coroutine.state()).isEqualTo(State.CLOSED);
    }

    // COR-07
    @Test
    void refusedByRunWithinARunningLoop_isClosed() {
        Loops.run(() -> {
            CoroutineObject<String> coroutine = Coroutine.of("nested", () -> "value");
            assertThatThrownBy(() -> Asyncio.run(coroutine))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be called from a running event loop");
            assertThat(coroutine.state()).isEqualTo(State.CLOSED);
        });
    }

    // COR-07, ENS-05
    @Test
    void refusedByTheTaskFactory_isClosedByEnsureFuture() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setTaskFactory((where, coroutine, options) -> {
                throw new IllegalStateException("no more tasks");
            });
            CoroutineObject<String> coroutine = Coroutine.of("refused", () -> "value");
            assertThatThrownBy(() -> ensureFuture(coroutine))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no more tasks");
            assertThat(coroutine.state()).isEqualTo(State.CLOSED);
            loop.setTaskFactory(null);
        });
    }

    // COR-07, CAN-07
    @Test
    void cancelledBeforeItsFirstStep_isClosedWithoutRunning() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            CoroutineObject<Void> coroutine = Coroutine.of("never", () -> {
                log.add("ran");
            });
            Task<Void> task = createTask(coroutine);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).isEmpty();
            assertThat(coroutine.state()).isEqualTo(State.CLOSED);
        });
    }

    // COR-11
    @Test
    void withoutAGoodName_itsTaskStillHasAText() {
        Loops.run(() -> {
            Coroutine<String> rude = new Coroutine<>() {
                @Override
                public String await() {
                    return "value";
                }

                @Override
                public String toString() {
                    throw new UnsupportedOperationException("no text");
                }
            };
            Task<String> task = createTask(rude);
            assertThat(task).asString().contains("coro=<CoroutineTest.1()>");
            task.await();
            assertThat(task).asString().contains("coro=<CoroutineTest.1() done>", "result='value'");
            assertThat(createTask(Coroutine.of("", () -> "value"))).asString().contains("coro=<()>");
            assertThat(createTask(() -> "value")).asString().contains("coro=<CoroutineTest.<lambda>()>");
            assertThat(Coroutine.of("named", () -> "value")).hasToString("<coroutine named created>");
        });
    }

    // COR-14
    @Test
    void anIteratorThatAwaits_isConsumedByAPlainLoop() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Iterable<String> lines = () -> new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < 3;
                }

                @Override
                public String next() {
                    return sleep(ms(10), "line " + next++);
                }
            };
            Task<Void> other = createTask(() -> {
                sleep(ms(15));
                log.add("other task");
            });
            for (String line : lines) {
                log.add(line);
            }
            other.await();
            assertThat(log).containsExactly("line 0", "other task", "line 1", "line 2");
        });
    }
}
