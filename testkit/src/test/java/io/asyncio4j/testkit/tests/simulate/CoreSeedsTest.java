package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BrokenBarrierException;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.junit.Async.On;
import io.asyncio4j.testkit.junit.Simulated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * The core's locks, queues, groups and time limits by seed: late timers, long steps, results of other threads at any moment,
 * and the task {@code victim} cancelled at each of its awaits and wake-ups. What must hold is looked at after each step.
 */
class CoreSeedsTest {

    private static final int SEEDS = 10;

    private static Duration upTo(TestLoop test, int millis) {
        return Duration.ofNanos(test.random().nextLong(millis * 1_000_000L));
    }

    private static Task<?> start(TestLoop test, String name, VoidCoroutine body) {
        return test.loop().createTask(TaskOptions.named(name), body);
    }

    /** Starts {@code body} four times, one of them as the victim. */
    private static List<Task<?>> four(TestLoop test, VoidCoroutine body) {
        List<Task<?>> tasks = new ArrayList<>();
        for (String name : List.of("first", "victim", "third", "fourth")) {
            tasks.add(start(test, name, body));
        }
        return tasks;
    }

    @Simulated(seeds = SEEDS, cancelAtEveryAwait = "victim", threads = On.BOTH)
    void lock_hasOneHolder_inTheOrderOfArrival(TestLoop test) {
        var lock = new Lock();
        int[] holders = {0};
        List<Integer> came = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        test.invariant("one holder", () -> holders[0] <= 1 && (holders[0] == 0 || lock.locked()));
        Asyncio.wait(four(test, () -> {
            for (int i = 0; i < 3; i++) {
                Asyncio.sleep(upTo(test, 5));
                int number = came.size();
                came.add(number);
                try (var _ = lock.acquire()) {
                    got.add(number);
                    holders[0]++;
                    try {
                        Asyncio.toThread(() -> "work");
                    } finally {
                        holders[0]--;
                    }
                }
            }
        }));
        assertThat(got).isSorted(); // first in, first out
        assertThat(lock.locked()).isFalse();
        assertThat(lock.statistics().waiters()).isZero();
    }

    @Simulated(seeds = SEEDS, cancelAtEveryAwait = "victim", threads = On.BOTH)
    void semaphore_losesNoPermit(TestLoop test) {
        var semaphore = new Semaphore(2);
        int[] holders = {0};
        test.invariant("two holders at most",
                () -> holders[0] <= 2 && semaphore.statistics().value() + holders[0] <= 2);
        Asyncio.wait(four(test, () -> {
            for (int i = 0; i < 3; i++) {
                try (var _ = semaphore.acquire()) {
                    holders[0]++;
                    try {
                        Asyncio.sleep(upTo(test, 3));
                    } finally {
                        holders[0]--;
                    }
                }
            }
        }));
        assertThat(semaphore.statistics().value()).isEqualTo(2);
    }

    @Simulated(seeds = SEEDS, cancelAtEveryAwait = "victim", threads = On.BOTH)
    void queue_losesAndDoublesNoItem_andKeepsTheOrderOfEachPutter(TestLoop test) {
        var queue = new Queue<Integer>(2);
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        test.invariant("two items at most", () -> queue.qsize() <= 2);
        Task<?> victim = test.background("victim", () -> {
            while (true) {
                int item = queue.get();
                got.add(item);
                Asyncio.sleep(upTo(test, 2));
            }
        });
        List<Task<?>> putters = new ArrayList<>();
        for (int putter = 0; putter < 2; putter++) {
            int tens = 10 * putter;
            putters.add(start(test, "putter " + putter, () -> {
                for (int i = 0; i < 4; i++) {
                    Asyncio.sleep(upTo(test, 2));
                    queue.put(tens + i);
                    put.add(tens + i);
                }
            }));
        }
        while (put.size() < 8) {
            if (victim.done()) { // it was cancelled: what it has not got is still there
                got.add(queue.get());
            } else {
                Asyncio.sleep(Duration.ofMillis(1));
            }
        }
        Asyncio.wait(putters);
        test.advance(Duration.ofSeconds(1));
        while (!queue.empty()) {
            got.add(queue.getNowait());
        }
        assertThat(got).containsExactlyInAnyOrderElementsOf(put);
        assertThat(got.stream().filter(item -> item < 10).toList()).isSorted();
        assertThat(got.stream().filter(item -> item >= 10).toList()).isSorted();
    }

    @Simulated(seeds = SEEDS, cancelAtEveryAwait = "victim", threads = On.BOTH)
    void condition_losesNoNotification(TestLoop test) {
        var condition = new Condition();
        int[] tokens = {0};
        int[] taken = {0};
        List<Task<?>> waiters = four(test, () -> {
            try (var _ = condition.acquire()) {
                condition.waitFor(() -> tokens[0] > 0);
                tokens[0]--;
                taken[0]++;
            }
        });
        for (int i = 0; i < 4; i++) {
            start(test, "notifier " + i, () -> {
                Asyncio.sleep(upTo(test, 5));
                try (var _ = condition.acquire()) {
                    tokens[0]++;
                    condition.signal(1);
                }
            });
        }
        Asyncio.wait(waiters); // each that was not cancelled gets a token, or this is a deadlock
        test.advance(Duration.ofSeconds(1));
        assertThat(taken[0] + tokens[0]).isEqualTo(4);
    }

