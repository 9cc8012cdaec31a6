package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code TaskGroup.cancel}, and what becomes of requests from outside that meet it. */
class TaskGroupCancelTest {

    private final List<String> log = new ArrayList<>();

    /** Waits for ever; when cancelled, cleans up for a while. */
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
        assertThat(currentTask().toString()).startsWith("<Task pending ");
        assertThat(sleep(Duration.ZERO, "goes on")).isEqualTo("goes on");
        assertThat(sleep(ms(1), "and on")).isEqualTo("and on");
    }

    // TGR-24
    @Test
    void byTheBlock_cancelsTheChildren_andTheBlockAtItsNextAwait_andLeavesNormally() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            String value = taskGroup(g -> {
                g.createTask(() -> child("a", ms(20)));
                g.createTask(() -> child("b", ms(10)));
                sleep(ms(100));
                g.cancel();
                log.add("block goes on to its next await, cancelling " + currentTask().cancelling());
                try {
                    return sleep(ms(1_000), "not reached");
                } finally {
                    log.add("block cancelled");
                }
            });
            assertThat(value).isNull();
            assertThat(log)
                    .containsExactly(
                            "block goes on to its next await, cancelling 1",
                            "a cancelled",
                            "b cancelled",
                            "block cancelled",
                            "b cleaned up",
                            "a cleaned up");
            assertThat(millisSince(start)).isEqualTo(120);
            assertGoesOn();
        });
    }

    // TGR-24
    @Test
    void byTheBlock_whichThenEndsWithoutAnotherAwait_keepsItsValue() {
        Loops.run(() -> {
            assertThat(taskGroup(g -> {
                g.createTask(() -> child("never begins", ms(1)));
                g.cancel();
                return "value";
            }).toString()).isEqualTo("value");
            assertThat(log).isEmpty();
            assertGoesOn();
            assertThat(taskGroup(g -> {
                g.cancel();
                return "value, without children";
            }).toString()).isEqualTo("value, without children");
            assertGoesOn();
        });
    }

    // TGR-24
    @Test
    void byAChild_cancelsItToo_andTheBlockWhereItWaits() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            taskGroup(g -> {
                g.createTask(() -> child("sibling", ms(10)));
                g.createTask(() -> {
                    sleep(ms(50));
                    g.cancel();
                    log.add("canceller goes on to its next await");
                    child("canceller", ms(0));
                });
                child("block", ms(0));
            });
            assertThat(log)
                    .containsExactly(
                            "canceller goes on to its next await",
                            "sibling cancelled",
                            "block cancelled",
                            "canceller cancelled",
                            "block cleaned up",
                            "canceller cleaned up",
                            "sibling cleaned up");
            assertThat(millisSince(start)).isEqualTo(60);
            assertGoesOn();
        });
    }

    // TGR-24
    @Test
    void byAnotherTaskOrACallback_whileTheBlockWaitsAtItsEnd() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            taskGroup(g -> {
                g.createTask(() -> child("child", ms(10)));
                EventLoop.running().callLater(ms(50), g::cancel);
            });
            assertThat(log).containsExactly("child cancelled", "child cleaned up");
            assertThat(millisSince(start)).isEqualTo(60);
            assertGoesOn();
        });
    }

    // TGR-24
    @Test
    void again_changesNothing() {
        Loops.run(() -> {
            taskGroup(g -> {
                Task<?> child = g.createTask(() -> child("child", ms(10)));
                ticks(1);
                g.cancel();
                g.cancel();
                assertThat(currentTask().cancelling()).isEqualTo(1);
                assertThat(child.cancelling()).isEqualTo(1);
                EventLoop.running().callLater(ms(5), g::cancel);
                sleep(ms(1_000));
            });
            assertThat(log).containsExactly("child cancelled", "child cleaned up");
            assertGoesOn();
        });
    }

    // TGR-24
    @Test
    void beforeTheBlockIsEntered_takesEffectAtItsFirstAwait() {
        Loops.run(() -> {
            var group = new TaskGroup();
            group.cancel();
            group.cancel();
            assertThat(group).hasToString("<TaskGroup>");
            group.run(g -> {
                assertThat(g).hasToString("<TaskGroup cancelling>");
                assertThat(currentTask().cancelling()).isEqualTo(1);
                assertThatIllegalStateException().isThrownBy(() -> g.createTask(() -> log.add("ran")))
                        .withMessageContaining("is shutting down");
                log.add("up to the first await");
                sleep(ms(1));
                log.add("not reached");
            });
            assertThat(log).containsExactly("up to the first await");
            assertGoesOn();
        });
    }

    // TGR-24
    @Test
    void afterTheEnd_doesNothing() {
        Loops.run(() -> {
            var group = new TaskGroup();
            group.run(g -> g.createTask(() -> sleep(ms(1))));
            group.cancel();
            assertThat(group).hasToString("<TaskGroup entered>");
            assertGoesOn();
        });
    }

    // TGR-24
    @Test
    void whenTheLastChildHasEnded_andTheBlockIsAboutToBeLeft_doesNothing() {
        Loops.run(() -> {
            taskGroup(g -> {
                Task<?> child = g.createTask(() -> log.add("child"));
                child.addDoneCallback(done -> {
                    g.cancel();
                    log.add(g.toString());
                });
            });
            assertThat(log).containsExactly("child", "<TaskGroup entered>");
            assertGoesOn();
        });
    }

    // TGR-24
    @Test
    void laterTasks_areRefused() {
        Loops.run(() -> {
            taskGroup(g -> {
                g.createTask(() -> child("child", ms(5)));
                ticks(1);
                g.cancel();
                assertThatIllegalStateException().isThrownBy(() -> g.createTask(() -> log.add("ran")))
                        .withMessageContaining("<TaskGroup tasks=1 cancelling> is shutting down");
            });
            assertThat(log).containsExactly("child cancelled", "child cleaned up");
        });
    }

    // TGR-24
    @Test
    void failuresOfChildrenAndBlock_stillLeaveTheGroup() {
        Loops.run(() -> {
            var ofChild = new IOException("child");
            var ofBlock = new IOException("block");
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                g.createTask(() -> {
                    try {
                        sleep(ms(1_000));
                    } catch (CancelledError e) {
                        throw ofChild;
                    }
                });
                ticks(1);
                g.cancel();
                try {
                    sleep(ms(1_000));
                } catch (CancelledError e) {
                    throw ofBlock;
                }
            }));
            assertThat(group.exceptions()).containsExactly(ofChild, ofBlock);
            assertGoesOn();
        });
    }
}
