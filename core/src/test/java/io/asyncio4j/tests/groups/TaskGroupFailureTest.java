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

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.VoidBlock;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.Ticks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups in which the block or a child fails; see {@link TaskGroupFatalTest} for what ends the loop, too. */
class TaskGroupFailureTest {

    private static VoidCoroutine failsAfter(int ticks, Throwable failure) {
        return () -> {
            ticks(ticks);
            throwIt(failure);
        };
    }

    private static void throwIt(Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (Exception) failure;
    }

    private static void logsItsCancellation(List<String> log, String name, Duration cleanUp) {
        try {
            sleep(Duration.ofHours(1));
        } catch (CancelledError e) {
            log.add(name + " cancelled");
            sleep(cleanUp);
            log.add(name + " cleaned up");
            throw e;
        }
    }

    private static ExceptionGroup failureOf(VoidBlock<TaskGroup> block) {
        return catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(block));
    }

    // TGR-03 TGR-09
    @Test
    void failureOfAChild_cancelsSiblingsAndBlock_waitsForThem_andTheTaskGoesOn() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            List<Task<?>> siblings = new ArrayList<>();
            var failure = new IOException("child");
            ExceptionGroup group = failureOf(g -> {
                g.createTask(() -> {
                    sleep(ms(100));
                    throw failure;
                });
                siblings.add(g.createTask(() -> logsItsCancellation(log, "sibling 1", ms(20))));
                siblings.add(g.createTask(() -> logsItsCancellation(log, "sibling 2", ms(10))));
                try {
                    sleep(Duration.ofHours(1));
                } catch (CancelledError e) {
                    log.add("block cancelled, cancelling " + currentTask().cancelling());
                    throw e;
                }
            });
            assertThat(group).hasMessage("unhandled errors in a TaskGroup (1 sub-exception): " + failure);
            assertThat(group.exceptions()).containsExactly(failure);
            assertThat(log)
                    .containsExactly(
                            "sibling 1 cancelled",
                            "sibling 2 cancelled",
                            "block cancelled, cancelling 1",
                            "sibling 2 cleaned up",
                            "sibling 1 cleaned up");
            assertThat(siblings).allMatch(Task::cancelled).allMatch(sibling -> sibling.cancelling() == 1);
            assertThat(millisSince(start)).isEqualTo(120);
            assertThat(currentTask().cancelling()).isZero();
            assertThat(sleep(ms(10), "goes on")).isEqualTo("goes on");
        });
    }

    // TGR-03
    @Test
    void failureOfAChild_cancelsAtOnce_andTheBlockIsLeftTwoTicksAfterTheLastChild() {
        Loops.run(() -> {
            var ticks = new Ticks();
            ticks(1);
            ticks.begin();
            ExceptionGroup group = failureOf(g -> {
                g.createTask(() -> {
                    ticks.mark("fails");
                    throw new IOException();
                });
                g.createTask(() -> ticks.markCancellation(() -> sleep(ms(1_000))));
                ticks.markCancellation(() -> sleep(ms(1_000)));
            });
            ticks.mark("left");
            assertThat(ticks.end()).containsExactly("fails@1", "cancelled@3", "cancelled@3", "left@5");
            assertThat(group.exceptions()).hasSize(1);
        });
    }

    // TGR-03
    @Test
    void childThatHasNotBegun_neverDoes() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            List<Task<?>> children = new ArrayList<>();
            failureOf(g -> {
                g.createTask(failsAfter(1, new IOException()));
                ticks(2); // it has failed in this tick, and the group hears of it in the next one
                children.add(g.createTask(() -> log.add("ran")));
            });
            assertThat(log).isEmpty();
            assertThat(children.getFirst().cancelled()).isTrue();
        });
    }

    // TGR-04
    @Test
    void failuresOfOneTick_andThoseDuringTheShutdown_areCollectedInOrder_andCancelOnlyOnce() {
        Loops.run(() -> {
            var a = new IOException("a");
            var b = new IOException("b");
            var late = new IllegalStateException("late");
            List<Integer> cancelling = new ArrayList<>();
            ExceptionGroup group = failureOf(g -> {
                g.createTask(() -> {
                    try {
                        sleep(ms(1_000));
                    } finally {
                        sleep(ms(5));
                        throwIt(late);
                    }
                });
                g.createTask(failsAfter(1, a));
                g.createTask(failsAfter(1, b));
                g.createTask(failsAfter(10, new IOException("cancelled before it fails")));
                try {
                    sleep(ms(1_000));
                } finally {
                    cancelling.add(currentTask().cancelling());
                }
            });
            assertThat(group.exceptions()).containsExactly(a, b, late);
            assertThat(cancelling).containsExactly(1);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-03 TGR-04
    @Test
    void laterFailure_doesNotCancelAgainWhoCleansUpAlready() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            List<Task<?>> children = new ArrayList<>();
            var later = new IOException("later");
            ExceptionGroup group = failureOf(g -> {
                children.add(g.createTask(() -> logsItsCancellation(log, "sibling", ms(50))));
                g.createTask(() -> {
                    try {
                        sleep(ms(1_000));
                    } finally {
                        sleep(ms(10));
                        throwIt(later);
                    }
                });
                g.createTask(failsAfter(1, new IOException("first")));
                logsItsCancellation(log, "block", ms(50));
            });
            assertThat(group.exceptions()).hasSize(2).endsWith(later);
            assertThat(log)
                    .containsExactly("sibling cancelled", "block cancelled", "sibling cleaned up",
                            "block cleaned up");
            assertThat(children.getFirst().cancelling()).isEqualTo(1);
            assertThat(millisSince(start)).isEqualTo(50);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-05
    @Test
    void failureOfTheBlock_cancelsTheChildren_waitsForThem_andIsWrappedThoughItIsAlone() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            List<Task<?>> children = new ArrayList<>();
            var failure = new IOException("block");
            ExceptionGroup group = failureOf(g -> {
                children.add(g.createTask(() -> logsItsCancellation(log, "child", ms(20))));
                sleep(ms(100));
                children.add(g.createTask(() -> log.add("never begins")));
                throw failure;
            });
            assertThat(group.exceptions()).containsExactly(failure);
            assertThat(log).containsExactly("child cancelled", "child cleaned up");
            assertThat(children).allMatch(Task::cancelled);
            assertThat(millisSince(start)).isEqualTo(120);
        });
    }

    // TGR-05
    @Test
    void failureOfTheBlock_comesLast_whenChildrenFailAtTheirCancellation() {
        Loops.run(() -> {
            var ofBlock = new IOException("block");
            var ofChild = new IOException("child");
            ExceptionGroup group = failureOf(g -> {
                g.createTask(() -> {
                    try {
                        sleep(ms(1_000));
                    } finally {
                        throwIt(ofChild);
                    }
                });
                ticks(1);
                throw ofBlock;
            });
            assertThat(group.exceptions()).containsExactly(ofChild, ofBlock);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-10
    @Test
    void blockThatMakesItsCancellationAFailure_hasItInTheGroup() {
        Loops.run(() -> {
            var ofChild = new IOException("child");
            var ofBlock = new IllegalStateException("block");
            ExceptionGroup group = failureOf(g -> {
                g.createTask(failsAfter(1, ofChild));
                try {
                    sleep(ms(1_000));
                } catch (CancelledError e) {
                    throw ofBlock;
                }
            });
            assertThat(group.exceptions()).containsExactly(ofChild, ofBlock);
            assertThat(currentTask().cancelling()).isZero();

            Task<?> task = createTask(() -> taskGroup(g -> {
                try {
                    sleep(ms(1_000));
                } catch (CancelledError e) {
                    throw ofBlock;
                }
            }));
            ticks(1);
            task.cancel();
            ExceptionGroup alone = catchThrowableOfType(ExceptionGroup.class, task::await);
            assertThat(alone.exceptions()).containsExactly(ofBlock);
        });
    }

    // TGR-09 UNC-08
    @Test
    void blockThatSwallowsTheGroupsCancellation_goesOn_andTheFailureStillLeavesIt() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            ExceptionGroup group = failureOf(g -> {
                g.createTask(failsAfter(1, new IOException()));
                try {
                    sleep(ms(1_000));
                } catch (CancelledError e) {
                    log.add("swallowed, cancelling " + currentTask().cancelling());
                }
                log.add(sleep(ms(1), "waits again"));
            });
            assertThat(group.exceptions()).hasSize(1);
            assertThat(log).containsExactly("swallowed, cancelling 1", "waits again");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-21 TGR-09 UNC-08
    @Test
    void failureOfTheLastChild_whenTheBlockWaitsAlready_leavesNoStrayCancellation() {
        Loops.run(() -> {
            for (int ticks = 0; ticks < 4; ticks++) {
                int late = ticks;
                failureOf(g -> g.createTask(failsAfter(late, new IOException())));
                assertThat(currentTask().cancelling()).isZero();
                assertThat(currentTask().toString()).startsWith("<Task pending ");
                assertThat(sleep(Duration.ZERO, "goes on")).isEqualTo("goes on");
                assertThat(sleep(ms(1), "and on")).isEqualTo("and on");
            }
        });
    }

    // TGR-13
    @Test
    void errorsOfBlockAndChildren_areMembersLikeAnyThrowable() {
        Loops.run(() -> {
            var ofChild = new AssertionError("child");
            var ofBlock = new OutOfMemoryError("block");
            ExceptionGroup group = failureOf(g -> {
                g.createTask(failsAfter(1, ofChild));
                try {
                    sleep(ms(1_000));
                } finally {
                    throwIt(ofBlock);
                }
            });
            assertThat(group.exceptions()).containsExactly(ofChild, ofBlock);
        });
    }
}
