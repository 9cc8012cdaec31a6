package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.tests.support.Loops.ticks;
import static io.asyncio4j.tests.sync.BarrierUsers.arrives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BarrierStatistics;
import io.asyncio4j.sync.BrokenBarrierException;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarrierAbortTest {

    // BAR-07 BAR-09
    @Test
    void abortedBarrier_refusesAtOnce_untilItIsReset() {
        var barrier = new Barrier(1); // no loop is needed
        barrier.abort();
        assertThat(barrier.broken()).isTrue();
        assertThat(barrier.nWaiting()).isZero();
        assertThat(barrier).hasToString("<Barrier [broken]>");
        assertThat(barrier.statistics()).isEqualTo(new BarrierStatistics(Barrier.State.BROKEN, 1, 0, 0));
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(BrokenBarrierException.class).isThrownBy(barrier::await)
                    .withMessageContaining("Barrier aborted: <Barrier [broken]>")
                    .withMessageContaining("reset() makes it usable again");
            assertThatExceptionOfType(BrokenBarrierException.class).isThrownBy(barrier::enter);
        }
        barrier.reset();
        assertThat(barrier.broken()).isFalse();
        assertThat(barrier.await()).isZero();
    }

    // BAR-07
    @Test
    void presentAndFutureWaiters_areBroken_inTheirOrder_untilReset() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(3);
            arrives(barrier, "a", log);
            arrives(barrier, "b", log);
            ticks(1);
            barrier.abort();
            log.add("aborted " + barrier.statistics().state() + " " + barrier.nWaiting());
            arrives(barrier, "c", log);
            ticks(1);
            log.add("one tick later");
            barrier.reset();
            log.add("reset " + barrier);
            for (String name : List.of("d", "e", "f")) {
                arrives(barrier, name, log);
            }
            ticks(2);
            assertThat(log).containsExactly(
                    "aborted BROKEN 0",
                    "a broken <Barrier [broken]>",
                    "b broken <Barrier [broken]>",
                    "c broken <Barrier [broken]>",
                    "one tick later",
                    "reset <Barrier [filling, waiters:0/3]>",
                    "f:2 <Barrier [draining, waiters:0/3]>",
                    "d:0 <Barrier [draining, waiters:0/3]>",
                    "e:1 <Barrier [filling, waiters:0/3]>");
        });
    }

    // BAR-07
    @Test
    void messageToThoseWhoWaited_saysThatItMustBeReset() {
        Loops.run(() -> {
            var barrier = new Barrier(2);
            Task<Integer> task = createTask(() -> barrier.await());
            ticks(1);
            barrier.abort();
            assertThatThrownBy(task::await).isExactlyInstanceOf(BrokenBarrierException.class)
                    .hasMessageContaining("Abort or reset of barrier")
                    .hasMessageContaining("<Barrier [broken]>")
                    .hasMessageEndingWith("it can be awaited again after reset()");
        });
    }

    // BAR-06 BAR-07
    @Test
    void resetRightAfterAbort_stillBreaksThoseWhoWaited() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(3);
            arrives(barrier, "a", log);
            arrives(barrier, "b", log);
            ticks(1);
            barrier.abort();
            barrier.reset();
            assertThat(barrier).hasToString("<Barrier [resetting, waiters:0/3]>");
            for (String name : List.of("d", "e", "f")) {
                arrives(barrier, name, log);
            }
            ticks(2);
            assertThat(log).containsExactly(
                    "a broken <Barrier [resetting, waiters:0/3]>",
                    "b broken <Barrier [filling, waiters:0/3]>",
                    "f:2 <Barrier [draining, waiters:0/3]>",
                    "d:0 <Barrier [draining, waiters:0/3]>",
                    "e:1 <Barrier [filling, waiters:0/3]>");
        });
    }

    // BAR-07
    @Test
    void abortRightAfterReset_keepsItBroken() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(2);
            arrives(barrier, "a", log);
            ticks(1);
            barrier.reset();
            barrier.abort();
            ticks(1);
            assertThat(log).containsExactly("a broken <Barrier [broken]>");
            assertThat(barrier.broken()).isTrue();
        });
    }

    // BAR-07
    @Test
    void abortWhileARoundLeaves_breaksTheRestOfIt_andThoseOutside() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(4);
            for (String name : List.of("a", "b", "c", "d", "e", "f")) {
                createTask(() -> {
                    try {
                        log.add(name + ":" + barrier.await());
                        if (name.equals("a")) {
                            barrier.abort();
                            log.add("a aborts");
                        }
                    } catch (BrokenBarrierException e) {
                        log.add(name + " broken");
                    }
                });
            }
            for (int i = 1; i <= 3; i++) {
                ticks(1);
                log.add("tick " + i + " " + barrier);
            }
            assertThat(log).containsExactly(
                    "d:3",
                    "tick 1 <Barrier [draining, waiters:0/4]>",
                    "a:0",
                    "a aborts",
                    "b broken",
                    "c broken",
                    "tick 2 <Barrier [broken]>",
                    "e broken",
                    "f broken",
                    "tick 3 <Barrier [broken]>");
        });
    }

    // BAR-05 BAR-07
    @Test
    void cancelAfterAbort_givesTheCancellation_andLeavesItBroken() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(3);
            Task<Void> a = arrives(barrier, "a", log);
            Task<Void> b = arrives(barrier, "b", log);
            ticks(1);
            barrier.abort();
            a.cancel();
            b.await();
            assertThat(a.cancelled()).isTrue();
            assertThat(log).containsExactly("a cancelled <Barrier [broken]>", "b broken <Barrier [broken]>");
            assertThat(barrier.statistics()).isEqualTo(new BarrierStatistics(Barrier.State.BROKEN, 3, 0, 0));
        });
    }

    // BAR-07
    @Test
    void abortInACallback_neverWaits() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var barrier = new Barrier(2);
            Task<Void> a = arrives(barrier, "a", log);
            EventLoop.running().callSoon(barrier::abort);
            a.await();
            assertThat(log).containsExactly("a broken <Barrier [broken]>");
        });
    }

    // BAR-07
    @Test
    void aTaskThatFails_abortsForTheOthers_andASecondBarrierMakesTheResetSafe() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var work = new Barrier(3);
            var sync = new Barrier(3);
            List<Task<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                tasks.add(createTask(() -> {
                    int index = work.await();
                    try {
                        if (index == 1) {
                            throw new IllegalArgumentException("the task in the middle fails");
                        }
                        work.await();
                        log.add("not reached");
                    } catch (BrokenBarrierException e) {
                        log.add(index + " broken");
                    } catch (IllegalArgumentException e) {
                        log.add(index + " aborts");
                        work.abort();
                    }
                    if (sync.await() == 1) {
                        log.add("reset by one");
                        work.reset();
                    }
                    sync.await();
                    return "passed as " + work.await();
                }));
            }
            assertThat(gather(tasks).await())
                    .containsExactlyInAnyOrder("passed as 0", "passed as 1", "passed as 2");
            assertThat(log).containsExactly("1 aborts", "2 broken", "0 broken", "reset by one");
            assertThat(work.broken()).isFalse();
        });
    }
}
