package io.asyncio4j.tests.timeouts;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.timeoutAt;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.Timeout;
import io.asyncio4j.tests.support.BusyClock;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Timeouts within timeouts, and who of them tells of it. */
class TimeoutNestedTest {

    private static final Duration HOUR = Duration.ofHours(1);

    // TMO-08
    @Test
    void blocksWhoseTimeIsOverAtOnce_theOutermostThrows_theOthersLetTheCancellationPass() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Duration deadline = ms(10);
            Timeout outermost = Timeout.at(deadline);
            Timeout middle = Timeout.at(deadline);
            Timeout inner = Timeout.at(deadline);
            assertThatThrownBy(() -> outermost.run(a -> {
                noting(log, "outermost", () -> middle.run(b -> {
                    noting(log, "middle", () -> inner.run(c -> {
                        noting(log, "inner", () -> sleep(HOUR, "late"));
                    }));
                }));
            })).isInstanceOf(TimeoutException.class).hasCauseInstanceOf(CancelledError.class);
            log.add("outside, cancelling " + currentTask().cancelling());
            assertThat(log).containsExactly(
                    "CancelledError in inner, cancelling 3",
                    "CancelledError in middle, cancelling 2",
                    "CancelledError in outermost, cancelling 1",
                    "outside, cancelling 0");
            assertThat(List.of(outermost, middle, inner)).allMatch(Timeout::expired);
            assertThat(EventLoop.running().time()).isEqualTo(deadline);
        });
    }

    // TMO-08: one request is delivered for both; who swallows it goes on to the end of both blocks
    @Test
    void cancellationOfTwoTimeouts_isDeliveredOnce() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Timeout outer = Timeout.after(ms(10));
            Timeout inner = Timeout.after(ms(10));
            outer.run(a -> {
                inner.run(b -> {
                    assertThatThrownBy(() -> sleep(HOUR)).isInstanceOf(CancelledError.class);
                    log.add("swallowed, cancelling " + currentTask().cancelling());
                    sleep(ms(5));
                });
                log.add("inner left, cancelling " + currentTask().cancelling());
                sleep(ms(5));
            });
            log.add("outer left, cancelling " + currentTask().cancelling());
            sleep(ms(5));
            log.add("at " + EventLoop.running().time().toMillis());
            assertThat(log).containsExactly(
                    "swallowed, cancelling 2", "inner left, cancelling 1", "outer left, cancelling 0",
                    "at 25");
            assertThat(inner).hasToString("<Timeout [expired]>");
            assertThat(outer).hasToString("<Timeout [expired]>");
        });
    }

    // TMO-09
    @Test
    void outerTimeOverFirst_theOuterThrows_andTheInnerHasNotExpired() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Timeout inner = Timeout.after(ms(20));
            assertThatThrownBy(() -> timeout(ms(10), limit -> {
                noting(log, "outer", () -> inner.run(same -> sleep(HOUR, "late")));
            })).isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly("CancelledError in outer, cancelling 1");
            assertThat(inner.expired()).isFalse();
            assertThat(inner).hasToString("<Timeout [finished]>");
            sleep(ms(100)); // the inner timer is gone
            assertThat(EventLoop.running().time()).isEqualTo(ms(110));
        });
    }

    // TMO-09
    @Test
    void outerTimeOverWhileTheInnerCleansUp_theOuterThrows() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Timeout inner = Timeout.after(ms(10));
            assertThatThrownBy(() -> timeout(ms(20), limit -> {
                noting(log, "outer", () -> inner.run(same -> {
                    try {
                        sleep(HOUR);
                    } finally {
                        noting(log, "clean-up", () -> sleep(HOUR, "late"));
                    }
                }));
            })).isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly(
                    "CancelledError in clean-up, cancelling 2", "CancelledError in outer, cancelling 1");
            assertThat(inner.expired()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
            assertThat(EventLoop.running().time()).isEqualTo(ms(20));
        });
    }

    // TMO-09
    @Test
    void innerTimeOverFirst_theInnerThrows_andTheOuterInterruptsLaterCode() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            assertThatThrownBy(() -> timeout(ms(100), limit -> {
                assertThatThrownBy(() -> timeout(ms(10), inner -> sleep(HOUR, "late")))
                        .isInstanceOf(TimeoutException.class);
                log.add("inner at " + EventLoop.running().time().toMillis());
                sleep(HOUR);
            })).isInstanceOf(TimeoutException.class);
            log.add("outer at " + EventLoop.running().time().toMillis());
            assertThat(log).containsExactly("inner at 10", "outer at 100");
        });
    }

    // TMO-09: both are overdue when the loop gets to look at its timers
    @Test
    void busyTask_bothAreOverdue_theOuterThrows_whicheverIsEarlier() {
        for (boolean outerEarlier : new boolean[] {true, false}) {
            var clock = new BusyClock();
            Asyncio.run(EventLoop.builder().poller(clock), () -> {
                List<String> log = new ArrayList<>();
                assertThatThrownBy(() -> timeout(ms(outerEarlier ? 2 : 10), outer -> {
                    noting(log, "outer", () -> timeout(ms(outerEarlier ? 10 : 2), inner -> {
                        clock.busyFor(ms(50));
                        sleep(ms(1_000));
                    }));
                })).isInstanceOf(TimeoutException.class);
                assertThat(log).containsExactly("CancelledError in outer, cancelling 1");
                assertThat(currentTask().cancelling()).isZero();
                assertThat(EventLoop.running().time()).isEqualTo(ms(50));
            });
        }
    }

    // TMO-09: a deadline that is past when the inner block is entered belongs to the inner block
    @Test
    void innerDeadlineThatIsPast_doesNotTouchTheOuterBlock() {
        Loops.run(() -> {
            sleep(ms(50));
            String value = timeout(ms(10), outer -> {
                assertThatThrownBy(() -> timeoutAt(ms(20), inner -> sleep(HOUR, "late")))
                        .isInstanceOf(TimeoutException.class);
                return sleep(ms(5), "in time");
            });
            assertThat(value).isEqualTo("in time");
        });
    }

    // UNC-06
    @Test
    void requestThatIsTakenBackWithinTheBlock_leavesTheTimeoutItsOwn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            assertThatThrownBy(() -> timeout(ms(10), limit -> {
                currentTask().cancel();
                assertThatThrownBy(() -> ticks(1)).isInstanceOf(CancelledError.class);
                log.add("own request, cancelling " + currentTask().cancelling());
                currentTask().uncancel();
                noting(log, "block", () -> sleep(HOUR, "late"));
            })).isInstanceOf(TimeoutException.class);
            log.add("outside, cancelling " + currentTask().cancelling());
            assertThat(log).containsExactly("own request, cancelling 1",
                    "CancelledError in block, cancelling 1",
                    "outside, cancelling 0");
        });
    }

    // UNC-07: it is not the count that decides but what it was at the entry
    @Test
    void cancellationSwallowedBefore_doesNotKeepALaterBlockFromTimingOut() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                assertThatThrownBy(() -> sleep(HOUR)).isInstanceOf(CancelledError.class);
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(() -> timeout(ms(10), outer -> {
                        noting(log, "outer", () -> timeout(ms(10), inner -> sleep(HOUR, "late")));
                    })).isInstanceOf(TimeoutException.class);
                    log.add("outside, cancelling " + currentTask().cancelling());
                }
            });
            ticks(1);
            task.cancel();
            task.await();
            assertThat(log).containsExactly("CancelledError in outer, cancelling 2", "outside, cancelling 1",
                    "CancelledError in outer, cancelling 2", "outside, cancelling 1");
        });
    }

    // UNC-07: swallowed within the block, the request still counts there, so the expiry is no timeout
    @Test
    void cancellationSwallowedWithinTheBlock_makesTheExpiryACancellation() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Timeout limit = Timeout.after(ms(10));
            Task<?> task = createTask(() -> {
                noting(log, "task", () -> limit.run(same -> {
                    assertThatThrownBy(() -> sleep(HOUR)).isInstanceOf(CancelledError.class);
                    log.add("swallowed at " + EventLoop.running().time().toMillis());
                    sleep(HOUR);
                }));
            });
            EventLoop.running().callLater(ms(5), task::cancel);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("swallowed at 5", "CancelledError in task, cancelling 1");
            assertThat(limit.expired()).isTrue();
            assertThat(EventLoop.running().time()).isEqualTo(ms(10));
        });
    }

    // TMO-08 WFR-03
    @Test
    void waitForAndTimeout_nestInOneAnother() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            assertThatThrownBy(() -> timeout(ms(10), limit -> {
                noting(log, "timeout around waitFor", () -> waitFor(() -> sleep(HOUR), ms(10)));
            })).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> waitFor(() -> {
                noting(log, "waitFor around timeout", () -> timeout(ms(10), limit -> sleep(HOUR, "late")));
            }, ms(10))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> timeout(ms(50), limit -> waitFor(() -> sleep(HOUR, "late"), ms(10))))
                    .isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly("CancelledError in timeout around waitFor, cancelling 1",
                    "CancelledError in waitFor around timeout, cancelling 1");
            assertThat(currentTask().cancelling()).isZero();
            assertThat(EventLoop.running().time()).isEqualTo(ms(30));
        });
    }

    // TMO-02: a gather within the block is cancelled child by child, and a shielded task goes on
    @Test
    void gatherAndShieldWithinTheBlock() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<Task<?>> children = new ArrayList<>();
            assertThatThrownBy(() -> timeout(ms(10), limit -> {
                for (int i = 0; i < 2; i++) {
                    children.add(createTask(() -> sleep(HOUR, "late")));
                }
                return gather(children).await();
            })).isInstanceOf(TimeoutException.class);
            assertThat(children).allMatch(Task::cancelled);
            Promise<String> gate = EventLoop.running().createFuture();
            Task<String> shielded = createTask(() -> gate.await());
            assertThatThrownBy(() -> timeout(ms(10), limit -> shield(shielded).await()))
                    .isInstanceOf(TimeoutException.class);
            gate.setResult("went on");
            assertThat(shielded.await()).isEqualTo("went on");
            assertThat(millisSince(start)).isEqualTo(20);
        });
    }

    private interface VoidBody {
        void run() throws Exception;
    }

    /** Notes what leaves {@code body}, and how often the task is being cancelled then. */
    private static void noting(List<String> log, String where, VoidBody body) throws Exception {
        try {
            body.run();
        } catch (CancelledError | TimeoutException e) {
            log.add(e.getClass().getSimpleName() + " in " + where + ", cancelling "
                    + currentTask().cancelling());
            throw e;
        }
    }
}
