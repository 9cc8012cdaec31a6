package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Groups within groups, and within timeouts. */
class TaskGroupNestedTest {

    private final List<String> log = new ArrayList<>();

    private static void failAfter(Duration delay, Exception failure) throws Exception {
        sleep(delay);
        throw failure;
    }

    private static void failsWhenCancelled(Exception failure) throws Exception {
        try {
            sleep(Duration.ofHours(1));
        } catch (CancelledError e) {
            throw failure;
        }
    }

    private void waitAndLogCancellation(String name) {
        try {
            sleep(Duration.ofHours(1));
        } catch (CancelledError e) {
            log.add(name + " cancelled");
            throw e;
        }
    }

    // TGR-07 TGR-11
    @Test
    void cancelFromOutside_reachesTheInnerGroupsChildren_whoseFailuresAreNestedTwice() {
        Loops.run(() -> {
            var a = new IOException("a");
            var b = new IOException("b");
            Task<?> parent = createTask(() -> taskGroup(outer -> {
                outer.createTask(() -> waitAndLogCancellation("outer's child"));
                taskGroup(inner -> {
                    inner.createTask(() -> failsWhenCancelled(a));
                    inner.createTask(() -> failsWhenCancelled(b));
                    waitAndLogCancellation("inner block");
                });
                log.add("not reached");
            }));
            ticks(2);
            parent.cancel();
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, parent::await);
            assertThat(group.exceptions()).singleElement().isInstanceOfSatisfying(
                    ExceptionGroup.class, inner -> assertThat(inner.exceptions()).containsExactly(a, b));
            assertThat(group.leaves()).containsExactly(a, b);
            assertThat(log).containsExactly("inner block cancelled", "outer's child cancelled");
            assertThat(parent.cancelling()).isEqualTo(1);
        });
    }

    // TGR-06
    @Test
    void cancelFromOutside_leavesBothGroups() {
        Loops.run(() -> {
            Task<?> parent = createTask(() -> taskGroup(outer -> {
                outer.createTask(() -> waitAndLogCancellation("outer's child"));
                taskGroup(inner -> {
                    inner.createTask(() -> waitAndLogCancellation("inner's child"));
                });
                log.add("not reached");
            }));
            ticks(2);
            parent.cancel("outside");
            assertThat(catchThrowableOfType(CancelledError.class, parent::await).message())
                    .isEqualTo("outside");
            assertThat(log).containsExactly("inner's child cancelled", "outer's child cancelled");
        });
    }

    // TGR-11
    @Test
    void failureInTheOuterGroup_cancelsTheInnerOne_andIsTheOnlyOneReported() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            var failure = new IOException("outer's child");
            assertThatThrownBy(() -> taskGroup(outer -> {
                outer.createTask(() -> failAfter(ms(10), failure));
                taskGroup(inner -> {
                    inner.createTask(() -> waitAndLogCancellation("inner's child"));
                });
                log.add("not reached");
            })).isInstanceOfSatisfying(
                    ExceptionGroup.class, group -> assertThat(group.exceptions()).containsExactly(failure));
            assertThat(log).containsExactly("inner's child cancelled");
            assertThat(millisSince(start)).isEqualTo(10);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-11
    @Test
    void failureInTheInnerGroup_isAGroupInTheOuterOne() {
        Loops.run(() -> {
            var failure = new IOException("inner's child");
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(outer -> {
                outer.createTask(() -> waitAndLogCancellation("outer's child"));
                taskGroup(inner -> inner.createTask(() -> failAfter(ms(10), failure)));
            }));
            assertThat(group.exceptions()).singleElement().isInstanceOfSatisfying(
                    ExceptionGroup.class, inner -> assertThat(inner.exceptions()).containsExactly(failure));
            assertThat(log).containsExactly("outer's child cancelled");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-11 UNC-08
    @Test
    void failureInTheInnerGroup_handledInTheOuterBlock_leavesTheOuterGroupAlone() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            taskGroup(outer -> {
                outer.createTask(() -> {
                    sleep(ms(50));
                    log.add("outer's child");
                });
                assertThatThrownBy(() -> taskGroup(
                        inner -> inner.createTask(() -> failAfter(ms(10), new IOException()))))
                        .isInstanceOf(ExceptionGroup.class);
                assertThat(currentTask().cancelling()).isZero();
                log.add(sleep(ms(1), "outer block goes on"));
            });
            assertThat(log).containsExactly("outer block goes on", "outer's child");
            assertThat(millisSince(start)).isEqualTo(50);
        });
    }

    // TGR-08 UNC-08
    @Test
    void bothGroupsFailInOneTick_theOutersRequestOutlivesTheHandlingOfTheInnersFailure() {
        Loops.run(() -> {
            var ofInner = new IOException("inner");
            var ofOuter = new IOException("outer");
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(outer -> {
                ExceptionGroup handled = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(inner -> {
                    inner.createTask(() -> failAfter(Duration.ZERO, ofInner));
                    outer.createTask(() -> failAfter(Duration.ZERO, ofOuter));
                }));
                assertThat(handled.exceptions()).containsExactly(ofInner);
                log.add("handled, cancelling " + currentTask().cancelling());
                waitAndLogCancellation("outer block");
            }));
            assertThat(group.exceptions()).containsExactly(ofOuter);
            assertThat(log).containsExactly("handled, cancelling 1", "outer block cancelled");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-04
    @Test
    void timeoutAroundAGroup_cancelsTheChildren_andFailuresTravelThroughIt() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            assertThatThrownBy(() -> timeout(ms(100), limit -> {
                taskGroup(g -> {
                    g.createTask(() -> waitAndLogCancellation("child"));
                });
            })).isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly("child cancelled");
            assertThat(millisSince(start)).isEqualTo(100);
            assertThat(currentTask().cancelling()).isZero();

            var failure = new IOException("clean-up");
            assertThatThrownBy(() -> timeout(ms(100), limit -> {
                taskGroup(g -> {
                    g.createTask(() -> failsWhenCancelled(failure));
                });
            })).isInstanceOfSatisfying(
                    ExceptionGroup.class, group -> assertThat(group.exceptions()).containsExactly(failure));
            assertThat(currentTask().cancelling()).isZero();
            assertThat(sleep(ms(1), "goes on")).isEqualTo("goes on");
        });
    }

    // TGR-04
    @Test
    void timeoutsInChildren_areFailuresLikeOthers() {
        Loops.run(() -> {
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                for (int i = 0; i < 2; i++) {
                    g.createTask(() -> timeout(ms(10), limit -> {
                        sleep(Duration.ofHours(1));
                    }));
                }
                waitAndLogCancellation("block");
            }));
            assertThat(group.exceptions()).hasSize(2).allMatch(TimeoutException.class::isInstance);
            assertThat(log).containsExactly("block cancelled");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-09
    @Test
    void resourceOfTheBlock_thatFailsAtItsClosing_joinsTheChildsFailure() {
        Loops.run(() -> {
            var ofChild = new IOException("child");
            var ofClose = new IOException("close");
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                try {
                    g.createTask(() -> failAfter(Duration.ZERO, ofChild));
                    sleep(Duration.ofHours(1));
                } finally {
                    failAfter(ms(1), ofClose);
                }
            }));
            assertThat(group.exceptions()).containsExactly(ofChild, ofClose);
            assertThat(currentTask().cancelling()).isZero();
        });
    }
}
