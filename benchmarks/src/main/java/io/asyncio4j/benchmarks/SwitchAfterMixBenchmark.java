package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * A switch among 1,000 tasks in a process that has done everything else before, for seconds; {@code fresh} is the same in
 * one that has not. What the compiler has seen of other work must not make a switch dearer.
 */
@OperationsPerInvocation(TwoLoopsBenchmark.SWITCHES)
public class SwitchAfterMixBenchmark extends BenchmarkOnLoops {

    private static final int MIXES = 20_000;

    private boolean mixed;

    @Benchmark
    public int carried() {
        if (!mixed) {
            mixed = true;
            carried.run(() -> {
                for (int i = 0; i < MIXES; i++) {
                    mix();
                }
            });
        }
        return exactly(TwoLoopsBenchmark.SWITCHES, carried.run(TwoLoopsBenchmark::giveWayInTurns));
    }

    @Benchmark
    public int fresh() {
        return exactly(TwoLoopsBenchmark.SWITCHES, carried.run(TwoLoopsBenchmark::giveWayInTurns));
    }

    private static void mix() throws TimeoutException {
        locksAndQueues();
        groupsAndLimits();
        failuresAndCancellations();
        blocking(() -> 1);
        toThread(() -> 1);
        for (int each : AsyncGenerator.<Integer>of(out -> {
            out.yield(1);
            sleep(Duration.ZERO);
            out.yield(2);
        })) {
            if (each == 2) {
                createTask(TaskOptions.DEFAULT.eager(), () -> each).await();
            }
        }
    }

    private static void locksAndQueues() {
        var lock = new Lock();
        var condition = new Condition(lock);
        var event = new Event();
        var permits = new Semaphore(2);
        var queue = new Queue<Integer>(1);
        taskGroup(group -> {
            group.createTask(() -> {
                try (var _ = lock.acquire()) {
                    condition.await();
                }
            });
            group.createTask(() -> {
                event.await();
                try (var _ = lock.acquire()) {
                    condition.signalAll();
                }
            });
            for (int i = 0; i < 3; i++) {
                int item = i;
                group.createTask(() -> {
                    try (var _ = permits.acquire()) {
                        queue.put(item);
                    }
                });
            }
            group.createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    queue.get();
                }
                event.set();
            });
        });
    }

    private static void groupsAndLimits() throws TimeoutException {
        gather(() -> 1, () -> "two", () -> {
            sleep(Duration.ZERO);
            return 3L;
        }).await();
        timeout(Duration.ofSeconds(10), () -> sleep(Duration.ZERO));
        waitFor(() -> sleep(Duration.ofNanos(1_000)), Duration.ofSeconds(10));
    }

    private static void failuresAndCancellations() {
        Task<?> failing = createTask(() -> {
            throw new IllegalStateException("meant");
        });
        Task<?> waiting = createTask(() -> sleep(Duration.ofHours(1)));
        sleep(Duration.ZERO);
        waiting.cancel();
        try {
            waiting.await();
        } catch (CancelledError e) {
            if (failing.exception() == null) {
                throw new IllegalStateException("it has not failed", e);
            }
        }
    }
}
