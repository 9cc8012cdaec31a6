package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.MillisecondPerTick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Results, timers and cancellations that come to a waitFor in one tick. */
class WaitForRacesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    // WFR-06
    @Test
    void resultQueuedBeforeTheWait_wins() {
        Loops.run(() -> {
            Promise<String> future = EventLoop.running().createFuture();
            EventLoop.running().callSoon(() -> future.setResult("ok"));
            assertThat(waitFor(future, Duration.ofNanos(1))).isEqualTo("ok");
        });
    }

    // WFR-06: the wake-up was queued in the tick before, so it is ahead of the timer
    @Test
    void resultWhoseWakeUpIsQueuedAheadOfTheTimer_wins() {
        Asyncio.run(EventLoop.builder().poller(new MillisecondPerTick()), () -> {
            List<String> log = new ArrayList<>();
            Duration start = EventLoop.running().time();
            assertThat(waitFor(() -> {
                sleep(ms(9));
                log.add("awake after " + millisSince(start)); // in the tick in which the timer is due
                return "in time";
            }, ms(10))).isEqualTo("in time");
            assertThat(log).containsExactly("awake after 10");
            ticks(2); // and the timer, which was queued already, does nothing
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // WFR-06: the timer comes between the result and the wake-up. As in CPython the task is cancelled, and
    // what it did not get is still in the future
    @Test
    void timerBetweenTheResultAndTheWakeUp_isATimeout_andTheResultStaysInTheFuture() {
        Loops.run(() -> {
            Promise<String> future = EventLoop.running().createFuture();
            EventLoop.running().callLater(ms(10), () -> future.setResult("kept"));
            assertThatThrownBy(() -> waitFor(future, ms(10))).isInstanceOf(TimeoutException.class)
                    .hasCauseInstanceOf(CancelledError.class);
            assertThat(future.result()).isEqualTo("kept");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // WFR-06: the other way round the future is cancelled before its result comes
    @Test
    void timerBeforeTheResult_cancelsTheFuture() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<String> future = EventLoop.running().createFuture();
            Task<?> waits = createTask(() -> waitFor(future, ms(10)));
            ticks(1);
            EventLoop.running().callLater(ms(10), () -> log.add("future cancelled " + future.cancelled()));
            assertThat(catchThrowable(waits::await)).isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly("future cancelled true");
        });
    }

    // WFR-07
    @Test
    void cancellationThatIsSwallowed_givesTheValue() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            assertThat(waitFor(() -> {
                try {
                    return sleep(MINUTE, 1);
                } catch (CancelledError e) {
                    return 42;
                }
            }, ms(10))).isEqualTo(42);
            assertThat(millisSince(start)).isEqualTo(10);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // WFR-07
    @Test
    void taskThatSwallowsItsCancellation_givesItsValue() {
        Loops.run(() -> {
            Task<String> task = createTask(() -> {
                try {
                    return sleep(MINUTE, "not reached");
                } catch (CancelledError e) {
                    return sleep(ms(5), "late");
                }
            });
            assertThat(waitFor(task, ms(10))).isEqualTo("late");
            assertThat(currentTask().cancelling()).isZero();
            assertThat(task.cancelling()).isEqualTo(1);
            sleep(ms(1)); // no cancellation is left behind
        });
    }

    // WFR-09
    @Test
    void outsideCancelAndTimer_inOneTick_isACancellation_inBothOrders() {
        Loops.run(() -> {
            for (boolean cancelFirst : new boolean[] {true, false}) {
                List<String> log = new ArrayList<>();
                List<Task<?>> tasks = new ArrayList<>();
                Runnable cancel = () -> tasks.getFirst().cancel("outside");
                if (cancelFirst) {
                    EventLoop.running().callLater(ms(10), cancel);
                }
                tasks.add(createTask(() -> {
                    try {
                        waitFor(() -> sleep(MINUTE), ms(10));
                    } catch (CancelledError e) {
                        log.add("cancelled, cancelling " + currentTask().cancelling());
                        throw e;
                    }
                }));
                ticks(1);
                if (!cancelFirst) {
                    EventLoop.running().callLater(ms(10), cancel);
                }
                assertThat(catchThrowable(tasks.getFirst()::await)).isInstanceOf(CancelledError.class);
                assertThat(log).containsExactly("cancelled, cancelling 1");
                assertThat(tasks.getFirst().cancelling()).isEqualTo(1);
            }
        });
    }

    // WFR-10
    @Test
    void cancelWhenTheInnerTaskHasJustFinished_isNotLost() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<String> gate = EventLoop.running().createFuture();
            Task<String> inner = createTask(() -> gate.await());
            Task<?> waits = createTask(() -> {
                waitFor(inner, MINUTE);
                log.add("went on");
            });
            inner.addDoneCallback(done -> {
                log.add("inner done, waiting task done " + waits.done());
                waits.cancel();
            });
            ticks(1);
            gate.setResult("done");
            assertThatThrownBy(waits::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("inner done, waiting task done false");
            assertThat(inner.await()).isEqualTo("done");
        });
    }

    // WFR-10
    @Test
    void cancelWhenTheInnerTaskWasDoneBefore_comesAtTheNextAwait() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<String> inner = createTask(() -> "done");
            Task<?> waits = createTask(() -> {
                log.add(waitFor(inner, MINUTE));
                sleep(ms(1));
                log.add("reached the end");
            });
            ticks(1);
            assertThat(inner.done()).isTrue();
            waits.cancel();
            assertThatThrownBy(waits::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("done");
            assertThat(inner.await()).isEqualTo("done");
        });
    }

    // WFR-03: who of two has expired gets the TimeoutException, the outer through the inner
    @Test
    void nestedWaits_theShorterTimeoutIsTold_whereItBelongs() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            assertThatThrownBy(() -> waitFor(() -> {
                try {
                    waitFor(() -> sleep(MINUTE), ms(20));
                } catch (CancelledError e) {
                    log.add("inner wait cancelled");
                    throw e;
                }
            }, ms(10))).isInstanceOf(TimeoutException.class);
            waitFor(() -> {
                assertThatThrownBy(() -> waitFor(() -> sleep(MINUTE), ms(10)))
                        .isInstanceOf(TimeoutException.class);
                log.add("inner wait timed out");
                sleep(ms(5));
            }, ms(20));
            assertThat(log).containsExactly("inner wait cancelled", "inner wait timed out");
            assertThat(currentTask().cancelling()).isZero();
            assertThat(EventLoop.running().time()).isEqualTo(ms(25));
        });
    }

    // WFR-03
    @Test
    void nestedWaits_thatExpireInOneTick_areATimeoutOfTheOuter() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            assertThatThrownBy(() -> waitFor(() -> {
                try {
                    waitFor(() -> sleep(MINUTE), ms(10));
                } catch (TimeoutException | CancelledError e) {
                    log.add("inner " + e.getClass().getSimpleName());
                    throw e;
                }
            }, ms(10))).isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly("inner CancelledError");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // WFR-03: a TimeoutException of the awaited code is its own
    @Test
    void timeoutExceptionFromWithin_passesAsItIs() {
        Loops.run(() -> {
            var own = new TimeoutException("own");
            assertThat(catchThrowable(() -> waitFor(() -> {
                throw own;
            }, MINUTE))).isSameAs(own);
            assertThat(own).hasNoCause().hasNoSuppressedExceptions();
        });
    }

    // WFR-03: the awaited task was cancelled by somebody else, which is no timeout
    @Test
    void innerTaskCancelledByAnother_isACancellation() {
        Loops.run(() -> {
            Task<?> inner = createTask(() -> sleep(MINUTE));
            EventLoop.running().callLater(ms(5), inner::cancel);
            assertThat(catchThrowable(() -> waitFor(inner, ms(10)))).isInstanceOf(CancelledError.class);
            assertThat(currentTask().cancelling()).isZero();
            sleep(ms(20)); // the timer is gone: nothing cancels this
        });
    }

    // WFR-03, WFR-09: two wait for one task; the one that expires cancels it for both
    @Test
    void twoWaitsForOneTask_theOneThatExpires_cancelsItForTheOther() {
        Loops.run(() -> {
            Task<?> shared = createTask(() -> sleep(MINUTE));
            Task<?> impatient = createTask(() -> waitFor(shared, ms(10)));
            Task<?> patient = createTask(() -> waitFor(shared, ms(20)));
            assertThat(catchThrowable(impatient::await)).isInstanceOf(TimeoutException.class);
            assertThat(catchThrowable(patient::await)).isInstanceOf(CancelledError.class);
            assertThat(patient.cancelled()).isTrue();
            assertThat(patient.cancelling()).isZero();
        });
    }
}
