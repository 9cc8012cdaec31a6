package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** waitFor with a timeout of zero or less: the result that is there, or none. */
class WaitForWithoutTimeTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    // WFR-05
    @Test
    void withoutTime_doneFutures_giveWhatTheyHave() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            var failure = new IOException("kept");
            Promise<String> succeeded = loop.createFuture();
            succeeded.setResult("there already");
            Promise<String> failed = loop.createFuture();
            failed.setException(failure);
            Promise<String> cancelled = loop.createFuture();
            cancelled.cancel("before");
            for (Duration none : List.of(Duration.ZERO, ms(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
                assertThat(waitFor(succeeded, none)).isEqualTo("there already");
                assertThat(catchThrowable(() -> waitFor(failed, none))).isSameAs(failure);
            }
            assertThatThrownBy(() -> waitFor(cancelled, Duration.ZERO)).isInstanceOf(CancelledError.class)
                    .hasMessage("before");
        });
    }

    // WFR-05
    @Test
    void withoutTime_aRunningTask_isCancelledAndAwaited() {
        Loops.run(() -> {
            for (Duration none : List.of(Duration.ZERO, ms(-1))) {
                List<String> log = new ArrayList<>();
                Task<?> task = createTask(() -> cleansUp(ms(5), log));
                ticks(1);
                TimeoutException timeout =
                        catchThrowableOfType(TimeoutException.class, () -> waitFor(task, none));
                assertThat(timeout.getCause()).isInstanceOf(CancelledError.class);
                assertThat(log).containsExactly("started", "cancelled", "cleaned up");
                assertThat(task.cancelled()).isTrue();
                assertThat(task.cancelling()).isEqualTo(1);
                assertThat(currentTask().cancelling()).isZero();
            }
        });
    }

    // WFR-05
    @Test
    void withoutTime_aCoroutine_isNeverStarted() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var once = Coroutine.of("once", () -> {
                log.add("started");
            });
            assertThatThrownBy(() -> waitFor(() -> cleansUp(ms(5), log), Duration.ZERO))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> waitFor(once, ms(-1))).isInstanceOf(TimeoutException.class);
            assertThat(log).isEmpty();
            assertThat(allTasks()).hasSize(1);
            assertThat(EventLoop.running().time()).isZero();
        });
    }

    // WFR-05: as CPython's wait_for(fut, 0), which looks only at the result that is there afterwards
    @Test
    void withoutTime_whatTheTaskMakesOfItsCancellation_counts() {
        Loops.run(() -> {
            var failure = new IOException("while cancelled");
            Task<Integer> swallows = createTask(() -> {
                try {
                    return sleep(ms(100), 1);
                } catch (CancelledError e) {
                    return 42;
                }
            });
            Task<Integer> fails = createTask(() -> {
                try {
                    return sleep(ms(100), 1);
                } catch (CancelledError e) {
                    throw failure;
                }
            });
            ticks(1);
            assertThat(waitFor(swallows, Duration.ZERO)).isEqualTo(42);
            assertThat(catchThrowable(() -> waitFor(fails, Duration.ZERO))).isSameAs(failure);
        });
    }

    // WFR-05, GAT-11: a cancelled gather fails with a CancelledError, it is not cancelled
    @Test
    void withoutTime_aGather_isATimeout() {
        Loops.run(() -> {
            Task<String> child = createTask(() -> sleep(MINUTE, "not reached"));
            ticks(1);
            assertThat(catchThrowable(() -> waitFor(gather(child), Duration.ZERO)))
                    .isInstanceOf(TimeoutException.class).hasCauseInstanceOf(CancelledError.class);
            assertThat(child.cancelled()).isTrue();
        });
    }

    // WFR-05, WFR-09: unlike a wait with some time, it can be left at once
    @Test
    void withoutTime_cancelOfTheWait_doesNotWaitForTheTask() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> cleansUp(ms(50), log));
            ticks(1);
            Task<?> waits = createTask(() -> waitFor(task, Duration.ZERO));
            ticks(2);
            waits.cancel();
            assertThatThrownBy(waits::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("started", "cancelled");
            assertThat(task.toString()).doesNotContain("waitFor()");
            Asyncio.wait(List.of(task));
            assertThat(log).containsExactly("started", "cancelled", "cleaned up");
        });
    }

    // WFR-11
    @Test
    void withoutTime_theShieldIsCancelled_andTheTaskGoesOn() {
        Loops.run(() -> {
            Task<String> task = createTask(() -> sleep(ms(10), "done"));
            Future<String> shielded = shield(task);
            assertThatThrownBy(() -> waitFor(shielded, Duration.ZERO)).isInstanceOf(TimeoutException.class);
            assertThat(shielded.cancelled()).isTrue();
            assertThat(task.done()).isFalse();
            assertThat(task.await()).isEqualTo("done");
        });
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
}
