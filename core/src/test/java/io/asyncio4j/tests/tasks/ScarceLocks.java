package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.tasks.ScarceStories.attempt;
import static io.asyncio4j.tests.tasks.ScarceStories.check;
import static io.asyncio4j.tests.tasks.ScarceStories.checkEqual;
import static io.asyncio4j.tests.tasks.ScarceStories.isForWantOfMemory;
import static io.asyncio4j.tests.tasks.ScarceStories.tell;
import static io.asyncio4j.tests.tasks.ScarceStories.ticks;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Held;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Stories of locks and queues, where memory is scarce. */
public final class ScarceLocks {

    private static final Duration MS = Duration.ofMillis(1);

    private ScarceLocks() {}

    public static void run() throws Exception {
        tellOfLocks();
        tellOfOthers();
        tellOfQueues();
    }

    private static List<Task<?>> waiters(int count, Runnable wait) {
        List<Task<?>> waiters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiters.add(createTask(() -> wait.run()));
        }
        ticks(1);
        return waiters;
    }

    /** Waits until all have ended, and checks that it is for want of memory if they have failed. */
    private static void checkEnded(List<Task<?>> tasks) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!tasks.stream().allMatch(Task::done) && System.nanoTime() < end) {
            sleep(MS);
        }
        for (Task<?> task : tasks) {
            check(task.done(), "it waits for ever: " + task);
            check(task.exception() == null || isForWantOfMemory(task.exception()),
                    "it has ended otherwise: " + task);
        }
    }

    private static void tellOfLocks() throws Exception {
        for (Supplier<Lock> kind : List.<Supplier<Lock>>of(Lock::new, Lock::owned)) {
            tell("a lock that is free", () -> {
                Lock lock = kind.get();
                attempt(() -> {
                    try (var _ = lock.acquire()) {
                        check(lock.locked(), "it is not locked");
                    }
                });
                check(!lock.locked(), "it stays locked");
            });
            tell("a lock for which several wait", () -> {
                Lock lock = kind.get();
                List<Task<?>> waiters = new ArrayList<>();
                attempt(() -> {
                    try (var _ = lock.acquire()) {
                        waiters.addAll(waiters(3, () -> {
                            try (var _ = lock.acquire()) {
                                sleep(MS);
                            }
                        }));
                        sleep(MS);
                    }
                });
                checkEnded(waiters);
                ticks(2);
                check(!lock.locked(), "it stays locked");
                checkEqual(0, lock.statistics().waiters());
            });
            tell("a lock that is passed on", () -> {
                Lock lock = kind.get();
                Held held = lock.acquire();
                List<Task<?>> waiters = waiters(3, () -> {
                    try (var _ = lock.acquire()) {
                        sleep(MS);
                    }
                });
                attempt(() -> {
                    held.close();
                    ticks(2);
                });
                checkEnded(waiters);
                ticks(2);
                check(!lock.locked(), "it stays locked");
            });
        }
    }

    private static void tellOfOthers() throws Exception {
        tell("a semaphore", () -> {
            var semaphore = new Semaphore(2);
            List<Task<?>> waiters = new ArrayList<>();
            attempt(() -> waiters.addAll(waiters(5, () -> {
                try (var _ = semaphore.acquire()) {
                    sleep(MS);
                }
            })));
            checkEnded(waiters);
            ticks(2);
            checkEqual(2, semaphore.statistics().value());
            checkEqual(0, semaphore.statistics().waiters());
        });
        tell("an event", () -> {
            var event = new Event();
            List<Task<?>> waiters = waiters(3, event::await);
            attempt(event::set);
            checkEnded(waiters);
            check(event.isSet(), "it is not set");
        });
        tell("a condition", () -> {
            var condition = new Condition();
            boolean[] ready = new boolean[1];
            EventLoop.running().callLater(Duration.ofMillis(5), () -> ready[0] = true);
            Task<?> signaller = createTask(() -> {
                while (true) {
                    try {
                        sleep(MS);
                        try (var _ = condition.acquire()) {
                            condition.signalAll();
                        }
                        if (ready[0]) {
                            return;
                        }
                    } catch (OutOfMemoryError e) {
                        // once more, then
                    }
                }
            });
            ticks(1);
            attempt(() -> {
                try (var _ = condition.acquire()) {
                    while (!ready[0]) {
                        try {
                            condition.await();
                        } finally {
                            check(condition.locked(), "it has come back without the lock");
                        }
                    }
                }
            });
            checkEnded(List.of(signaller));
            check(!condition.locked(), "it stays locked");
        });
        tell("a barrier", () -> {
            var barrier = new Barrier(2);
            Task<?> other = createTask(() -> barrier.await());
            ticks(3);
            attempt(() -> barrier.await());
            checkEnded(List.of(other));
            checkEqual(0, barrier.nWaiting());
        });
    }

    /** Does it once more if it has failed for want of memory. */
    private static void insist(Runnable operation) {
        while (true) {
            try {
                operation.run();
                return;
            } catch (OutOfMemoryError e) {
                // once more, then
            }
        }
    }

    private static void tellOfQueues() throws Exception {
        for (Supplier<Queue<Integer>> kind : List.<Supplier<Queue<Integer>>>of(
                () -> new Queue<>(2), () -> new LifoQueue<>(2), () -> new PriorityQueue<>(2))) {
            tell("a queue that is full now and then", () -> {
                Queue<Integer> queue = kind.get();
                int[] put = new int[1];
                int[] got = new int[1];
                Task<?> consumer = createTask(() -> {
                    while (true) {
                        insist(queue::get);
                        got[0]++;
                        insist(queue::taskDone);
                    }
                });
                ticks(1);
                attempt(() -> {
                    while (put[0] < 6) {
                        queue.put(put[0]);
                        put[0]++;
                    }
                });
                queue.join();
                checkEqual(6, put[0]);
                checkEqual(6, got[0]);
                consumer.cancel();
                ticks(2);
                checkEqual(0, queue.statistics().getters() + queue.statistics().putters());
            });
            tell("a queue that grows", () -> {
                Queue<Integer> queue = kind.get();
                var large = queue instanceof LifoQueue ? new LifoQueue<Integer>()
                        : queue instanceof PriorityQueue ? new PriorityQueue<Integer>()
                        : new Queue<Integer>();
                attempt(() -> {
                    for (int i = large.qsize(); i < 40; i++) {
                        large.putNowait(i);
                    }
                });
                checkEqual(40, large.qsize());
            });
        }
    }
}
