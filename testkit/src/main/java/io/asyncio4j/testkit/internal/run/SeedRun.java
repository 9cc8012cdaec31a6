package io.asyncio4j.testkit.internal.run;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.spi.ObjectUse;
import io.asyncio4j.spi.StepOrder;
import io.asyncio4j.testkit.Allowance;
import io.asyncio4j.testkit.Faults;
import io.asyncio4j.testkit.LeakError;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.internal.chance.Draws;
import io.asyncio4j.testkit.internal.chance.SplitMix;
import io.asyncio4j.testkit.internal.leak.Clearing;
import io.asyncio4j.testkit.internal.leak.Leaks;
import io.asyncio4j.testkit.internal.look.Trace;
import io.asyncio4j.testkit.internal.world.LoopHost;
import io.asyncio4j.testkit.internal.world.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One run of a program in a {@link World}. */
public final class SeedRun implements TestLoop.Parts {

    /** The name of the task that the program begins with. */
    public static final String MAIN = "main";

    private static final int EXECUTOR_LIMIT_SECONDS = 5;

    /** A program that is simulated. */
    public interface Body {
        void run(TestLoop test) throws Exception;
    }

    /**
     * How a program runs.
     *
     * @param name for the loop
     * @param permutes whether the seed also decides who of the ready goes next
     * @param threads null for the kind that the JVM allows
     */
    public record Settings(String name, boolean permutes, boolean allowStrangers,
            EventLoopBuilder.@Nullable Threads threads,
            List<Allowance> allowances) {}

    /**
     * How a run has ended.
     *
     * @param failure null if it was good
     * @param met how many of the faults that were ordered have met their moment
     * @param faults how many of those have happened: where there is no time limit, none can be over
     */
    public record Result(@Nullable Throwable failure, List<String> trace, String hash, int met, int faults) {}

    private final World world;
    private final EventLoop loop;
    private final Leaks leaks;
    private final RandomGenerator random;
    private final RandomGenerator chance;
    private final boolean seeded;
    private final Faults faults;
    private ObjectUse.@Nullable Listener listener;
    private @Nullable SimulatedSleeps sleeps;
    private long lossAtByte = -1;
    private int losses;

    /** @param keepsPlaces whether it is kept where tasks are made, which takes time, for what is said of those left */
    SeedRun(Settings settings, World world, RandomGenerator random, boolean seeded, boolean keepsPlaces) {
        this.world = world;
        this.random = random;
        this.seeded = seeded;
        EventLoopBuilder builder =
                EventLoop.builder().name(settings.name()).poller(world).outsideWorld(world).stepOrder(world);
        if (settings.threads() != null) {
            builder.threads(settings.threads());
        }
        loop = builder.build();
        loop.setSlowCallbackDuration(null);
        leaks = new Leaks(loop, settings.allowances(), keepsPlaces);
        loop.addObserver(world);
        chance = SplitMix.of(random.nextLong(), 5);
        faults = new Faults(world.orders::add, world::signal, world::note, chance);
    }

    /** Makes a run that {@code seed} decides. */
    public static SeedRun of(Settings settings, long seed) {
        var world = new World(new Draws(seed), settings.permutes() ? permuting(seed) : _ -> 0,
                settings.allowStrangers(),
                new Trace());
        return new SeedRun(settings, world, SplitMix.of(seed, 4), true, true);
    }

    private static StepOrder permuting(long seed) {
        SplitMix order = SplitMix.of(seed, 6);
        return loop -> Draws.below(order, Math.max(1, loop.leftInTurn()));
    }

    /** Orders what befalls the task {@code name} at its {@code await}-th await. */
    void order(String name, int await, Faults.AtAwait what) {
        world.orders.add(name, await, what, 0);
    }

    /** Orders that a connection of the simulated network is lost at the byte with this number. */
    public void loseAtByte(long number) {
        lossAtByte = number;
    }

    /** Lets {@code sleeps} know of the run, and tells whom it has seen asleep as what was left behind. */
    SeedRun watchedBy(@Nullable SimulatedSleeps sleeps) {
        this.sleeps = sleeps;
        return this;
    }

    /** Watches all wake-ups, which takes time, so that a deadlock can be explained. */
    SeedRun watchedClosely() {
        ObjectUse.Listener watching = world.stuck.watchClosely();
        listener = new ObjectUse.Listener() {
            @Override
            public void made(Object object) {
                if (world.isHeldHere()) { // by the program, and not by another loop's
                    watching.made(object);
                }
            }

            @Override
            public void used(Object object, boolean changes) {
                if (world.isHeldHere()) {
                    watching.used(object, changes);
                }
            }
        };
        return this;
    }

    /** Runs {@code body}, and clears up after it; unless nobody waits for that any more. */
    public Result run(Body body) {
        LoopHost.ensureAwaited();
        ObjectUse.Listener listener = this.listener;
        if (listener == null) {
            return runAndClear(body);
        }
        ObjectUse.add(listener);
        try {
            return runAndClear(body);
        } finally {
            ObjectUse.remove(listener);
        }
    }

    private Result runAndClear(Body body) {
        Throwable failure = null;
        SimulatedSleeps sleeps = this.sleeps;
        if (sleeps != null) {
            sleeps.runBegins(world);
        }
        try {
            var view = new TestLoop(this);
            Task<?> main = loop.createTask(TaskOptions.named(MAIN), () -> body.run(view));
            leaks.own(main);
            world.begins(main, random, chance);
            loop.runUntilComplete(main);
        } catch (Throwable e) {
            failure = e;
        }
        try {
            leaks.lookAtTasks();
            boolean somethingComes = world.settleUp();
            Clearing.clear(loop, world.hasHandedOver() ? Duration.ofSeconds(EXECUTOR_LIMIT_SECONDS) : null,
                    somethingComes,
                    leaks::lookAtResources);
            if (sleeps != null) {
                sleeps.runEnds(leaks);
            }
            LeakError error = leaks.error();
            if (failure == null) {
                failure = error;
            } else if (error != null) {
                failure.addSuppressed(error);
            }
        } catch (Throwable e) {
            if (failure == null) {
                failure = e;
            } else {
                failure.addSuppressed(e);
            }
        }
        Trace trace = world.trace;
        int met = world.orders.met() + losses;
        int happened = world.orders.carriedOut() + losses;
        return trace == null ? new Result(failure, List.of(), "", met, happened)
                : new Result(failure, trace.lines(), trace.hash(), met, happened);
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public void allowTime(long nanos) {
        // it goes by itself
    }

    @Override
    public void awaitQuiet() {
        Promise<@Nullable Void> quiet = EventLoop.running().createFuture();
        world.tellQuiet(quiet);
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
    public boolean isSeeded() {
        return seeded;
    }

    @Override
    public void note(String what, String whom) {
        world.note(what, whom);
    }

    @Override
    public long lossAtByte() {
        return lossAtByte;
    }

    @Override
    public void lossHappened() {
        losses++;
    }

    @Override
    public void own(Task<?> task) {
        leaks.ownWithItsTasks(task);
    }

    @Override
    public void addInvariant(String name, Callable<Boolean> condition) {
        world.invariants.add(name, condition);
    }

    @Override
    public void compareStates(Callable<?> state) {
        world.compareStates(state);
    }

    @Override
    public void addProgress(String task, int steps) {
        world.stuck.starvation.watch(task, steps);
    }

    @Override
    public Faults faults() {
        return faults;
    }
}
