package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.Held;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedSemaphoreTest {

    private final List<Object> log = new ArrayList<>();

    // SEM-08
    @Test
    void releaseTooMuch_isRefused_andAddsNoPermit() {
        var semaphore = new BoundedSemaphore();
        assertThatIllegalStateException().isThrownBy(semaphore::release)
                .withMessage(
                        "BoundedSemaphore released too many times: <BoundedSemaphore [unlocked, value:1]>"
                                + " has all of its 1 permits; release it once for each acquire()");
        assertThat(semaphore.statistics().value()).isEqualTo(1);
        semaphore.acquire();
        semaphore.release();
        assertThatIllegalStateException().isThrownBy(semaphore::release)
                .withMessageContaining("released too many times");
    }

    // SEM-08
    @Test
    void releaseUpToTheInitialValue_works() {
        var semaphore = new BoundedSemaphore(3);
        for (int i = 0; i < 3; i++) {
            semaphore.acquire();
        }
        assertThat(semaphore.locked()).isTrue();
        for (int i = 0; i < 3; i++) {
            semaphore.release();
        }
        assertThatIllegalStateException().isThrownBy(semaphore::release)
                .withMessageContaining("all of its 3");
    }

    // SEM-08
    @Test
    void withNoPermitsAtAll_everyReleaseIsTooMuch() {
        assertThatIllegalStateException().isThrownBy(() -> new BoundedSemaphore(0).release())
                .withMessageContaining("<BoundedSemaphore [locked]> has all of its 0 permits");
    }

    // SEM-08 BND-04
    @Test
    void closingTwiceWhatAcquireGave_givesBackOnePermit() {
        var semaphore = new BoundedSemaphore(2);
        Held held = semaphore.acquire();
        semaphore.acquire();
        held.close();
        held.close();
        assertThat(semaphore.statistics().value()).isEqualTo(1);
    }

    // SEM-08 SEM-04
    @Test
    void permitsThatAreOnTheirWayToAWaiter_countAsTaken() {
        Loops.run(() -> {
            var semaphore = new BoundedSemaphore(1);
            semaphore.acquire();
            Task<?> waits = createTask(() -> semaphore.acquire());
            ticks(1);
            semaphore.release(); // main's, to the waiter
            semaphore.release(); // the waiter's, in advance: nobody can tell
            assertThatIllegalStateException().isThrownBy(semaphore::release)
                    .withMessageContaining("released too many times");
            waits.await();
            assertThat(semaphore).hasToString("<BoundedSemaphore [unlocked, value:1]>");
        });
    }

    // SEM-05 SEM-08
    @Test
    void permitOfACancelledTask_isGivenBackOnce() {
        Loops.run(() -> {
            var semaphore = new BoundedSemaphore(1);
            semaphore.acquire();
            Task<?> waits = createTask(() -> {
                try (var _ = semaphore.acquire()) {
                    log.add("not reached");
                }
            });
            ticks(1);
            semaphore.release();
            waits.cancel();
            assertThatThrownBy(waits::await).isInstanceOf(CancelledError.class).hasNoSuppressedExceptions();
            assertThat(log).isEmpty();
            assertThat(semaphore).hasToString("<BoundedSemaphore [unlocked, value:1]>");
        });
    }

    // SEM-04 SEM-08
    @Test
    void waiters_areServedInOrder() {
        Loops.run(() -> {
            var semaphore = new BoundedSemaphore(2);
            for (int i = 0; i < 6; i++) {
                int number = i;
                createTask(() -> {
                    try (var _ = semaphore.acquire()) {
                        log.add(number);
                        sleep(ms(10));
                    }
                });
            }
            sleep(ms(5));
            assertThat(log).containsExactly(0, 1);
            sleep(ms(10));
            assertThat(log).containsExactly(0, 1, 2, 3);
            sleep(ms(30));
            assertThat(log).containsExactly(0, 1, 2, 3, 4, 5);
            assertThat(semaphore).hasToString("<BoundedSemaphore [unlocked, value:2]>");
        });
    }
}
