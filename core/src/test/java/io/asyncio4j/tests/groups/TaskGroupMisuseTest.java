package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Block;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.TaskStatus;
import io.asyncio4j.VoidBlock;
import io.asyncio4j.internal.thread.Pinning;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup.ClassOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups used where or when they cannot be: an error that says why, nothing begun, nothing left behind. */
class TaskGroupMisuseTest {

    @BeforeEach
    void forgetOtherTests() {
        Pinning.forget();
    }

    private final List<String> log = new ArrayList<>();

    private CoroutineObject<String> coroutine() {
        return Coroutine.of("refused", () -> {
            log.add("ran");
            return "ran";
        });
    }

    private void assertRefused(TaskGroup group, String why) {
        CoroutineObject<String> refused = coroutine();
        assertThatIllegalStateException().isThrownBy(() -> group.createTask(refused))
                .withMessageStartingWith(group.toString()).withMessageContaining(why);
        assertThat(refused.state()).isEqualTo(CoroutineObject.State.CLOSED);

        CoroutineObject<String> withOptions = coroutine();
        assertThatIllegalStateException()
                .isThrownBy(() -> group.createTask(TaskOptions.named("refused"), withOptions))
                .withMessageContaining(why);
        assertThat(withOptions.state()).isEqualTo(CoroutineObject.State.CLOSED);

        assertThatIllegalStateException().isThrownBy(() -> group.createTask(() -> log.add("ran")))
                .withMessageContaining(why);
    }

    // TGR-15 COR-07
    @Test
    void createTask_beforeTheBlockIsEntered() {
        var group = new TaskGroup();
        assertRefused(group, "has not been entered");
        Loops.run(() -> {
            assertRefused(group, "has not been entered");
            ticks(2);
            assertThat(log).isEmpty();
            group.run(g -> log.add(g.createTask(() -> "used after that").await()));
            assertThat(log).containsExactly("used after that");
        });
    }

    // TGR-15 COR-07
    @Test
    void createTask_afterTheBlockWasLeft_normallyOrWithAFailure() {
        Loops.run(() -> {
            var left = new TaskGroup();
            left.run(g -> {});
            assertRefused(left, "is finished");

            var failed = new TaskGroup();
            assertThatThrownBy(() -> failed.run(g -> {
                throw new IOException();
            })).isInstanceOf(ExceptionGroup.class);
            assertRefused(failed, "is finished");
            ticks(2);
            assertThat(log).isEmpty();
        });
    }

    // TGR-15 COR-07
    @Test
    void createTask_whenTheLastChildHasEnded_andTheBlockIsAboutToBeLeft() {
        Loops.run(() -> {
            var group = new TaskGroup();
            List<Throwable> caught = new ArrayList<>();
            group.run(g -> {
                g.createTask(() -> sleep(ms(1))).addDoneCallback(
                        done -> caught.add(catchThrowable(() -> assertRefused(g, "is finished"))));
            });
            assertThat(caught).hasSize(1).containsOnlyNulls();
            assertThat(log).isEmpty();
        });
    }

