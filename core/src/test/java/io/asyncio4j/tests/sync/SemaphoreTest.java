package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.Held;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class SemaphoreTest {

    private final List<Object> log = new ArrayList<>();

    private Task<?> taker(Semaphore semaphore, Object name) {
        return createTask(() -> {
            semaphore.acquire();
            log.add(name);
        });
    }

    // SEM-01
    @Test
    void oneMeansOnePermit_unlessSaidOtherwise() {
        assertThat(new Semaphore().statistics().value()).isEqualTo(1);
        assertThat(new Semaphore().locked()).isFalse();
        assertThat(new Semaphore(7).statistics().value()).isEqualTo(7);
        assertThat(new Semaphore(0).locked()).isTrue();
        assertThat(new BoundedSemaphore(0).locked()).isTrue();
    }

    // SEM-01
    @Test
    void negativeValue_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Semaphore(-1))
                .withMessage("Semaphore initial value must be >= 0, not -1");
        assertThatIllegalArgumentException().isThrownBy(() -> new BoundedSemaphore(-5))
                .withMessageContaining("initial value must be >= 0, not -5");
    }

    // SEM-02 BND-02
    @Test
    void permits_areTakenAndGivenBackWithoutALoop() {
        var semaphore = new Semaphore(2);
        semaphore.acquire();
        assertThat(semaphore.locked()).isFalse();
        semaphore.acquire();
        assertThat(semaphore.locked()).isTrue();
        assertThat(semaphore.statistics().value()).isZero();
        semaphore.release();
        assertThat(semaphore.locked()).isFalse();
    }

    // SEM-02
    @Test
    void acquireWithPermitsLeft_doesNotLetOthersRun() {
        Loops.run(() -> {
            var semaphore = new Semaphore(2);
            EventLoop.running().callSoon(() -> log.add("another"));
            semaphore.acquire();
            semaphore.acquire();
            log.add("both");
            ticks(1);
            assertThat(log).containsExactly("both", "another");
        });
    }

    // CAN-11 SEM-02
    @Test
    void acquireWithPermitsLeft_isNoCancellationPoint() {
        Loops.run(() -> {
            var semaphore = new Semaphore();
            Task<?> task = createTask(() -> {
                currentTask().cancel();
                try (var _ = semaphore.acquire()) {
                    log.add("taken");
                    sleep(ms(1));
                }
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("taken");
            assertThat(semaphore.statistics().value()).isEqualTo(1);
        });
    }

    // SEM-02 SEM-04
    @Test
    void asManyTasksAsPermits_areInAtATime() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            var semaphore = new Semaphore(10);
            int[] inside = {0, 0};
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                tasks.add(createTask(() -> {
                    try (var _ = semaphore.acquire()) {
                        inside[1] = Math.max(inside[1], ++inside[0]);
                        sleep(ms(10));
                        inside[0]--;
                    }
                }));
            }
            gather(tasks).await();
            assertThat(inside[1]).isEqualTo(10);
            assertThat(millisSince(start)).isEqualTo(100);
            assertThat(semaphore).hasToString("<Semaphore [unlocked, value:10]>");
        });
    }

    // SEM-07
    @Test
    void moreThanWereTaken_mayBeGivenBack() {
        Loops.run(() -> {
            var semaphore = new Semaphore(0);
            semaphore.release();
            semaphore.release();
            assertThat(semaphore.statistics().value()).isEqualTo(2);
            semaphore.acquire();
            semaphore.acquire();
            assertThat(semaphore.locked()).isTrue();
        });
    }

    // SEM-07
    @Test
    void permitsThatCannotBeCounted_areRefused() {
        var semaphore = new Semaphore(Integer.MAX_VALUE);
        assertThatIllegalStateException().isThrownBy(semaphore::release)
                .withMessageContaining("cannot release <Semaphore [unlocked, value:2147483647]>")
                .withMessageContaining("as many permits as can be counted");
        assertThat(semaphore.statistics().value()).isEqualTo(Integer.MAX_VALUE);
        semaphore.acquire();
        semaphore.release();
    }

    // SEM-07
    @Test
    void anyTaskOrCallback_mayGiveAPermit() {
        Loops.run(() -> {
            var semaphore = new Semaphore(0);
            EventLoop.running().callLater(ms(5), semaphore::release);
            semaphore.acquire();
            createTask(semaphore::release).await();
            semaphore.acquire();
            assertThat(EventLoop.running().time()).isEqualTo(ms(5));
        });
    }

    // BND-04
    @Test
    void block_givesThePermitBackAtItsEnd_alsoWhenItFails() {
        Loops.run(() -> {
            for (Semaphore semaphore : List.of(new Semaphore(), new BoundedSemaphore())) {
                try (Held held = semaphore.acquire()) {
                    assertThat(held).isNotNull();
                    assertThat(semaphore.locked()).isTrue();
                }
                assertThat(semaphore.locked()).isFalse();
                var failure = new IOException("inside");
                assertThat(catchThrowable(() -> {
                    try (var _ = semaphore.acquire()) {
                        throw failure;
                    }
                })).isSameAs(failure).hasNoSuppressedExceptions();
                assertThat(semaphore.statistics().value()).isEqualTo(1);
            }
        });
    }

    // BND-04 SEM-07
    @Test
    void closingWhatAcquireGave_givesBackItsPermit_once() {
        var semaphore = new Semaphore(1);
        Held held = semaphore.acquire();
        held.close();
        held.close();
        assertThat(semaphore.statistics().value()).isEqualTo(1);
    }

    // SEM-05
    @Test
    void cancelledWaiter_leavesTheLine_andTakesNoPermit() {
        Loops.run(() -> {
            var semaphore = new Semaphore(0);
            Task<?> a = taker(semaphore, "a");
            Task<?> b = taker(semaphore, "b");
            ticks(1);
            a.cancel();
            assertThatThrownBy(a::await).isInstanceOf(CancelledError.class);
            assertThat(semaphore).hasToString("<Semaphore [locked, waiters:1]>");
            semaphore.release();
            b.await();
            assertThat(semaphore).hasToString("<Semaphore [locked]>");
        });
    }

    // SEM-05
    @Test
    void timeout_takesNoPermit() {
        Loops.run(() -> {
            var semaphore = new Semaphore(1);
            semaphore.acquire();
            VoidCoroutine acquire = () -> semaphore.acquire();
            assertThatThrownBy(() -> waitFor(acquire, ms(10))).isInstanceOf(TimeoutException.class);
            semaphore.release();
            waitFor(acquire, ms(10));
            assertThat(EventLoop.running().time()).isEqualTo(ms(10));
            assertThat(semaphore).hasToString("<Semaphore [locked]>");
        });
    }

    // SEM-02
    @Test
    void waitingWhereNobodyCanWait_isRefused_andLosesNothing() {
        var semaphore = new Semaphore(0);
        assertThatIllegalStateException().isThrownBy(semaphore::acquire)
                .withMessageContaining("no running event loop");
        Loops.run(() -> {
            EventLoop.running().callSoon(() -> log.add(catchThrowable(semaphore::acquire)));
            ticks(1);
            assertThat((Throwable) log.getFirst()).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot await in a callback");
            assertThat(semaphore).hasToString("<Semaphore [locked]>");
            semaphore.release();
            assertThat(semaphore).hasToString("<Semaphore [unlocked, value:1]>");
        });
    }

    // DBG-02 SEM-04
    @Test
    void releaseByAForeignThread_isRefusedWhereTasksWait_andChangesNothing() {
        Loops.run(() -> {
            for (Semaphore semaphore : List.of(new Semaphore(1), new BoundedSemaphore(1))) {
                semaphore.acquire();
                Task<?> waits = taker(semaphore, "waited");
                ticks(1);
                toThread(() -> assertThatIllegalStateException().isThrownBy(semaphore::release)
                        .withMessageContaining("Non-thread-safe operation"));
                ticks(2);
                assertThat(waits.done()).isFalse();
                assertThat(semaphore.statistics().value()).isZero();
                semaphore.release();
                waits.await();
            }
        });
    }

    // SEM-05 JVA-06
    @Test
    void closingTheLoop_endsThoseThatWait_andBringsThePermitsBack() {
        EventLoop loop = Loops.virtual().build();
        var semaphore = new BoundedSemaphore(1);
        List<Task<?>> tasks = new ArrayList<>();
        var reports = Loops.collectReports(loop);
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 3; i++) {
                tasks.add(createTask(() -> {
                    try (var _ = semaphore.acquire()) {
                        sleep(ms(1000));
                    }
                }));
            }
            ticks(1);
        });
        loop.close();
        assertThat(tasks).allSatisfy(task -> assertThat(task.cancelled()).isTrue());
        assertThat(reports).hasSize(3);
        assertThat(semaphore).hasToString("<BoundedSemaphore [unlocked, value:1]>");
    }
}
