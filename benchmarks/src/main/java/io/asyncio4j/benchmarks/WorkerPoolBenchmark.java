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
import java.util.function.IntSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * An item of a pool of workers that do a million: 1,000 tasks take items from a queue with room for 100. A worker gives way
 * once within a semaphore that lets 100 at a time, under a limit of ten seconds that does not expire.
 */
@OperationsPerInvocation(WorkerPoolBenchmark.ITEMS)
public class WorkerPoolBenchmark extends BenchmarkOnLoops implements Divisible {

    static final int ITEMS = 1_000_000;
    /** Those that are done. */
    static final int DONE = ITEMS / SHARE;
    static final int SOME = 50_000;
    private static final long WARM_UP_NANOS = 600_000_000;
    private static final int WORKERS = 1_000;
    private static final int ROOM = 100;
    private static final int AT_A_TIME = 100;
    private static final int LIMIT_SECONDS = 10;
    private static final int NO_MORE = -1;

    /** For a good half of a second beforehand, for it lasts so long that nothing else may warm it up. */
    @Setup
    public void warmUp(BenchmarkParams params) {
        String side = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
        warmUp(() -> pool(side, SOME));
    }

    static void warmUp(IntSupplier some) {
        long start = System.nanoTime();
        do {
            exactly(SOME, some.getAsInt());
        } while (System.nanoTime() - start < WARM_UP_NANOS);
    }

    private int pool(String side, int items) {
        return switch (side) {
            case "carried" -> carried.run(() -> pool(items));
            case "portable" -> portable.run(() -> pool(items));
            case "kotlin" -> Switching.workerPool(WORKERS, items, ROOM, AT_A_TIME, LIMIT_SECONDS);
            case "virtualThreads" -> inVirtualThread(() -> withVirtualThreads(items));
            default -> throw new IllegalArgumentException(side);
        };
    }

    @Benchmark
    public int carried() {
        return exactly(DONE, pool("carried", DONE));
    }

    @Benchmark
    public int portable() {
        return exactly(DONE, pool("portable", DONE));
    }

    @Benchmark
    public int kotlin() {
        return exactly(DONE, pool("kotlin", DONE));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(DONE, pool("virtualThreads", DONE));
    }

    /** {@return how many items a pool on the running loop has done} It is given so many. */
    static int pool(int number) {
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
        for (int i = 0; i < number; i++) {
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

    private static int withVirtualThreads(int number) throws InterruptedException {
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
            for (int i = 0; i < number; i++) {
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