    @Simulated(seeds = SEEDS, cancelAtEveryAwait = "victim", threads = On.BOTH)
    void event_wakesAllWhoWait(TestLoop test) {
        var event = new Event();
        int[] woken = {0};
        List<Task<?>> waiters = four(test, () -> {
            Asyncio.sleep(upTo(test, 4));
            event.await();
            woken[0]++;
        });
        Asyncio.sleep(upTo(test, 4));
        event.set();
        Asyncio.wait(waiters);
        assertThat(woken[0]).isGreaterThanOrEqualTo(3);
        assertThat(event.statistics().waiters()).isZero();
    }

    @Simulated(seeds = SEEDS, cancelAtEveryAwait = "victim", threads = On.BOTH)
    void barrier_letsAllThroughTogether_andBreaksForNobodyWhoIsThrough(TestLoop test) {
        var barrier = new Barrier(4);
        int[] through = {0};
        List<Task<?>> tasks = four(test, () -> {
            Asyncio.sleep(upTo(test, 4));
            try {
                barrier.await();
                through[0]++;
            } catch (BrokenBarrierException e) {
                // one has been cancelled
            }
        });
        while (!tasks.stream().allMatch(Task::done)) {
            Asyncio.wait(tasks, Duration.ofMinutes(1), ReturnWhen.ALL_COMPLETED);
            if (tasks.stream().anyMatch(Task::cancelled)) {
                barrier.abort(); // the others would wait for ever
            }
        }
        if (tasks.stream().anyMatch(Task::cancelled)) {
            assertThat(through[0]).isLessThan(4);
        } else {
            assertThat(through[0]).isEqualTo(4);
        }
    }

    @Simulated(seeds = SEEDS, cancelAtEveryAwait = "victim", threads = On.BOTH)
    void group_endsWithAllItsTasks_andTellsAllThatFailed(TestLoop test) {
        int[] running = {0};
        var victim = start(test, "victim", () -> {
            try {
                Asyncio.taskGroup(group -> {
                    for (int i = 0; i < 3; i++) {
                        int number = i;
                        group.createTask(() -> {
                            running[0]++;
                            try {
                                Asyncio.sleep(upTo(test, 3));
                                if (number == 2) {
                                    throw new IllegalStateException("one fails");
                                }
                                Asyncio.toThread(() -> "work");
                            } finally {
                                running[0]--;
                            }
                        });
                    }
                });
            } catch (ExceptionGroup e) {
                assertThat(e.exceptions()).hasSize(1);
            } finally {
                assertThat(running[0]).as("tasks that outlive their group").isZero();
            }
        });
        Asyncio.wait(List.of(victim));
        assertThat(victim.cancelled() || victim.exception() == null).isTrue();
    }

    @Simulated(seeds = SEEDS, cancelAtEveryAwait = "victim", threads = On.BOTH)
    void timeout_isATimeout_andACancellationACancellation(TestLoop test) {
        List<String> ends = new ArrayList<>();
        var victim = start(test, "victim", () -> {
            try {
                Asyncio.timeout(Duration.ofMillis(2), () -> {
                    Asyncio.timeout(Duration.ofMillis(3), () -> Asyncio.sleep(upTo(test, 4)));
                    return null;
                });
                ends.add("done");
            } catch (TimeoutException e) {
                ends.add("timeout");
            } catch (CancelledError e) {
                ends.add("cancelled");
                throw e;
            }
            assertThat(Asyncio.currentTask().cancelling()).as("requests that nobody has answered").isZero();
        });
        Asyncio.wait(List.of(victim));
        assertThat(ends).hasSize(1);
        assertThat(ends.getFirst().equals("cancelled")).isEqualTo(victim.cancelled());
    }

    @Simulated(seeds = SEEDS, cancelAtEveryAwait = "victim", threads = On.BOTH)
    void gather_givesResultsInOrder_orIsCancelledWhole(TestLoop test) {
        int[] running = {0};
        var victim = start(test, "victim", () -> {
            List<Integer> results =
                    Asyncio.gather(work(test, running, 1), work(test, running, 2), work(test, running, 3))
                            .await();
            assertThat(results).containsExactly(1, 2, 3);
        });
        Asyncio.wait(List.of(victim));
        test.advance(Duration.ofSeconds(1));
        assertThat(running[0]).isZero();
        assertThat(victim.cancelled() || victim.exception() == null).isTrue();
    }

    private static Task<Integer> work(TestLoop test, int[] running, int result) {
        return test.loop().createTask(() -> {
            running[0]++;
            try {
                return Asyncio.sleep(upTo(test, 3), result);
            } finally {
                running[0]--;
            }
        });
    }
}
