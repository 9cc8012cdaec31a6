package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.internal.thread.Pinning;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Conditions where one cannot wait: misuse, threads that cannot be suspended, and closing loops. */
class ConditionMisuseTest {

    @BeforeEach
    void forgetOtherTests() {
        Pinning.forget();
    }

    private final List<Object> log = new ArrayList<>();
    private final Condition condition = new Condition();

    // CND-01
    @Test
    void withoutTheLock_waitingAndSignallingAreRefused() {
        assertThatIllegalStateException().isThrownBy(condition::await)
                .withMessage("cannot wait on un-acquired lock: <Lock [unlocked]>; acquire it first");
        List<ThrowingCallable> signals =
                List.of(condition::signal, condition::signalAll, () -> condition.signal(0));
        for (ThrowingCallable signal : signals) {
            assertThatIllegalStateException().isThrownBy(signal)
                    .withMessage("cannot signal on un-acquired lock: <Lock [unlocked]>; acquire it first");
        }
        assertThatIllegalStateException().isThrownBy(condition::release)
                .withMessageContaining("Lock is not acquired");
    }

    // CND-01
    @Test
    void awaitWhereNobodyCanWait_isRefused_andKeepsTheLock() {
        condition.acquire();
        assertThatIllegalStateException().isThrownBy(condition::await)
                .withMessageContaining("no running event loop");
        Loops.run(() -> {
            EventLoop.running().callSoon(() -> log.add(catchThrowable(condition::await)));
            ticks(1);
            assertThat((Throwable) log.getFirst()).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot await <Condition [locked]> in a callback of <EventLoop")
                    .hasMessageContaining("create a task for it");
        });
        assertThat(condition).hasToString("<Condition [locked]>");
    }

