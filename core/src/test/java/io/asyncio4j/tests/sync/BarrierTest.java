package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
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
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BarrierStatistics;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BarrierTest {

    private static Task<Void> arrives(Barrier barrier, String name, List<String> log) {
        return createTask(() -> {
            log.add(name + " comes");
            try {
                int index = barrier.await();
                log.add(name + " leaves as " + index + " " + barrier);
            } catch (CancelledError e) {
                log.add(name + " is cancelled " + barrier);
                throw e;
            }
        });
    }

    // BAR-01
    @Test
    void lessThanOneParty_isRefused() {
        for (int parties : new int[] {0, -4}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Barrier(parties))
                    .withMessage("parties must be >= 1, not " + parties);
        }
        assertThat(new Barrier(5).parties()).isEqualTo(5);
    }

    // BAR-02
    @Test
    void lastToCome_goesOnAtOnce_theOthersInTheNextTickInTheirOrder() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(3);
            for (String name : List.of("a", "b", "c")) {
                arrives(barrier, name, log);
            }
            ticks(1);
            log.add("one tick later");
            ticks(1);
            assertThat(log).containsExactly(
                    "a comes",
                    "b comes",
                    "c comes",
                    "c leaves as 2 <Barrier [draining, waiters:0/3]>",
                    "one tick later",
                    "a leaves as 0 <Barrier [draining, waiters:0/3]>",
                    "b leaves as 1 <Barrier [filling, waiters:0/3]>");
        });
    }

    // BAR-02
    @Test
    void allGoOn_atTheTimeOfTheLastOne() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(3);
            List<Task<Void>> tasks = new ArrayList<>();
            for (int delay : new int[] {30, 10, 20}) {
                tasks.add(createTask(() -> {
                    sleep(ms(delay));
                    log.add(delay + " is number " + barrier.await() + " at " + millisSince(start));
                }));
            }
            for (Task<Void> task : tasks) {
                task.await();
            }
            assertThat(log).containsExactly(
                    "30 is number 2 at 30", "10 is number 0 at 30", "20 is number 1 at 30");
        });
    }

    // BAR-02 BND-02
    @Test
    void barrierForOne_neverWaits_andNeedsNoLoop() {
        var barrier = new Barrier(1);
        assertThat(barrier.await()).isZero();
        assertThat(barrier.await()).isZero();
        assertThat(barrier).hasToString("<Barrier [filling, waiters:0/1]>");
        for (int round = 0; round < 2; round++) { // each in a loop of its own
            Loops.run(() -> {
                List<Integer> indexes = new ArrayList<>();
                Task<Void> task = createTask(() -> {
                    currentTask().cancel();
                    indexes.add(barrier.await()); // no point at which a cancellation is delivered
                });
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                assertThat(indexes).containsExactly(0);
            });
        }
    }

    // BAR-03
    @Test
    void roundAfterRound_theLastOneOfARoundComesFirstToTheNext() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(2);
            List<Task<Void>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                tasks.add(createTask(() -> {
                    for (int round = 0; round < 3; round++) {
                        log.add(name + round + ":" + barrier.await());
                    }
                }));
            }
            for (Task<Void> task : tasks) {
                task.await();
            }
            // b comes back while a has not left, so it waits outside; a is then the first of the next round
            assertThat(log).containsExactly("b0:1", "a0:0", "b1:1", "a1:0", "b2:1", "a2:0");
        });
    }

    // BAR-03
    @Test
    void whoComesWhileARoundLeaves_waitsOutside_andFillsTheNextRound() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(2);
            Task<Void> last = null;
            for (String name : List.of("a", "b", "c", "d")) {
                last = arrives(barrier, name, log);
            }
            ticks(1);
            assertThat(barrier.statistics())
                    .isEqualTo(new BarrierStatistics(Barrier.State.DRAINING, 2, 0, 1));
            last.await();
            ticks(1);
            assertThat(log).containsExactly(
                    "a comes",
                    "b comes",
                    "b leaves as 1 <Barrier [draining, waiters:0/2]>",
                    "c comes",
                    "d comes",
                    "a leaves as 0 <Barrier [filling, waiters:0/2]>",
                    "d leaves as 1 <Barrier [draining, waiters:0/2]>",
                    "c leaves as 0 <Barrier [filling, waiters:0/2]>");
        });
    }

    // BAR-04 BAR-09
    @Test
    void numberOfWaiters_countsWhileItFills() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(3);
            assertThat(barrier.nWaiting()).isZero();
            arrives(barrier, "a", log);
            ticks(1);
            assertThat(barrier.nWaiting()).isEqualTo(1);
            arrives(barrier, "b", log);
            ticks(1);
            assertThat(barrier.nWaiting()).isEqualTo(2);
            assertThat(barrier).hasToString("<Barrier [filling, waiters:2/3]>");
            assertThat(barrier.statistics())
                    .isEqualTo(new BarrierStatistics(Barrier.State.FILLING, 3, 2, 0));
            arrives(barrier, "c", log);
            ticks(1);
            assertThat(barrier.nWaiting()).isZero();
            assertThat(barrier).hasToString("<Barrier [draining, waiters:0/3]>");
            assertThat(barrier.statistics())
                    .isEqualTo(new BarrierStatistics(Barrier.State.DRAINING, 3, 0, 2));
            ticks(1);
            assertThat(barrier).hasToString("<Barrier [filling, waiters:0/3]>");
            assertThat(barrier.broken()).isFalse();
            assertThat(barrier.parties()).isEqualTo(3);
        });
    }

    // BAR-05
    @Test
    void cancelledWaiter_isNotCountedAnyMore() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(3);
            Task<Void> a = arrives(barrier, "a", log);
            arrives(barrier, "b", log);
            ticks(1);
            a.cancel();
            ticks(1);
            assertThat(a.cancelled()).isTrue();
            assertThat(barrier.nWaiting()).isEqualTo(1);
            arrives(barrier, "c", log);
            ticks(1);
            assertThat(barrier.nWaiting()).isEqualTo(2);
            arrives(barrier, "d", log);
            ticks(2);
            assertThat(log).containsExactly(
                    "a comes",
                    "b comes",
                    "a is cancelled <Barrier [filling, waiters:1/3]>",
                    "c comes",
                    "d comes",
                    "d leaves as 2 <Barrier [draining, waiters:0/3]>",
                    // both came when one other was there, so nobody is 0
                    "b leaves as 1 <Barrier [draining, waiters:0/3]>",
                    "c leaves as 1 <Barrier [filling, waiters:0/3]>");
        });
    }

    // BAR-05
    @Test
    void cancelAfterTheLastHasCome_letsTheNextRoundIn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(3);
            arrives(barrier, "a", log);
            Task<Void> b = arrives(barrier, "b", log);
            arrives(barrier, "c", log);
            arrives(barrier, "d", log);
            ticks(1);
            b.cancel();
            ticks(2);
            assertThat(b.cancelled()).isTrue();
            assertThat(barrier).hasToString("<Barrier [filling, waiters:1/3]>");
            arrives(barrier, "e", log);
            arrives(barrier, "f", log);
            ticks(3);
            assertThat(log).containsExactly(
                    "a comes",
                    "b comes",
                    "c comes",
                    "c leaves as 2 <Barrier [draining, waiters:0/3]>",
                    "d comes",
                    "a leaves as 0 <Barrier [draining, waiters:0/3]>",
                    "b is cancelled <Barrier [filling, waiters:0/3]>",
                    "e comes",
                    "f comes",
                    "f leaves as 2 <Barrier [draining, waiters:0/3]>",
                    "d leaves as 0 <Barrier [draining, waiters:0/3]>",
                    "e leaves as 1 <Barrier [filling, waiters:0/3]>");
        });
    }

    // BAR-05
    @Test
    void cancelOutside_leavesBothRoundsAlone() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(2);
            arrives(barrier, "a", log);
            arrives(barrier, "b", log);
            Task<Void> c = arrives(barrier, "c", log);
            ticks(1);
            c.cancel();
            ticks(2);
            assertThat(c.cancelled()).isTrue();
            assertThat(log.subList(3, 6)).containsExactly(
                    "c comes",
                    "a leaves as 0 <Barrier [filling, waiters:0/2]>",
                    "c is cancelled <Barrier [filling, waiters:0/2]>");
            Task<Void> d = arrives(barrier, "d", log);
            ticks(2);
            assertThat(barrier.nWaiting()).isEqualTo(1);
            arrives(barrier, "e", log);
            d.await();
        });
    }

    // BAR-08
    @Test
    void enter_waits_givesTheIndex_andLeavingTheBlockDoesNothing() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(2);
            Task<Void> first = createTask(() -> {
                try (var arrival = barrier.enter()) {
                    log.add("first as " + arrival.index());
                    sleep(ms(10));
                }
                log.add("first out");
            });
            try (var arrival = barrier.enter()) {
                log.add("not last: " + arrival.index());
                assertThat(barrier.nWaiting()).isZero();
            }
            first.await();
            assertThat(log).containsExactly("first as 1", "not last: 0", "first out");
            assertThat(barrier).hasToString("<Barrier [filling, waiters:0/2]>");
        });
    }

    // BND-03
    @Test
    void waitingInAnotherLoop_isRefused_andNotCounted() {
        var barrier = new Barrier(2);
        Loops.run(() -> {
            Task<Void> task = arrives(barrier, "a", new ArrayList<>());
            ticks(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        });
        Loops.run(() -> {
            assertThatIllegalStateException().isThrownBy(barrier::await)
                    .withMessageStartingWith(
                            "<Barrier [filling, waiters:1/2]> is bound to a different event loop")
                    .withMessageContaining("make one for each loop");
            assertThat(barrier).hasToString("<Barrier [filling, waiters:0/2]>");
            barrier.reset();
            barrier.abort();
            assertThat(barrier.broken()).as("these need not wait, so any loop may").isTrue();
        });
    }

    // BAR-02
    @Test
    void waitingInACallback_orWithoutALoop_isRefused_andNotCounted() {
        var barrier = new Barrier(2);
        assertThatIllegalStateException().isThrownBy(barrier::await)
                .withMessageContaining("no running event loop");
        assertThat(barrier.nWaiting()).isZero();
        Loops.run(() -> {
            List<Map<String, Object>> reports = Loops.collectReports();
            EventLoop.running().callSoon(barrier::await);
            ticks(2);
            assertThat(reports).hasSize(1);
            assertThat((Throwable) reports.getFirst().get("exception"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot await <Barrier [filling, waiters:1/2]> in a callback");
            assertThat(barrier.nWaiting()).isZero();
            Task<Integer> other = createTask(() -> barrier.await());
            assertThat(barrier.await()).isZero();
            assertThat(other.await()).isEqualTo(1);
        });
    }
}
