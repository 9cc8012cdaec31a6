package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.blocking;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.TearDown;

/** A call that a task makes off its loop and that takes a millisecond, in which it sleeps: there is nothing to look for. */
@OperationsPerInvocation(SlowCallBenchmark.TIMES)
public class SlowCallBenchmark extends BenchmarkOnLoops {

    static final int TIMES = 50;

    private static final Callable<Integer> CALL = () -> {
        Thread.sleep(1);
        return 1;
    };

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @TearDown
    public void closeThreads() {
        threads.close();
    }

    @Benchmark
    public int carried() {
        return exactly(TIMES, carried.run(SlowCallBenchmark::onALoop));
    }

    @Benchmark
    public int portable() {
        return exactly(TIMES, portable.run(SlowCallBenchmark::onALoop));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(TIMES, inVirtualThread(this::withVirtualThreads));
    }

    private static int onALoop() {
        int done = 0;
        for (int i = 0; i < TIMES; i++) {
            done += blocking(CALL);
        }
        return done;
    }

    private int withVirtualThreads() throws Exception {
        int done = 0;
        for (int i = 0; i < TIMES; i++) {
            done += threads.submit(CALL).get();
        }
        return done;
    }
}