    // CND-03 DBG-02
    @Test
    void signalByAForeignThread_isRefusedWhereTasksWait_andChangesNothing() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                try (var _ = condition.acquire()) {
                    condition.await();
                }
            });
            ticks(1);
            condition.acquire();
            VoidCoroutine misuse = () -> {
                for (ThrowingCallable signal : List.<ThrowingCallable>of(condition::signal,
                        condition::signalAll)) {
                    assertThatIllegalStateException().isThrownBy(signal)
                            .withMessageContaining("Non-thread-safe operation");
                }
            };
            toThread(misuse);
            condition.release();
            ticks(2);
            assertThat(task.done()).isFalse();
            try (var _ = condition.acquire()) {
                condition.signal();
            }
            task.await();
        });
    }

    // CND-01
    @Test
    void nullLock_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> new Condition(null)).withMessage("lock");
        assertThatNullPointerException().isThrownBy(() -> condition.waitFor(null));
    }

    // For the initialisers: other threads must not touch a class that is being initialised.
    private static Condition staged;

    private static final class WaitsInItsInitialiser {
        static final Object OUTCOME = catchThrowable(staged::await);
    }

    // JVA-05 CND-02
    @Test
    void awaitInAClassInitialiser_isRefusedOnACarriedThread_andKeepsTheLock() {
        Loops.run(() -> {
            staged = condition;
            condition.acquire();
            EventLoop.running().callSoon(() -> {
                condition.acquire();
                condition.signal();
                condition.release();
            });
            Object outcome = WaitsInItsInitialiser.OUTCOME;
            assertThat(condition).hasToString("<Condition [locked]>");
            condition.release();
            if (Loops.isCarried()) {
                assertThat((Throwable) outcome).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("class initialiser");
            } else {
                assertThat(outcome).isNull();
            }
        });
    }

    private static final class WaitsWhileOthersWantTheLock {
        static final Object OUTCOME = catchThrowable(staged::await);
    }

    private void takeForAWhile(String name) {
        try (var _ = condition.acquire()) {
            log.add(name + " in");
            sleep(ms(7));
            log.add(name + " out");
        }
    }

    // JVA-05 CND-02
    @Test
    void awaitInAClassInitialiserWhileOthersWantTheLock_letsThemHaveIt_oneAtATime() {
        Loops.run(() -> {
            staged = condition;
            condition.acquire();
            Task<?> first = createTask(() -> takeForAWhile("first"));
            Task<?> second = createTask(() -> takeForAWhile("second"));
            ticks(1);
            EventLoop.running().callLater(ms(10), condition::signalAll); // "second" has the lock then
            Object outcome = WaitsWhileOthersWantTheLock.OUTCOME;
            log.add("back");
            first.await();
            second.await();
            assertThat(condition.statistics().waiters()).isZero();
            if (Loops.isCarried()) {
                assertThat((Throwable) outcome).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("class initialiser");
                assertThat(log).containsExactly("back", "first in", "first out", "second in", "second out");
            } else {
                assertThat(outcome).isNull();
                assertThat(log).containsExactly("first in", "first out", "second in", "second out", "back");
                assertThat(condition.locked()).isTrue();
            }
        });
    }

    /** Makes a loop in which "waits" stands at the condition and "holder" has the lock, and closes it. */
    private List<Map<String, Object>> reportsOfClosing(Condition condition, List<Task<?>> tasks) {
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        loop.runUntilComplete(() -> {
            tasks.add(createTask(TaskOptions.named("waits"), () -> {
                try (var _ = condition.acquire()) {
                    condition.await();
                } finally {
                    log.add("waits ends");
                }
            }));
            ticks(1);
            tasks.add(createTask(TaskOptions.named("holder"), () -> {
                try (var _ = condition.acquire()) {
                    sleep(ms(1000));
                } finally {
                    log.add("holder ends");
                }
            }));
            ticks(1);
            assertThat(condition).hasToString("<Condition [locked, waiters:1]>");
        });
        loop.close();
        return reports;
    }

    // CND-05 JVA-06
    @Test
    void closingTheLoop_endsAWaiterWhoseLockAnotherTaskHas() {
        for (Condition condition : List.of(new Condition(), new Condition(Lock.owned()))) {
            log.clear();
            List<Task<?>> tasks = new ArrayList<>();
            var reports = reportsOfClosing(condition, tasks);
            assertThat(log).containsExactly("waits ends", "holder ends");
            assertThat(tasks).allSatisfy(task -> assertThat(task.cancelled()).isTrue());
            assertThat(reports).extracting(report -> report.get("message")).containsExactly(
                    "Task was destroyed but it is pending!", "Task was destroyed but it is pending!");
            assertThat(condition).hasToString("<Condition [unlocked]>");
        }
    }

    // CND-05 JVA-06
    @Test
    void closingTheLoop_underAWaiterWhoseLockAnotherTaskHas_leavesThatTaskAlone() {
        EventLoop loop = Loops.virtual().build();
        loop.setExceptionHandler((where, context) -> log.add(context.get("message")));
        List<Task<?>> tasks = new ArrayList<>();
        loop.runUntilComplete(() -> {
            for (VoidCoroutine body : List.<VoidCoroutine>of(condition::await, () -> sleep(ms(1000)))) {
                tasks.add(createTask(() -> {
                    condition.acquire();
                    try {
                        body.run();
                    } finally {
                        condition.release();
                    }
                }));
            }
            ticks(1);
        });
        loop.close();
        assertThat(tasks).extracting(Task::cancelled).containsExactly(true, true);
        assertThat(log).containsExactly(
                "Task was destroyed but it is pending!", "Task was destroyed but it is pending!");
        assertThat(condition).hasToString("<Condition [unlocked]>");
    }

    // CND-05 JVA-06
    @Test
    void closingTheLoop_givesTheLockBackToAWaiterIfItIsFree() {
        EventLoop loop = Loops.virtual().build();
        loop.setExceptionHandler((where, context) -> log.add(context.get("message")));
        loop.runUntilComplete(() -> {
            createTask(() -> {
                try (var _ = condition.acquire()) {
                    try {
                        condition.await();
                    } finally {
                        log.add("locked " + condition.locked());
                        assertThatThrownBy(condition::await).isInstanceOf(CancelledError.class);
                        log.add("and again, locked " + condition.locked());
                    }
                }
            });
            ticks(1);
        });
        loop.close();
        assertThat(log).containsExactly(
                "Task was destroyed but it is pending!", "locked true", "and again, locked true");
        assertThat(condition).hasToString("<Condition [unlocked]>");
    }

    // CND-05
    @Test
    void endOfRun_letsTheHolderEndFirst_soThatTheWaiterHasTheLock() {
        Loops.run(() -> {
            createTask(() -> {
                try (var _ = condition.acquire()) {
                    try {
                        condition.await();
                    } finally {
                        log.add("waiter, locked " + condition.locked());
                    }
                }
            });
            ticks(1);
            createTask(() -> {
                try (var _ = condition.acquire()) {
                    try {
                        sleep(ms(1000));
                    } finally {
                        sleep(ms(10)); // takes its time to clean up
                        log.add("holder");
                    }
                }
            });
            ticks(1);
        });
        assertThat(log).containsExactly("holder", "waiter, locked true");
        assertThat(condition).hasToString("<Condition [unlocked]>");
    }
}
