package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTest {

    // TSK-01
    @Test
    void isAFuture_butOnlyItsCoroutineCompletesIt() {
        assertThat(Future.class).isAssignableFrom(Task.class);
        assertThat(Arrays.stream(Task.class.getMethods()).map(Method::getName))
                .doesNotContain("setResult", "setException");
    }

    // TSK-03
    @Test
    void firstStep_waitsItsTurn_whileTheCreatorGoesOn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            EventLoop loop = EventLoop.running();
            loop.callSoon(() -> log.add("queued before"));
            Task<?> task = createTask(() -> log.add("first step"));
            loop.callSoon(() -> log.add("queued after"));
            log.add("creator");
            assertThat(task.done()).isFalse();
            task.await();
            log.add("creator again");
            assertThat(log)
                    .containsExactly(
                            "creator", "queued before", "first step", "queued after", "creator again");
        });
    }

    // TSK-03
    @Test
    void awaitOfANewTask_takesTwoTicks() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            EventLoop loop = EventLoop.running();
            Task<?> task = createTask(() -> log.add("child"));
            loop.callSoon(() -> {
                log.add("tick 1");
                loop.callSoon(() -> log.add("tick 2"));
            });
            task.await();
            log.add("parent");
            ticks(1);
            assertThat(log).containsExactly("child", "tick 1", "parent", "tick 2");
        });
    }

    // TSK-04
    @Test
    void createTask_needsARunningLoop() {
        assertThatThrownBy(() -> createTask(() -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
    }

    // TSK-04
    @Test
    void loopCreateTask_needsAnOpenLoopOnly() {
        try (EventLoop loop = Loops.virtual().build()) {
            Task<Integer> task = loop.createTask(() -> 17);
            assertThat(task.done()).isFalse();
            assertThat(loop.<Integer>runUntilComplete(task)).isEqualTo(17);
        }
    }

    // TSK-04 TSK-20
    @Test
    void createTaskOnAClosedLoop_closesTheCoroutine_andRegistersNothing() {
        EventLoop loop = Loops.virtual().build();
        loop.close();
        CoroutineObject<Integer> body = Coroutine.of("unused", () -> 1);
        assertThatThrownBy(() -> loop.createTask(body))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Event loop is closed");
        assertThat(body.state()).isEqualTo(CoroutineObject.State.CLOSED);
        assertThat(allTasks(loop)).isEmpty();
    }

    // TSK-05
    @Test
    void awaitingSide_getsTheValue_orTheVeryExceptionWithItsStack() {
        Loops.run(() -> {
            assertThat(createTask(() -> "value").await()).isEqualTo("value");
            assertThat(createTask(() -> sleep(ms(1), null)).await()).isNull();

            Task<?> failing = createTask(() -> readFails());
            Throwable caught = catchThrowable(failing::await);
            assertThat(caught).isExactlyInstanceOf(IOException.class).hasMessage("broken");
            assertThat(caught.getStackTrace()[0].getMethodName()).isEqualTo("readFails");
            assertThat(catchThrowable(failing::await)).isSameAs(caught);
            assertThat(catchThrowable(failing::result)).isSameAs(caught);
            assertThat(failing.exception()).isSameAs(caught);
        });
    }

    private static int readFails() throws IOException {
        sleep(ms(1));
        throw new IOException("broken");
    }

    // TSK-06
    @Test
    void defaultName_takesANumber_onlyIfNoNameWasGiven() {
        Loops.run(() -> {
            Task<?> first = createTask(() -> {});
            Task<?> named = createTask(TaskOptions.named("given"), () -> {});
            Task<?> second = createTask(() -> {});
            assertThat(first.getName()).matches("Task-[1-9][0-9]*");
            assertThat(named.getName()).isEqualTo("given");
            assertThat(numberOf(second)).isEqualTo(numberOf(first) + 1);
        });
    }

    private static long numberOf(Task<?> task) {
        return Long.parseLong(task.getName().substring("Task-".length()));
    }

    // TSK-06
    @Test
    void numbers_goOnInTheNextLoop() {
        long before = Loops.run(() -> numberOf(createTask(() -> {})));
        long after = Loops.run(() -> numberOf(createTask(() -> {})));
        assertThat(after).isGreaterThan(before);
    }

    // TSK-07
    @Test
    void setName_worksInAnyState() {
        Loops.run(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            List<String> seen = new ArrayList<>();
            Task<?> task = createTask(TaskOptions.named("new"), () -> {
                seen.add(Asyncio.currentTask().getName());
                gate.await();
                seen.add(Asyncio.currentTask().getName());
            });
            task.setName("renamed before the start");
            ticks(1);
            task.setName("renamed while parked");
            gate.setResult(0);
            task.await();
            assertThat(seen).containsExactly("renamed before the start", "renamed while parked");
            task.setName("renamed when done");
            assertThat(task.getName()).isEqualTo("renamed when done");
        });
    }

    // TSK-10
    @Test
    void getCoro_staysTheCoroutine_unlessItEndedEagerly() {
        Loops.run(() -> {
            CoroutineObject<Integer> body = Coroutine.of("body", () -> 1);
            Task<Integer> task = createTask(body);
            assertThat(task.getCoro()).isSameAs(body);
            task.await();
            assertThat(task.getCoro()).isSameAs(body);

            Task<Integer> eager = createTask(TaskOptions.DEFAULT.eager(), Coroutine.of("eager", () -> 1));
            assertThat(eager.getCoro()).isNull();
        });
    }

    // TSK-11
    @Test
    void getContext_isTheOneThatTheTaskRunsIn() {
        Loops.run(() -> {
            ContextVar<String> colour = ContextVar.of("colour");
            Task<?> task = createTask(() -> {
                colour.set("green");
            });
            assertThat(task.getContext().get(colour)).isNull();
            task.await();
            assertThat(task.getContext().get(colour)).isEqualTo("green");

            Context given = Context.copyCurrent();
            Task<?> sharing = createTask(TaskOptions.DEFAULT.withContext(given), () -> {
                colour.set("blue");
            });
            assertThat(sharing.getContext()).isSameAs(given);
            sharing.await();
            assertThat(given.get(colour)).isEqualTo("blue");
        });
    }

    // TSK-12
    @Test
    void awaitOfItself_failsOneTickLater_andTheTaskGoesOn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            List<Task<?>> self = new ArrayList<>();
            Task<String> task = createTask(TaskOptions.named("narcissus"), () -> {
                EventLoop.running().callSoon(() -> log.add("one tick"));
                Throwable caught = catchThrowable(() -> self.getFirst().await());
                log.add("caught");
                assertThat(caught)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Task cannot await on itself")
                        .hasMessageContaining("narcissus");
                return sleep(ms(1), "still alive");
            });
            self.add(task);
            assertThat(task.await()).isEqualTo("still alive");
            assertThat(log).containsExactly("one tick", "caught");
        });
    }

    // TSK-13
    @Test
    void awaitOfAnotherLoopsFuture_failsOneTickLater_unlessItIsDone() {
        try (EventLoop other = Loops.virtual().name("other").build()) {
            Promise<Integer> foreign = other.createFuture();
            Loops.run(() -> {
                List<String> log = new ArrayList<>();
                Task<?> task = createTask(TaskOptions.named("stranger"), () -> {
                    EventLoop.running().callSoon(() -> log.add("one tick"));
                    Throwable caught = catchThrowable(foreign::await);
                    log.add("caught");
                    assertThat(caught)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("stranger")
                            .hasMessageContaining("Future pending")
                            .hasMessageContaining("attached to a different loop");
                });
                task.await();
                assertThat(log).containsExactly("one tick", "caught");
            });
            foreign.setResult(5);
            assertThat(Loops.run(() -> foreign.await())).isEqualTo(5);
        }
    }

    // TSK-15
    @Test
    void parkedTask_isOneCallbackOfItsFuture_andWakesInItsOwnContext() {
        Loops.run(() -> {
            ContextVar<String> colour = ContextVar.of("colour", "none");
            Promise<Integer> gate = EventLoop.running().createFuture();
            Task<String> task = createTask(TaskOptions.named("waiter"), () -> {
                colour.set("green");
                gate.await();
                return colour.get();
            });
            ticks(1);
            assertThat(gate).hasToString("<Future pending cb=[wakeup of waiter]>");
            colour.set("red");
            gate.setResult(1);
            assertThat(task.await()).isEqualTo("green");
            assertThat(colour.get()).isEqualTo("red");
        });
    }

    // TSK-19
    @Test
    void failureAwaitedWithinACatch_staysAsItWas() {
        Loops.run(() -> {
            var thrown = new IllegalArgumentException("inner");
            Task<?> failing = createTask(() -> {
                throw thrown;
            });
            Throwable caught = null;
            try {
                failing.await();
            } catch (IllegalArgumentException first) {
                caught = catchThrowable(failing::await);
            }
            assertThat(caught).isSameAs(thrown).hasNoCause().hasNoSuppressedExceptions();
        });
    }

    // TSK-22
    @Test
    void tasksMadeForRunUntilCompleteAndGather_areNotReportedAsPending() {
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        assertThatThrownBy(() -> loop.runUntilComplete(() -> {
            gather(() -> sleep(ms(5), 1));
            ticks(2);
            EventLoop.running().stop();
            sleep(ms(10));
            return 0;
        })).isInstanceOf(IllegalStateException.class).hasMessageContaining("stopped before");
        loop.close();
        assertThat(reports).isEmpty();
    }

    // TSK-23
    @Test
    void debugMode_keepsWhereTheTaskWasCreated() {
        EventLoop loop = Loops.virtual().debug(true).build();
        var reports = Loops.collectReports(loop);
        Task<?> task = makeTask(loop);
        assertThat(task.toString()).matches(".* created at TaskTest\\.java:\\d+>");
        loop.close();
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst()).containsEntry("task", task);
        assertThat(reports.getFirst().get("source_traceback").toString().lines().toList().getLast())
                .contains("TaskTest.makeTask(");
        assertThat(task.cancelled()).isTrue();
    }

    private static Task<?> makeTask(EventLoop loop) {
        return loop.createTask(() -> 1);
    }
}
