package io.asyncio4j.testkit.tests.bugs;

import static io.asyncio4j.testkit.tests.bugs.Bug.check;
import static io.asyncio4j.testkit.tests.bugs.StateBugs.lookUp;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.testkit.TestLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Wake-ups and items that get lost, most of them when a task is cancelled just as it is woken. */
final class WakeUpBugs {

    static final List<Bug> ALL = List.of(
            new Bug("lock loses the wake-up of a cancelled waiter", WakeUpBugs::lock),
            new Bug("semaphore loses the permit of a cancelled waiter", WakeUpBugs::semaphore),
            new Bug("queue loses the item of a cancelled getter", WakeUpBugs::queue),
            new Bug("waitFor swallows a cancellation", WakeUpBugs::swallow),
            new Bug("event cleared after the work, not before", WakeUpBugs::missedNotify),
            new Bug("two locks in two orders", WakeUpBugs::lockOrder));

    private WakeUpBugs() {}

    /** A counter of permits with waiters: asyncio's first Lock and Semaphore. */
    private static final class NaiveSemaphore {

        private final TestLoop test;
        private final boolean repaired;
        private final ArrayDeque<Promise<Void>> waiters = new ArrayDeque<>();
        private int permits;

        NaiveSemaphore(TestLoop test, int permits, boolean repaired) {
            this.test = test;
            this.permits = permits;
            this.repaired = repaired;
        }

        void acquire() {
            while (permits == 0) {
                Promise<Void> waiter = test.loop().createFuture();
                waiters.add(waiter);
                try {
                    waiter.await();
                } catch (CancelledError e) {
                    waiters.remove(waiter);
                    if (repaired && permits > 0) {
                        wakeFirst();
                    }
                    throw e;
                }
            }
            permits--;
        }

        void release() {
            permits++;
            wakeFirst();
        }

        private void wakeFirst() {
            Promise<Void> waiter = waiters.poll();
            if (waiter != null && !waiter.done()) {
                waiter.setResult(null);
            }
        }
    }

    // All but one of the permits are held all the time.
    private static void useAfterCancel(TestLoop test, int permits, boolean repaired) {
        var semaphore = new NaiveSemaphore(test, permits, repaired);
        for (int i = 1; i < permits; i++) {
            semaphore.acquire();
        }
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tasks.add(test.loop().createTask(() -> {
                semaphore.acquire();
                try {
                    lookUp();
                } finally {
                    semaphore.release();
                }
            }));
        }
        Task<?> canceller = test.loop().createTask(() -> {
            Asyncio.sleep(Duration.ofMillis(1));
            tasks.get(1).cancel();
        });
        Asyncio.wait(tasks); // the last one gets it, or this is a deadlock
        canceller.await();
    }

    private static void lock(TestLoop test, boolean repaired) {
        useAfterCancel(test, 1, repaired);
    }

    private static void semaphore(TestLoop test, boolean repaired) {
        useAfterCancel(test, 2, repaired);
    }

    private static void queue(TestLoop test, boolean repaired) {
        var items = new ArrayDeque<Integer>();
        var getters = new ArrayDeque<Promise<Integer>>();
        List<Integer> got = new ArrayList<>();
        Task<?> getter = test.loop().createTask(() -> {
            Promise<Integer> mine = test.loop().createFuture();
            getters.add(mine);
            try {
                got.add(mine.await());
            } catch (CancelledError e) {
                if (repaired && mine.done() && !mine.cancelled()) {
                    items.addFirst(mine.result());
                }
                throw e;
            }
        });
        Task<?> putter = test.loop().createTask(() -> {
            lookUp();
            Promise<Integer> first = getters.poll();
            if (first == null || first.done()) {
                items.add(1);
            } else {
                first.setResult(1);
            }
        });
        Task<?> canceller = test.loop().createTask(() -> {
            lookUp();
            getter.cancel();
        });
        Asyncio.wait(List.of(getter, putter, canceller));
        check(got.size() + items.size() == 1, "the item is lost");
    }

    private static void swallow(TestLoop test, boolean repaired) {
        int[] wentOn = {0};
        Task<?>[] outer = {null};
        outer[0] = test.loop().createTask(() -> {
            Future<String> inner = test.loop().createTask(() -> {
                lookUp();
                return "result";
            });
            try {
                Asyncio.wait(List.of(inner)); // as wait_for was until Python 3.11
            } catch (CancelledError e) {
                if (repaired || !inner.done()) {
                    inner.cancel();
                    throw e;
                }
            }
            lookUp();
            wentOn[0]++;
        });
        boolean[] asked = {false};
        Task<?> canceller = test.loop().createTask(() -> {
            lookUp();
            asked[0] = outer[0].cancel();
        });
        Asyncio.wait(List.of(outer[0], canceller));
        check(!asked[0] || outer[0].cancelled(), "cancelled, and went on all the same");
    }

    private static void missedNotify(TestLoop test, boolean repaired) {
        var event = new Event();
        var items = new ArrayDeque<Integer>();
        int[] done = {0};
        Task<?> worker = test.loop().createTask(() -> {
            while (done[0] < 2) {
                event.await();
                if (repaired) {
                    event.clear();
                }
                while (!items.isEmpty()) {
                    items.remove();
                    done[0]++;
                }
                lookUp();
                if (!repaired) {
                    event.clear();
                }
            }
        });
        for (int i = 0; i < 2; i++) {
            Asyncio.sleep(Duration.ofMillis(20));
            items.add(i);
            event.set();
        }
        worker.await();
    }

    private static void lockOrder(TestLoop test, boolean repaired) {
        var first = new Lock();
        var second = new Lock();
        StateBugs.inTasks(test, 2, Duration.ofMillis(10), number -> {
            boolean swapped = number == 1 && !repaired;
            try (var _ = (swapped ? second : first).acquire()) {
                lookUp();
                try (var _ = (swapped ? first : second).acquire()) {
                    lookUp();
                }
            }
        });
    }
}
