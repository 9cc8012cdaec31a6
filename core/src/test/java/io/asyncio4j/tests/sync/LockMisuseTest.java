package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.sync.Held;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.internal.thread.Pinning;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lock in the wrong hands: what is refused, and that nothing is broken by it. */
class LockMisuseTest {

    @BeforeEach
    void forgetOtherTests() {
        Pinning.forget();
    }

    private final List<Object> log = new ArrayList<>();
    private final Lock lock = new Lock();

    /** A task that acquires the lock, says so, and keeps it. */
    private Task<?> taker(Object name) {
        return createTask(() -> {
            lock.acquire();
            log.add(name);
        });
    }

    // LCK-02
    @Test
    void releaseOfAFreeLock_isRefused() {
        assertThatIllegalStateException().isThrownBy(lock::release)
                .withMessage("Lock is not acquired: <Lock [unlocked]>; release it once for each acquire()");
        Held held = lock.acquire();
        lock.release();
        assertThatIllegalStateException().isThrownBy(held::close)
                .withMessageContaining("Lock is not acquired");
    }

    // LCK-02: the second close would let two tasks in
    @Test
    void closingTwiceWhatAcquireGave_doesNotReleaseTheLockOfTheNextOne() {
        Held held = lock.acquire();
        held.close();
        lock.acquire();
        held.close();
        assertThat(lock.locked()).isTrue();
    }

    // LCK-02: it is given up for a while within the block, as asyncio's users do
    @Test
    void aLockThatWasReleasedByHandAndAcquiredAgain_isReleasedAtTheEndOfTheBlock() {
        try (var _ = lock.acquire()) {
            lock.release();
            lock.acquire();
        }
        assertThat(lock.locked()).isFalse();
    }

    // LCK-02
    @Test
    void releaseWhileTheLockPassesOn_isRefused_andTheChosenOneStillGetsIt() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> waits = taker("waited");
            ticks(1);
            lock.release();
            assertThatIllegalStateException().isThrownBy(lock::release)
                    .withMessageContaining("Lock is not acquired: <Lock [unlocked, waiters:1]>");
            waits.await();
            assertThat(lock.locked()).isTrue();
        });
    }

    // LCK-02
    @Test
    void itIsNotReentrant() {
        Loops.run(() -> {
            lock.acquire();
            VoidCoroutine again = () -> lock.acquire();
            assertThatThrownBy(() -> waitFor(again, ms(50))).isInstanceOf(TimeoutException.class);
            assertThat(lock.statistics().waiters()).isZero();
            lock.release();
            assertThat(lock.locked()).isFalse();
        });
    }

    // LCK-01
    @Test
    void acquireInACallback_worksOnAFreeLockOnly_andARefusalLeavesNothingBehind() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.callSoon(() -> {
                lock.acquire();
                log.add(catchThrowable(lock::acquire));
            });
            ticks(1);
            assertThat((Throwable) log.getFirst()).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot await in a callback");
            assertThat(lock).hasToString("<Lock [locked]>");
            lock.release();
            lock.acquire();
        });
    }

    // LCK-06
    @Test
    void acquireThatIsRefusedWhileTheLockPassesOn_doesNotDisturbThat() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> first = taker("first");
            Task<?> second = taker("second");
            ticks(1);
            EventLoop.running().callSoon(() -> log.add(catchThrowable(lock::acquire).getClass()));
            lock.release();
            first.await();
            ticks(3);
            assertThat(log).containsExactly(IllegalStateException.class, "first");
            assertThat(second.done()).isFalse();
            lock.release();
            second.await();
        });
    }

    // LCK-01
    @Test
    void waitingWithoutALoop_isRefused() {
        lock.acquire();
        assertThatIllegalStateException().isThrownBy(lock::acquire)
                .withMessageContaining("no running event loop");
        assertThat(lock).hasToString("<Lock [locked]>");
    }

    // DBG-02 LCK-03
    @Test
    void releaseByAForeignThread_isRefusedWhereTasksWait_andChangesNothing() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> waits = taker("waited");
            ticks(1);
            toThread(() -> assertThatIllegalStateException().isThrownBy(lock::release)
                    .withMessageContaining("Non-thread-safe operation"));
            ticks(2);
            assertThat(lock).hasToString("<Lock [locked, waiters:1]>");
            lock.release();
            waits.await();
        });
    }

    private static final class AcquiresInItsInitialiser {
        static final Lock LOCK = new Lock();
        static final Object OUTCOME = acquire();

        private static Object acquire() {
            LOCK.acquire();
            EventLoop.running().callSoon(LOCK::release);
            return catchThrowable(LOCK::acquire);
        }
    }

    // JVA-05
    @Test
    void waitingInAClassInitialiser_isRefusedOnACarriedThread_andLeavesNothingBehind() {
        Loops.run(() -> {
            Object outcome = AcquiresInItsInitialiser.OUTCOME;
            Lock lock = AcquiresInItsInitialiser.LOCK;
            if (Loops.isCarried()) {
                assertThat((Throwable) outcome).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("class initialiser");
                assertThat(lock).hasToString("<Lock [locked]>");
                ticks(1);
                assertThat(lock).hasToString("<Lock [unlocked]>");
            } else {
                assertThat(outcome).isNull();
                assertThat(lock).hasToString("<Lock [locked]>");
            }
        });
    }
}
