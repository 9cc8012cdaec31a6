package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups whose children start eagerly: what comes out is the same, and nothing is cancelled too early. */
class TaskGroupEagerTest {

    private static final TaskOptions EAGER = TaskOptions.DEFAULT.eager();

    private final List<String> log = new ArrayList<>();

    private static void run(boolean eager, VoidCoroutine main) {
        Asyncio.run(eager ? Loops.virtual().taskFactory(TaskFactory.EAGER) : Loops.virtual(), main);
    }

    private void child(String name, Duration cleanUp) {
        try {
            sleep(Duration.ofHours(1));
        } catch (CancelledError e) {
            log.add(name + " cancelled");
            sleep(cleanUp);
            log.add(name + " cleaned up");
            throw e;
        }
    }

    private static void assertGoesOn() {
        assertThat(currentTask().cancelling()).isZero();
        assertThat(sleep(Duration.ZERO, "goes on")).isEqualTo("goes on");
        assertThat(sleep(ms(1), "and on")).isEqualTo("and on");
    }

    // TGR-22
    @Test
    void childThatFailsInItsFirstStep_abortsTheGroupOneTickLater_andSiblingsCreatedInBetween() {
        Loops.run(() -> {
            List<Task<?>> children = new ArrayList<>();
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                Task<?> failing = g.createTask(EAGER, () -> {
                    throw new IOException("at once");
                });
                log.add("failed: " + failing.done() + ", " + g + ", cancelling "
                        + currentTask().cancelling());
                children.add(g.createTask(EAGER, () -> child("eager sibling", ms(5))));
                children.add(g.createTask(() -> child("lazy sibling, which never begins", ms(5))));
                log.add("block goes on to its next await");
                sleep(Duration.ofHours(1));
            }));
            assertThat(group.exceptions()).singleElement().isInstanceOf(IOException.class);
            assertThat(log)
                    .containsExactly(
                            "failed: true, <TaskGroup tasks=1 entered>, cancelling 0",
                            "block goes on to its next await",
                            "eager sibling cancelled",
                            "eager sibling cleaned up");
            assertThat(children).allMatch(Task::cancelled);
            assertGoesOn();
        });
    }

    // TGR-22
    @Test
    void childThatFailsInItsFirstStep_asTheBlocksLastStatement_leaksNoCancellation() {
        Loops.run(() -> {
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                g.createTask(EAGER, () -> {
                    throw new IOException("at once");
                });
            }));
            assertThat(group.exceptions()).hasSize(1);
            assertGoesOn();
        });
    }

    // TGR-22
    @Test
    void childThatFailsInItsFirstStep_createdByASibling_cancelsThatOne() {
        Loops.run(() -> {
            var failure = new IOException("at once");
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                g.createTask(EAGER, () -> {
                    g.createTask(EAGER, () -> {
                        throw failure;
                    });
                    log.add("creator goes on");
                    child("creator", ms(0));
                });
            }));
            assertThat(group.exceptions()).containsExactly(failure);
            assertThat(log).containsExactly("creator goes on", "creator cancelled", "creator cleaned up");
            assertGoesOn();
        });
    }

    // TGR-22
    @Test
    void childThatEndsInItsFirstStep_isAMemberForOneTick() {
        Loops.run(() -> {
            taskGroup(g -> {
                Task<String> child = g.createTask(EAGER, () -> "at once");
                assertThat(child.result()).isEqualTo("at once");
                assertThat(g).hasToString("<TaskGroup tasks=1 entered>");
                ticks(1);
                assertThat(g).hasToString("<TaskGroup entered>");
            });
            assertGoesOn();
        });
    }

    // TGR-25
    @Test
    void childThatCancelsTheGroup_beforeItIsAMember_isCancelledToo() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            taskGroup(g -> {
                g.createTask(EAGER, () -> {
                    g.cancel();
                    child("canceller", ms(5));
                });
                log.add("block goes on to its next await");
                sleep(Duration.ofHours(1));
            });
            assertThat(log)
                    .containsExactly("block goes on to its next await", "canceller cancelled",
                            "canceller cleaned up");
            assertThat(millisSince(start)).isEqualTo(5);
            assertGoesOn();
        });
    }

    // TGR-25
    @Test
    void childThatCancelsTheGroup_andEndsInItsFirstStep_keepsItsResult() {
        Loops.run(() -> {
            List<Task<String>> children = new ArrayList<>();
            taskGroup(g -> {
                children.add(g.createTask(EAGER, () -> {
                    g.cancel();
                    return "result";
                }));
            });
            assertThat(children.getFirst().result()).isEqualTo("result");
            assertGoesOn();
        });
    }

    // TGR-18 TGR-22
    @Test
    void optionsWinOverTheFactory() {
        run(true, () -> {
            taskGroup(g -> {
                g.createTask(TaskOptions.DEFAULT.lazy(), () -> log.add("lazy child"));
                g.createTask(() -> log.add("eager child"));
                log.add("block");
            });
            assertThat(log).containsExactly("eager child", "block", "lazy child");
        });
    }

    // TGR-23 TGR-01
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void results(boolean eager) {
        run(eager, () -> {
            Duration start = EventLoop.running().time();
            List<Task<String>> children = new ArrayList<>();
            taskGroup(g -> {
                children.add(g.createTask(() -> "at once"));
                children.add(g.createTask(() -> sleep(Duration.ZERO, "next tick")));
                children.add(g.createTask(() -> sleep(ms(10), "later")));
                children.add(g.createTask(() -> g.createTask(() -> sleep(ms(20), "grandchild")).await()));
            });
            assertThat(children).extracting(Task::result)
                    .containsExactly("at once", "next tick", "later", "grandchild");
            assertThat(millisSince(start)).isEqualTo(20);
            assertGoesOn();
        });
    }

    // TGR-23 TGR-03 TGR-04
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void failuresOfChildren(boolean eager) {
        run(eager, () -> {
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                for (String name : List.of("a", "b")) {
                    g.createTask(() -> {
                        throw new IOException(name);
                    });
                }
                g.createTask(() -> child("sibling", ms(5)));
                child("block", ms(0));
            }));
            assertThat(group.exceptions()).extracting(Throwable::getMessage).containsExactly("a", "b");
            assertThat(log)
                    .containsExactly(
                            "sibling cancelled", "block cancelled", "block cleaned up", "sibling cleaned up");
            assertGoesOn();
        });
    }

    // TGR-23 TGR-05
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void failureOfTheBlock(boolean eager) {
        run(eager, () -> {
            var failure = new IOException("block");
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                g.createTask(() -> child("child", ms(5)));
                ticks(1);
                throw failure;
            }));
            assertThat(group.exceptions()).containsExactly(failure);
            assertThat(log).containsExactly("child cancelled", "child cleaned up");
            assertGoesOn();
        });
    }

    // TGR-23 TGR-06 TGR-28
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancelFromOutside(boolean eager) {
        run(eager, () -> {
            Task<?> parent = createTask(() -> taskGroup(g -> {
                g.createTask(() -> child("child", ms(50)));
            }));
            ticks(2);
            parent.cancel("one");
            sleep(ms(10));
            parent.cancel("two");
            CancelledError error = catchThrowableOfType(CancelledError.class, parent::await);
            assertThat(error.message()).isEqualTo("one");
            assertThat(log).containsExactly("child cancelled", "child cleaned up");
            assertThat(parent.cancelling()).isEqualTo(2);
        });
    }

    // TGR-23 TGR-24
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancelOfTheGroup_byAChild(boolean eager) {
        run(eager, () -> {
            taskGroup(g -> {
                g.createTask(() -> {
                    g.cancel();
                    child("canceller", ms(5));
                });
                sleep(Duration.ofHours(1));
            });
            assertThat(log).containsExactly("canceller cancelled", "canceller cleaned up");
            assertGoesOn();
        });
    }

    // TGR-23 TGR-11 UNC-08
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nestedGroups_bothFailing(boolean eager) {
        run(eager, () -> {
            var ofInner = new IOException("inner");
            var ofOuter = new IOException("outer");
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(outer -> {
                ExceptionGroup handled = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(inner -> {
                    inner.createTask(() -> {
                        throw ofInner;
                    });
                    outer.createTask(() -> {
                        throw ofOuter;
                    });
                }));
                assertThat(handled.exceptions()).containsExactly(ofInner);
                assertThat(currentTask().cancelling()).isEqualTo(1);
                child("outer block", ms(0));
            }));
            assertThat(group.exceptions()).containsExactly(ofOuter);
            assertThat(log).containsExactly("outer block cancelled", "outer block cleaned up");
            assertGoesOn();
        });
    }
}
