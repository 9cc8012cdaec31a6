package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Held;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** LCK-02, the stricter kind: a lock that knows who has it. */
class OwnedLockTest {

    private final List<Object> log = new ArrayList<>();
    private final Lock lock = Lock.owned();

    // LCK-02
    @Test
    void theTaskThatHasIt_isItsOwner_untilItReleasesIt() {
        Loops.run(() -> {
            assertThat(lock.statistics().owner()).isNull();
            try (var _ = lock.acquire()) {
                assertThat(lock.locked()).isTrue();
                assertThat(lock.statistics().owner()).isSameAs(currentTask());
            }
            assertThat(lock.locked()).isFalse();
            assertThat(lock.statistics().owner()).isNull();
            try (var _ = lock.acquire()) { // and again
                assertThat(lock.statistics().owner()).isSameAs(currentTask());
            }
        });
    }

    // LCK-02
    @Test
    void releaseByAnotherTask_isRefused_andChangesNothing() {
        Loops.run(() -> {
            currentTask().setName("owner");
            Held held = lock.acquire();
            Task<?> waits = createTask(() -> lock.acquire());
            Task<?> thief = createTask(TaskOptions.named("thief"), () -> {
                for (Throwable refusal : List.of(catchThrowable(lock::release),
                        catchThrowable(held::close))) {
                    assertThat(refusal).isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("cannot release <Lock [locked, owner:owner, waiters:1]>")
                            .hasMessageContaining("owned by <Task pending name='owner'")
                            .hasMessageContaining("not by <Task pending name='thief'")
                            .hasMessageContaining("use new Lock() if other tasks shall release it");
                }
            });
            thief.await();
            assertThat(waits.done()).isFalse();
            assertThat(lock.statistics().owner()).isSameAs(currentTask());
            lock.release();
            waits.await();
        });
    }

    // LCK-02
    @Test
    void releaseByACallbackOrAThread_isRefused() {
        Loops.run(() -> {
            lock.acquire();
            EventLoop.running().callSoon(() -> log.add(catchThrowable(lock::release)));
            ticks(1);
            toThread(() -> log.add(catchThrowable(lock::release)));
            assertThat(log).hasSize(2).allSatisfy(refusal -> assertThat((Throwable) refusal)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("it is owned by <Task pending name=")
                    .hasMessageContaining(", where no task runs"));
            assertThat(lock.locked()).isTrue();
        });
    }

    // LCK-02
    @Test
    void acquiringItAgain_isRefused_inPlaceOfWaitingForEver() {
        Loops.run(() -> {
            currentTask().setName("greedy");
            lock.acquire();
            assertThatIllegalStateException().isThrownBy(lock::acquire)
                    .withMessageContaining("cannot acquire <Lock [locked, owner:greedy]> again")
                    .withMessageContaining("<Task pending name='greedy'")
                    .withMessageContaining("owns it already and would wait for itself for ever")
                    .withMessageContaining("release it first");
            assertThat(lock).hasToString("<Lock [locked, owner:greedy]>");
            lock.release();
        });
    }

    // LCK-02
    @Test
    void coroutineAwaitedByTheOwner_isTheSameTask() {
        Loops.run(() -> {
            lock.acquire();
            Asyncio.await((Awaitable<Object>) () -> {
                ticks(1);
                assertThatIllegalStateException().isThrownBy(lock::acquire);
                lock.release();
                return null;
            });
            assertThat(lock.locked()).isFalse();
        });
    }

    // LCK-02
    @Test
    void eagerChildOfTheOwner_isAnotherTask() {
        Loops.run(() -> {
            lock.acquire();
            createTask(TaskOptions.DEFAULT.eager(), () -> {
                assertThatIllegalStateException().isThrownBy(lock::release).withMessageContaining("owned by");
                log.add("refused");
                lock.acquire();
                log.add("acquired");
                lock.release();
            });
            log.add("child waits");
            lock.release();
            ticks(1);
            assertThat(log).containsExactly("refused", "child waits", "acquired");
        });
    }

    // LCK-02
    @Test
    void acquireOutsideOfTasks_isRefused() {
        assertThatIllegalStateException().isThrownBy(lock::acquire)
                .withMessageContaining("no running event loop");
        Loops.run(() -> {
            EventLoop.running().callSoon(() -> log.add(catchThrowable(lock::acquire)));
            ticks(1);
            assertThat((Throwable) log.getFirst()).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot acquire <Lock [unlocked]> in a callback")
                    .hasMessageContaining("its owner must be a task");
            assertThat(lock.locked()).isFalse();
        });
    }

