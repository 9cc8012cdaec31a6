package io.asyncio4j.tests.cancel;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskCancelTest {

    private static <T> Promise<T> promise() {
        return EventLoop.running().createFuture();
    }

    // CAN-01
    @Test
    void cancel_saysTrueEachTime_untilTheTaskIsDone() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> promise().await());
            ticks(1);
            assertThat(task.cancel()).isTrue();
            assertThat(task.cancel()).isTrue();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.cancel()).isFalse();
            assertThat(task.cancelling()).isEqualTo(2);

            Task<Integer> finished = createTask(() -> 1);
            finished.await();
            assertThat(finished.cancel()).isFalse();
            assertThat(finished.result()).isEqualTo(1);
        });
    }

    // CAN-02
    @Test
    void cancel_endsNothingByItself() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> promise().await());
            ticks(1);
            task.cancel();
            assertThat(task.done()).isFalse();
            assertThat(task.cancelled()).isFalse();
            ticks(1);
            assertThat(task.cancelled()).isTrue();
        });
    }

    // CAN-03
    @Test
    void cancelOfAParkedTask_cancelsItsFutureNow_andTheTaskInTheNextTick() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<Integer> gate = promise();
            Task<?> task = createTask(() -> {
                try {
                    gate.await();
                } catch (CancelledError e) {
                    log.add("cancelled");
                    throw e;
                }
            });
            ticks(1);
            EventLoop.running().callSoon(() -> log.add("queued before"));
            task.cancel();
            EventLoop.running().callSoon(() -> log.add("queued after"));
            assertThat(gate.cancelled()).isTrue();
            assertThat(log).isEmpty();
            ticks(1);
            assertThat(log).containsExactly("queued before", "cancelled", "queued after");
        });
    }

    // CAN-04
    @Test
    void request_goesDownToTheInnermostTask_andTheOuterOneWaitsForItsEnd() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<?> inner = createTask(() -> {
                try {
                    promise().await();
                } finally {
                    sleep(ms(300));
                }
            });
            Task<?> middle = createTask(() -> inner.await());
            Task<?> outer = createTask(() -> middle.await());
            ticks(1);
            outer.cancel();
            assertThat(List.of(outer.cancelling(), middle.cancelling(), inner.cancelling()))
                    .containsExactly(1, 1, 1);
            sleep(ms(200));
            assertThat(outer.done()).isFalse();
            assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
            assertThat(millisSince(start)).isEqualTo(300);
            assertThat(inner.cancelled()).isTrue();
            assertThat(middle.cancelled()).isTrue();
        });
    }

    // CAN-04
    @Test
    void request_goesDownThroughAGather_toAllOfItsTasks() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<Task<?>> children = new ArrayList<>();
            for (int delay : List.of(100, 400)) {
                children.add(createTask(() -> {
                    try {
                        promise().await();
                    } finally {
                        sleep(ms(delay));
                    }
                }));
            }
            Future<List<Object>> all = gather(children);
            Task<?> outer = createTask(() -> all.await());
            ticks(1);
            outer.cancel();
            assertThat(children).extracting(Task::cancelling).containsExactly(1, 1);
            assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
            assertThat(millisSince(start)).isEqualTo(100);
            assertThat(children).extracting(Task::cancelled).containsExactly(true, false);
        });
    }

    // CAN-05
    @Test
    void innerTaskThatSwallowsTheRequest_hidesItFromTheOuterOne() {
        Loops.run(() -> {
            Task<String> inner = createTask(() -> {
                try {
                    return TaskCancelTest.<String>promise().await();
                } catch (CancelledError e) {
                    return "swallowed";
                }
            });
            Task<String> outer = createTask(() -> inner.await() + ", cancelling "
                    + currentTask().cancelling());
            ticks(1);
            outer.cancel();
            assertThat(outer.await()).isEqualTo("swallowed, cancelling 1");
            assertThat(outer.cancelled()).isFalse();
            assertThat(outer.cancelling()).isEqualTo(1);
        });
    }

    // CAN-07 JVA-02
    @Test
    void taskCancelledBeforeItsFirstStep_runsNoStatement() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            CoroutineObject<Void> body = Coroutine.of("body", () -> {
                try {
                    log.add("body");
                } finally {
                    log.add("finally");
                }
            });
            Task<?> task = createTask(body);
            assertThat(task.cancel()).isTrue();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.cancelled()).isTrue();
            assertThat(log).isEmpty();
            assertThat(body.state()).isEqualTo(CoroutineObject.State.CLOSED);
        });
    }

    // CAN-08
    @Test
    void taskThatCancelsItself_goesOnToItsNextSuspension_whoseFutureIsCancelledAtOnce() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<Integer> done = promise();
            done.setResult(1);
            Promise<Integer> gate = promise();
            gate.addDoneCallback(future -> log.add("gate cancelled: " + future.cancelled()));
            Task<?> task = createTask(() -> {
                currentTask().cancel();
                log.add("goes on");
                log.add("done future: " + done.await());
                gate.await();
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("goes on", "done future: 1", "gate cancelled: true");
        });
    }

    // CAN-09
    @Test
    void taskThatCancelsItself_andReturns_isCancelled() {
        Loops.run(() -> {
            Task<Integer> task = createTask(() -> {
                currentTask().cancel();
                return 42;
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.cancelled()).isTrue();
        });
    }

    // CAN-10
    @Test
    void taskThatCancelsItself_andThrows_failsWithThat() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                currentTask().cancel();
                throw new IllegalArgumentException("mine");
            });
            assertThatThrownBy(task::await).isInstanceOf(IllegalArgumentException.class);
            assertThat(task.cancelled()).isFalse();
            assertThat(task.cancelling()).isEqualTo(1);
        });
    }

    // CAN-12
    @Test
    void cancellationCaught_andAValueReturned_isANormalEnd() {
        Loops.run(() -> {
            Task<Integer> task = createTask(() -> {
                try {
                    return TaskCancelTest.<Integer>promise().await();
                } catch (CancelledError e) {
                    return 42;
                }
            });
            ticks(1);
            task.cancel();
            assertThat(task.await()).isEqualTo(42);
            assertThat(task.cancelled()).isFalse();
        });
    }

    // CAN-13
    @Test
    void cancellationCaught_isUsedUp_andLaterAwaitsWorkUntilTheNextOne() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                assertThatThrownBy(() -> promise().await()).isInstanceOf(CancelledError.class);
                log.add("ignored the first");
                sleep(ms(10));
                sleep(Duration.ZERO);
                log.add("slept");
                promise().await();
            });
            ticks(1);
            task.cancel();
            sleep(ms(20));
            assertThat(log).containsExactly("ignored the first", "slept");
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.cancelling()).isEqualTo(2);
        });
    }

    // CAN-14
    @Test
    void cancelledErrorThatTheBodyThrowsByItself_cancelsTheTask() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                throw new CancelledError("own");
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("own");
            assertThat(task.cancelled()).isTrue();
            assertThat(task.cancelling()).isZero();
        });
    }

    // CAN-15
    @Test
    void futureCancelledBySomebodyElse_cancelsTheTaskThatAwaitsIt() {
        Loops.run(() -> {
            Promise<Integer> gate = promise();
            Task<?> task = createTask(() -> gate.await());
            ticks(1);
            gate.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(task.cancelled()).isTrue();
            assertThat(task.cancelling()).isZero();
        });
    }

    // CAN-16
    @Test
    void anotherExceptionWhileUnwinding_isWhatTheTaskFailsWith() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                try {
                    promise().await();
                } catch (CancelledError e) {
                    throw new IllegalStateException("clean-up failed", e);
                }
            });
            ticks(1);
            task.cancel();
            Throwable caught = catchThrowable(task::await);
            assertThat(caught).hasMessage("clean-up failed").hasCauseInstanceOf(CancelledError.class);
            assertThat(task.cancelled()).isFalse();
            assertThat(task.exception()).isSameAs(caught);
        });
    }

    // CAN-25
    @Test
    void catchOfException_doesNotSwallowACancellation() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<?> task = createTask(() -> {
                try {
                    promise().await();
                } catch (Exception e) {
                    log.add("swallowed " + e);
                }
            });
            ticks(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).isEmpty();
        });
    }
}
