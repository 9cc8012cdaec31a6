package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Handle;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.OverflowSweep;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Operations that change state, called where the stack overflows within them: at each frame in turn. Either all of it has
 * happened then, or nothing, so that doing it once more, with stack enough, does what it should.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverflowSweepTest {

    private static final int ROUNDS = 20;

    private static void sweep(Runnable operation) {
        assertThat(OverflowSweep.of(operation)).isPositive();
    }

    private static List<Task<?>> waiters(int count, Promise<?> promise) {
        List<Task<?>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiters.add(createTask(() -> promise.await()));
        }
        ticks(1);
        return waiters;
    }

    private static void assertAllDone(List<Task<?>> tasks) {
        ticks(6);
        assertThat(tasks).allMatch(Task::done);
    }

    // TSK-18: one waiter, and several
    @Test
    void resultOfAPromise_wakesAllWhoWait() {
        Loops.run(() -> {
            for (int count : new int[] {1, 3, 100}) {
                Promise<Object> promise = EventLoop.running().createFuture();
                List<Task<?>> waiters = waiters(count, promise);
                sweep(() -> promise.setResult("value"));
                assertAllDone(waiters);
            }
        });
    }

    // TSK-18
    @Test
    void exceptionOfAPromise_wakesAllWhoWait() {
        Loops.run(() -> {
            Promise<Object> promise = EventLoop.running().createFuture();
            List<Task<?>> waiters = waiters(3, promise);
            sweep(() -> promise.setException(new IllegalStateException("failed")));
            assertAllDone(waiters);
            waiters.forEach(Task::exception);
        });
    }

    // TSK-18, CAN-03
    @Test
    void cancellation_reachesItsTask_andIsCountedOnce() {
        Loops.run(() -> {
            Promise<Object> promise = EventLoop.running().createFuture();
            List<Task<?>> waiters = waiters(1, promise);
            sweep(() -> waiters.getFirst().cancel());
            assertAllDone(waiters);
            assertThat(waiters.getFirst().cancelled()).isTrue();
            assertThat(waiters.getFirst().cancelling()).isEqualTo(1);
        });
    }

    // TSK-18, CAN-03: through two tasks and a gather, to the one who sleeps
    @Test
    void cancellation_reachesAllBelow_andIsCountedOnce() {
        for (int round = 0; round < ROUNDS; round++) {
            Loops.run(() -> {
                Promise<Object> promise = EventLoop.running().createFuture();
                Task<?> sleeper = createTask(() -> promise.await());
                Task<?> other = createTask(() -> sleep(ms(1_000)));
                Task<?> middle = createTask(() -> gather(sleeper, other).await());
                Task<?> outer = createTask(() -> middle.await());
                ticks(3);
                sweep(outer::cancel);
                assertAllDone(List.of(sleeper, other, middle, outer));
                for (Task<?> task : List.of(sleeper, other, middle, outer)) {
                    assertThat(task.cancelled()).as("%s", task).isTrue();
                    assertThat(task.cancelling()).as("%s", task).isEqualTo(1);
                }
            });
        }
    }

    // TSK-18, FUT-06
    @Test
    void doneCallbacks_areAddedOnce_andTakenBackOnce() {
        for (int round = 0; round < ROUNDS; round++) {
            Loops.run(() -> {
                Promise<Object> promise = EventLoop.running().createFuture();
                List<String> log = new ArrayList<>();
                promise.addDoneCallback(_ -> log.add("first"));
                Consumer<Future<Object>> second = _ -> log.add("second");
                Consumer<Future<Object>> third = _ -> log.add("third");
                sweep(() -> promise.addDoneCallback(second));
                sweep(() -> promise.addDoneCallback(third));
                int[] removed = new int[1];
                sweep(() -> removed[0] += promise.removeDoneCallback(second));
                promise.setResult("value");
                ticks(2);
                assertThat(removed[0]).isEqualTo(1);
                assertThat(log).containsExactly("first", "third");
            });
        }
    }

    // TSK-18
    @Test
    void tasks_areMadeOnce() {
        for (int round = 0; round < ROUNDS; round++) {
            Loops.run(() -> {
                for (TaskOptions options : List.of(TaskOptions.DEFAULT, TaskOptions.named("named"))) {
                    int[] bodies = new int[1];
                    List<Task<?>> made = new ArrayList<>(1);
                    sweep(() -> made.add(createTask(options, () -> bodies[0]++)));
                    ticks(2);
                    assertThat(made).singleElement().matches(Task::done);
                    assertThat(bodies[0]).isEqualTo(1);
                }
                assertThat(allTasks()).hasSize(1);
            });
        }
    }

    // TSK-18: it cannot wait there for the next task, which must not be given to it
    @Test
    void threadOfAnEagerTask_thatEndsWhereTheStackDoes_isNotUsedAgain() {
        for (int round = 0; round < ROUNDS; round++) {
            Loops.run(() -> {
                int[] bodies = new int[1];
                List<Task<?>> made = new ArrayList<>(1_000);
                EventLoop.running().callSoon(() -> OverflowSweep.of( // on the loop's own stack
                        () -> made.add(createTask(TaskOptions.DEFAULT.eager(), () -> ++bodies[0]))));
                ticks(2);
                assertThat(bodies[0]).isPositive();
                assertThat(made).allMatch(Task::done);
                Promise<Object> promise = EventLoop.running().createFuture();
                List<Task<?>> waiters = waiters(made.size() + 1, promise); // all the threads that wait for tasks
                promise.setResult("value");
                assertAllDone(waiters);
                assertThat(allTasks()).hasSize(1);
            });
        }
    }

    // TSK-18
    @Test
    void callbacks_areQueuedOnce_whateverTheWay() {
        for (int round = 0; round < ROUNDS; round++) {
            Loops.run(() -> {
                EventLoop loop = EventLoop.running();
                List<String> log = new ArrayList<>();
                sweep(() -> loop.callSoon(() -> log.add("soon")));
                sweep(() -> loop.callSoonThreadsafe(() -> log.add("threadsafe")));
                sweep(() -> loop.callLater(ms(1), () -> log.add("later")));
                List<Handle> handles = new ArrayList<>(1);
                handles.add(loop.callLater(ms(1), () -> log.add("cancelled")));
                sweep(handles.getFirst()::cancel);
                sleep(ms(5));
                assertThat(log).containsExactly("soon", "threadsafe", "later");
            });
        }
    }

    // TSK-18, TGP-02
    @Test
    void group_hasEachChildOnce_andIsCancelledOnce() {
        for (int round = 0; round < ROUNDS; round++) {
            Loops.run(() -> {
                int[] bodies = new int[2];
                Asyncio.taskGroup(group -> {
                    sweep(() -> group.createTask(() -> {
                        bodies[0]++;
                        sleep(ms(1));
                        return bodies[1]++;
                    }));
                });
                assertThat(bodies).containsExactly(1, 1);
                List<Task<?>> children = new ArrayList<>();
                Asyncio.taskGroup(group -> {
                    for (int i = 0; i < 3; i++) {
                        children.add(group.createTask(() -> sleep(ms(1_000))));
                    }
                    ticks(1);
                    sweep(group::cancel);
                });
                assertThat(children).allMatch(Task::cancelled).allMatch(task -> task.cancelling() == 1);
                assertThat(allTasks()).hasSize(1);
            });
        }
    }

    // TSK-18, GTH-01
    @Test
    void gather_andTimeout_leaveNothingBehind() {
        for (int round = 0; round < ROUNDS; round++) {
            Loops.run(() -> {
                List<Future<?>> gathered = new ArrayList<>(1);
                int[] bodies = new int[1];
                sweep(() -> gathered.add(gather(() -> bodies[0]++, () -> sleep(ms(1)))));
                gathered.getFirst().await();
                sleep(ms(5));
                assertThat(bodies[0]).isGreaterThanOrEqualTo(1);
                assertThat(allTasks()).hasSize(1);
            });
        }
    }

    // TSK-18, CTX-01
    @Test
    void contextVariables_areSetAndResetOnce_andContextsAreLeft() {
        ContextVar<String> variable = ContextVar.of("variable", "default");
        for (int round = 0; round < ROUNDS; round++) {
            Loops.run(() -> {
                List<ContextVar.Token<String>> tokens = new ArrayList<>(1);
                sweep(() -> tokens.add(variable.set("set")));
                assertThat(variable.get()).isEqualTo("set");
                Context copy = Context.copyCurrent();
                String[] inside = new String[1];
                sweep(() -> copy.run(() -> {
                    variable.set("inside");
                    inside[0] = variable.get();
                }));
                assertThat(inside[0]).isEqualTo("inside");
                assertThat(copy.get(variable)).isEqualTo("inside");
                assertThat(variable.get()).isEqualTo("set");
                sweep(tokens.getFirst()::close);
                assertThat(variable.get()).isEqualTo("default");
            });
        }
    }

    // TSK-18, THR-01: the task comes back to its loop from wherever it is
    @Test
    void callsOffTheLoop_comeBack() {
        for (int round = 0; round < ROUNDS; round++) {
            Loops.run(() -> {
                Task<?> main = currentTask();
                List<Object> results = new ArrayList<>(2);
                sweep(() -> results.add(blocking(() -> "blocking")));
                assertThat(currentTask()).isSameAs(main);
                sweep(() -> results.add(toThread(() -> "toThread")));
                assertThat(results).containsExactly("blocking", "toThread");
                sleep(ms(1));
                assertThat(allTasks()).containsExactly(main);
            });
        }
    }
}
