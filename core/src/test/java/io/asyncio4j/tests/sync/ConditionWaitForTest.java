package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Waiting with a predicate, and waiting within a time limit. */
class ConditionWaitForTest {

    private final List<Object> log = new ArrayList<>();
    private final Condition condition = new Condition();

    // CND-04
    @Test
    void waitFor_asksAtOnceAndAfterEachWakeUp_withTheLock() {
        Loops.run(() -> {
            boolean[] ready = {false};
            Task<?> task = createTask(() -> {
                try (var _ = condition.acquire()) {
                    condition.waitFor(() -> {
                        log.add("asked, locked " + condition.locked());
                        return ready[0];
                    });
                    log.add("true");
                }
            });
            ticks(1);
            assertThat(log).containsExactly("asked, locked true");
            try (var _ = condition.acquire()) {
                condition.signal();
            }
            ticks(2);
            assertThat(log).hasSize(2);
            assertThat(task.done()).isFalse();
            ready[0] = true;
            ticks(2);
            assertThat(log).as("nobody looks without a wake-up").hasSize(2);
            try (var _ = condition.acquire()) {
                condition.signal();
            }
            task.await();
            assertThat(log).containsExactly(
                    "asked, locked true", "asked, locked true", "asked, locked true", "true");
        });
    }

    // CND-04
    @Test
    void waitFor_whatIsTrueAtOnce_needsNeitherLockNorLoop() {
        condition.waitFor(() -> log.add("asked"));
        assertThat(log).containsExactly("asked");
        assertThatIllegalStateException().isThrownBy(() -> condition.waitFor(() -> false))
                .withMessageContaining("cannot wait on un-acquired lock");
    }

    // CND-04 CAN-11
    @Test
    void waitFor_whatIsTrueAtOnce_isNoCancellationPoint() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                try (var _ = condition.acquire()) {
                    condition.waitFor(() -> currentTask().cancel());
                    log.add("returned");
                }
                sleep(ms(1));
                log.add("not reached");
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("returned");
        });
    }

    // CND-04
    @Test
    void predicateThatThrows_throwsOutOfWaitFor_withTheLockHeld() {
        Loops.run(() -> {
            var failure = new IllegalArgumentException("predicate");
            boolean[] bad = {false};
            Task<?> task = createTask(() -> {
                try (var _ = condition.acquire()) {
                    assertThatIllegalArgumentException().isThrownBy(() -> condition.waitFor(() -> {
                        if (bad[0]) {
                            throw failure;
                        }
                        return false;
                    })).isSameAs(failure);
                    assertThat(condition.locked()).isTrue();
                }
            });
            ticks(1);
            bad[0] = true;
            try (var _ = condition.acquire()) {
                condition.signal();
            }
            task.await();
            assertThat(condition).hasToString("<Condition [unlocked]>");
        });
    }

    // WFR-12
    @Test
    void timeoutInTheBlock_isThrownOnlyWhenTheLockIsBack() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            createTask(() -> {
                sleep(ms(50));
                try (var _ = condition.acquire()) {
                    sleep(ms(100));
                    log.add("other ends at " + millisSince(start));
                }
            });
            VoidCoroutine await = condition::await;
            try (var _ = condition.acquire()) {
                assertThatThrownBy(() -> waitFor(await, ms(100))).isInstanceOf(TimeoutException.class);
                assertThat(condition.locked()).isTrue();
                assertThat(millisSince(start)).isEqualTo(150);
                assertThat(currentTask().cancelling()).isZero();
                assertThat(log).containsExactly("other ends at 150");
            }
            assertThat(condition).hasToString("<Condition [unlocked]>");
        });
    }

    // WFR-12
    @Test
    void timeoutInTheBlock_whereNobodyElseWantsTheLock() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            VoidCoroutine await = condition::await;
            try (var _ = condition.acquire()) {
                assertThatThrownBy(() -> waitFor(await, ms(500))).isInstanceOf(TimeoutException.class);
                assertThat(condition.locked()).isTrue();
            }
            assertThat(millisSince(start)).isEqualTo(500);
            assertThat(condition.locked()).isFalse();
        });
    }
    // CND-04 CND-03
    @Test
    void ordersOfTheClassComment_areServedOnce_eachByOneTask() {
        Loops.run(() -> {
            Queue<String> orders = new ArrayDeque<>();
            for (String name : List.of("a", "b")) {
                createTask(() -> {
                    while (true) {
                        try (var _ = condition.acquire()) {
                            condition.waitFor(() -> !orders.isEmpty());
                            log.add(name + " serves " + orders.remove());
                        }
                        sleep(ms(10));
                    }
                });
            }
            for (String order : List.of("tea", "coffee", "milk")) {
                sleep(ms(1));
                try (var _ = condition.acquire()) {
                    orders.add(order);
                    condition.signal();
                }
            }
            sleep(ms(100));
            assertThat(log).containsExactly("a serves tea", "b serves coffee", "a serves milk");
        });
    }
}
