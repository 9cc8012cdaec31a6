package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static io.asyncio4j.tests.sync.BarrierUsers.arrives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BarrierStatistics;
import io.asyncio4j.sync.BrokenBarrierException;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarrierResetTest {

    // BAR-06
    @Test
    void resetOfAnEmptyBarrier_changesNothing() {
        var barrier = new Barrier(2);
        barrier.reset(); // no loop either
        assertThat(barrier).hasToString("<Barrier [filling, waiters:0/2]>");
        Loops.run(() -> {
            barrier.reset();
            Task<Integer> other = createTask(() -> barrier.await());
            assertThat(barrier.await()).isZero();
            assertThat(other.await()).isEqualTo(1);
        });
    }

    // BAR-06
    @Test
    void tasksThatWait_leaveWithAnError_thenTheBarrierFillsAgain() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(3);
            arrives(barrier, "a", log);
            arrives(barrier, "b", log);
            ticks(1);
            barrier.reset();
            log.add("reset " + barrier);
            assertThat(barrier.nWaiting()).isZero();
            assertThat(barrier.statistics())
                    .isEqualTo(new BarrierStatistics(Barrier.State.RESETTING, 3, 0, 2));
            for (String name : List.of("c", "d", "e")) {
                arrives(barrier, name, log);
            }
            ticks(1);
            log.add("one tick later");
            ticks(1);
            assertThat(log).containsExactly(
                    "reset <Barrier [resetting, waiters:0/3]>",
                    "a broken <Barrier [resetting, waiters:0/3]>",
                    "b broken <Barrier [filling, waiters:0/3]>",
                    "e:2 <Barrier [draining, waiters:0/3]>",
                    "one tick later",
                    "c:0 <Barrier [draining, waiters:0/3]>",
                    "d:1 <Barrier [filling, waiters:0/3]>");
        });
    }

    // BAR-06
    @Test
    void messageNamesTheBarrier_andSaysThatItCanBeUsedAgain() {
        Loops.run(() -> {
            var barrier = new Barrier(2);
            Task<Integer> task = createTask(() -> barrier.await());
            ticks(1);
            barrier.reset();
            assertThatThrownBy(task::await).isExactlyInstanceOf(BrokenBarrierException.class)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("reset of barrier")
                    .hasMessageContaining("<Barrier [resetting, waiters:0/2]>")
                    .hasMessageEndingWith("it can be awaited again");
        });
    }

    // BAR-06
    @Test
    void whoComesBeforeAllHaveLeft_waitsOutside_andIsNotBroken() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(2);
            arrives(barrier, "a", log);
            ticks(1);
            Task<Void> b = arrives(barrier, "b", log);
            barrier.reset();
            log.add("main:" + barrier.await()); // a has not left when main comes, nor when b does
            b.await();
            assertThat(log).containsExactly(
                    "a broken <Barrier [filling, waiters:0/2]>",
                    "b:1 <Barrier [draining, waiters:0/2]>",
                    "main:0");
        });
    }

    // BAR-06
    @Test
    void resetTwice_breaksTheOldRoundOnce_andNotTheNext() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(2);
            arrives(barrier, "a", log);
            ticks(1);
            barrier.reset();
            barrier.reset();
            arrives(barrier, "b", log);
            arrives(barrier, "c", log);
            ticks(3);
            assertThat(log).containsExactly(
                    "a broken <Barrier [filling, waiters:0/2]>",
                    "c:1 <Barrier [draining, waiters:0/2]>",
                    "b:0 <Barrier [filling, waiters:0/2]>");
        });
    }

    // BAR-06
    @Test
    void resetWhileARoundLeaves_breaksTheRestOfIt_andThoseOutsideFillTheNext() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(4);
            List<Task<Void>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b", "c", "d", "e", "f")) {
                tasks.add(createTask(() -> resetsWhenItIsA(barrier, name, log)));
            }
            for (Task<Void> task : tasks) {
                task.await();
            }
            assertThat(log).containsExactly(
                    "d:3 <Barrier [draining, waiters:0/4]>",
                    "a:0 <Barrier [draining, waiters:0/4]>",
                    "a resets <Barrier [resetting, waiters:0/4]>",
                    "b broken",
                    "c broken",
                    "a again:3 <Barrier [draining, waiters:0/4]>",
                    "d again:0 <Barrier [draining, waiters:0/4]>",
                    "e:1 <Barrier [draining, waiters:0/4]>",
                    "f:2 <Barrier [filling, waiters:0/4]>");
        });
    }

    private static void resetsWhenItIsA(Barrier barrier, String name, List<String> log) {
        try {
            log.add(name + ":" + barrier.await() + " " + barrier);
        } catch (BrokenBarrierException e) {
            log.add(name + " broken");
            return;
        }
        if (name.equals("a")) {
            barrier.reset();
            log.add("a resets " + barrier);
        }
        if (name.equals("a") || name.equals("d")) {
            log.add(name + " again:" + barrier.await() + " " + barrier);
        }
    }

    // BAR-06
    @Test
    void resetByTheLastOneThatLeft_breaksNobody() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(3);
            List<Task<Void>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                tasks.add(createTask(() -> {
                    barrier.await();
                    log.add(name);
                    if (log.size() == 3) {
                        barrier.reset();
                        log.add("reset by " + name + " " + barrier);
                    }
                    log.add(name + ":" + barrier.await());
                }));
            }
            for (Task<Void> task : tasks) {
                task.await();
            }
            // c and a wait outside already, and come in behind b
            assertThat(log).containsExactly(
                    "c", "a", "b", "reset by b <Barrier [filling, waiters:0/3]>", "a:2", "b:0", "c:1");
        });
    }

    // BAR-05 BAR-06
    @Test
    void cancelAfterReset_givesTheCancellation_andTheOthersAreBroken() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(3);
            Task<Void> a = arrives(barrier, "a", log);
            Task<Void> b = arrives(barrier, "b", log);
            ticks(1);
            barrier.reset();
            a.cancel();
            b.await();
            assertThat(a.cancelled()).isTrue();
            assertThat(log).containsExactly(
                    "a cancelled <Barrier [resetting, waiters:0/3]>",
                    "b broken <Barrier [filling, waiters:0/3]>");
        });
    }

    // BAR-05 BAR-06
    @Test
    void cancelOfTheLastInsideAfterReset_letsThoseOutsideIn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(2);
            Task<Void> a = arrives(barrier, "a", log);
            ticks(1);
            Task<Void> b = arrives(barrier, "b", log);
            barrier.reset();
            a.cancel();
            log.add("main:" + barrier.await());
            b.await();
            assertThat(log).containsExactly(
                    "a cancelled <Barrier [filling, waiters:0/2]>",
                    "b:1 <Barrier [draining, waiters:0/2]>",
                    "main:0");
        });
    }

    // BAR-06
    @Test
    void resetInACallback_neverWaits() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(2);
            arrives(barrier, "a", log);
            ticks(1);
            EventLoop.running().callSoon(() -> {
                barrier.reset();
                log.add("reset " + barrier);
            });
            ticks(2);
            assertThat(log).containsExactly(
                    "reset <Barrier [resetting, waiters:0/2]>",
                    "a broken <Barrier [filling, waiters:0/2]>");
        });
    }

    // BAR-06 BAR-07
    @Test
    void resetAndAbort_areNoPointsAtWhichACancellationIsDelivered() {
        Loops.run(() -> {
            var barrier = new Barrier(2);
            List<String> log = new ArrayList<>();
            arrives(barrier, "a", log);
            Task<Void> task = createTask(() -> {
                currentTask().cancel();
                barrier.reset();
                log.add(barrier.toString());
                barrier.abort();
                log.add(barrier.toString());
                ticks(1);
                log.add("not reached");
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly(
                    "<Barrier [resetting, waiters:0/2]>", "<Barrier [broken]>",
                    "a broken <Barrier [broken]>");
        });
    }
}
