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
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code TaskGroup.cancel} where another request meets it: of an outer group, or from outside. */
class TaskGroupCancelNestedTest {

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
    void ofTheOuterGroup_byTheInnerBlock_leavesBoth() {
        Loops.run(() -> {
            taskGroup(outer -> {
                taskGroup(inner -> {
                    inner.createTask(() -> child("inner's child", ms(0)));
                    ticks(1);
                    outer.cancel();
                    child("inner block", ms(0));
                });
                log.add("not reached");
            });
            assertThat(log)
                    .containsExactly(
                            "inner block cancelled",
                            "inner block cleaned up",
                            "inner's child cancelled",
                            "inner's child cleaned up");
            assertGoesOn();
        });
    }

    // TGR-24
    @Test
    void ofTheInnerGroup_leavesTheOuterOneAlone() {
        Loops.run(() -> {
            taskGroup(outer -> {
                outer.createTask(() -> {
                    sleep(ms(50));
                    log.add("outer's child");
                });
                taskGroup(inner -> {
                    inner.createTask(() -> child("inner's child", ms(0)));
                    ticks(1);
                    inner.cancel();
                });
                assertGoesOn();
                log.add("outer block goes on");
            });
            assertThat(log)
                    .containsExactly(
                            "inner's child cancelled",
                            "inner's child cleaned up",
                            "outer block goes on",
                            "outer's child");
        });
    }

    // TGR-24 UNC-08
    @Test
    void ofBothGroups_leavesBoth_thoughOnlyOneCancellationIsThrown() {
        Loops.run(() -> {
            taskGroup(outer -> {
                taskGroup(inner -> {
                    inner.cancel();
                    outer.cancel();
                    assertThat(currentTask().cancelling()).isEqualTo(2);
                    sleep(ms(1_000));
                });
                log.add("not reached");
            });
            assertThat(log).isEmpty();
            assertGoesOn();
        });
    }

    // TGR-25
    @Test
    void cancelFromOutside_inTheSameTick_isNotSwallowed() {
        for (boolean outsideFirst : new boolean[] {true, false}) {
            Loops.run(() -> {
                var group = new TaskGroup();
                Task<?> parent = createTask(() -> {
                    group.run(g -> {
                        sleep(Duration.ofHours(1));
                    });
                    log.add("left normally");
                });
                ticks(1);
                if (outsideFirst) {
                    parent.cancel("outside");
                }
                group.cancel();
                if (!outsideFirst) {
                    parent.cancel("outside");
                }
                assertThat(catchThrowableOfType(CancelledError.class, parent::await)).isNotNull();
                assertThat(parent.cancelled()).isTrue();
                assertThat(parent.cancelling()).isEqualTo(1);
                assertThat(log).isEmpty();
            });
        }
    }

    // TGR-25: the block has ended normally, so that only the wait for the children has seen the request
    @Test
    void cancelFromOutside_whileTheCancelledChildrenCleanUp_isNotSwallowed() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<?> parent = createTask(() -> {
                taskGroup(g -> {
                    g.createTask(() -> child("child", ms(50)));
                    ticks(1);
                    g.cancel();
                });
                log.add("left normally");
            });
            sleep(ms(10));
            parent.cancel("outside");
            assertThat(catchThrowableOfType(CancelledError.class, parent::await).message())
                    .isEqualTo("outside");
            assertThat(log).containsExactly("child cancelled", "child cleaned up");
            assertThat(millisSince(start)).isEqualTo(50);
            assertThat(parent.cancelling()).isEqualTo(1);
        });
    }

    // TGR-25: the block's failure is displaced by the cancellation, and still there to be seen
    @Test
    void cancelFromOutside_whenTheBlockHasFailed_keepsTheFailureAsSuppressed() {
        Loops.run(() -> {
            var failure = new IOException("block");
            Task<?> parent = createTask(() -> taskGroup(g -> {
                g.createTask(() -> child("child", ms(50)));
                ticks(1);
                g.cancel();
                throw failure;
            }));
            sleep(ms(10));
            parent.cancel("outside");
            CancelledError error = catchThrowableOfType(CancelledError.class, parent::await);
            assertThat(error.message()).isEqualTo("outside");
            assertThat(error.getSuppressed()).containsExactly(failure);
        });
    }
}
