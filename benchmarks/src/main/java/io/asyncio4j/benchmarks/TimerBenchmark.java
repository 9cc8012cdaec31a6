package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.benchmarks.kotlin.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** A timer is set an hour ahead and cancelled, among as many others as there are at a time. */
@OperationsPerInvocation(TimerBenchmark.TIMERS)
@Fork(value = 1, jvmArgsAppend = {BenchmarkOnLoops.OPENS, "-Xms4g", "-Xmx4g", BenchmarkOnLoops.PRETOUCH})
public class TimerBenchmark extends BenchmarkOnLoops {

    static final int TIMERS = 1_000_000;
    private static final long HOUR_MILLIS = 3_600_000;

    /** The number of timers at a time. */
    @Param("100000") int timers = 100_000;

    @Benchmark
    public int carried() {
        return exactly(TIMERS, carried.run(this::setAndCancel));
    }

    @Benchmark
    public int portable() {
        return exactly(TIMERS, portable.run(this::setAndCancel));
    }

    @Benchmark
    public int kotlin() {
        return exactly(TIMERS, Timing.timers(timers, TIMERS / timers, HOUR_MILLIS));
    }

    @Benchmark
    public int virtualThreads() {
        return exactly(TIMERS, inVirtualThread(this::withVirtualThreads));
    }

    private int setAndCancel() {
        EventLoop loop = EventLoop.running();
        Runnable nothing = () -> {};
        int cancelled = 0;
        for (int time = 0; time < TIMERS / timers; time++) {
            List<TimerHandle> all = new ArrayList<>(timers);
            for (int i = 0; i < timers; i++) {
                all.add(loop.callLater(Duration.ofMillis(HOUR_MILLIS + i), nothing));
            }
            for (TimerHandle timer : all) {
                timer.cancel();
                cancelled++;
            }
            sleep(Duration.ZERO); // the loop clears them away
        }
        return cancelled;
    }

    private int withVirtualThreads() {
        Runnable nothing = () -> {};
        int cancelled = 0;
        try (var clock = new ScheduledThreadPoolExecutor(1)) {
            clock.setRemoveOnCancelPolicy(true);
            for (int time = 0; time < TIMERS / timers; time++) {
                List<ScheduledFuture<?>> all = new ArrayList<>(timers);
                for (int i = 0; i < timers; i++) {
                    all.add(clock.schedule(nothing, HOUR_MILLIS + i, TimeUnit.MILLISECONDS));
                }
                for (ScheduledFuture<?> timer : all) {
                    timer.cancel(false);
                    cancelled++;
                }
            }
        }
        return cancelled;
    }
}
