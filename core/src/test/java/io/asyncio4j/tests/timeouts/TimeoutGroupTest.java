package io.asyncio4j.tests.timeouts;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.LoneException;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.Timeout;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Timeouts together with task groups. */
class TimeoutGroupTest {

    private static final Duration HOUR = Duration.ofHours(1);

    // TMO-11
    @Test
    void groupThatFailsInItsCleanUp_tellsOfTheTimeout_andSoDoTheMembersThatItHasMade() {
        Loops.run(() -> {
            var before = new IllegalStateException("before");
            var after = new IOException("clean-up");
            List<Throwable> seen = new ArrayList<>();
            Timeout limit = Timeout.after(ms(10));
            ExceptionGroup thrown = catchThrowableOfType(ExceptionGroup.class, () -> limit.run(same -> {
                taskGroup(g -> {
                    g.createTask(() -> {
                        throw before;
                    });
                    g.createTask(() -> {
                        try {
                            sleep(HOUR);
                        } catch (CancelledError e) {
                            seen.add(e);
                            sleep(ms(100));
                            after.initCause(e);
                            throw after;
                        }
                    });
                });
            }));
            assertThat(thrown.exceptions()).containsExactly(before, after);
            assertThat(thrown.getSuppressed()).hasSize(3).startsWith(before, after);
            assertThat(thrown.getSuppressed()[2]).isInstanceOf(TimeoutException.class);
            assertThat(before).hasNoSuppressedExceptions();
            assertThat(after.getSuppressed()).hasSize(1);
            assertThat(after.getSuppressed()[0]).isInstanceOf(TimeoutException.class)
                    .hasCause(seen.getFirst());
            assertThat(limit.expired()).isTrue();
            assertThat(EventLoop.running().time()).isEqualTo(ms(100));
            assertThat(currentTask().cancelling()).isZero();
            ticks(1); // the group's repeated request is taken back
        });
    }

    // TMO-11: one level down, not two
    @Test
    void groupsWithinTheGroup_areNotSearched() {
        Loops.run(() -> {
            var leaf = new IOException();
            ExceptionGroup thrown =
                    catchThrowableOfType(ExceptionGroup.class, () -> timeout(ms(10), limit -> {
                        taskGroup(outer -> {
                            outer.createTask(() -> taskGroup(inner -> {
                                inner.createTask(() -> {
                                    try {
                                        sleep(HOUR);
                                    } catch (CancelledError e) {
                                        leaf.initCause(e);
                                        throw leaf;
                                    }
                                });
                            }));
                        });
                    }));
            assertThat(thrown.leaves()).containsExactly(leaf);
            assertThat(thrown.getSuppressed()).hasSize(2);
            assertThat(thrown.exceptions().getFirst().getSuppressed()).containsExactly(leaf);
            assertThat(leaf).hasNoSuppressedExceptions();
        });
    }

