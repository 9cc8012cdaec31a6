package io.asyncio4j.tests.sync;

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
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.Ticks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cancellation in both phases of a condition's wait: the lock comes back first, and no signal is lost. */
class ConditionCancelTest {

    private final List<Object> log = new ArrayList<>();
    private final Condition condition = new Condition();
    private Ticks t;

    /** A task that waits in a block of the condition, and marks how that ends. */
    private Task<?> waiter(String name) {
        return createTask(TaskOptions.named(name), () -> {
            try (var _ = condition.acquire()) {
                try {
                    condition.await();
                    t.mark(name + " returned, locked " + condition.locked());
                } catch (CancelledError e) {
                    t.mark(name + " cancelled " + e.message() + ", locked " + condition.locked());
                    log.add(e);
                    throw e;
                }
            }
        });
    }

    private void signal() {
        try (var _ = condition.acquire()) {
            condition.signal();
        }
    }

    // CND-05
    @Test
    void cancelBeforeTheSignal_takesTheLockFirst_thenThrowsTheVeryError() {
        Loops.run(() -> {
            t = new Ticks();
            Task<?> task = waiter("a");
            ticks(1);
            t.begin();
            task.cancel("foo");
            CancelledError error = catchThrowableOfType(CancelledError.class, task::await);
            assertThat(error).isSameAs(log.getFirst()).hasNoSuppressedExceptions();
            assertThat(t.end()).containsExactly("a cancelled foo, locked true@1");
            assertThat(condition).hasToString("<Condition [unlocked]>");
        });
    }

