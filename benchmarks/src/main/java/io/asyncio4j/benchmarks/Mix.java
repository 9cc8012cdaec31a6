package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.await;
import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.ensureFuture;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.staggeredRace;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.timeoutAt;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.Asyncio.wrapFuture;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.AsyncIterable;
import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Future;
import io.asyncio4j.Generator;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Everything that tasks do with each other, with time and with other threads: every function of {@code Asyncio}, every lock and
 * queue, and every kind of coroutine has its turn, some of it failing, cancelled or too late.
 */
final class Mix {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration MOMENT = Duration.ofNanos(1_000);
    private static final ContextVar<Integer> NUMBER = ContextVar.of("number", 0);

    private Mix() {}

    /** Does it again and again on the running loop, for so long and once at least. */
    static void repeat(Duration time) throws Exception {
        long start = System.nanoTime();
        do {
            once();
        } while (System.nanoTime() - start < time.toNanos());
    }

    private static void once() throws Exception {
        locks();
        queues();
        together();
        firstOnesFirst();
        groups();
        limits();
        failures();
        cancellations();
        callbacks();
        otherThreads();
        coroutines();
        elements();
    }

    private static void locks() {
        var lock = new Lock();
        var owned = Lock.owned();
        var condition = new Condition(lock);
        var event = new Event();
        var permits = new Semaphore(2);
        var bounded = new BoundedSemaphore(1);
        var barrier = new Barrier(3);
        int[] done = new int[1];
        taskGroup(group -> {
            group.createTask(() -> {
                try (var _ = lock.acquire()) {
                    condition.await();
                    condition.waitFor(() -> done[0] == 3);
                }
            });
            group.createTask(() -> {
                event.await();
                try (var _ = lock.acquire()) {
                    condition.signalAll();
                }
            });
            for (int i = 0; i < 3; i++) {
                group.createTask(() -> {
                    try (var _ = permits.acquire()) {
                        sleep(Duration.ZERO);
                    }
                    try (var _ = bounded.acquire(); var _ = owned.acquire()) {
                        sleep(Duration.ZERO);
                        done[0]++;
                    }
                    barrier.await();
                    event.set();
                });
            }
        });
        expect(3, done[0]);
    }

