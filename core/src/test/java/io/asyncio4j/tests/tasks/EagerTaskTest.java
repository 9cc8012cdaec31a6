package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EagerTaskTest {

    private static final TaskOptions EAGER = TaskOptions.DEFAULT.eager();

    /** Runs {@code main} on a loop whose tasks start eagerly. */
    private static void runEager(VoidCoroutine main) {
        Asyncio.run(Loops.virtual().taskFactory(TaskFactory.EAGER), main);
    }

    // EAG-01 EAG-02
    @Test
    void coroutineThatDoesNotSuspend_isDoneWhenCreateTaskReturns() {
        runEager(() -> {
            List<String> log = new ArrayList<>();
            EventLoop.running().callSoon(() -> log.add("next tick"));
            Task<Integer> task = createTask(() -> {
                log.add("child");
                return 7;
            });
            log.add("creator");
            assertThat(task.done()).isTrue();
            assertThat(task.await()).isEqualTo(7);
            assertThat(log).containsExactly("child", "creator");
            ticks(1);
            assertThat(log).containsExactly("child", "creator", "next tick");
        });
    }

    // EAG-01 EAG-03
    @Test
    void coroutineThatSuspends_runsUpToThere_andIsAnOrdinaryTaskFromThenOn() {
        runEager(() -> {
            List<String> log = new ArrayList<>();
            Promise<Integer> gate = EventLoop.running().createFuture();
            Task<Integer> task = createTask(() -> {
                log.add("up to the await");
                int value = gate.await();
                log.add("after it");
                return value;
            });
            log.add("creator");
            assertThat(task.done()).isFalse();
            EventLoop.running().callSoon(() -> log.add("queued before the wake-up"));
            gate.setResult(8);
            assertThat(task.await()).isEqualTo(8);
            assertThat(log)
                    .containsExactly("up to the await", "creator", "queued before the wake-up", "after it");
        });
    }

    // EAG-01
    @Test
    void awaitOfSomethingDone_doesNotEndTheEagerPart() {
        runEager(() -> {
            Promise<Integer> done = EventLoop.running().createFuture();
            done.setResult(1);
            Task<Integer> task = createTask(() -> done.await() + createTask(() -> 2).await());
            assertThat(task.done()).isTrue();
            assertThat(task.result()).isEqualTo(3);
        });
    }

    // EAG-03
    @Test
    void eagerSleepZero_resumesInTheNextTick_behindWhatWasQueued() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            EventLoop.running().callSoon(() -> log.add("queued before"));
            Task<?> task = createTask(EAGER, () -> {
                log.add("eager part");
                sleep(Duration.ZERO);
                log.add("second part");
            });
            EventLoop.running().callSoon(() -> log.add("queued after"));
            log.add("creator");
            task.await();
            assertThat(log)
                    .containsExactly("eager part", "creator", "queued before", "second part", "queued after");
        });
    }

    // EAG-04
    @Test
    void currentTask_isTheNewTaskWithin_andTheCreatorAfterwards() {
        runEager(() -> {
            Task<?> creator = currentTask();
            List<Task<?>> seen = new ArrayList<>();
            Task<?> task = createTask(() -> {
                seen.add(currentTask());
                sleep(ms(1));
                seen.add(currentTask());
            });
            assertThat(currentTask()).isSameAs(creator);
            task.await();
            assertThat(currentTask()).isSameAs(creator);
            assertThat(seen).hasSize(2).allMatch(current -> current == task);
        });
    }

    // EAG-05
    @Test
    void allTasks_hasTheTaskInItsEagerPart_andLaterOnlyIfItParked() {
        runEager(() -> {
            List<Boolean> within = new ArrayList<>();
            Task<?> finished = createTask(() -> {
                within.add(allTasks().contains(currentTask()));
            });
            Task<?> parked = createTask(() -> {
                within.add(allTasks().contains(currentTask()));
                sleep(ms(1));
            });
            assertThat(within).containsExactly(true, true);
            assertThat(allTasks()).doesNotContain(finished).contains(parked);
            parked.await();
            assertThat(allTasks()).containsExactly(currentTask());
        });
    }

    // EAG-06
    @Test
    void eagerPart_runsInACopyOfTheCreatorsContext() {
        runEager(() -> {
            ContextVar<String> user = ContextVar.of("user", "nobody");
            user.set("creator");
            List<String> seen = new ArrayList<>();
            Task<?> task = createTask(() -> {
                seen.add(user.get());
                user.set("child");
                sleep(ms(1));
                seen.add(user.get());
            });
            seen.add(user.get());
            user.set("creator again");
            task.await();
            seen.add(user.get());
            assertThat(seen).containsExactly("creator", "creator", "child", "creator again");
        });
    }

    // EAG-07
    @Test
    void cancelAfterAnEagerEnd_hasNoEffect() {
        runEager(() -> {
            Task<Integer> task = createTask(() -> 1);
            assertThat(task.cancel("too late")).isFalse();
            assertThat(task.cancelling()).isZero();
            assertThat(task.await()).isEqualTo(1);
        });
    }

    // EAG-07
    @Test
    void cancelAfterAnEagerPark_arrives_withItsMessage() {
        runEager(() -> {
            List<Object> seen = new ArrayList<>();
            Task<?> task = createTask(() -> {
                try {
                    sleep(ms(1_000));
                } catch (CancelledError e) {
                    seen.add(e.message());
                    throw e;
                }
            });
            assertThat(task.cancel("test message")).isTrue();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("test message");
            assertThat(seen).containsExactly("test message");
        });
    }

    // EAG-07
    @Test
    void taskThatCancelsItselfInItsEagerPart_isStoppedAtItsFirstSuspension() {
        runEager(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                currentTask().cancel();
                try {
                    sleep(Duration.ZERO);
                } finally {
                    log.add("stopped");
                }
            });
            assertThat(task.done()).isFalse();
            assertThat(log).isEmpty();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("stopped");
        });
    }

    // EAG-08
    @Test
    void name_isSetWithinTheEagerPart() {
        runEager(() -> {
            List<String> seen = new ArrayList<>();
            createTask(TaskOptions.named("early"), () -> seen.add(currentTask().getName()));
            createTask(TaskOptions.named("early too"), () -> seen.add(Thread.currentThread().getName()));
            assertThat(seen).containsExactly("early", "early too");
        });
    }

    // EAG-09
    @Test
    void loopThatDoesNotRun_queuesTheTask() {
        try (EventLoop loop = Loops.virtual().taskFactory(TaskFactory.EAGER).build()) {
            Task<Integer> task = loop.createTask(() -> 5);
            assertThat(task.done()).isFalse();
            assertThat(task.getCoro()).isNotNull();
            assertThat(loop.<Integer>runUntilComplete(task)).isEqualTo(5);
        }
    }

    // EAG-10
    @Test
    void lazyOption_overridesTheEagerFactory() {
        runEager(() -> {
            Task<Integer> lazy = createTask(TaskOptions.DEFAULT.lazy(), () -> 1);
            assertThat(lazy.done()).isFalse();
            assertThat(lazy.await()).isEqualTo(1);
        });
    }

    // EAG-10
    @Test
    void factoryOfOnesOwn_canAskForEagerTasks() {
        Loops.run(() -> {
            List<String> made = new ArrayList<>();
            EventLoop.running().setTaskFactory((loop, coroutine, options) -> {
                Task<?> task = loop.newTask(coroutine, options.eager());
                made.add(task.getName() + (task.done() ? " done" : " pending"));
                return task;
            });
            createTask(TaskOptions.named("short"), () -> 1);
            createTask(TaskOptions.named("long"), () -> sleep(ms(1))).await();
            assertThat(made).containsExactly("short done", "long pending");
        });
    }

    // EAG-11
    @Test
    void failureInTheEagerPart_isStored_notThrownAtTheCreator() {
        runEager(() -> {
            Task<?> failing = createTask(() -> {
                throw new IllegalArgumentException("eager");
            });
            assertThat(failing.done()).isTrue();
            assertThatThrownBy(failing::await).isInstanceOf(IllegalArgumentException.class);
            Task<?> error = createTask(() -> {
                throw new AssertionError("eager error");
            });
            assertThat(error.exception()).isInstanceOf(AssertionError.class);
        });
    }

    // EAG-11
    @Test
    void loopExitInTheEagerPart_isThrownAtTheCreator_andStored() {
        runEager(() -> {
            List<Task<?>> made = new ArrayList<>();
            var exit = new LoopExit("eager");
            Throwable caught = catchThrowable(() -> createTask(() -> {
                made.add(currentTask());
                throw exit;
            }));
            assertThat(caught).isSameAs(exit);
            assertThat(made.getFirst().exception()).isSameAs(exit);
            assertThat(sleep(ms(1), "the loop goes on")).isEqualTo("the loop goes on");
        });
    }
}
