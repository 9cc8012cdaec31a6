package io.asyncio4j.tests.timeouts;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.Timeout;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Timeouts, and cancellation that comes from elsewhere or is refused. */
class TimeoutCancellationTest {

    private static final Duration HOUR = Duration.ofHours(1);

    // TMO-12
    @Test
    void cancelFromOutside_isNoTimeout() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(ms(10));
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                noting(log, () -> limit.run(same -> sleep(HOUR, "late")));
            });
            EventLoop.running().callLater(ms(5), () -> task.cancel("outside"));
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("outside");
            assertThat(log).containsExactly("CancelledError: outside, cancelling 1");
            assertThat(task.cancelled()).isTrue();
            assertThat(task.cancelling()).isEqualTo(1);
            assertThat(limit.expired()).isFalse();
            sleep(ms(20)); // the timer is gone
            assertThat(task.cancelling()).isEqualTo(1);
        });
    }

    // TMO-12
    @Test
    void taskThatCancelsItself_isNoTimeout() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(ms(10));
            assertThatThrownBy(() -> limit.run(same -> {
                currentTask().cancel();
                sleep(HOUR);
            })).isInstanceOf(CancelledError.class);
            assertThat(limit.expired()).isFalse();
            assertThat(EventLoop.running().time()).isZero();
            assertThat(currentTask().uncancel()).isZero();
        });
    }

    // TMO-13: which of the two comes first only decides whose message is told
    @Test
    void cancelAndExpiryInOneTick_isACancellation_inBothOrders() {
        Loops.run(() -> {
            for (boolean cancelFirst : new boolean[] {true, false}) {
                List<String> log = new ArrayList<>();
                List<Task<?>> tasks = new ArrayList<>();
                Runnable cancel = () -> tasks.getFirst().cancel("outside");
                if (cancelFirst) {
                    EventLoop.running().callLater(ms(10), cancel);
                }
                Timeout limit = Timeout.after(ms(10));
                tasks.add(createTask(() -> {
                    noting(log, () -> limit.run(same -> sleep(HOUR, "late")));
                }));
                ticks(1);
                if (!cancelFirst) {
                    EventLoop.running().callLater(ms(10), cancel);
                }
                assertThatThrownBy(tasks.getFirst()::await).isInstanceOf(CancelledError.class);
                assertThat(log).containsExactly(
                        "CancelledError: " + (cancelFirst ? "outside" : null) + ", cancelling 1");
                assertThat(limit.expired()).isTrue();
                assertThat(tasks.getFirst().cancelled()).isTrue();
            }
        });
    }

    // TMO-13
    @Test
    void cancelDuringTheCleanUpAfterTheExpiry_isACancellation() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                noting(log, () -> timeout(ms(10), limit -> {
                    try {
                        sleep(HOUR);
                    } finally {
                        log.add("clean-up at " + EventLoop.running().time().toMillis());
                        noting(log, () -> sleep(ms(100)));
                    }
                }));
            });
            EventLoop.running().callLater(ms(50), () -> task.cancel("outside"));
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("outside");
            assertThat(log).containsExactly("clean-up at 10", "CancelledError: outside, cancelling 2",
                    "CancelledError: outside, cancelling 1");
            assertThat(EventLoop.running().time()).isEqualTo(ms(50));
        });
    }

    // TMO-13: the same, where the block makes another exception of it
    @Test
    void exceptionMadeOfBoth_doesNotTellOfATimeout() {
        Loops.run(() -> {
            var failure = new IOException("made of it");
            Task<?> task = createTask(() -> {
                timeout(ms(10), limit -> {
                    try {
                        sleep(HOUR);
                    } catch (CancelledError e) {
                        failure.initCause(e);
                        throw failure;
                    }
                });
            });
            ticks(1);
            EventLoop.running().callLater(ms(10), task::cancel);
            assertThat(catchThrowable(task::await)).isSameAs(failure).hasNoSuppressedExceptions();
            assertThat(task.cancelling()).isEqualTo(1);
        });
    }

    // TMO-14
    @Test
    void blockThatSwallowsTheCancellation_isLeftNormally_withItsValue() {
        Loops.run(() -> {
            Timeout limit = Timeout.after(ms(10));
            String value = limit.run(same -> {
                try {
                    return sleep(HOUR, "in time");
                } catch (CancelledError e) {
                    assertThat(currentTask().cancelling()).isEqualTo(1);
                    sleep(ms(500)); // it is not interrupted again
                    return "refused";
                }
            });
            assertThat(value).isEqualTo("refused");
            assertThat(limit.expired()).isTrue();
            assertThat(limit).hasToString("<Timeout [expired]>");
            assertThat(currentTask().cancelling()).isZero();
            ticks(1);
            assertThat(EventLoop.running().time()).isEqualTo(ms(510));
        });
    }

    // TMO-14: the awaited task refuses, so the block never sees the cancellation
    @Test
    void awaitedTaskThatRefuses_letsTheBlockEndNormally() {
        Loops.run(() -> {
            Task<String> stubborn = createTask(() -> {
                try {
                    return sleep(HOUR, "in time");
                } catch (CancelledError e) {
                    return sleep(ms(5), "late");
                }
            });
            Timeout limit = Timeout.after(ms(10));
            String value = limit.run(same -> {
                return stubborn.await();
            });
            assertThat(value).isEqualTo("late");
            assertThat(limit.expired()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
            ticks(1);
        });
    }

    // TMO-15
    @Test
    void timeoutInTheHandlingOfACancellation_works() {
        Loops.run(() -> {
            for (Duration delay : new Duration[] {Duration.ZERO, ms(10)}) {
                List<String> log = new ArrayList<>();
                Task<?> task = createTask(() -> {
                    currentTask().cancel("outside");
                    try {
                        sleep(HOUR);
                    } catch (CancelledError e) {
                        noting(log, () -> timeout(delay, limit -> sleep(HOUR, "late")));
                    }
                });
                Throwable timeout = catchThrowable(task::await);
                assertThat(timeout).isInstanceOf(TimeoutException.class);
                assertThat(timeout.getCause()).isInstanceOf(CancelledError.class).hasNoCause()
                        .hasMessage(null);
                assertThat(log).containsExactly("TimeoutException: null, cancelling 1");
            }
        });
    }

    // TMO-12 TMO-15
    @Test
    void cancelWithinATimeoutAfterASwallowedCancellation_isACancellation() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                currentTask().cancel("first");
                assertThatThrownBy(() -> sleep(HOUR)).isInstanceOf(CancelledError.class);
                noting(log, () -> timeout(ms(10), limit -> {
                    currentTask().cancel("second");
                    sleep(HOUR);
                }));
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("second");
            assertThat(log).containsExactly("CancelledError: second, cancelling 2");
        });
    }

    // TMO-15: the request counts as one from before the block, although it is delivered in the block
    @Test
    void requestNotYetDeliveredAtTheEntry_isToldAsATimeout_ifThatIsOverToo() {
        Loops.run(() -> {
            Promise<String> never = EventLoop.running().createFuture();
            for (VoidCoroutine suspension : new VoidCoroutine[] {() -> ticks(1), never::await}) {
                List<String> log = new ArrayList<>();
                Task<?> task = createTask(() -> {
                    currentTask().cancel("before");
                    noting(log, () -> timeout(Duration.ZERO, suspension));
                });
                assertThatThrownBy(task::await).isInstanceOf(TimeoutException.class);
                assertThat(log).containsExactly("TimeoutException: null, cancelling 1");
            }
        });
    }

    // TMO-15
    @Test
    void timeoutInTheFinallyOfAnExpiredOne_eachHasItsOwnCause() {
        Loops.run(() -> {
            List<Throwable> seen = new ArrayList<>();
            Throwable outer = catchThrowable(() -> timeout(ms(10), limit -> {
                try {
                    sleep(HOUR);
                } catch (CancelledError e) {
                    seen.add(e);
                    throw e;
                } finally {
                    seen.add(catchThrowable(() -> timeout(ms(10), inner -> sleep(HOUR, "late"))));
                }
            }));
            assertThat(outer).isInstanceOf(TimeoutException.class).hasNoSuppressedExceptions();
            assertThat(outer.getCause()).isSameAs(seen.get(0)).hasNoCause();
            assertThat(seen.get(1)).isInstanceOf(TimeoutException.class);
            assertThat(seen.get(1).getCause()).isInstanceOf(CancelledError.class).isNotSameAs(seen.get(0));
            assertThat(currentTask().cancelling()).isZero();
            assertThat(EventLoop.running().time()).isEqualTo(ms(20));
        });
    }

    private static final class Withdrawn extends CancelledError {

        private static final long serialVersionUID = 1L;
    }

    // TMO-21
    @Test
    void subclassOfCancelledError_isACancellation() {
        Loops.run(() -> {
            var withdrawn = new Withdrawn();
            Throwable timeout = catchThrowable(() -> timeout(ms(10), limit -> {
                assertThatThrownBy(() -> sleep(HOUR)).isInstanceOf(CancelledError.class);
                throw withdrawn;
            }));
            assertThat(timeout).isInstanceOf(TimeoutException.class).hasCause(withdrawn);
            assertThat(withdrawn).hasNoSuppressedExceptions();
        });
    }

    // TMO-02 THR-05: real threads are interrupted
    @Test
    void callsOnOtherThreads_areInterrupted() {
        var forever = new CountDownLatch(1);
        var interrupted = new CompletableFuture<String>();
        Loops.run(() -> {
            assertThatThrownBy(() -> timeout(ms(5), () -> blocking(() -> forever.await())))
                    .isInstanceOf(TimeoutException.class).hasCauseInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> timeout(ms(5), () -> toThread(() -> {
                try {
                    forever.await();
                } catch (InterruptedException e) {
                    interrupted.complete("interrupted");
                }
            }))).isInstanceOf(TimeoutException.class);
            assertThat(currentTask().cancelling()).isZero();
        });
        assertThat(interrupted.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("interrupted");
    }

    // TMO-12 JVA-06: each await throws while a loop is being closed, and that is no timeout
    @Test
    void loopThatIsClosed_endsTheBlock() {
        EventLoop loop = Loops.virtual().build();
        List<Map<String, Object>> reports = Loops.collectReports(loop);
        List<String> log = new ArrayList<>();
        Task<?> task = loop.createTask(() -> noting(log, () -> timeout(ms(10), limit -> {
            try {
                sleep(HOUR);
            } finally {
                log.add("clean-up, " + limit.expired());
            }
        })));
        loop.runUntilComplete(() -> ticks(1));
        loop.close();
        assertThat(task.cancelled()).isTrue();
        assertThat(log).hasSize(2).first().isEqualTo("clean-up, false");
        assertThat(log.get(1)).startsWith("CancelledError: ").endsWith("cancelling 0");
        assertThat(reports).hasSize(1);
    }

    /** Notes what leaves {@code body}, and how often the task is being cancelled then. */
    private static void noting(List<String> log, VoidCoroutine body) throws Exception {
        try {
            body.run();
        } catch (CancelledError | TimeoutException e) {
            log.add(e.getClass().getSimpleName() + ": " + e.getMessage() + ", cancelling "
                    + currentTask().cancelling());
            throw e;
        }
    }
}
