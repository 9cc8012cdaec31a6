package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.BrokenBarrierException;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.tests.support.OverflowSweep;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Operations of locks and queues that change state, called where the stack overflows within them: at each frame in turn.
 * Either all of it has happened then, or nothing, so that doing it once more, with stack enough, does what it should.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverflowSweepSyncTest {

    private static final int ROUNDS = 20;
    private static final int HOT = 20_000; // compiled, then

    private static void sweep(Runnable operation) {
        assertThat(OverflowSweep.of(operation)).isPositive();
    }

    private static void rounds(Runnable round) {
        for (int i = 0; i < ROUNDS; i++) {
            OverflowSweep.tell(round);
        }
    }

    private static List<Task<?>> waiters(int count, Runnable wait) {
        List<Task<?>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiters.add(createTask(() -> wait.run()));
        }
        ticks(1);
        return waiters;
    }

    private static void assertAllDone(List<Task<?>> tasks) {
        ticks(4);
        assertThat(tasks).allMatch(Task::done).allMatch(task -> task.exception() == null);
    }

    // TSK-18, LCK-07
    @Test
    void releaseOfALock_handsItOn_whetherItIsOwnedOrNot() {
        for (Supplier<Lock> kind : List.<Supplier<Lock>>of(Lock::new, Lock::owned)) {
            rounds(() -> {
                Lock lock = kind.get();
                lock.acquire();
                List<Task<?>> waiters = waiters(2, () -> lock.acquire().close());
                sweep(lock::release);
                assertAllDone(waiters);
                assertThat(lock.locked()).isFalse();
            });
        }
    }

    // TSK-18, LCK-01
    @Test
    void acquireOfALock_thatIsFree_takesItOnce() {
        for (Supplier<Lock> kind : List.<Supplier<Lock>>of(Lock::new, Lock::owned)) {
            rounds(() -> {
                Lock lock = kind.get();
                sweep(() -> {
                    if (!lock.locked()) {
                        lock.acquire();
                    }
                });
                lock.release();
                assertThat(lock.locked()).isFalse();
            });
        }
    }

    // TSK-18, SEM-03
    @Test
    void releaseOfASemaphore_givesOnePermit() {
        for (Supplier<Semaphore> kind : List.<Supplier<Semaphore>>of(
                () -> new Semaphore(1), () -> new BoundedSemaphore(1))) {
            rounds(() -> {
                Semaphore semaphore = kind.get();
                semaphore.acquire();
                List<Task<?>> waiters = waiters(2, semaphore::acquire);
                sweep(semaphore::release);
                ticks(2);
                assertThat(waiters).filteredOn(Task::done).hasSize(1);
                sweep(semaphore::release);
                assertAllDone(waiters);
                assertThat(semaphore.locked()).isTrue();
                sweep(semaphore::release);
                assertThat(semaphore.statistics().value()).isEqualTo(1);
            });
        }
    }

    // TSK-18, SEM-01
    @Test
    void acquireOfASemaphore_takesOnePermit() {
        rounds(() -> {
            var semaphore = new Semaphore(5);
            sweep(semaphore::acquire);
            assertThat(semaphore.statistics().value()).isEqualTo(4);
        });
    }

    // TSK-18, EVT-03
    @Test
    void settingAnEvent_wakesAll() {
        rounds(() -> {
            var event = new Event();
            List<Task<?>> waiters = waiters(5, event::await);
            sweep(event::set);
            assertThat(event.isSet()).isTrue();
            assertAllDone(waiters);
        });
    }

    // TSK-18, CND-05
    @Test
    void signals_wakeAsManyAsTheyShould() {
        rounds(() -> {
            var condition = new Condition();
            List<Task<?>> waiters = waiters(3, () -> {
                try (var _ = condition.acquire()) {
                    condition.await();
                }
            });
            ticks(3);
            try (var _ = condition.acquire()) {
                sweep(condition::signal);
            }
            ticks(5);
            assertThat(waiters).filteredOn(Task::done).hasSize(1);
            try (var _ = condition.acquire()) {
                sweep(condition::signalAll);
            }
            ticks(5);
            assertAllDone(waiters);
        });
    }

    // TSK-18, BAR-08
    @Test
    void abortAndResetOfABarrier_wakeAll() {
        rounds(() -> {
            var barrier = new Barrier(3);
            List<String> log = new ArrayList<>();
            List<Task<?>> waiters = waiters(2, () -> {
                try {
                    barrier.await();
                } catch (BrokenBarrierException e) {
                    log.add("broken");
                }
            });
            ticks(3);
            sweep(barrier::abort);
            ticks(5);
            assertAllDone(waiters);
            assertThat(log).containsExactly("broken", "broken");
            sweep(barrier::reset);
            assertThat(barrier.broken()).isFalse();
            List<Task<?>> again = waiters(3, barrier::await);
            ticks(5);
            assertAllDone(again);
        });
    }

    private static List<Supplier<Queue<Integer>>> queues(int maxsize) {
        return List.of(() -> new Queue<>(maxsize), () -> new LifoQueue<>(maxsize),
                () -> new PriorityQueue<>(maxsize));
    }

    // TSK-18, QUE-04
    @Test
    void itemsAreInOnce_andEachWakesOneGetter() {
        for (Supplier<Queue<Integer>> kind : queues(0)) {
            rounds(() -> {
                Queue<Integer> queue = kind.get();
                List<Integer> got = new ArrayList<>();
                List<Task<?>> getters = waiters(2, () -> got.add(queue.get()));
                sweep(() -> queue.putNowait(7));
                assertThat(queue.qsize()).isEqualTo(1);
                ticks(3);
                assertThat(got).containsExactly(7);
                sweep(() -> queue.putNowait(8));
                assertAllDone(getters);
                assertThat(got).containsExactly(7, 8);
                queue.taskDone();
                queue.taskDone();
                createTask(() -> queue.join()).await();
            });
        }
    }

    // TSK-18, QUE-04: without anybody who waits, and where what holds the items grows
    @Test
    void itemsAreInOnce_howeverManyThereAre() {
        for (Supplier<Queue<Integer>> kind : queues(0)) {
            OverflowSweep.tell(() -> {
                Queue<Integer> queue = kind.get();
                for (int i = 0; i < 100; i++) {
                    int item = i;
                    sweep(() -> queue.putNowait(item));
                    assertThat(queue.qsize()).isEqualTo(i + 1);
                }
                List<Integer> got = new ArrayList<>(100); // it must not have to grow, where the stack ends
                while (!queue.empty()) {
                    sweep(() -> got.add(queue.getNowait()));
                }
                assertThat(got).hasSize(100).doesNotHaveDuplicates();
            });
        }
    }

    // TSK-18, QUE-05
    @Test
    void itemsAreTakenOnce_andEachLetsOnePutterIn() {
        for (Supplier<Queue<Integer>> kind : queues(1)) {
            rounds(() -> {
                Queue<Integer> queue = kind.get();
                queue.putNowait(1);
                List<Task<?>> putters = waiters(2, () -> queue.put(2));
                List<Integer> got = new ArrayList<>(3);
                sweep(() -> got.add(queue.getNowait()));
                ticks(3);
                assertThat(got).containsExactly(1);
                assertThat(queue.qsize()).isEqualTo(1);
                sweep(() -> got.add(queue.getNowait()));
                ticks(3);
                sweep(() -> got.add(queue.getNowait()));
                assertAllDone(putters);
                assertThat(got).containsExactly(1, 2, 2);
            });
        }
    }

    // TSK-18, QUE-09
    @Test
    void workIsDoneOnce_andThatWakesAllWhoWaitForIt() {
        rounds(() -> {
            var queue = new Queue<Integer>();
            queue.putNowait(1);
            queue.putNowait(2);
            List<Task<?>> joiners = waiters(3, queue::join);
            sweep(queue::taskDone);
            ticks(2);
            assertThat(joiners).noneMatch(Task::done);
            sweep(queue::taskDone);
            assertAllDone(joiners);
        });
    }

    // TSK-18, QUE-12
    @Test
    void shuttingDown_wakesAll() {
        rounds(() -> {
            var queue = new Queue<Integer>();
            List<Task<?>> getters = waiters(3, queue::get);
            sweep(() -> queue.shutdown(true));
            ticks(3);
            assertThat(getters).allMatch(task -> task.done() && task.exception() != null);
            assertThat(queue.statistics().getters()).isZero();
        });
    }

    // Those that wait: whatever comes of an attempt, the one that comes to its end has what it waited for.

    // TSK-18, LCK-01, SEM-01, EVT-01
    @Test
    void waitingForLocksPermitsAndEvents_endsOnce() {
        rounds(() -> {
            var lock = new Lock();
            var semaphore = new Semaphore(0);
            var event = new Event();
            lock.acquire();
            later(() -> {
                lock.release();
                semaphore.release();
                event.set();
            });
            sweep(lock::acquire);
            lock.release();
            assertThat(lock.locked()).isFalse();
            sweep(semaphore::acquire);
            assertThat(semaphore.statistics().value()).isZero();
            sweep(event::await);
            assertThat(event.statistics().waiters() + lock.statistics().waiters()
                    + semaphore.statistics().waiters()).isZero();
        });
    }

    // TSK-18: once it is compiled, beginning to wait takes less stack than leaving the line does, which hardly ever happens
    @Test
    void whoCouldNotWait_isNotWokenInPlaceOfAnother() {
        OverflowSweep.tell(() -> {
            for (int i = 0; i < HOT; i++) {
                waitForEach(Runnable::run);
            }
        });
        rounds(() -> waitForEach(OverflowSweepSyncTest::sweep));
    }

    private static void waitForEach(Consumer<Runnable> how) {
        var lock = new Lock();
        var semaphore = new Semaphore(0);
        var event = new Event();
        var queue = new Queue<Integer>(1);
        lock.acquire();
        waitUntil(lock::release, lock::acquire, how);
        waitUntil(semaphore::release, semaphore::acquire, how);
        waitUntil(event::set, event::await, how);
        waitUntil(() -> queue.putNowait(1), queue::get, how);
        waitUntil(queue::taskDone, queue::join, how);
        queue.putNowait(2);
        waitUntil(queue::getNowait, () -> queue.put(3), how);
        assertThat(
                lock.statistics().waiters() + semaphore.statistics().waiters() + event.statistics().waiters()
                        + queue.statistics().getters() + queue.statistics().putters())
                .isZero();
    }

    private static void waitUntil(Runnable comesTrue, Runnable wait, Consumer<Runnable> how) {
        EventLoop.running().callSoon(comesTrue);
        how.accept(wait);
    }

    private static void later(Runnable action) {
        EventLoop.running().callLater(ms(5), action);
    }

    // TSK-18, CND-05
    @Test
    void waitingAtACondition_hasTheLockAfterwards() {
        rounds(() -> {
            var condition = new Condition();
            boolean[] ready = new boolean[1];
            createTask(() -> {
                sleep(ms(5));
                try (var _ = condition.acquire()) {
                    ready[0] = true;
                    condition.signalAll();
                }
            });
            condition.acquire();
            sweep(() -> {
                if (!ready[0]) {
                    condition.await();
                }
            });
            while (!ready[0]) {
                condition.await();
            }
            assertThat(condition.locked()).isTrue();
            condition.release();
            assertThat(condition.locked()).isFalse();
            assertThat(condition.statistics().waiters()).isZero();
        });
    }

    // TSK-18, BAR-01
    @Test
    void waitingAtABarrier_countsOnce() {
        rounds(() -> {
            var barrier = new Barrier(2);
            List<Integer> places = new ArrayList<>(1);
            Task<Integer> other = createTask(() -> {
                sleep(ms(5));
                return barrier.await();
            });
            sweep(() -> places.add(barrier.await()));
            assertThat(places.getFirst() + other.await()).isEqualTo(1);
            ticks(3);
            assertThat(barrier.nWaiting()).isZero();
            List<Task<?>> again = waiters(2, barrier::await);
            ticks(5);
            assertAllDone(again);
        });
    }

    // TSK-18, QUE-02
    @Test
    void waitingForAnItem_losesNone() {
        for (Supplier<Queue<Integer>> kind : queues(0)) {
            rounds(() -> {
                Queue<Integer> queue = kind.get();
                int[] put = new int[1];
                Task<?> producer = createTask(() -> {
                    while (true) {
                        sleep(ms(1));
                        queue.put(++put[0]);
                    }
                });
                List<Integer> got = new ArrayList<>(1);
                sweep(() -> got.add(queue.get()));
                producer.cancel();
                ticks(2);
                assertThat(got).hasSize(1);
                assertThat(queue.qsize()).isEqualTo(put[0] - 1);
                assertThat(queue.statistics().getters()).isZero();
            });
        }
    }

    // TSK-18, QUE-03
    @Test
    void waitingForASlot_putsTheItemInOnce() {
        for (Supplier<Queue<Integer>> kind : queues(1)) {
            rounds(() -> {
                Queue<Integer> queue = kind.get();
                queue.putNowait(1);
                later(queue::getNowait);
                sweep(() -> queue.put(2));
                assertThat(queue.getNowait()).isEqualTo(2);
                assertThat(queue.statistics().putters()).isZero();
                queue.taskDone();
                queue.taskDone();
                sweep(queue::join);
            });
        }
    }
}