    // CND-05
    @Test
    void cancelBeforeTheSignal_waitsForTheLockAsLongAsItTakes() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            t = new Ticks();
            Task<?> task = waiter("a");
            ticks(1);
            t.end();
            condition.acquire();
            task.cancel("foo");
            sleep(ms(100));
            assertThat(task.done()).isFalse();
            assertThat(condition.statistics().waiters()).isZero();
            assertThat(condition.statistics().lock().waiters()).isEqualTo(1);
            condition.release();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("foo");
            assertThat(millisSince(start)).isEqualTo(100);
            assertThat(condition.locked()).isFalse();
        });
    }

    // CND-06
    @Test
    void cancelledTwice_beforeAndWhileItReacquires_throwsTheLatest() {
        Loops.run(() -> {
            t = new Ticks();
            Task<?> task = waiter("a");
            ticks(1);
            condition.acquire();
            t.begin();
            task.cancel("one");
            ticks(2);
            task.cancel("two");
            ticks(1);
            t.mark("releases");
            condition.release();
            assertThat(catchThrowable(task::await)).isSameAs(log.getFirst());
            assertThat(task.cancelling()).isEqualTo(2);
            assertThat(t.end()).containsExactly("releases@3", "a cancelled two, locked true@4");
        });
    }

    // CND-06 CND-07
    @Test
    void cancelledWhileItReacquires_standsInLineAgainUntilItHasTheLock_andPassesTheSignalOn() {
        Loops.run(() -> {
            t = new Ticks();
            Task<?> first = waiter("a");
            Task<?> second = waiter("b");
            ticks(1);
            condition.acquire();
            t.begin();
            condition.signal();
            ticks(1);
            for (String message : List.of("one", "two", "three")) {
                first.cancel(message);
                ticks(1);
            }
            t.mark("releases");
            condition.release();
            ticks(4);
            assertThat(second.done()).isTrue();
            assertThat(first.cancelling()).isEqualTo(3);
            assertThat(t.end()).containsExactly(
                    "releases@4", "a cancelled three, locked true@5", "b returned, locked true@6");
        });
    }

    // CND-06
    @Test
    void chosenForTheLockAndCancelledInThatTick_hasTheLockWhenItThrows() {
        Loops.run(() -> {
            t = new Ticks();
            Task<?> task = waiter("a");
            ticks(1);
            condition.acquire();
            t.begin();
            condition.signal();
            ticks(1);
            t.mark("releases");
            condition.release();
            task.cancel("late");
            assertThat(catchThrowable(task::await)).isSameAs(log.getFirst());
            assertThat(t.end()).containsExactly("releases@1", "a cancelled late, locked true@2");
            assertThat(condition.locked()).isFalse();
        });
    }

    // CND-06
    @Test
    void cancelledWhileItReacquires_losesItsPlaceInTheLineForTheLock() {
        Loops.run(() -> {
            t = new Ticks();
            Task<?> task = waiter("a");
            ticks(1);
            condition.acquire();
            condition.signal();
            ticks(1);
            createTask(() -> {
                try (var _ = condition.acquire()) {
                    t.mark("newcomer");
                }
            });
            ticks(1);
            t.begin();
            task.cancel();
            ticks(1);
            condition.release();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(t.end()).containsExactly("newcomer@2", "a cancelled null, locked true@3");
        });
    }

    // CND-07
    @Test
    void cancelAfterSignal_passesTheSignalOn() {
        Loops.run(() -> {
            t = new Ticks();
            Task<?> first = waiter("a");
            Task<?> second = waiter("b");
            Task<?> third = waiter("c");
            ticks(1);
            t.begin();
            signal();
            first.cancel("unlucky");
            ticks(5);
            assertThat(second.done()).isTrue();
            assertThat(third.done()).isFalse();
            assertThat(t.end())
                    .containsExactly("a cancelled unlucky, locked true@1", "b returned, locked true@2");
        });
    }

    // CND-07
    @Test
    void cancelWithoutASignal_wakesAnotherOneAllTheSame() {
        Loops.run(() -> {
            t = new Ticks();
            Task<?> first = waiter("a");
            Task<?> second = waiter("b");
            ticks(1);
            t.begin();
            first.cancel();
            second.await(); // a wake-up is a hint only
            assertThat(t.end()).containsExactly("a cancelled null, locked true@1",
                    "b returned, locked true@2");
        });
    }

    // CND-07
    @Test
    void itemForWhoeverIsWoken_isConsumed_thoughTheSignalledOneIsCancelled_inEitherPhase() {
        for (int ticksToWake : new int[] {0, 1}) {
            Loops.run(() -> {
                var condition = new Condition();
                int[] items = {0};
                List<Task<?>> consumers = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    consumers.add(createTask(() -> {
                        try (var _ = condition.acquire()) {
                            condition.waitFor(() -> items[0] != 0);
                            items[0]--;
                            condition.signalAll();
                        }
                    }));
                }
                ticks(1);
                try (var _ = condition.acquire()) {
                    items[0]++;
                    condition.signal();
                    ticks(ticksToWake);
                    consumers.getFirst().cancel();
                    VoidCoroutine consumed = () -> condition.waitFor(() -> items[0] == 0);
                    waitFor(consumed, ms(10));
                }
                consumers.getLast().await();
                assertThat(consumers.getFirst().cancelled()).isTrue();
            });
        }
    }

    // CND-08
    @Test
    void contestedCancel_hasTheLockInTheEnd() {
        Loops.run(() -> {
            t = new Ticks();
            condition.acquire();
            Task<?> task = createTask(() -> {
                assertThatThrownBy(condition::await).isInstanceOf(CancelledError.class);
                t.mark("locked " + condition.locked());
            });
            ticks(1);
            condition.acquire();
            t.begin();
            condition.signal();
            EventLoop.running().callSoon(task::cancel);
            EventLoop.running().callSoon(condition::release);
            task.await();
            assertThat(condition.locked()).isTrue();
            assertThat(t.end()).containsExactly("locked true@2");
        });
    }

    // CND-08 UNC-03
    @Test
    void signalledOneWhoseCancellationIsTakenBack_returns() {
        Loops.run(() -> {
            t = new Ticks();
            Task<?> task = waiter("a");
            ticks(1);
            t.begin();
            signal();
            task.cancel();
            task.uncancel();
            task.await();
            assertThat(t.end()).containsExactly("a returned, locked true@1");
        });
    }

    // CND-05
    @Test
    void cancelledTask_canStillSignalInItsHandler_sinceItHasTheLock() {
        Loops.run(() -> {
            t = new Ticks();
            Task<?> first = createTask(() -> {
                try (var _ = condition.acquire()) {
                    try {
                        condition.await();
                    } catch (CancelledError e) {
                        condition.signalAll();
                        currentTask().uncancel();
                        condition.await(); // and wait on
                        t.mark("first");
                    }
                }
            });
            Task<?> second = waiter("b");
            Task<?> third = waiter("c");
            ticks(1);
            first.cancel();
            second.await();
            third.await();
            t.begin();
            signal();
            first.await();
            assertThat(t.end()).endsWith("first@1").hasSize(3);
        });
    }
}
