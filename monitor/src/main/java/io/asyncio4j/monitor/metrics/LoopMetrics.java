package io.asyncio4j.monitor.metrics;

import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.LoopStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * The numbers of a loop for Micrometer: {@code asyncio4j.tasks.alive}, {@code asyncio4j.ready}, {@code asyncio4j.timers} and
 * {@code asyncio4j.lag} as gauges, {@code asyncio4j.tasks.created}, {@code asyncio4j.steps} and {@code asyncio4j.slow.steps} as
 * counters. The lag is how long the loop took to find time for a question that was sent the last time that somebody read
 * it, or for how long it has owed the answer; so nobody who reads it waits. See {@link LoopStatistics} for the others.
 *
 * <pre>{@code
 * new LoopMetrics(loop, List.of(Tag.of("loop", "orders"))).bindTo(registry);
 * }</pre>
 *
 * <p>The meters keep the loop; remove them from the registry when it is closed for good.
 *
 * <p><b>From CPython:</b> nothing of the kind.
 */
public final class LoopMetrics implements MeterBinder {

    private final EventLoop loop;
    private final Tags tags;

    /** Makes those of {@code loop}, without tags. */
    public LoopMetrics(EventLoop loop) {
        this(loop, List.of());
    }

    /** Makes those of {@code loop}; tags tell it from others. */
    public LoopMetrics(EventLoop loop, Iterable<Tag> tags) {
        this.loop = Objects.requireNonNull(loop, "loop");
        this.tags = Tags.of(tags);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "asyncio4j.tasks.alive", "tasks that are not done", LoopStatistics::tasksAlive);
        gauge(registry, "asyncio4j.ready", "tasks and callbacks that wait for their turn",
                LoopStatistics::ready);
        gauge(registry, "asyncio4j.timers", "timers that are set", LoopStatistics::timers);
        counter(registry, "asyncio4j.tasks.created", "tasks there have been", LoopStatistics::tasksCreated);
        counter(registry, "asyncio4j.steps", "steps of tasks and callbacks", LoopStatistics::steps);
        counter(registry, "asyncio4j.slow.steps", "steps that held the loop too long",
                LoopStatistics::slowSteps);
        var lag = new Lag(loop);
        TimeGauge.builder("asyncio4j.lag", () -> lag.nanos(), TimeUnit.NANOSECONDS).tags(tags)
                .description("how long the loop takes to find time for something new").register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String text,
            ToLongFunction<LoopStatistics> number) {
        Gauge.builder(name, loop, loop -> number.applyAsLong(LoopStatistics.of(loop))).tags(tags)
                .description(text)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, String text,
            ToLongFunction<LoopStatistics> number) {
        FunctionCounter.builder(name, loop, loop -> number.applyAsLong(LoopStatistics.of(loop))).tags(tags)
                .description(text).register(registry);
    }

    /** Asks the loop now and then for an answer, one at a time. For any thread. */
    private static final class Lag {

        private final EventLoop loop;

        // guarded by this
        private boolean isOwed;
        private long askedAt;
        private double last;

        Lag(EventLoop loop) { this.loop = loop; }

        /** {@return the last lag, or how long the loop has been owing an answer; not a number if it does not run} */
        synchronized double nanos() {
            if (!loop.isRunning()) {
                isOwed = false;
                return Double.NaN;
            }
            if (isOwed) {
                return Math.max(last, (double) (System.nanoTime() - askedAt));
            }
            isOwed = true;
            askedAt = System.nanoTime();
            try {
                loop.callSoonThreadsafe(this::answer);
            } catch (RuntimeException e) {
                isOwed = false; // it was closed meanwhile
                return Double.NaN;
            }
            return last;
        }

        private synchronized void answer() {
            if (isOwed) {
                last = (double) (System.nanoTime() - askedAt);
                isOwed = false;
            }
        }
    }
}
