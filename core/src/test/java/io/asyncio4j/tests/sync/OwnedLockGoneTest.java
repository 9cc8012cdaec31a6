package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** LCK-02, the stricter kind: the owner has ended, and will never release it. */
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OwnedLockGoneTest {

    private final Lock lock = Lock.owned();

    private Task<?> owner(long millis) {
        return createTask(TaskOptions.named("careless"), () -> {
            lock.acquire();
            sleep(ms(millis));
        });
    }

    private static void assertNamesTheOwner(Throwable refusal) {
        assertThat(refusal).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot acquire <Lock [locked, ")
                .hasMessageContaining("its owner <Task finished name='careless'")
                .hasMessageContaining("has ended without releasing it");
    }

    // LCK-02
    @Test
    void thoseWhoWait_getAnErrorThatNamesTheOwner_andSoDoesWhoeverComesLater() {
        Loops.run(() -> {
            owner(5);
            ticks(1);
            Task<?> first = createTask(() -> lock.acquire());
            Task<?> second = createTask(() -> lock.acquire());
            assertNamesTheOwner(catchThrowable(first::await));
            assertNamesTheOwner(catchThrowable(second::await));
            assertNamesTheOwner(catchThrowable(lock::acquire));
            assertThat(lock.statistics().waiters()).isZero();
        });
    }

    // LCK-02: nobody waits when it ends
    @Test
    void whoAsksAfterTheEndOfTheOwner_getsTheError_atOnce() {
        Loops.run(() -> {
            owner(0).await();
            assertNamesTheOwner(catchThrowable(lock::acquire));
        });
    }

    // LCK-02: an owner to which the lock was passed on is watched as well
    @Test
    void ownerThatHadWaitedItself_isMissed_too() {
        Loops.run(() -> {
            lock.acquire();
            Task<?> careless = owner(0);
            ticks(1);
            Task<?> waits = createTask(() -> lock.acquire());
            ticks(1);
            lock.release();
            careless.await();
            assertNamesTheOwner(catchThrowable(waits::await));
        });
    }

    // LCK-02: one who fails as much as one who is cancelled
    @Test
    void ownerThatReleases_isLetGo_howeverItEndsLater() {
        Loops.run(() -> {
            Task<?> careful = createTask(TaskOptions.named("careful"), () -> {
                try (var _ = lock.acquire()) {
                    sleep(ms(5));
                }
                throw new IOException("later");
            });
            ticks(1);
            Task<?> waits = createTask(() -> {
                try (var _ = lock.acquire()) {
                    return careful.toString();
                }
            });
            assertThat(catchThrowable(careful::await)).hasMessage("later");
            assertThat((Object) waits.await()).asString().contains("careful");
            assertThat(lock.locked()).isFalse();
        });
    }

    // LCK-02: no callback stays behind with a task that acquires it again and again
    @Test
    void watchingTheOwner_leavesNothingBehind() {
        Loops.run(() -> {
            Task<?> often = createTask(TaskOptions.named("often"), () -> {
                for (int i = 0; i < 10; i++) {
                    try (var _ = lock.acquire()) {
                        sleep(ms(1));
                    }
                }
                sleep(ms(100));
            });
            List<Task<?>> others = List.of(createTask(() -> passThrough()), createTask(() -> passThrough()));
            for (Task<?> other : others) {
                other.await();
            }
            sleep(ms(50));
            assertThat(often.toString()).doesNotContain("Lock.<lambda>");
            often.cancel();
        });
    }

    private void passThrough() {
        for (int i = 0; i < 10; i++) {
            try (var _ = lock.acquire()) {
                sleep(ms(1));
            }
        }
    }

    // LCK-02, CND-02
    @Test
    void whoComesBackFromAConditionOfIt_getsTheError() {
        Loops.run(() -> {
            var condition = new Condition(lock);
            Task<?> waits = createTask(() -> {
                try (var _ = condition.acquire()) {
                    condition.await();
                }
            });
            ticks(1);
            createTask(TaskOptions.named("careless"), () -> {
                condition.acquire();
                condition.signal();
            });
            assertNamesTheOwner(catchThrowable(waits::await));
        });
    }
}
