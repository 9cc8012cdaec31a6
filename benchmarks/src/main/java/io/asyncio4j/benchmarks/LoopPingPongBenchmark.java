package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.await;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.LoopThread;
import io.asyncio4j.benchmarks.kotlin.Switching;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A round trip between two loops with a thread each: a task of the one has a task of the other add to a number. */
@OperationsPerInvocation(LoopPingPongBenchmark.ROUNDS)
public class LoopPingPongBenchmark extends BenchmarkOnLoops {

    static final int ROUNDS = 10_000;

    @Benchmark
    public int carried() throws InterruptedException, ExecutionException {
        return exactly(ROUNDS, betweenLoops(Threads.CARRIED));
    }

    @Benchmark
    public int portable() throws InterruptedException, ExecutionException {
        return exactly(ROUNDS, betweenLoops(Threads.PORTABLE));
    }

    @Benchmark
    public int kotlin() {
        return exactly(ROUNDS, Switching.betweenThreads(ROUNDS));
    }

    /** A virtual thread, and an executor of one thread. */
    @Benchmark
    public int virtualThreads() {
        return exactly(ROUNDS, inVirtualThread(LoopPingPongBenchmark::withAnExecutor));
    }

    private static int betweenLoops(Threads threads) throws InterruptedException, ExecutionException {
        try (var pings = LoopThread.start("pings", EventLoop.builder().threads(threads));
                var pongs = LoopThread.start("pongs", EventLoop.builder().threads(threads))) {
            return runCoroutineThreadsafe(() -> {
                int ball = 0;
                for (int i = 0; i < ROUNDS; i++) {
                    int sent = ball;
                    ball = await(runCoroutineThreadsafe(() -> sent + 1, pongs.loop()));
                }
                return ball;
            }, pings.loop()).get();
        }
    }

    private static int withAnExecutor() throws InterruptedException, ExecutionException {
        try (ExecutorService pongs = Executors.newSingleThreadExecutor()) {
            int ball = 0;
            for (int i = 0; i < ROUNDS; i++) {
                int sent = ball;
                Callable<Integer> add = () -> sent + 1;
                ball = pongs.submit(add).get();
            }
            return ball;
        }
    }
}
