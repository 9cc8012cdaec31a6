package io.asyncio4j.tests.cancel;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class UncancelTest {

    private static <T> Promise<T> promise() {
        return EventLoop.running().createFuture();
    }

    // UNC-01 UNC-02
    @Test
    void count_goesUpWithAcceptedCancels_andDownToZeroNotBelow() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> promise().await());
            assertThat(task.cancelling()).isZero();
            assertThat(task.uncancel()).isZero();
            task.cancel();
            task.cancel();
            assertThat(task.cancelling()).isEqualTo(2);
            assertThat(task.uncancel()).isEqualTo(1);
            assertThat(task.uncancel()).isZero();
            assertThat(task.uncancel()).isZero();
            assertThat(task.cancelling()).isZero();
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            task.cancel();
            assertThat(task.cancelling()).as("a refused cancel does not count").isEqualTo(1);
        });
    }

    // UNC-03
    @Test
    void uncancelToZero_takesBackARequestThatWasNotDelivered() {
        Loops.run(() -> {
            Task<String> fresh = createTask(() -> "ran");
            fresh.cancel();
            fresh.uncancel();
            assertThat(fresh.await()).isEqualTo("ran");

            Task<String> yielding = createTask(() -> sleep(Duration.ZERO, "slept"));
            ticks(1);
            yielding.cancel();
            yielding.uncancel();
            assertThat(yielding.await()).isEqualTo("slept");

            Promise<String> gate = promise();
            Task<String> waking = createTask(() -> gate.await());
            ticks(1);
            gate.setResult("result");
            waking.cancel();
            waking.uncancel();
            assertThat(waking.await()).isEqualTo("result");
        });
    }

    // UNC-03
    @Test
    void uncancelOfOneOfTwo_takesNothingBack() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> sleep(Duration.ZERO));
            ticks(1);
            task.cancel();
            task.cancel();
            assertThat(task.uncancel()).isEqualTo(1);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        });
    }

    // UNC-03
    @Test
    void uncancel_cannotUndoACancelledFuture() {
        Loops.run(() -> {
            Promise<Integer> gate = promise();
            Task<?> task = createTask(() -> gate.await());
            ticks(1);
            task.cancel();
            assertThat(task.uncancel()).isZero();
            assertThat(gate.cancelled()).isTrue();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.cancelled()).isTrue();
        });
    }

    // UNC-03 UNC-04
    @Test
    void taskThatTakesBackItsOwnRequest_goesOn() {
        Loops.run(() -> {
            Task<String> task = createTask(() -> {
                currentTask().cancel();
                currentTask().uncancel();
                return sleep(ms(5), "never cancelled");
            });
            assertThat(task.await()).isEqualTo("never cancelled");
            assertThat(task.cancelled()).isFalse();
        });
    }

    // UNC-04
    @Test
    void afterUncancel_theTextSaysPending_andANewCancelWorks() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                assertThatThrownBy(() -> promise().await()).isInstanceOf(CancelledError.class);
                currentTask().uncancel();
                promise().await();
            });
            ticks(1);
            assertThat(task.toString()).startsWith("<Task pending ");
            task.cancel();
            assertThat(task.toString()).startsWith("<Task cancelling ");
            ticks(1);
            assertThat(task.toString()).startsWith("<Task pending ");
            task.cancel();
            assertThat(task.cancelling()).isEqualTo(1);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.toString()).startsWith("<Task cancelled ");
        });
    }

    // UNC-05
    @Test
    void uncancelOfADoneTask_changesOnlyTheCount() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> promise().await());
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.uncancel()).isZero();
            assertThat(task.done()).isTrue();
            assertThat(task.cancelled()).isTrue();
        });
    }

    /** A structured block as users write them: its own timer cancels the task, and it takes that back. */
    private static boolean movesOnAfter(Duration limit, Coroutine<?> body) throws Exception {
        Task<?> task = currentTask();
        int before = task.cancelling();
        List<String> fired = new ArrayList<>();
        var timer = EventLoop.running().callLater(limit, () -> {
            fired.add("timer");
            task.cancel();
        });
        try {
            body.await();
        } catch (CancelledError e) {
            if (fired.isEmpty() || task.uncancel() > before) {
                throw e;
            }
            return true;
        } finally {
            timer.cancel();
        }
        return false;
    }

    // UNC-06
    @Test
    void structuredBlocks_eachTakeBackTheirOwnRequest() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                boolean outer = movesOnAfter(ms(500), () -> {
                    boolean inner = movesOnAfter(ms(100), () -> sleep(ms(10_000), 0));
                    log.add("inner " + inner + " at " + millisSince(start));
                    return sleep(ms(10_000), 0);
                });
                log.add("outer " + outer + " at " + millisSince(start));
                sleep(ms(10));
                log.add("cancelling " + currentTask().cancelling());
            });
            task.await();
            assertThat(log).containsExactly("inner true at 100", "outer true at 500", "cancelling 0");
        });
    }

    // UNC-06
    @Test
    void structuredBlock_letsARequestFromOutsidePass_evenInTheSameTick() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                movesOnAfter(ms(100), () -> sleep(ms(10_000), 0));
            });
            ticks(1);
            EventLoop.running().callLater(ms(100), () -> task.cancel("from outside"));
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.cancelled()).isTrue();
            assertThat(task.cancelling()).isEqualTo(1);
        });
    }

    // UNC-07
    @Test
    void cancellationSwallowedWithoutUncancel_keepsTheCount_andLaterTimeoutsWorkAllTheSame() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                assertThatThrownBy(() -> promise().await()).isInstanceOf(CancelledError.class);
                log.add("swallowed, cancelling " + currentTask().cancelling());
                assertThatThrownBy(() -> waitFor(() -> sleep(ms(10_000)), ms(50)))
                        .isInstanceOf(TimeoutException.class);
                log.add("timed out at " + millisSince(start) + ", cancelling " + currentTask().cancelling());
            });
            ticks(1);
            task.cancel();
            task.await();
            assertThat(log).containsExactly("swallowed, cancelling 1", "timed out at 50, cancelling 1");
        });
    }

    // UNC-07
    @Test
    void timeoutWithinTheHandlingOfACancellation_works_andTheCancellationGoesOn() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                try {
                    promise().await();
                } finally {
                    assertThatThrownBy(() -> waitFor(() -> sleep(ms(10_000)), ms(50)))
                            .isInstanceOf(TimeoutException.class);
                    log.add("timed out at " + millisSince(start));
                }
            });
            ticks(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("timed out at 50");
            assertThat(task.cancelling()).isEqualTo(1);
        });
    }
}
