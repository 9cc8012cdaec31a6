package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Generator;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Eager tasks made by eager tasks, by callbacks and by generator steps: each runs inside of its creation. */
class EagerTaskNestingTest {

    private static final TaskOptions EAGER = TaskOptions.DEFAULT.eager();

    private static TaskOptions eager(String name) {
        return EAGER.withName(name);
    }

    // EAG-15 EAG-03
    @Test
    void nestedEagerTasks_comeBackToTheirCreators_inOrder() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<Integer> gate = EventLoop.running().createFuture();
            Task<?> outer = createTask(eager("outer"), () -> {
                log.add("outer begins");
                Task<?> inner = createTask(eager("inner"), () -> {
                    log.add("inner begins");
                    createTask(eager("leaf"), () -> log.add("leaf"));
                    log.add("inner parks");
                    gate.await();
                    log.add("inner ends in " + currentTask().getName());
                });
                log.add("outer parks in " + currentTask().getName());
                inner.await();
                log.add("outer ends");
            });
            log.add("main");
            gate.setResult(1);
            outer.await();
            assertThat(log)
                    .containsExactly(
                            "outer begins",
                            "inner begins",
                            "leaf",
                            "inner parks",
                            "outer parks in outer",
                            "main",
                            "inner ends in inner",
                            "outer ends");
        });
    }

    private static int leavesOf(int depth) throws Exception {
        if (depth == 0) {
            return 1;
        }
        List<Coroutine<Integer>> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(() -> leavesOf(depth - 1));
        }
        return gather(children).await().stream().mapToInt(Integer::intValue).sum();
    }

    // EAG-02
    @Test
    void treeOfEagerTasksAndGathers_thatNeverSuspends_queuesNothing() {
        List<Boolean> eager = new ArrayList<>();
        TaskFactory counting = (loop, coroutine, options) -> {
            Task<?> task = loop.newTask(coroutine, options.eager());
            eager.add(task.done());
            return task;
        };
        Loops.run(() -> {
            EventLoop.running().setTaskFactory(counting);
            assertThat(leavesOf(4)).isEqualTo(81);
            EventLoop.running().setTaskFactory(null);
        });
        assertThat(eager).hasSize(3 + 9 + 27 + 81).containsOnly(true);
    }

    private static int awaitChain(int depth) throws Exception {
        return depth == 0 ? 0 : 1 + createTask(EAGER, () -> awaitChain(depth - 1)).await();
    }

    // EAG-02 EAG-15
    @Test
    void chainOfEagerTasks_isDoneInOneStep() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            EventLoop.running().callSoon(() -> log.add("next tick"));
            assertThat(awaitChain(2_000)).isEqualTo(2_000);
            assertThat(log).isEmpty();
        });
    }

    // EAG-03 EAG-15
    @Test
    void chainOfEagerTasks_thatParksAtItsEnd_unwindsTaskByTask() {
        Loops.run(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            Task<Integer> chain = createTask(EAGER, () -> parkedChain(1_000, gate));
            assertThat(chain.done()).isFalse();
            gate.setResult(5);
            assertThat(chain.await()).isEqualTo(1_005);
        });
    }

    private static int parkedChain(int depth, Future<Integer> gate) throws Exception {
        return depth == 0
                ? gate.await()
                : 1 + createTask(EAGER, () -> parkedChain(depth - 1, gate)).await();
    }

    // EAG-01 EAG-04
    @Test
    void eagerTaskMadeByACallback_runsUpToItsFirstSuspension_beforeTheCallbackGoesOn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            EventLoop.running().callSoon(() -> {
                createTask(eager("child"), () -> {
                    log.add("first part in " + currentTask().getName());
                    sleep(Duration.ZERO);
                    log.add("second part");
                });
                log.add("callback in " + currentTask());
            });
            sleep(ms(1)); // an empty queue but for the callback
            assertThat(log).containsExactly("first part in child", "callback in null", "second part");
        });
    }

    // EAG-02 TSK-03
    @Test
    void taskMadeByAnEagerTaskOfACallback_waitsItsTurn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            EventLoop.running().callSoon(() -> {
                createTask(EAGER, () -> {
                    createTask(() -> log.add("grandchild"));
                    log.add("child");
                });
                log.add("callback");
            });
            sleep(ms(1));
            assertThat(log).containsExactly("child", "callback", "grandchild");
        });
    }

    // EAG-01
    @Test
    void eagerTaskMadeByACallback_isOvertakenByNothingThatWasQueued() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            EventLoop loop = EventLoop.running();
            loop.callSoon(() -> {
                createTask(() -> log.add("lazy"));
                Task<Integer> task = createTask(EAGER, () -> 4);
                log.add("callback sees " + task.result());
            });
            ticks(2);
            assertThat(log).containsExactly("callback sees 4", "lazy");
        });
    }

    // EAG-01 EAG-04
    @Test
    void eagerTaskMadeByAGeneratorStep_runsUpToItsFirstSuspension_beforeTheStepGoesOn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Generator<String> steps = value -> {
                createTask(eager("child"), () -> {
                    log.add("first part in " + currentTask().getName());
                    sleep(Duration.ZERO);
                    log.add("second part");
                });
                log.add("step in " + currentTask().getName());
                return new Generator.Return<>("returned");
            };
            Task<String> task =
                    createTask(TaskOptions.named("generator"), Coroutine.fromGenerator("steps", steps));
            sleep(ms(1));
            assertThat(task.result()).isEqualTo("returned");
            assertThat(log).containsExactly("first part in child", "step in generator", "second part");
        });
    }

    // EAG-03
    @Test
    void eagerChildThatWakesItsCreator_doesNotRunIt() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<Integer> gate = EventLoop.running().createFuture();
            Task<?> waiting = createTask(() -> {
                gate.await();
                log.add("woken");
            });
            ticks(1);
            createTask(EAGER, () -> {
                gate.setResult(1);
                log.add("eager part");
                sleep(Duration.ZERO);
                log.add("second part");
            });
            log.add("creator");
            waiting.await();
            ticks(1);
            assertThat(log).containsExactly("eager part", "creator", "woken", "second part");
        });
    }

    // EAG-11
    @Test
    void failingChild_reachesAnEagerParentOnlyThroughItsAwait() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> parent = createTask(EAGER, () -> {
                Task<?> child = createTask(EAGER, () -> {
                    throw new IllegalArgumentException("child");
                });
                log.add("child done: " + child.done());
                child.await();
            });
            assertThat(parent.done()).isTrue();
            assertThatThrownBy(parent::await).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("child");
            assertThat(log).containsExactly("child done: true");
        });
    }

    // EAG-02
    @Test
    void gatherOfEagerTasks_thatAllEndAtOnce_isDoneAtOnce() {
        Asyncio.run(Loops.virtual().taskFactory(TaskFactory.EAGER), () -> {
            Future<List<Integer>> all = gather(List.<Coroutine<Integer>>of(() -> 1, () -> 2, () -> 3));
            assertThat(all.done()).isTrue();
            assertThat(all.await()).containsExactly(1, 2, 3);
        });
    }
}
