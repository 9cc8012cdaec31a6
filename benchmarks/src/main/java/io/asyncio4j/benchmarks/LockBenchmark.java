package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Task;
import io.asyncio4j.benchmarks.kotlin.Switching;
import io.asyncio4j.sync.Lock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A lock changes hands: it is released while the other tasks wait for it, and the first of them has it. */
@OperationsPerInvocation(LockBenchmark.TASKS * LockBenchmark.TIMES)
public class LockBenchmark extends BenchmarkOnLoops {

    static final int TASKS = 10;
    static final int TIMES = 10_000;

    @Benchmark
    public int carried() {
        return exactly(TASKS * TIMES, carried.run(this::handOver));
    }

    @Benchmark
    public int portable() {
        return exactly(TASKS * TIMES, portable.run(this::handOver));
    }

    @Benchmark
    public int kotlin() {
        return exactly(TASKS * TIMES, Switching.handOver(TASKS, TIMES));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(TASKS * TIMES, inVirtualThread(this::withVirtualThreads));
    }

    /** What changing from one to the next costs at least: threads in turns, and nothing to hand on. */
    @Benchmark
    public int bare() {
        var threads = new BareThreads();
        int[] taken = new int[1];
        for (int i = 0; i < TASKS; i++) {
            threads.start(() -> {
                for (int j = 0; j < TIMES; j++) {
                    taken[0]++;
                    Thread.yield();
                }
            });
        }
        threads.runAll();
        return exactly(TASKS * TIMES, taken[0]);
    }

    private int handOver() {
        var lock = new Lock();
        int[] taken = new int[1];
        List<Task<?>> all = new ArrayList<>(TASKS);
        try (var _ = lock.acquire()) {
            for (int i = 0; i < TASKS; i++) {
                all.add(createTask(() -> {
                    for (int j = 0; j < TIMES; j++) {
                        try (var _ = lock.acquire()) {
                            taken[0]++;
                        }
                    }
                }));
            }
            sleep(Duration.ZERO); // all wait for it now
        }
        for (Task<?> task : all) {
            task.await();
        }
        return taken[0];
    }

    private int withVirtualThreads() {
        var lock = new ReentrantLock(true);
        int[] taken = new int[1];
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            lock.lock();
            try {
                for (int i = 0; i < TASKS; i++) {
                    executor.execute(() -> {
                        for (int j = 0; j < TIMES; j++) {
                            lock.lock();
                            try {
                                taken[0]++;
                            } finally {
                                lock.unlock();
                            }
                        }
                    });
                }
                while (lock.getQueueLength() < TASKS) {
                    Thread.yield(); // until all wait for it
                }
            } finally {
                lock.unlock();
            }
        }
        return taken[0];
    }
}