    // LCK-02
    @Test
    void releaseOfAFreeOne_isRefused() {
        assertThatIllegalStateException().isThrownBy(lock::release)
                .withMessageContaining("Lock is not acquired: <Lock [unlocked]>");
    }

    // LCK-02
    @Test
    void theSameMistakes_goUnseenInALockThatIsNotOwned() {
        Loops.run(() -> {
            var plain = new Lock();
            plain.acquire();
            createTask(plain::release).await();
            assertThat(plain.locked()).isFalse();
            plain.acquire();
            Task<?> waits = createTask(() -> sleep(ms(10)));
            waits.addDoneCallback(done -> plain.release());
            plain.acquire(); // again; it would have waited for ever
            assertThat(plain.locked()).isTrue();
        });
    }

    // LCK-03 LCK-04
    @Test
    void ownership_passesOnInOrder_andNobodyOwnsItInBetween() {
        Loops.run(() -> {
            lock.acquire();
            for (String name : List.of("a", "b")) {
                createTask(TaskOptions.named(name), () -> {
                    try (var _ = lock.acquire()) {
                        log.add(lock.statistics().owner().getName());
                        sleep(ms(1));
                    }
                });
            }
            ticks(1);
            lock.release();
            assertThat(lock.statistics().owner()).isNull();
            lock.acquire();
            log.add("main again");
            assertThat(lock.statistics().owner()).isSameAs(currentTask());
            assertThat(log).containsExactly("a", "b", "main again");
        });
    }

    // LCK-06
    @Test
    void chosenOneThatIsCancelled_neverOwnsIt() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> a = createTask(() -> lock.acquire());
            Task<?> b = createTask(() -> {
                lock.acquire();
                assertThat(lock.statistics().owner()).isSameAs(currentTask());
                lock.release();
            });
            ticks(1);
            lock.release();
            a.cancel();
            assertThatThrownBy(a::await).isInstanceOf(CancelledError.class);
            assertThat(lock.statistics().owner()).isNull();
            b.await();
            assertThat(lock.locked()).isFalse();
        });
    }

    // CND-02 CND-09
    @Test
    void conditionOverIt_givesItUpAndTakesItBack_forTheSameTask() {
        Loops.run(() -> {
            var condition = new Condition(lock);
            Task<?> waits = createTask(TaskOptions.named("waits"), () -> {
                try (var _ = condition.acquire()) {
                    condition.await();
                    assertThat(lock.statistics().owner()).isSameAs(currentTask());
                    log.add("woken");
                }
            });
            ticks(1);
            assertThat(lock.statistics().owner()).isNull();
            try (var _ = condition.acquire()) {
                condition.signal();
            }
            waits.await();
            assertThat(log).containsExactly("woken");
            assertThat(lock.locked()).isFalse();
        });
    }

    // CND-05 CND-09
    @Test
    void conditionOverIt_takesItBackForACancelledTask() {
        Loops.run(() -> {
            var condition = new Condition(lock);
            Task<?> waits = createTask(() -> {
                try (var _ = condition.acquire()) {
                    try {
                        condition.await();
                    } finally {
                        assertThat(lock.statistics().owner()).isSameAs(currentTask());
                        log.add("has it");
                    }
                }
            });
            ticks(1);
            waits.cancel();
            assertThatThrownBy(waits::await).isInstanceOf(CancelledError.class).hasNoSuppressedExceptions();
            assertThat(log).containsExactly("has it");
            assertThat(lock.locked()).isFalse();
        });
    }

    // CND-01
    @Test
    void conditionOverIt_refusesTasksThatDoNotOwnTheLock() {
        Loops.run(() -> {
            currentTask().setName("owner");
            var condition = new Condition(lock);
            lock.acquire();
            Task<?> other = createTask(TaskOptions.named("other"), () -> {
                assertThatIllegalStateException().isThrownBy(condition::await)
                        .withMessageContaining("cannot wait on <Lock [locked, owner:owner]>")
                        .withMessageContaining("owned by <Task pending name='owner'")
                        .withMessageContaining("not by <Task pending name='other'");
                assertThatIllegalStateException().isThrownBy(condition::signal)
                        .withMessageContaining("cannot signal on <Lock [locked, owner:owner]>");
                assertThatIllegalStateException().isThrownBy(condition::signalAll)
                        .withMessageContaining("cannot signal on <Lock [locked, owner:owner]>");
            });
            other.await();
            assertThat(lock.statistics().owner()).isSameAs(currentTask());
            condition.signal();
        });
    }
}