    // TGR-15 COR-07
    @Test
    void createTask_whileTheGroupShutsDown() {
        Loops.run(() -> {
            ExceptionGroup failure = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                g.createTask(() -> {
                    throw new IOException();
                });
                g.createTask(() -> {
                    try {
                        sleep(Duration.ofHours(1));
                    } catch (CancelledError e) {
                        assertRefused(g, "is shutting down");
                        throw e;
                    }
                });
                try {
                    sleep(Duration.ofHours(1));
                } finally {
                    assertRefused(g, "is shutting down");
                }
            }));
            assertThat(failure.exceptions()).singleElement().isInstanceOf(IOException.class);
            assertThat(log).isEmpty();
        });
    }

    // TGR-16
    @Test
    void enteringTwice_nestedOrAfterTheEnd_orInAnotherTask() {
        Loops.run(() -> {
            var group = new TaskGroup();
            VoidBlock<TaskGroup> again = g -> log.add("entered again");
            group.run(g -> {
                assertThatIllegalStateException().isThrownBy(() -> g.run(again))
                        .withMessage("<TaskGroup entered> has already been entered; a group is used once");
                // TGR-29: another task cannot get into the block, and so cannot leave it either
                Task<?> other = createTask(() -> g.run(again));
                assertThatIllegalStateException().isThrownBy(other::await)
                        .withMessageContaining("has already been entered");
                log.add(g.createTask(() -> "still usable").await());
            });
            assertThatIllegalStateException().isThrownBy(() -> group.run(again))
                    .withMessageContaining("has already been entered");
            assertThat(log).containsExactly("still usable");
        });
    }

    // TGR-17
    @Test
    void enteringInACallback_leavesTheGroupUnentered() {
        Loops.run(() -> {
            var group = new TaskGroup();
            List<Throwable> caught = new ArrayList<>();
            EventLoop.running().callSoon(() -> {
                caught.add(catchThrowable(() -> group.run(g -> log.add("entered"))));
            });
            ticks(1);
            assertThat(caught).singleElement().isInstanceOfSatisfying(
                    IllegalStateException.class,
                    e -> assertThat(e).hasMessageContaining("cannot determine the parent task")
                            .hasMessageContaining("callback"));
            assertThat(group).hasToString("<TaskGroup>");
            assertRefused(group, "has not been entered");
            group.run(g -> log.add("entered in a task"));
            assertThat(log).containsExactly("entered in a task");
        });
    }

    // TGR-17
    @Test
    void enteringWithoutALoop_leavesTheGroupUnentered() {
        var group = new TaskGroup();
        assertThatIllegalStateException().isThrownBy(() -> group.run(g -> log.add("entered")))
                .withMessageContaining("no running event loop");
        assertThat(group).hasToString("<TaskGroup>");
        assertThatIllegalStateException().isThrownBy(() -> taskGroup(g -> log.add("entered")))
                .withMessageContaining("no running event loop");
        assertThat(log).isEmpty();
    }

    // TGR-17
    @Test
    void enteringOffTheLoop_leavesTheGroupUnentered() {
        Loops.run(() -> {
            var group = new TaskGroup();
            assertThatIllegalStateException()
                    .isThrownBy(() -> toThread(() -> group.run(g -> log.add("entered"))));
            assertThatIllegalStateException()
                    .isThrownBy(() -> blocking(() -> group.run(g -> log.add("entered"))));
            assertThat(group).hasToString("<TaskGroup>");
            assertThat(log).isEmpty();
        });
    }

    // FUT-36 COR-07
    @Test
    void useFromAnotherThread_isRefused_andChangesNothing() {
        Loops.run(() -> {
            Promise<@Nullable Void> mayStart = EventLoop.running().createFuture();
            taskGroup(g -> {
                CoroutineObject<String> refused = coroutine();
                List<TaskStatus<Object>> leaked = new ArrayList<>();
                Task<?> started = g.createTask(() -> g.start((TaskStatus<Object> status) -> {
                    leaked.add(status);
                    mayStart.await(); // no sleep: while other threads work, virtual time goes on as theirs does
                    status.started();
                }));
                ticks(2);
                assertThatIllegalStateException().isThrownBy(() -> toThread(() -> g.createTask(refused)))
                        .withMessageContaining("Non-thread-safe operation: cannot create a task of");
                assertThat(refused.state()).isEqualTo(CoroutineObject.State.CLOSED);
                assertThatIllegalStateException().isThrownBy(() -> toThread(() -> {
                    g.cancel();
                    return null;
                })).withMessageContaining("Non-thread-safe operation: cannot cancel a task group of");
                assertThatIllegalStateException().isThrownBy(() -> toThread(() -> {
                    leaked.getFirst().started();
                    return null;
                })).withMessageContaining("Non-thread-safe operation: cannot report the start of a task of");
                assertThat(g).hasToString("<TaskGroup tasks=2 entered>");
                assertThat(started.done()).isFalse();
                mayStart.setResult(null);
            });
            assertThat(log).isEmpty();
        });
    }

    // TSK-02
    @Test
    void nulls() {
        assertThatNullPointerException().isThrownBy(() -> new TaskGroup(null)).withMessage("lone");
        Loops.run(() -> {
            var group = new TaskGroup();
            assertThatNullPointerException().isThrownBy(() -> group.run((VoidBlock<TaskGroup>) null))
                    .withMessage("body");
            assertThatNullPointerException().isThrownBy(() -> group.run((Block<TaskGroup, String>) null))
                    .withMessage("body");
            assertThat(group).hasToString("<TaskGroup>");
            group.run(g -> {
                assertThatNullPointerException()
                        .isThrownBy(() -> g.createTask(TaskOptions.DEFAULT, (Coroutine<String>) null))
                        .withMessage("body");
                assertThat(g).hasToString("<TaskGroup entered>");
            });
        });
    }

    private static Runnable inInitialiser = () -> {};

    @SuppressWarnings("UnusedNestedClass") // its bytes are used
    private static final class Initialised {
        static {
            inInitialiser.run();
        }
    }

    /** {@return what {@code body} throws while a class is initialised}: another one each time, for each is so once */
    private static Throwable thrownInAnInitialiser(ThrowingCallable body) throws Exception {
        Throwable[] thrown = new Throwable[1];
        inInitialiser = () -> thrown[0] = catchThrowable(body);
        try (InputStream in = TaskGroupMisuseTest.class
                .getResourceAsStream("TaskGroupMisuseTest$Initialised.class")) {
            MethodHandles.lookup().defineHiddenClass(in.readAllBytes(), true, ClassOption.NESTMATE);
        }
        return thrown[0];
    }

    // TGR-06 JVA-05: carried threads cannot wait in a class initialiser, portable ones wait on their carrier
    @Test
    void blockThatCannotWaitForItsChildren_cancelsThem() {
        Loops.run(() -> {
            var group = new TaskGroup();
            List<Task<String>> children = new ArrayList<>();
            Throwable outcome = thrownInAnInitialiser(() -> group.run(g -> {
                children.add(g.createTask(() -> sleep(ms(50), "slept")));
                children.add(g.createTask(() -> sleep(ms(50), "slept")));
            }));
            assertRefused(group, "is finished");
            sleep(ms(100));
            if (Loops.isCarried()) {
                assertThat(outcome).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot await here");
                assertThat(children).hasSize(2).allMatch(Task::cancelled);
            } else {
                assertThat(outcome).isNull();
                assertThat(children).extracting(Task::result).containsExactly("slept", "slept");
            }
        });
    }

    private static void addAChildAndFail(TaskGroup group) throws Exception {
        group.createTask(() -> sleep(ms(50), "slept"));
        throw new IOException("the first thing that went wrong");
    }

    // TGR-05 JVA-05
    @Test
    void blockThatFails_andCannotWaitForItsChildren_stillTellsOfItsFailure() {
        Loops.run(() -> {
            Throwable outcome =
                    thrownInAnInitialiser(() -> taskGroup(TaskGroupMisuseTest::addAChildAndFail));
            if (Loops.isCarried()) {
                assertThat(outcome).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot await here");
                assertThat(outcome.getSuppressed()).extracting(Throwable::getMessage)
                        .containsExactly("the first thing that went wrong");
            } else {
                assertThat(outcome).isInstanceOfSatisfying(
                        ExceptionGroup.class, group -> assertThat(group.exceptions()).hasSize(1));
            }
        });
    }
}
