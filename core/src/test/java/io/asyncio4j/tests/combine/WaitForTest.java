package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.RecordingPoller;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class WaitForTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    // WFR-01
    @Test
    void result_comesBack_withAndWithoutATimeout() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            assertThat(waitFor(() -> sleep(ms(10), "coroutine"), MINUTE)).isEqualTo("coroutine");
            assertThat(waitFor(createTask(() -> sleep(ms(10), "task")), MINUTE)).isEqualTo("task");
            assertThat(waitFor(() -> sleep(Duration.ofDays(400), "patience"), null)).isEqualTo("patience");
            assertThat(waitFor(() -> (String) null, MINUTE)).isNull();
            assertThat(millisSince(start)).isEqualTo(20 + Duration.ofDays(400).toMillis());
        });
    }

    // WFR-01
    @Test
    void failure_isTheVeryObject() {
        Loops.run(() -> {
            var failure = new IOException("inside");
            VoidCoroutine fails = () -> {
                throw failure;
            };
            assertThat(catchThrowable(() -> waitFor(fails, MINUTE))).isSameAs(failure);
            assertThat(catchThrowable(() -> waitFor(createTask(fails), null))).isSameAs(failure);
        });
    }

    // WFR-01
    @Test
    void theTimer_isCancelled_whenTheResultIsThere() {
        var poller = new RecordingPoller();
        Asyncio.run(EventLoop.builder().poller(poller), () -> {
            waitFor(() -> sleep(ms(10)), MINUTE);
            assertThatThrownBy(() -> waitFor(failsAfter(ms(5), new IOException()), MINUTE))
                    .isInstanceOf(IOException.class);
            sleep(Duration.ofHours(1));
        });
        assertThat(poller.waits).containsExactly(ms(10), ms(5), Duration.ofHours(1));
    }

    // WFR-02
    @Test
    void coroutine_runsInTheCallersTask_andContext() {
        Loops.run(() -> {
            ContextVar<String> variable = ContextVar.of("variable");
            Task<?> me = currentTask();
            for (Duration timeout : new Duration[] {null, MINUTE}) {
                waitFor(() -> {
                    ticks(1);
                    assertThat(currentTask()).isSameAs(me);
                    assertThat(allTasks()).hasSize(1);
                    variable.set("set inside, " + timeout);
                }, timeout);
                assertThat(variable.get()).isEqualTo("set inside, " + timeout);
            }
        });
    }

    // WFR-03
    @Test
    void expiry_cancelsTheTask_waitsForIt_andTellsOfItsCancellation() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> cleansUp(ms(0), log));
            TimeoutException timeout =
                    catchThrowableOfType(TimeoutException.class, () -> waitFor(task, ms(10)));
            assertThat(timeout.getCause()).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("started", "cancelled", "cleaned up");
            assertThat(task.cancelled()).isTrue();
            assertThat(millisSince(start)).isEqualTo(10);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // WFR-03
    @Test
    void expiry_cancelsAPlainFuture() {
        Loops.run(() -> {
            Promise<String> future = EventLoop.running().createFuture();
            assertThatThrownBy(() -> waitFor(future, ms(10))).isInstanceOf(TimeoutException.class);
            assertThat(future.cancelled()).isTrue();
        });
    }

    // WFR-04
    @Test
    void cleanUp_mayTakeLongerThanTheTimeout() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            assertThatThrownBy(() -> waitFor(() -> cleansUp(ms(500), log), ms(10)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly("started", "cancelled", "cleaned up");
            assertThat(millisSince(start)).isEqualTo(510);
        });
    }

    // WFR-04
    @Test
    void cancelledWait_endsWhenTheTaskHasCleanedUp() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            Task<?> waits = createTask(() -> waitFor(createTask(() -> cleansUp(ms(500), log)), MINUTE));
            sleep(ms(20));
            waits.cancel();
            assertThatThrownBy(waits::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("started", "cancelled", "cleaned up");
            assertThat(millisSince(start)).isEqualTo(520);
        });
    }

    // WFR-08
    @Test
    void otherExceptionWhileBeingCancelled_passes() {
        Loops.run(() -> {
            var failure = new IOException("while cancelled");
            Coroutine<String> body = () -> {
                try {
                    return sleep(ms(100), "not reached");
                } finally {
                    throwIt(failure);
                }
            };
            assertThat(catchThrowable(() -> waitFor(body, ms(10)))).isSameAs(failure);
            assertThat(currentTask().cancelling()).isZero();
            assertThat(catchThrowable(() -> waitFor(createTask(body), ms(10)))).isSameAs(failure);
        });
    }

    // WFR-09
    @Test
    void cancelOfTheWait_cancelsTheTask_withOrWithoutATimeout() {
        Loops.run(() -> {
            for (Duration timeout : new Duration[] {null, MINUTE}) {
                Promise<String> never = EventLoop.running().createFuture();
                Task<String> task = createTask(() -> never.await());
                Task<String> waits = createTask(() -> waitFor(task, timeout));
                EventLoop.running().callSoon(() -> waits.cancel("outside"));
                CancelledError error = catchThrowableOfType(CancelledError.class, waits::await);
                assertThat(error.message()).isEqualTo("outside");
                assertThat(task.cancelled()).isTrue();
                assertThat(never.cancelled()).isTrue();
            }
        });
    }

    // WFR-11
    @Test
    void shieldedTask_outlivesTheTimeout() {
        Loops.run(() -> {
            Task<String> task = createTask(() -> sleep(ms(100), "done"));
            assertThatThrownBy(() -> waitFor(shield(task), ms(10))).isInstanceOf(TimeoutException.class);
            assertThat(task.cancelling()).isZero();
            assertThat(waitFor(shield(task), null)).isEqualTo("done");
        });
    }

    // WFR-01
    @Test
    void hugeTimeout_doesNotOverflow() {
        Loops.run(() -> {
            sleep(ms(10));
            assertThat(waitFor(() -> sleep(ms(10), "x"), Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo("x");
            assertThat(EventLoop.running().time()).isEqualTo(ms(20));
        });
    }

    // WFR-02
    @Test
    void nullAndMissingLoopOrTask_areRefused() {
        List<String> log = new ArrayList<>();
        Coroutine<String> body = () -> {
            log.add("started");
            return "x";
        };
        for (Duration timeout : new Duration[] {null, MINUTE, Duration.ZERO}) {
            assertThatIllegalStateException().isThrownBy(() -> waitFor(body, timeout))
                    .withMessageContaining("no running event loop");
            Loops.run(() -> {
                assertThatNullPointerException().isThrownBy(() -> waitFor((Awaitable<String>) null, timeout));
                List<Map<String, Object>> reports = Loops.collectReports();
                EventLoop.running().callSoon(() -> throwingUnchecked(() -> waitFor(body, timeout)));
                ticks(3);
                assertThat(reports).hasSize(1);
                assertThat((Throwable) reports.getFirst().get("exception"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot await in a callback");
            });
        }
        assertThat(log).isEmpty();
    }

    private static void cleansUp(Duration cleanUp, List<String> log) {
        log.add("started");
        try {
            sleep(Duration.ofHours(1));
        } catch (CancelledError e) {
            log.add("cancelled");
            sleep(cleanUp);
            log.add("cleaned up");
            throw e;
        }
    }

    private static VoidCoroutine failsAfter(Duration delay, Exception failure) {
        return () -> {
            sleep(delay);
            throw failure;
        };
    }

    private static void throwIt(Exception failure) throws Exception {
        throw failure;
    }

    private static void throwingUnchecked(VoidCoroutine body) {
        try {
            body.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
