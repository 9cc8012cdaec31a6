package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Waits for a lock that a time limit, the end of the run or the end of the loop cuts short. */
class LockTimeoutTest {

    private final List<String> log = new ArrayList<>();
    private final Lock lock = new Lock();

    /** A task that acquires the lock and keeps it, or says that it was cancelled. */
    private Task<?> taker(String name) {
        return createTask(TaskOptions.named(name), () -> {
            try {
                lock.acquire();
                log.add(name);
            } catch (CancelledError e) {
                log.add(name + " cancelled");
                throw e;
            }
        });
    }

    // LCK-05
    @Test
    void timeout_endsTheWait_andNothingOfItStays() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            lock.acquire();
            VoidCoroutine acquire = () -> lock.acquire();
            assertThatThrownBy(() -> waitFor(acquire, ms(10))).isInstanceOf(TimeoutException.class);
            assertThat(millisSince(start)).isEqualTo(10);
            assertThat(lock).hasToString("<Lock [locked]>");
        });
    }

    // LCK-06
    @Test
    void timeoutInTheTickOfTheRelease_passesTheTurnOn_whicheverComesFirst() {
        for (boolean releaseFirst : new boolean[] {true, false}) {
            log.clear();
            Loops.run(() -> {
                var lock = new Lock();
                lock.acquire();
                EventLoop loop = EventLoop.running();
                if (releaseFirst) {
                    loop.callLater(ms(10), lock::release);
                }
                Task<?> first = createTask(() -> {
                    VoidCoroutine acquire = () -> lock.acquire();
                    assertThatThrownBy(() -> waitFor(acquire, ms(10))).isInstanceOf(TimeoutException.class);
                    log.add("timeout");
                });
                Task<?> second = createTask(() -> {
                    lock.acquire();
                    log.add("second");
                });
                ticks(1);
                if (!releaseFirst) {
                    loop.callLater(ms(10), lock::release);
                }
                first.await();
                second.await();
                assertThat(lock).hasToString("<Lock [locked]>");
            });
            assertThat(log).containsExactly("timeout", "second");
        }
    }

    // LCK-05 JVA-06
    @Test
    void closingTheLoop_endsTheTasksThatHaveItAndWaitForIt() {
        EventLoop loop = Loops.virtual().build();
        List<Task<?>> tasks = new ArrayList<>();
        var reports = Loops.collectReports(loop);
        loop.runUntilComplete(() -> {
            tasks.add(createTask(() -> {
                try (var _ = lock.acquire()) {
                    sleep(ms(1000));
                } finally {
                    log.add("owner ended");
                }
            }));
            tasks.add(taker("a"));
            tasks.add(taker("b"));
            ticks(1);
        });
        loop.close();
        assertThat(tasks).allSatisfy(task -> assertThat(task.cancelled()).isTrue());
        assertThat(log).containsExactly("owner ended", "a cancelled", "b cancelled");
        assertThat(lock).hasToString("<Lock [unlocked]>");
        assertThat(reports).hasSize(3).allSatisfy(report -> assertThat(report)
                .containsEntry("message", "Task was destroyed but it is pending!"));
    }

    // LCK-05
    @Test
    void endOfRun_cancelsThoseThatWait_andAllCleanUp() {
        Loops.run(() -> {
            createTask(() -> {
                try (var _ = lock.acquire()) {
                    sleep(ms(1000));
                }
            });
            taker("a");
            taker("b");
            ticks(1);
        });
        assertThat(log).containsExactly("a cancelled", "b cancelled");
        assertThat(lock).hasToString("<Lock [unlocked]>");
    }
}
