package io.asyncio4j.benchmarks;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.benchmarks.kotlin.Timing;
import java.util.concurrent.LinkedBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A callback that one of two other threads hands to the loop; both do nothing else. */
@OperationsPerInvocation(ThreadsafeBenchmark.CALLS)
public class ThreadsafeBenchmark extends BenchmarkOnLoops {

    static final int CALLS = 200_000;
    private static final int THREADS = 2;

    @Benchmark
    public int carried() {
        return exactly(CALLS, carried.run(this::callsFromThreads));
    }

    @Benchmark
    public int portable() {
        return exactly(CALLS, portable.run(this::callsFromThreads));
    }

    @Benchmark
    public int kotlin() {
        return exactly(CALLS, Timing.dispatchFromThreads(THREADS, CALLS));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(CALLS, inVirtualThread(this::withVirtualThreads));
    }

    private int callsFromThreads() {
        EventLoop loop = EventLoop.running();
        Promise<Integer> done = loop.createFuture();
        int[] ran = new int[1];
        Runnable callback = () -> {
            if (++ran[0] == CALLS) {
                done.setResult(ran[0]);
            }
        };
        startThreads(() -> loop.callSoonThreadsafe(callback));
        return done.await();
    }

    private int withVirtualThreads() throws InterruptedException {
        var calls = new LinkedBlockingQueue<Runnable>();
        int[] ran = new int[1];
        Runnable callback = () -> ran[0]++;
        startThreads(() -> calls.add(callback));
        for (int i = 0; i < CALLS; i++) {
            calls.take().run();
        }
        return ran[0];
    }

    private static void startThreads(Runnable call) {
        for (int i = 0; i < THREADS; i++) {
            Thread.ofPlatform().daemon().start(() -> {
                for (int j = 0; j < CALLS / THREADS; j++) {
                    call.run();
                }
            });
        }
    }
}
