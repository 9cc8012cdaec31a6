package io.asyncio4j.tests.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BarrierStatistics;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.ConditionStatistics;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.EventStatistics;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.LockStatistics;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueStatistics;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.sync.SemaphoreStatistics;
import io.asyncio4j.tests.support.Loops;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What the primitives tell about themselves, in each state: the text form and the snapshot. */
class SyncStatisticsTest {

    private static void assertShows(Lock lock, String text, boolean locked, Task<?> owner, int waiters) {
        assertThat(lock).hasToString(text);
        assertThat(lock.statistics()).isEqualTo(new LockStatistics(locked, owner, waiters));
    }

    // LCK-07
    @Test
    void lock() {
        Loops.run(() -> {
            var lock = new Lock();
            assertShows(lock, "<Lock [unlocked]>", false, null, 0);
            lock.acquire();
            assertShows(lock, "<Lock [locked]>", true, null, 0);
            Task<?> first = createTask(() -> lock.acquire());
            Task<?> second = createTask(() -> lock.acquire());
            ticks(1);
            assertShows(lock, "<Lock [locked, waiters:2]>", true, null, 2);
            second.cancel();
            assertShows(lock, "<Lock [locked, waiters:2]>", true, null, 2);
            ticks(1);
            assertShows(lock, "<Lock [locked, waiters:1]>", true, null, 1);
            lock.release();
            assertShows(lock, "<Lock [unlocked, waiters:1]>", false, null, 1);
            first.await();
            assertShows(lock, "<Lock [locked]>", true, null, 0);
        });
    }

    // LCK-07
    @Test
    void ownedLock() {
        Loops.run(() -> {
            var lock = Lock.owned();
            currentTask().setName("main");
            assertShows(lock, "<Lock [unlocked]>", false, null, 0);
            lock.acquire();
            assertShows(lock, "<Lock [locked, owner:main]>", true, currentTask(), 0);
            Task<?> next = createTask(TaskOptions.named("next"), () -> lock.acquire());
            ticks(1);
            assertShows(lock, "<Lock [locked, owner:main, waiters:1]>", true, currentTask(), 1);
            lock.release();
            assertShows(lock, "<Lock [unlocked, waiters:1]>", false, null, 1);
            next.await();
            assertShows(lock, "<Lock [locked, owner:next]>", true, next, 0);
        });
    }

    private static void assertShows(Event event, String text, boolean set, int waiters) {
        assertThat(event).hasToString(text);
        assertThat(event.statistics()).isEqualTo(new EventStatistics(set, waiters));
    }

    // EVT-05
    @Test
    void event() {
        Loops.run(() -> {
            var event = new Event();
            assertShows(event, "<Event [unset]>", false, 0);
            Task<?> first = createTask(event::await);
            createTask(event::await);
            ticks(1);
            assertShows(event, "<Event [unset, waiters:2]>", false, 2);
            first.cancel();
            assertShows(event, "<Event [unset, waiters:2]>", false, 2);
            event.set();
            assertShows(event, "<Event [set, waiters:2]>", true, 2);
            event.clear();
            assertShows(event, "<Event [unset, waiters:2]>", false, 2);
            event.set();
            ticks(1);
            assertShows(event, "<Event [set]>", true, 0);
        });
    }

    private static void assertShows(
            Condition condition, String text, boolean locked, int lockWaiters, int waiters) {
        assertThat(condition).hasToString(text);
        assertThat(condition.statistics())
                .isEqualTo(new ConditionStatistics(new LockStatistics(locked, null, lockWaiters), waiters));
    }

    // CND-09
    @Test
    void condition() {
        Loops.run(() -> {
            var condition = new Condition();
            assertShows(condition, "<Condition [unlocked]>", false, 0, 0);
            for (int i = 0; i < 2; i++) {
                createTask(() -> {
                    try (var _ = condition.acquire()) {
                        condition.await();
                    }
                });
            }
            ticks(1);
            assertShows(condition, "<Condition [unlocked, waiters:2]>", false, 0, 2);
            condition.acquire();
            assertShows(condition, "<Condition [locked, waiters:2]>", true, 0, 2);
            condition.signal();
            assertShows(condition, "<Condition [locked, waiters:2]>", true, 0, 2);
            ticks(1);
            assertShows(condition, "<Condition [locked, waiters:1]>", true, 1, 1);
            condition.signalAll();
            condition.release();
            ticks(3);
            assertShows(condition, "<Condition [unlocked]>", false, 0, 0);
        });
    }

    private static void assertShows(
            Semaphore semaphore, String text, int value, int waiters, OptionalInt bound) {
        assertThat(semaphore).hasToString(text);
        assertThat(semaphore.statistics()).isEqualTo(new SemaphoreStatistics(value, waiters, bound));
    }

