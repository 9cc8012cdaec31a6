package io.asyncio4j.tests.queues;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueEmptyException;
import io.asyncio4j.sync.QueueFullException;
import io.asyncio4j.sync.QueueStatistics;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class QueueTest {

    // QUE-01 BND-02
    @Test
    void itemsComeOut_inTheOrderInWhichTheyWerePutIn_withoutALoop() {
        var queue = new Queue<Integer>();
        for (int item : new int[] {1, 3, 2}) {
            queue.put(item);
        }
        assertThat(List.of(queue.get(), queue.get(), queue.get())).containsExactly(1, 3, 2);
        assertThat(queue.empty()).isTrue();
    }

    // QUE-01
    @Test
    void itemsKeepTheirOrder_whenTheQueueGrowsAfterSomeWereTakenOut() {
        var queue = new Queue<Integer>();
        int in = 0;
        int out = 0;
        for (int round = 0; round < 7; round++) { // more come than go, and each time it grows its first item is elsewhere
            for (int i = 0; i < 16 + round; i++) {
                queue.putNowait(in++);
            }
            for (int i = 0; i < 5; i++) {
                assertThat(queue.getNowait()).isEqualTo(out++);
            }
        }
        while (!queue.empty()) {
            assertThat(queue.getNowait()).isEqualTo(out++);
        }
        assertThat(out).isEqualTo(in);
    }

    // QUE-01
    @Test
    void nullIsAnItem() {
        var queue = new Queue<String>(2);
        queue.putNowait(null);
        queue.put("x");
        assertThat(queue.qsize()).isEqualTo(2);
        assertThat(queue.full()).isTrue();
        assertThat(queue.get()).isNull();
        assertThat(queue.getNowait()).isEqualTo("x");
    }

    // QUE-02
    @Test
    void boundedQueue_isFullWithAsManyItemsAsItTakes() {
        var queue = new Queue<Integer>(2);
        assertThat(queue.maxsize()).isEqualTo(2);
        assertThat(queue.empty()).isTrue();
        assertThat(queue.full()).isFalse();
        queue.put(1);
        assertThat(queue.empty()).isFalse();
        assertThat(queue.full()).isFalse();
        queue.put(2);
        assertThat(queue.qsize()).isEqualTo(2);
        assertThat(queue.full()).isTrue();
        queue.get();
        assertThat(queue.full()).isFalse();
    }

    // QUE-02
    @Test
    void zeroOrLess_isNeverFull() {
        for (var queue : List.of(new Queue<Integer>(), new Queue<Integer>(0), new Queue<Integer>(-3))) {
            for (int i = 0; i < 1_000; i++) {
                queue.putNowait(i);
            }
            assertThat(queue.full()).isFalse();
            assertThat(queue.qsize()).isEqualTo(1_000);
        }
        assertThat(new Queue<Integer>(-3).maxsize()).isEqualTo(-3);
    }

    // QUE-04
    @Test
    void putNowait_onAFullQueue_isRefused_andChangesNothing() {
        var queue = new Queue<Integer>(1);
        queue.putNowait(1);
        assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.putNowait(2))
                .isInstanceOf(IllegalStateException.class)
                .withMessage("<Queue maxsize=1 items=[1] tasks=1> is full; put() waits for a free slot");
        assertThat(queue.statistics()).isEqualTo(new QueueStatistics(1, 1, 0, 0, 1, false));
    }

    // QUE-04
    @Test
    void getNowait_onAnEmptyQueue_isRefused() {
        var queue = new Queue<Integer>();
        assertThatExceptionOfType(QueueEmptyException.class).isThrownBy(queue::getNowait)
                .isInstanceOf(NoSuchElementException.class)
                .withMessage("<Queue maxsize=0> is empty; get() waits for an item");
        queue.putNowait(1);
        assertThat(queue.getNowait()).isEqualTo(1);
    }

    // QUE-03
    @Test
    void whatNeedNotWait_isNoPointAtWhichACancellationIsDelivered() {
        Loops.run(() -> {
            var queue = new Queue<Integer>(1);
            List<Object> log = new ArrayList<>();
            Task<Void> task = createTask(() -> {
                currentTask().cancel();
                queue.join();
                queue.put(1);
                log.add(queue.get());
                queue.put(2);
                log.add(queue.iterator().next());
                log.add("now it waits");
                queue.get();
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly(1, 2, "now it waits");
            assertThat(queue.statistics().getters()).isZero();
        });
    }

    // BND-02
    @Test
    void queueThatNobodyWaitedFor_worksInLoopAfterLoop() {
        var queue = new Queue<Integer>(1);
        for (int i = 0; i < 3; i++) {
            int item = i;
            Loops.run(() -> {
                queue.put(item);
                assertThat(queue.get()).isEqualTo(item);
                queue.taskDone();
                queue.join();
            });
        }
        Loops.run(() -> {
            Task<Integer> getter = createTask(() -> queue.get());
            ticks(1);
            queue.put(3);
            assertThat(getter.await()).isEqualTo(3);
        });
    }

    // BND-03
    @Test
    void waitingInAnotherLoop_isRefused_whateverItWaitsFor() {
        var queue = new Queue<Integer>(1);
        Loops.run(() -> {
            Task<Integer> getter = createTask(() -> queue.get());
            ticks(1);
            queue.put(1);
            getter.await();
        });
        Loops.run(() -> {
            assertThatIllegalStateException().isThrownBy(queue::get)
                    .withMessageStartingWith("<Queue maxsize=1 tasks=1> is bound to a different event loop")
                    .withMessageContaining("make one for each loop");
            assertThatIllegalStateException().isThrownBy(() -> queue.iterator().hasNext())
                    .withMessageContaining("is bound to a different event loop");
            assertThatIllegalStateException().isThrownBy(queue::join)
                    .withMessageContaining("is bound to a different event loop");
            queue.put(2); // need not wait
            assertThatIllegalStateException().isThrownBy(() -> queue.put(3))
                    .withMessageContaining("is bound to a different event loop");
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(1, 1, 0, 0, 2, false));
        });
    }

    // BND-03
    @Test
    void refusedForAnotherLoop_itStaysWithTheFirst() {
        var queue = new Queue<Integer>();
        try (EventLoop loop = Loops.virtual().build()) {
            Task<Integer> getter = loop.createTask(() -> queue.get());
            loop.runUntilComplete(() -> ticks(1));
            Loops.run(() -> {
                assertThatIllegalStateException().isThrownBy(queue::get);
                assertThat(queue.statistics().getters()).isEqualTo(1);
            });
            queue.putNowait(1);
            assertThat(loop.runUntilComplete(getter)).isEqualTo(1);
        }
    }

    // BND-02
    @Test
    void waitingWithoutALoop_orInACallback_isRefused_andLeavesNoWaiter() {
        var queue = new Queue<Integer>(1);
        assertThatIllegalStateException().isThrownBy(queue::get)
                .withMessageContaining("no running event loop");
        queue.put(1);
        assertThatIllegalStateException().isThrownBy(() -> queue.put(2))
                .withMessageContaining("no running event loop");
        assertThatIllegalStateException().isThrownBy(queue::join)
                .withMessageContaining("no running event loop");
        Loops.run(() -> {
            List<Map<String, Object>> reports = Loops.collectReports();
            EventLoop.running().callSoon(() -> queue.put(2));
            EventLoop.running().callSoon(queue::join);
            EventLoop.running().callSoon(queue::get); // need not wait
            EventLoop.running().callSoon(queue::get);
            ticks(2);
            assertThat(reports).hasSize(3)
                    .allSatisfy(report -> assertThat((Throwable) report.get("exception"))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("cannot await in a callback"));
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 1, 0, 0, 1, false));
            queue.taskDone();
        });
    }

    // QUE-05 BND-03
    @Test
    void useFromAnotherThread_thatWouldWakeATask_isRefused_andChangesNothing() {
        Loops.run(() -> {
            var empty = new Queue<Integer>();
            Task<Integer> getter = createTask(() -> empty.get());
            var full = new Queue<Integer>(1);
            full.put(1);
            Task<Void> putter = createTask(() -> full.put(2));
            Task<Void> joiner = createTask(() -> full.join());
            ticks(1);

            List<Runnable> misuses = List.of(
                    () -> empty.putNowait(1),
                    () -> empty.put(1),
                    empty::shutdown,
                    full::getNowait,
                    full::get,
                    () -> full.iterator().hasNext(),
                    full::taskDone,
                    full::shutdown,
                    () -> full.shutdown(true));
            for (Runnable misuse : misuses) {
                assertThatIllegalStateException().isThrownBy(() -> elsewhere(misuse))
                        .withMessageContaining("Non-thread-safe operation")
                        .withMessageContaining("callSoonThreadsafe");
            }
            assertThatIllegalStateException().isThrownBy(() -> elsewhere(() -> empty.putNowait(1)))
                    .withMessageContaining("cannot use <Queue maxsize=0 getters[1]> from Thread[")
                    .withMessageContaining("which does not run <EventLoop ");
            assertThat(empty.statistics()).isEqualTo(new QueueStatistics(0, 0, 1, 0, 0, false));
            assertThat(full.statistics()).isEqualTo(new QueueStatistics(1, 1, 0, 1, 1, false));
            ticks(2);
            assertThat(getter.done() || putter.done() || joiner.done()).isFalse();

            empty.putNowait(3);
            assertThat(getter.await()).isEqualTo(3);
            assertThat(full.get()).isEqualTo(1);
            putter.await();
            full.taskDone();
            full.taskDone();
            joiner.await();
        });
    }

    private static void elsewhere(Runnable call) {
        Throwable thrown = CompletableFuture
                .supplyAsync(() -> catchThrowable(call::run), command -> new Thread(command).start()).join();
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        assertThat(thrown).isNull();
    }
}
