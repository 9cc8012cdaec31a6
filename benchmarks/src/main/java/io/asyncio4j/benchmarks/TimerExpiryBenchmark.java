package io.asyncio4j.benchmarks;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.benchmarks.kotlin.Timing;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * A timer is set and fires, one of a million, which are set in another order than that in which they fire. Their delays are
 * so short that it is work all the time, and no waiting.
 */
@OperationsPerInvocation(TimerExpiryBenchmark.TIMERS)
@Fork(value = 1, jvmArgsAppend = {BenchmarkOnLoops.OPENS, "-Xms4g", "-Xmx4g", BenchmarkOnLoops.PRETOUCH})
public class TimerExpiryBenchmark extends BenchmarkOnLoops {

    static final int TIMERS = 1_000_000;
    private static final int MOST_MILLIS = 50;
    private static final long SEED = 20_261_130;

    private final int[] millis = new Random(SEED).ints(TIMERS, 1, MOST_MILLIS + 1).toArray();

    @Benchmark
    public int carried() {
        return exactly(TIMERS, carried.run(this::setAndFire));
    }

    @Benchmark
    public int portable() {
        return exactly(TIMERS, portable.run(this::setAndFire));
    }

    @Benchmark
    public int kotlin() {
        return exactly(TIMERS, Timing.timersThatFire(millis));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(TIMERS, inVirtualThread(this::withVirtualThreads));
    }

    private int setAndFire() {
        EventLoop loop = EventLoop.running();
        Promise<@Nullable Void> all = loop.createFuture();
        int[] fired = new int[1];
        Runnable fire = () -> {
            if (++fired[0] == TIMERS) {
                all.setResult(null);
            }
        };
        for (int each : millis) {
            loop.callLater(Duration.ofMillis(each), fire);
        }
        all.await();
        return fired[0];
    }

    private int withVirtualThreads() throws InterruptedException {
        var all = new CountDownLatch(TIMERS);
        try (var clock = new ScheduledThreadPoolExecutor(1)) {
            for (int each : millis) {
                var _ = clock.schedule(all::countDown, each, TimeUnit.MILLISECONDS);
            }
            all.await();
        }
        return TIMERS - (int) all.getCount();
    }
}