    // TMO-02
    @Test
    void timeoutAroundAGroup_endsWhenTheChildrenHaveEnded() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Throwable thrown = catchThrowable(() -> timeout(ms(10), limit -> {
                taskGroup(g -> {
                    for (String name : new String[] {"a", "b"}) {
                        g.createTask(() -> {
                            try {
                                sleep(HOUR);
                            } finally {
                                sleep(ms(5));
                                log.add(name + " cleaned up at " + EventLoop.running().time().toMillis());
                            }
                        });
                    }
                });
            }));
            assertThat(thrown).isInstanceOf(TimeoutException.class).hasCauseInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("a cleaned up at 15", "b cleaned up at 15");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TMO-05
    @Test
    void timeoutOfZeroAroundAGroup_letsTheChildrenStart() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            assertThatThrownBy(() -> timeout(Duration.ZERO, limit -> {
                taskGroup(g -> {
                    g.createTask(() -> {
                        log.add("started");
                        try {
                            sleep(HOUR);
                        } catch (CancelledError e) {
                            log.add("cancelled");
                            throw e;
                        }
                    });
                    log.add("body ends");
                });
            })).isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly("body ends", "started", "cancelled");
        });
    }

    // TMO-10
    @Test
    void timeoutOfAChild_isAFailureOfItsGroup() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            ExceptionGroup thrown = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                g.createTask(() -> {
                    try {
                        sleep(ms(30));
                    } catch (CancelledError e) {
                        log.add("sibling cancelled at " + EventLoop.running().time().toMillis());
                        throw e;
                    }
                });
                g.createTask(() -> timeout(ms(10), limit -> sleep(HOUR, "late")));
                sleep(HOUR);
            }));
            assertThat(thrown.exceptions()).hasSize(1).first().isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly("sibling cancelled at 10");
            assertThat(currentTask().cancelling()).isZero();
            assertThatThrownBy(() -> new TaskGroup(LoneException.UNWRAPPED).run(g -> {
                g.createTask(() -> timeout(ms(10), limit -> sleep(HOUR, "late")));
            })).isInstanceOf(TimeoutException.class);
        });
    }

    // TMO-07
    @Test
    void timeoutInTheBodyOfAGroup_isTheBodysMatter() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            taskGroup(g -> {
                g.createTask(() -> log.add("a at " + sleep(ms(30), 30)));
                assertThatThrownBy(() -> timeout(ms(10), limit -> sleep(HOUR, "late")))
                        .isInstanceOf(TimeoutException.class);
                g.createTask(() -> log.add("b at " + (10 + sleep(ms(30), 30))));
            });
            assertThat(log).containsExactly("a at 30", "b at 40");
            assertThat(EventLoop.running().time()).isEqualTo(ms(40));
        });
    }

    // TMO-12: the group interrupts its body within a timeout, whose time is not over
    @Test
    void childThatFails_interruptsATimeoutInTheBody_whichIsNoTimeout() {
        Loops.run(() -> {
            var failure = new IOException();
            Timeout limit = Timeout.after(ms(10));
            List<String> log = new ArrayList<>();
            ExceptionGroup thrown = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                g.createTask(() -> {
                    sleep(ms(5));
                    throw failure;
                });
                try {
                    limit.run(same -> sleep(HOUR, "late"));
                } catch (CancelledError e) {
                    log.add("cancelling " + currentTask().cancelling());
                    throw e;
                }
            }));
            assertThat(thrown.exceptions()).containsExactly(failure);
            assertThat(failure).hasNoSuppressedExceptions();
            assertThat(log).containsExactly("cancelling 1");
            assertThat(limit).hasToString("<Timeout [finished]>");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TMO-11: a child fails, and the time is over before the group has ended
    @Test
    void childThatFails_inTheTickOfTheExpiry_isTheFailure() {
        Loops.run(() -> {
            var failure = new IOException();
            Promise<String> gate = EventLoop.running().createFuture();
            Timeout limit = Timeout.after(null);
            Task<?> task = createTask(() -> {
                assertThatThrownBy(() -> limit.run(same -> {
                    taskGroup(g -> {
                        g.createTask(() -> gate.await());
                        sleep(HOUR);
                    });
                })).isInstanceOf(ExceptionGroup.class).satisfies(group -> {
                    assertThat(((ExceptionGroup) group).exceptions()).containsExactly(failure);
                    assertThat(group.getSuppressed()).hasSize(2);
                    assertThat(group.getSuppressed()[1]).isInstanceOf(TimeoutException.class);
                });
                assertThat(currentTask().cancelling()).isZero();
                ticks(2);
            });
            ticks(2);
            gate.setException(failure);
            ticks(1);
            limit.reschedule(Duration.ZERO);
            task.await();
            assertThat(limit.expired()).isTrue();
        });
    }

    // TMO-13
    @Test
    void cancelFromOutside_whileTheChildrenCleanUpAfterTheExpiry_isACancellation() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> timeout(ms(10), limit -> {
                taskGroup(g -> {
                    g.createTask(() -> {
                        try {
                            sleep(HOUR);
                        } finally {
                            sleep(ms(20));
                            log.add("cleaned up");
                        }
                    });
                });
            }));
            EventLoop.running().callLater(ms(15), task::cancel);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("cleaned up");
            assertThat(task.cancelling()).isEqualTo(1);
            assertThat(EventLoop.running().time()).isEqualTo(ms(30));
        });
    }

    // TMO-04
    @Test
    void groupThatIsCancelledInTime_isNoTimeout() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(ms(10));
            limit.run(same -> {
                taskGroup(g -> {
                    EventLoop.running().callLater(ms(5), g::cancel);
                    sleep(HOUR);
                });
            });
            assertThat(limit.expired()).isFalse();
            assertThat(EventLoop.running().time()).isEqualTo(ms(5));
            sleep(ms(20));
        });
    }
}
