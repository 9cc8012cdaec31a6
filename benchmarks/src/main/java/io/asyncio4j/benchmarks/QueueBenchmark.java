package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.createTask;

import io.asyncio4j.benchmarks.kotlin.Switching;
import io.asyncio4j.sync.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A round trip between two tasks: a number goes to the other one through a queue, and comes back through another. */
@OperationsPerInvocation(QueueBenchmark.ROUNDS)
public class QueueBenchmark extends BenchmarkOnLoops {

    static final int ROUNDS = 100_000;

    @Benchmark
    public int carried() {
        return exactly(2 * ROUNDS, carried.run(this::pingPong));
    }

    @Benchmark
    public int portable() {
        return exactly(2 * ROUNDS, portable.run(this::pingPong));
    }

    @Benchmark
    public int kotlin() {
        return exactly(2 * ROUNDS, Switching.pingPong(ROUNDS));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(2 * ROUNDS, inVirtualThread(this::withVirtualThreads));
    }

    /** What a round trip costs at least: two switches, with the number in a field. */
    @Benchmark
    public int bare() {
        var threads = new BareThreads();
        int[] ball = new int[1];
        for (int player = 0; player < 2; player++) {
            threads.start(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    ball[0]++;
                    Thread.yield();
                }
            });
        }
        threads.runAll();
        return exactly(2 * ROUNDS, ball[0]);
    }

    private int pingPong() {
        var pings = new Queue<Integer>();
        var pongs = new Queue<Integer>();
        createTask(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                pongs.put(pings.get() + 1);
            }
        });
        int ball = 0;
        for (int i = 0; i < ROUNDS; i++) {
            pings.put(ball + 1);
            ball = pongs.get();
        }
        return ball;
    }

    private int withVirtualThreads() throws InterruptedException {
        var pings = new LinkedBlockingQueue<Integer>();
        var pongs = new LinkedBlockingQueue<Integer>();
        Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    pongs.put(pings.take() + 1);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts it", e);
            }
        });
        int ball = 0;
        for (int i = 0; i < ROUNDS; i++) {
            pings.put(ball + 1);
            ball = pongs.take();
        }
        return ball;
    }
}
