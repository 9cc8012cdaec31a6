package io.asyncio4j.tests.cancel;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.InvalidStateException;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cancellation that meets another event in the same tick, or arrives where nothing waits. */
class TaskCancelRacesTest {

    private static <T> Promise<T> promise() {
        return EventLoop.running().createFuture();
    }

    // CAN-06
    @Test
    void cancelAfterSetResult_beforeTheWakeUp_dropsTheResult_withoutAnExtraTick() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<String> gate = promise();
            Task<?> task = createTask(() -> {
                try {
                    log.add(gate.await());
                } catch (CancelledError e) {
                    log.add("cancelled");
                    throw e;
                }
            });
            ticks(1);
            gate.setResult("result");
            task.cancel();
            assertThat(gate.cancelled()).isFalse();
            EventLoop.running().callSoon(() -> log.add("queued after"));
            ticks(1);
            assertThat(log).containsExactly("cancelled", "queued after");
            assertThat(gate.result()).isEqualTo("result");
            assertThat(task.cancelled()).isTrue();
        });
    }

    // CAN-06
    @Test
    void cancelAfterSetException_beforeTheWakeUp_dropsTheException() {
        Loops.run(() -> {
            Promise<String> gate = promise();
            Task<?> task = createTask(() -> gate.await());
            ticks(1);
            gate.setException(new IllegalArgumentException("dropped"));
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        });
    }

    // CAN-03
    @Test
    void setResultAfterCancel_comesTooLate() {
        Loops.run(() -> {
            Promise<String> gate = promise();
            Task<?> task = createTask(() -> gate.await());
            ticks(1);
            task.cancel();
            assertThatThrownBy(() -> gate.setResult("late")).isInstanceOf(InvalidStateException.class);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        });
    }

    // CAN-06
    @Test
    void cancelDuringSleepZero_isDeliveredByTheQueuedStep() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                try {
                    sleep(Duration.ZERO);
                    log.add("slept");
                } catch (CancelledError e) {
                    log.add("cancelled");
                    throw e;
                }
            });
            ticks(1);
            EventLoop.running().callSoon(() -> log.add("queued after"));
            task.cancel();
            ticks(1);
            assertThat(log).containsExactly("cancelled", "queued after");
        });
    }

    // CAN-06 CAN-07
    @Test
    void cancelledNewTask_endsInTheTickOfItsFirstStep() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> log.add("body"));
            task.addDoneCallback(done -> log.add("done, cancelled " + done.cancelled()));
            task.cancel();
            EventLoop.running().callSoon(() -> log.add("tick 1, done " + task.done()));
            ticks(2);
            assertThat(log).containsExactly("tick 1, done true", "done, cancelled true");
        });
    }

    // CAN-04 CAN-06
    @Test
    void cancelAfterTheInnerTaskHasEnded_beforeTheOuterWakesUp_leavesTheInnerAlone() {
        Loops.run(() -> {
            Promise<Integer> gate = promise();
            Task<Integer> inner = createTask(() -> gate.await());
            Task<Integer> outer = createTask(() -> inner.await());
            ticks(2);
            gate.setResult(1);
            ticks(1);
            assertThat(inner.done()).isTrue();
            assertThat(outer.done()).isFalse();
            outer.cancel();
            assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
            assertThat(inner.cancelling()).isZero();
            assertThat(inner.result()).isEqualTo(1);
        });
    }

    // CAN-15 CAN-20
    @Test
    void futureAndTaskCancelledInTheSameTick_giveOneCancelledError() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<Integer> gate = promise();
            Task<?> task = createTask(() -> {
                try {
                    gate.await();
                } catch (CancelledError e) {
                    log.add("cancelled by " + e.message());
                }
                sleep(Duration.ZERO);
                log.add("went on");
            });
            ticks(1);
            gate.cancel("the future");
            task.cancel("the task");
            task.await();
            assertThat(log).containsExactly("cancelled by the future", "went on");
            assertThat(task.cancelling()).isEqualTo(1);
        });
    }

    // CAN-20
    @Test
    void twoRequestsBeforeTheTaskRuns_giveOneCancelledError() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                assertThatThrownBy(() -> promise().await()).isInstanceOf(CancelledError.class);
                log.add("cancelled");
                sleep(ms(1));
                log.add("slept");
            });
            ticks(1);
            task.cancel();
            task.cancel();
            task.await();
            assertThat(log).containsExactly("cancelled", "slept");
            assertThat(task.cancelling()).isEqualTo(2);
        });
    }

    // CAN-15
    @Test
    void cancelOfOneOfTwoWaiters_cancelsTheirFuture_andSoBoth() {
        Loops.run(() -> {
            Promise<Integer> gate = promise();
            Task<?> one = createTask(() -> gate.await());
            Task<?> two = createTask(() -> gate.await());
            ticks(1);
            one.cancel();
            ticks(1);
            assertThat(one.cancelled()).isTrue();
            assertThat(two.cancelled()).isTrue();
            assertThat(two.cancelling()).isZero();
        });
    }

    // CAN-03 CAN-15
    @Test
    void shieldedWaiter_isCancelledAlone() {
        Loops.run(() -> {
            Promise<Integer> gate = promise();
            Task<?> shielded = createTask(() -> shield(gate).await());
            Task<Integer> plain = createTask(() -> gate.await());
            ticks(1);
            shielded.cancel();
            ticks(1);
            assertThat(shielded.cancelled()).isTrue();
            gate.setResult(3);
            assertThat(plain.await()).isEqualTo(3);
        });
    }

    // CAN-11
    @Test
    void awaitOfSomethingDone_isNoCancellationPoint_soTheRequestStays() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<Integer> done = promise();
            done.setResult(1);
            Task<Integer> doneTask = createTask(() -> 2);
            doneTask.await();
            Task<?> task = createTask(() -> {
                currentTask().cancel();
                for (int i = 0; i < 3; i++) {
                    log.add("future " + done.await() + ", task " + doneTask.await());
                }
                try {
                    sleep(Duration.ZERO);
                } finally {
                    log.add("at the first real suspension");
                }
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log)
                    .containsExactly(
                            "future 1, task 2",
                            "future 1, task 2",
                            "future 1, task 2",
                            "at the first real suspension");
        });
    }

    // CAN-08
    @Test
    void ownRequest_goesToTheTaskAwaitedNext_andANewOneOfThoseNeverStarts() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                Task<?> child = createTask(() -> log.add("child"));
                currentTask().cancel("down");
                try {
                    child.await();
                } finally {
                    log.add("child cancelled: " + child.cancelled() + ", cancelling " + child.cancelling());
                }
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("down");
            assertThat(log).containsExactly("child cancelled: true, cancelling 1");
        });
    }

    // CAN-08 CAN-05
    @Test
    void ownRequest_thatTheAwaitedTaskSwallows_isGone() {
        Loops.run(() -> {
            Task<String> task = createTask(() -> {
                Task<String> child = createTask(() -> {
                    try {
                        return sleep(ms(10), "slept");
                    } catch (CancelledError e) {
                        return "swallowed";
                    }
                });
                ticks(1);
                currentTask().cancel();
                return child.await() + " " + currentTask().cancelling();
            });
            assertThat(task.await()).isEqualTo("swallowed 1");
        });
    }

    // CAN-13
    @Test
    void secondRequestDuringCleanUp_interruptsTheCleanUp() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                try {
                    promise().await();
                } finally {
                    log.add("cleaning");
                    try {
                        sleep(ms(1_000));
                        log.add("clean");
                    } finally {
                        log.add("interrupted at " + millisSince(start));
                    }
                }
            });
            ticks(1);
            task.cancel();
            sleep(ms(100));
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("cleaning", "interrupted at 100");
        });
    }

    // CAN-03
    @Test
    void cancelFromATimer_reachesTheSleeper_atThatTime() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<?> sleeper = createTask(() -> sleep(ms(60_000)));
            EventLoop.running().callLater(ms(250), () -> sleeper.cancel());
            assertThatThrownBy(sleeper::await).isInstanceOf(CancelledError.class);
            assertThat(millisSince(start)).isEqualTo(250);
        });
    }

    // CAN-22
    @Test
    void timerThatIsDueInTheTickOfTheCancel_loses() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            List<Task<?>> sleeper = new ArrayList<>();
            EventLoop.running().callLater(ms(100), () -> sleeper.getFirst().cancel());
            sleeper.add(createTask(() -> {
                try {
                    sleep(ms(100));
                    log.add("slept");
                } finally {
                    log.add("ended");
                }
            }));
            sleep(ms(200));
            assertThat(log).containsExactly("ended");
            assertThat(sleeper.getFirst().cancelled()).isTrue();
        });
    }
}
