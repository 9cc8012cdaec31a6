package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;

import io.asyncio4j.Task;
import io.asyncio4j.benchmarks.kotlin.Switching;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * An item of a pool of workers: 1,000 tasks take items from a queue with room for 100. A worker gives way once within a
 * semaphore that lets 100 at a time, under a limit of ten seconds that does not expire.
 */
@OperationsPerInvocation(WorkerPoolBenchmark.ITEMS)
public class WorkerPoolBenchmark extends BenchmarkOnLoops {

    static final int ITEMS = 100_000;
    private static final int WORKERS = 1_000;
    private static final int ROOM = 100;
    private static final int AT_A_TIME = 100;
    private static final int LIMIT_SECONDS = 10;
    private static final int NO_MORE = -1;

    @Benchmark
    public int carried() {
        return exactly(ITEMS, carried.run(WorkerPoolBenchmark::pool));
    }

    @Benchmark
    public int portable() {
        return exactly(ITEMS, portable.run(WorkerPoolBenchmark::pool));
    }

    @Benchmark
    public int kotlin() {
        return exactly(ITEMS, Switching.workerPool(WORKERS, ITEMS, ROOM, AT_A_TIME, LIMIT_SECONDS));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(ITEMS, inVirtualThread(this::withVirtualThreads));
    }

    /** {@return how many items a pool on the running loop has done} */
    static int pool() {
        var items = new Queue<Integer>(ROOM);
        var atATime = new Semaphore(AT_A_TIME);
        var limit = Duration.ofSeconds(LIMIT_SECONDS);
        int[] done = new int[1];
        List<Task<?>> workers = new ArrayList<>(WORKERS);
        for (int i = 0; i < WORKERS; i++) {
            workers.add(createTask(() -> {
                while (items.get() != NO_MORE) {
                    timeout(limit, () -> {
                        atATime.acquire();
                        try {
                            sleep(Duration.ZERO);
                            done[0]++;
                        } finally {
                            atATime.release();
                        }
                    });
                }
            }));
        }
        for (int i = 0; i < ITEMS; i++) {
            items.put(i);
        }
        for (int i = 0; i < WORKERS; i++) {
            items.put(NO_MORE);
        }
        for (Task<?> worker : workers) {
            worker.await();
        }
        return done[0];
    }

    private int withVirtualThreads() throws InterruptedException {
        var items = new ArrayBlockingQueue<Integer>(ROOM);
        var atATime = new java.util.concurrent.Semaphore(AT_A_TIME);
        var done = new LongAdder();
        List<Thread> workers = new ArrayList<>(WORKERS);
        try (var timers = new ScheduledThreadPoolExecutor(1)) {
            timers.setRemoveOnCancelPolicy(true);
            for (int i = 0; i < WORKERS; i++) {
                workers.add(Thread.startVirtualThread(() -> {
                    Thread self = Thread.currentThread();
                    try {
                        while (items.take() != NO_MORE) {
                            var limit = timers.schedule(self::interrupt, LIMIT_SECONDS, TimeUnit.SECONDS);
                            atATime.acquire();
                            try {
                                Thread.yield();
                                done.increment();
                            } finally {
                                atATime.release();
                                limit.cancel(false);
                            }
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("nothing takes that long", e);
                    }
                }));
            }
            for (int i = 0; i < ITEMS; i++) {
                items.put(i);
            }
            for (int i = 0; i < WORKERS; i++) {
                items.put(NO_MORE);
            }
            for (Thread worker : workers) {
                worker.join();
            }
        }
        return done.intValue();
    }
}
