package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.TaskStatus;
import io.asyncio4j.VoidBlock;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.Ticks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code TaskGroup.start} and its {@link TaskStatus}; cancellation is {@link TaskGroupStartCancelTest}'s. */
class TaskGroupStartTest {

    private final List<String> log = new ArrayList<>();

    /** Is ready after a while, then runs for another while. */
    private void serve(TaskStatus<Integer> status, int port) {
        sleep(ms(10));
        status.started(port);
        log.add("ready");
        sleep(ms(50));
        log.add("served");
    }

    // TGR-14
    @Test
    void start_waitsUntilTheTaskIsReady_whichThenIsAMemberLikeOthers() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            taskGroup(g -> {
                int port = g.start((TaskStatus<Integer> status) -> serve(status, 8080));
                log.add("port " + port + " at " + millisSince(start) + " in " + g);
            });
            assertThat(log).containsExactly("ready", "port 8080 at 10 in <TaskGroup tasks=1 entered>",
                    "served");
            assertThat(millisSince(start)).isEqualTo(60);
        });
    }

    // TGR-14, REP-02
    @Test
    void theTask_isCalledByItsBody() {
        Loops.run(() -> {
            taskGroup(g -> {
                g.start(status -> {
                    log.add(String.valueOf(currentTask()));
                    status.started();
                });
            });
            assertThat(log.getFirst()).contains(" coro=<TaskGroupStartTest.<lambda>() ");
        });
    }

    // TGR-14
    @Test
    void start_returnsOneTickAfterStarted() {
        Loops.run(() -> {
            var ticks = new Ticks();
            ticks(1);
            ticks.begin();
            taskGroup(g -> {
                g.start(status -> {
                    status.started();
                    ticks.mark("started");
                });
                ticks.mark("start returns");
            });
            assertThat(ticks.end()).containsExactly("started@1", "start returns@2");
        });
    }

    // TGR-14
    @Test
    void startedWithoutAValue_orWithNull_returnsNull() {
        Loops.run(() -> {
            List<Object> values = new ArrayList<>();
            taskGroup(g -> {
                values.add(g.start(status -> status.started()));
                values.add(g.start((TaskStatus<String> status) -> status.started(null)));
                values.add(g.start((TaskStatus<String> status) -> status.started("value")));
            });
            assertThat(values).containsExactly(null, null, "value");
        });
    }

    // TGR-18
    @Test
    void options_reachTheTask() {
        Loops.run(() -> {
            ContextVar<String> variable = ContextVar.of("variable");
            Context context = Context.copyCurrent();
            taskGroup(g -> {
                TaskOptions options = TaskOptions.named("server").withContext(context);
                Task<?> task = g.start(options, (TaskStatus<Task<?>> status) -> {
                    variable.set("set by the server");
                    status.started(currentTask());
                });
                assertThat(task.getName()).isEqualTo("server");
                assertThat(task).isNotSameAs(currentTask());
            });
            assertThat(context.get(variable)).isEqualTo("set by the server");
        });
    }

    // TGR-14
    @Test
    void aChild_mayStartTasks_evenWhenTheBlockHasEnded() {
        Loops.run(() -> {
            taskGroup(g -> {
                g.createTask(() -> {
                    sleep(ms(5));
                    log.add("starting");
                    log.add("port " + g.start((TaskStatus<Integer> status) -> serve(status, 1)));
                });
                log.add("block ends");
            });
            assertThat(log).containsExactly("block ends", "starting", "ready", "port 1", "served");
        });
    }

    // TGR-03
    @Test
    void failureBeforeItIsReady_goesToTheCallerOnly_asTheVeryObject() {
        Loops.run(() -> {
            var failure = new IOException("port taken");
            List<Map<String, Object>> reports = Loops.collectReports();
            taskGroup(g -> {
                g.createTask(() -> {
                    sleep(ms(50));
                    log.add("sibling");
                });
                assertThat(catchThrowable(() -> g.start(status -> {
                    sleep(ms(10));
                    throw failure;
                }))).isSameAs(failure);
                assertThat(g).hasToString("<TaskGroup tasks=1 entered>");
                assertThat((int) g.start((TaskStatus<Integer> status) -> status.started(2))).isEqualTo(2);
            });
            assertThat(log).containsExactly("sibling");
            assertThat(currentTask().cancelling()).isZero();
            System.gc();
            ticks(3);
            assertThat(reports).isEmpty();
        });
    }

    // TGR-05
    @Test
    void failureBeforeItIsReady_thatTheBlockDoesNotCatch_isAFailureOfTheBlock() {
        Loops.run(() -> {
            var failure = new IOException("port taken");
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                g.start(status -> {
                    throw failure;
                });
            }));
            assertThat(group.exceptions()).containsExactly(failure);
        });
    }

    // TGR-03
    @Test
    void failureAfterItIsReady_goesToTheGroupOnly() {
        Loops.run(() -> {
            var failure = new IOException("connection lost");
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                log.add("port " + g.start((TaskStatus<Integer> status) -> {
                    serve(status, 3);
                    throw failure;
                }));
                try {
                    sleep(ms(1_000));
                } catch (CancelledError e) {
                    log.add("block cancelled");
                    throw e;
                }
            }));
            assertThat(group.exceptions()).containsExactly(failure);
            assertThat(log).containsExactly("ready", "port 3", "served", "block cancelled");
        });
    }

    // TGR-03
    @Test
    void failureInTheStepInWhichItIsReady_goesToTheGroup_andStartReturns() {
        Loops.run(() -> {
            var failure = new IOException("right away");
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                log.add("port " + g.start((TaskStatus<Integer> status) -> {
                    status.started(4);
                    throw failure;
                }));
            }));
            assertThat(group.exceptions()).containsExactly(failure);
            assertThat(log).containsExactly("port 4");
        });
    }

    // TGR-02
    @Test
    void taskThatIsCancelledByItself_beforeItIsReady_makesStartThrowThat_andTheGroupGoesOn() {
        Loops.run(() -> {
            taskGroup(g -> {
                CancelledError error = catchThrowableOfType(CancelledError.class, () -> g.start(status -> {
                    currentTask().cancel("its own idea");
                    sleep(ms(10));
                }));
                assertThat(error.message()).isEqualTo("its own idea");
                assertThat(currentTask().cancelling()).isZero();
                assertThat(sleep(ms(1), "goes on")).isEqualTo("goes on");
            });
        });
    }

    // TGR-19
    @Test
    void textOfTheStatus_showsItsState() {
        Loops.run(() -> {
            taskGroup(g -> {
                TaskStatus<TaskStatus<?>> ready = g.start((TaskStatus<TaskStatus<TaskStatus<?>>> status) -> {
                    log.add(status.toString());
                    status.started(null);
                    log.add(status.toString());
                });
                assertThat(ready).isNull();
            });
            assertThat(log).containsExactly("<TaskStatus starting>", "<TaskStatus started>");
        });
    }

    // TGR-22
    @Test
    void eagerTask_thatIsReadyAtOnce_makesStartReturnWithoutGivingWay() {
        Loops.run(() -> {
            taskGroup(g -> {
                EventLoop.running().callSoon(() -> log.add("next tick"));
                TaskOptions eager = TaskOptions.DEFAULT.eager();
                log.add("port " + g.start(eager, (TaskStatus<Integer> status) -> serveAtOnce(status, 7)));
                log.add("block ends in " + g);
            });
            assertThat(log)
                    .containsExactly("ready", "port 7", "block ends in <TaskGroup tasks=1 entered>",
                            "next tick", "served");
        });
    }

    private void serveAtOnce(TaskStatus<Integer> status, int port) {
        status.started(port);
        log.add("ready");
        sleep(ms(5));
        log.add("served");
    }

    // TGR-22
    @Test
    void eagerTask_thatEndsInItsFirstStep_failedReadyOrNeither() {
        Loops.run(() -> {
            TaskOptions eager = TaskOptions.DEFAULT.eager();
            var failure = new IOException("at once");
            taskGroup(g -> {
                VoidBlock<TaskStatus<Object>> fails = status -> {
                    throw failure;
                };
                assertThat(catchThrowable(() -> g.start(eager, fails))).isSameAs(failure);
                assertThatIllegalStateException().isThrownBy(() -> g.start(eager, status -> {}))
                        .withMessageContaining("without being ready");
                assertThat((int) g.start(eager, (TaskStatus<Integer> status) -> status.started(8)))
                        .isEqualTo(8);
                ticks(3);
                assertThat(g).hasToString("<TaskGroup entered>");
            });
            assertThat(currentTask().cancelling()).isZero();
        });
    }
}