    private static void queues() {
        var queue = new Queue<Integer>(1);
        var stack = new LifoQueue<Integer>();
        var heap = new PriorityQueue<Integer>();
        taskGroup(group -> {
            group.createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    queue.put(i);
                }
                queue.join();
                queue.shutdown();
            });
            group.createTask(() -> {
                for (int item : queue) {
                    stack.put(item);
                    heap.put(item);
                    queue.taskDone();
                }
            });
        });
        expect(2, stack.get() - heap.get());
    }

    private static void together() {
        List<?> mixed = gather(() -> 1, () -> "two", () -> {
            sleep(Duration.ZERO);
            return 3L;
        }).await();
        expect(3, mixed.size());
        Task<Integer> one = createTask(() -> 1);
        Task<Integer> two = createTask(() -> sleep(Duration.ZERO, 2));
        expect(2, Asyncio.wait(List.of(one, two)).done().size());
        expect(3, await(shield(one)) + ensureFuture(two).await());
        if (!allTasks().contains(currentTask())) {
            throw new IllegalStateException("the running task is not among all tasks");
        }
    }

    private static void firstOnesFirst() {
        Task<Integer> slow = createTask(() -> sleep(LONG, 1));
        Task<Integer> quick = createTask(() -> sleep(Duration.ZERO, 2));
        var result = Asyncio.wait(List.of(slow, quick), ReturnWhen.FIRST_COMPLETED);
        expect(1, result.pending().size());
        slow.cancel();
        expect(1, Asyncio.wait(result.pending()).done().size());
        int sum = 0;
        for (Awaitable<Integer> next : asCompleted(List.<Coroutine<Integer>>of(() -> sleep(MOMENT, 1),
                () -> 2))) {
            sum += await(next);
        }
        for (Future<Integer> next : asCompleted(List.of(createTask(() -> 3)), LIMIT).futures()) {
            sum += next.result();
        }
        expect(6, sum);
        expect(1, staggeredRace(List.<Coroutine<Integer>>of(() -> sleep(LONG, 1), () -> 2), Duration.ZERO)
                .winnerIndex());
    }

    private static void groups() {
        int[] ran = new int[1];
        taskGroup(group -> {
            ran[0] += group.<Integer>start(status -> {
                status.started(1);
                sleep(LONG);
            });
            group.createTask(TaskOptions.named("named"), () -> ran[0]++);
            sleep(Duration.ZERO);
            group.cancel();
        });
        expect(2, ran[0]);
        try {
            taskGroup(group -> {
                group.createTask(() -> sleep(LONG));
                group.createTask(Mix::fail);
            });
            throw new IllegalStateException("the group has not failed");
        } catch (ExceptionGroup e) {
            expect(1, e.exceptions().size());
        }
    }

    private static void limits() throws TimeoutException {
        timeout(LIMIT, () -> sleep(Duration.ZERO));
        timeout(LIMIT, limit -> {
            limit.reschedule(null);
            sleep(MOMENT);
        });
        timeoutAt(EventLoop.running().time().plus(LIMIT), () -> sleep(Duration.ZERO));
        waitFor(() -> sleep(MOMENT), LIMIT);
        int late = 0;
        try {
            timeout(MOMENT, () -> sleep(LONG));
        } catch (TimeoutException e) {
            late++;
        }
        try {
            waitFor(() -> sleep(LONG), MOMENT);
        } catch (TimeoutException e) {
            late++;
        }
        expect(2, late);
    }

    private static void failures() {
        var outcomes = gatherOutcomes(List.<Coroutine<Integer>>of(() -> 1, Mix::fail)).await();
        expect(2, outcomes.size());
        Task<Integer> failing = createTask(Mix::fail);
        try {
            failing.await();
            throw new AssertionError("it has not failed");
        } catch (IllegalStateException e) {
            expect(0, failing.exception() == e ? 0 : 1);
        }
    }

    private static void cancellations() {
        Task<?> waiting = createTask(() -> sleep(LONG));
        Task<?> gathering = createTask(() -> gather(() -> sleep(LONG), () -> sleep(LONG)).await());
        Promise<Integer> kept = EventLoop.running().createFuture();
        Task<?> shielding = createTask(() -> shield(kept).await());
        var lock = new Lock();
        Task<?> queueing = createTask(() -> {
            try (var _ = lock.acquire()) {
                sleep(LONG);
            }
        });
        Task<?> patient = createTask(() -> {
            try {
                sleep(LONG);
            } catch (CancelledError e) {
                var _ = Objects.requireNonNull(currentTask()).uncancel();
            }
        });
        Task<?> early = createTask(() -> sleep(LONG));
        early.cancel();
        sleep(Duration.ZERO);
        sleep(Duration.ZERO); // the gathered tasks wait now, too
        int cancelled = 0;
        for (Task<?> each : List.of(waiting, gathering, shielding, queueing, patient, early)) {
            each.cancel();
            try {
                each.await();
            } catch (CancelledError e) {
                cancelled++;
            }
        }
        kept.setResult(1);
        expect(6, cancelled + kept.await());
    }

    private static void callbacks() {
        EventLoop loop = EventLoop.running();
        Promise<Integer> last = loop.createFuture();
        int[] called = new int[1];
        Runnable call = () -> called[0]++;
        loop.callSoon(call);
        loop.callLater(LONG, call).cancel();
        loop.callAt(loop.time(), call);
        loop.callLater(MOMENT, () -> last.setResult(called[0]));
        last.addDoneCallback(done -> called[0] += done.result());
        expect(2, last.await());
        expect(4, called[0]);
    }

    private static void otherThreads() {
        EventLoop loop = EventLoop.running();
        int sum = blocking(() -> 1) + toThread(() -> 2) + loop.runInExecutor(null, () -> 3).await();
        Promise<Integer> promise = loop.createFuture();
        Thread.startVirtualThread(() -> loop.callSoonThreadsafe(() -> promise.setResult(4)));
        sum += promise.await();
        sum += await(runCoroutineThreadsafe(() -> sleep(Duration.ZERO, 5), loop));
        sum += wrapFuture(CompletableFuture.supplyAsync(() -> 6)).await();
        sum += await(CompletableFuture.supplyAsync(() -> 7, loop.asExecutor()));
        expect(28, sum);
    }

    private static void coroutines() throws Exception {
        int sum = Coroutine.of("named", () -> sleep(Duration.ZERO, 1)).await();
        sum += createTask(TaskOptions.DEFAULT.eager(), () -> 2).await();
        sum += createTask(TaskOptions.DEFAULT.eager(), () -> sleep(Duration.ZERO, 3)).await();
        sum += createTask(Coroutine.fromGenerator("stepped", new Twice())).await();
        var token = NUMBER.set(5);
        sum += createTask(NUMBER::get).await();
        NUMBER.reset(token);
        expect(15, sum);
    }

    /** Gives way, then waits for a moment. */
    private static final class Twice implements Generator<Integer> {

        private int steps;

        @Override
        public Step<Integer> send(@Nullable Object value) {
            return switch (steps++) {
                case 0 -> new Yield<>(null);
                case 1 -> new Yield<>(createTask(() -> sleep(MOMENT, 4)));
                default -> new Return<>((Integer) value);
            };
        }
    }

    private static void elements() {
        int sum = 0;
        for (int each : AsyncGenerator.<Integer>of(out -> {
            out.yield(1);
            sleep(Duration.ZERO);
            out.yield(2);
        })) {
            sum += each;
        }
        try (var left = AsyncGenerator.<Integer>of(out -> {
            out.yield(3);
            out.yield(4);
        })) {
            sum += left.iterator().next();
        }
        for (int each : AsyncIterable.from(AsyncIterable.toPublisher(List.of(4, 5)))) {
            sum += each;
        }
        expect(15, sum);
    }

    private static int fail() {
        throw new IllegalStateException("meant");
    }

    private static void expect(int expected, @Nullable Integer found) {
        if (found == null || found != expected) {
            throw new AssertionError(found + " where it should be " + expected);
        }
    }
}