    // SEM-09
    @Test
    void semaphore() {
        Loops.run(() -> {
            var semaphore = new Semaphore(1);
            OptionalInt none = OptionalInt.empty();
            assertShows(semaphore, "<Semaphore [unlocked, value:1]>", 1, 0, none);
            semaphore.acquire();
            assertShows(semaphore, "<Semaphore [locked]>", 0, 0, none);
            Task<?> first = createTask(() -> semaphore.acquire());
            Task<?> second = createTask(() -> semaphore.acquire());
            ticks(1);
            assertShows(semaphore, "<Semaphore [locked, waiters:2]>", 0, 2, none);
            first.cancel();
            second.cancel();
            semaphore.release();
            assertShows(semaphore, "<Semaphore [unlocked, value:1, waiters:2]>", 1, 2, none);
            ticks(1);
            assertShows(semaphore, "<Semaphore [unlocked, value:1]>", 1, 0, none);
            semaphore.release();
            assertShows(semaphore, "<Semaphore [unlocked, value:2]>", 2, 0, none);
        });
    }

    // SEM-09 SEM-03
    @Test
    void semaphoreWithPermitsThatAreNotForNewcomers() {
        Loops.run(() -> {
            var semaphore = new Semaphore(0);
            createTask(() -> semaphore.acquire());
            ticks(1);
            semaphore.release();
            semaphore.release();
            assertShows(semaphore, "<Semaphore [locked, waiters:1]>", 1, 1, OptionalInt.empty());
            ticks(1);
            assertShows(semaphore, "<Semaphore [unlocked, value:1]>", 1, 0, OptionalInt.empty());
        });
    }

    // SEM-09
    @Test
    void boundedSemaphore() {
        var semaphore = new BoundedSemaphore(2);
        assertShows(semaphore, "<BoundedSemaphore [unlocked, value:2]>", 2, 0, OptionalInt.of(2));
        semaphore.acquire();
        semaphore.acquire();
        assertShows(semaphore, "<BoundedSemaphore [locked]>", 0, 0, OptionalInt.of(2));
    }

    // BAR-09
    @Test
    void barrier() {
        Loops.run(() -> {
            var barrier = new Barrier(2);
            assertThat(barrier.statistics())
                    .isEqualTo(new BarrierStatistics(Barrier.State.FILLING, 2, 0, 0));
            createTask(() -> barrier.await());
            ticks(1);
            assertThat(barrier).hasToString("<Barrier [filling, waiters:1/2]>");
            assertThat(barrier.statistics())
                    .isEqualTo(new BarrierStatistics(Barrier.State.FILLING, 2, 1, 0));
            barrier.await();
            assertThat(barrier).hasToString("<Barrier [draining, waiters:0/2]>");
            assertThat(barrier.statistics())
                    .isEqualTo(new BarrierStatistics(Barrier.State.DRAINING, 2, 0, 1));
            ticks(1);
            assertThat(barrier.statistics())
                    .isEqualTo(new BarrierStatistics(Barrier.State.FILLING, 2, 0, 0));
            barrier.abort();
            assertThat(barrier).hasToString("<Barrier [broken]>");
            assertThat(barrier.statistics())
                    .isEqualTo(new BarrierStatistics(Barrier.State.BROKEN, 2, 0, 0));
        });
    }

    // QUE-10
    @Test
    void queue() {
        Loops.run(() -> {
            var queue = new Queue<String>(1);
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 1, 0, 0, 0, false));
            Task<?> getter = createTask(() -> queue.get());
            ticks(1);
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 1, 1, 0, 0, false));
            getter.cancel();
            ticks(1);
            queue.put("first");
            createTask(() -> queue.put("second"));
            ticks(1);
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(1, 1, 0, 1, 1, false));
            queue.get();
            queue.taskDone();
            ticks(1);
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(1, 1, 0, 0, 1, false));
            queue.shutdown();
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(1, 1, 0, 0, 1, true));
        });
    }

    // LCK-07
    @Test
    void snapshots_doNotChange() {
        Loops.run(() -> {
            var lock = Lock.owned();
            lock.acquire();
            LockStatistics before = lock.statistics();
            lock.release();
            assertThat(before.locked()).isTrue();
            assertThat(before.owner()).isSameAs(currentTask());
        });
    }

    @Test
    void names() {
        assertThat(new Lock().named("a").name()).isEqualTo("a");
        assertThat(new Semaphore().named("b").name()).isEqualTo("b");
        BoundedSemaphore bounded = new BoundedSemaphore().named("c");
        assertThat(bounded.name()).isEqualTo("c");
        assertThat(new Event().named("d").name()).isEqualTo("d");
        assertThat(new Condition().named("e").name()).isEqualTo("e");
        assertThat(new Barrier(1).named("f").name()).isEqualTo("f");
        assertThat(new Queue<Integer>().named("g").name()).isEqualTo("g");
        PriorityQueue<Integer> prior = new PriorityQueue<Integer>().named("h");
        assertThat(prior.name()).isEqualTo("h");
        LifoQueue<Integer> last = new LifoQueue<Integer>().named("i");
        assertThat(last.name()).isEqualTo("i");
        assertThat(new Lock().name()).isEmpty();
    }
}
