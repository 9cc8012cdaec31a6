package io.asyncio4j.testkit.internal.run;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.testkit.Allowance;
import io.asyncio4j.testkit.LeakError;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.Timekeeping;
import io.asyncio4j.testkit.internal.chance.SplitMix;
import io.asyncio4j.testkit.internal.leak.Clearing;
import io.asyncio4j.testkit.internal.leak.HoldLimit;
import io.asyncio4j.testkit.internal.leak.Leaks;
import io.asyncio4j.testkit.internal.leak.RealSleeps;
import io.asyncio4j.testkit.internal.leak.Watcher;
import io.asyncio4j.testkit.internal.look.Diagnosis;
import io.asyncio4j.testkit.internal.world.KitParts;
import io.asyncio4j.testkit.internal.world.LoopHost;
import io.asyncio4j.testkit.internal.world.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One test on a loop of its own: its parts run one after another, each as a task, and what they leave is told. */
public final class TestRun implements TestLoop.Parts {

    private static final int EXECUTOR_LIMIT_SECONDS = 5;
    // for the clean-ups of a test whose limit is over
    private static final int PATIENCE_SECONDS = 2;

    /**
     * How a test runs.
     *
     * @param name for the loop
     * @param rate for {@link Timekeeping#REAL}
     * @param limit of real time, for all of it
     * @param holdLimit how long a step may hold the loop, in real time; null for any length of time
     * @param threads null for the kind that the JVM allows
     */
    public record Settings(String name, Timekeeping timekeeping, double rate, Duration limit,
            @Nullable Duration holdLimit,
            EventLoopBuilder.@Nullable Threads threads, List<Allowance> allowances) {}

    private final String name;
    private final LoopHost host;
    private final TestClock clock;
    private final EventLoop loop;
    private final Leaks leaks;
    private final @Nullable RealSleeps sleeps; // on real time, everybody may sleep
    private final TestLoop view;
    private final RandomGenerator random = new SplitMix(0);
    private final RandomGenerator chance = new SplitMix(1);

    public TestRun(Settings settings) {
        KitParts.ensure();
        name = settings.name();
        clock = new TestClock(settings.timekeeping(), settings.rate());
        host = new LoopHost(name, settings.threads(), settings.limit()); // first, for it may refuse
        EventLoopBuilder builder = EventLoop.builder().name(name).poller(clock);
        if (settings.threads() != null) {
            builder.threads(settings.threads());
        }
        sleeps = settings.timekeeping() == Timekeeping.REAL ? null : new RealSleeps();
        if (sleeps != null) {
            builder.propagate(sleeps.propagator());
        }
        loop = builder.build();
        leaks = new Leaks(loop, settings.allowances(), true);
        if (settings.holdLimit() != null) {
            loop.addObserver(new HoldLimit(settings.holdLimit(), leaks));
        }
        if (sleeps != null) {
            loop.addObserver(sleeps);
            Watcher.add(sleeps);
        }
        view = new TestLoop(this);
    }

    public TestLoop view() {
        return view;
    }

    /** Runs {@code part} as a task that is called {@code name}, and gives what it gives. */
    public <T extends @Nullable Object> T run(String name, Callable<T> part) throws Exception {
        return host.call(() -> {
            Task<T> task = loop.createTask(TaskOptions.named(name), part::call);
            leaks.own(task);
            return loop.runUntilComplete(task);
        }, this::diagnosis);
    }

    private String diagnosis() {
        String text = Diagnosis.fromOutside(name);
        try {
            loop.callSoonThreadsafe(loop::stop); // so that nothing goes on behind the next test
        } catch (IllegalStateException e) {
            // it is closed
        }
        return text;
    }

    /** Clears away what is left. {@return what that was, or null for nothing} */
    public @Nullable LeakError end() throws Exception {
        try {
            if (host.isAbandoned()) { // it has failed already, and its loop may be held for ever
                host.closeWith(this::clearSilently, Duration.ofSeconds(PATIENCE_SECONDS));
                return null;
            }
            try (host) {
                return host.call(this::clear, this::diagnosis);
            }
        } finally {
            if (sleeps != null) {
                Watcher.remove(sleeps);
            }
        }
    }

    private void clearSilently() {
        try {
            clear();
        } catch (Exception e) {
            // the test has failed with more than that
        }
    }

    private @Nullable LeakError clear() throws Exception {
        leaks.lookAtTasks();
        clock.allow(Long.MAX_VALUE);
        Clearing.clear(loop, Duration.ofSeconds(EXECUTOR_LIMIT_SECONDS), false, leaks::lookAtResources);
        if (sleeps != null) {
            sleeps.tell(leaks);
        }
        return leaks.error();
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public void allowTime(long nanos) {
        clock.allow(nanos);
    }

    @Override
    public void awaitQuiet() {
        Promise<@Nullable Void> quiet = EventLoop.running().createFuture();
        clock.tellQuiet(quiet);
        quiet.await();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public RandomGenerator chance() {
        return chance;
    }

    @Override
    public void own(Task<?> task) {
        leaks.ownWithItsTasks(task);
    }
}
