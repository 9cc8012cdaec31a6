package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.benchmarks.kotlin.Starting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A task that waits for ever: started, suspended, cancelled among 100,000 of them, and ended. */
@OperationsPerInvocation(CancelBenchmark.TASKS)
@Fork(value = 1, jvmArgsAppend = {BenchmarkOnLoops.OPENS, "-Xms4g", "-Xmx4g", BenchmarkOnLoops.PRETOUCH})
public class CancelBenchmark extends BenchmarkOnLoops {

    static final int TASKS = 100_000;

    @Benchmark
    public int carried() {
        return exactly(TASKS, carried.run(this::cancelWaiting));
    }

    @Benchmark
    public int portable() {
        return exactly(TASKS, portable.run(this::cancelWaiting));
    }

    @Benchmark
    public int kotlin() {
        return exactly(TASKS, Starting.cancelWaiting(TASKS));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(TASKS, inVirtualThread(this::withVirtualThreads));
    }

    private int cancelWaiting() {
        EventLoop loop = EventLoop.running();
        int[] cancelled = new int[1];
        List<Task<?>> all = new ArrayList<>(TASKS);
        for (int i = 0; i < TASKS; i++) {
            all.add(createTask(() -> {
                try {
                    loop.createFuture().await();
                } catch (CancelledError e) {
                    cancelled[0]++;
                    throw e;
                }
            }));
        }
        sleep(Duration.ZERO); // all wait now
        for (Task<?> task : all) {
            task.cancel();
        }
        Asyncio.wait(all);
        return cancelled[0];
    }

    private int withVirtualThreads() throws InterruptedException {
        var cancelled = new LongAdder();
        var waiting = new CountDownLatch(TASKS);
        List<Thread> all = new ArrayList<>(TASKS);
        for (int i = 0; i < TASKS; i++) {
            all.add(Thread.startVirtualThread(() -> {
                try {
                    waiting.countDown();
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    cancelled.increment();
                }
            }));
        }
        waiting.await();
        for (Thread thread : all) {
            thread.interrupt();
        }
        for (Thread thread : all) {
            thread.join();
        }
        return cancelled.intValue();
    }
}
