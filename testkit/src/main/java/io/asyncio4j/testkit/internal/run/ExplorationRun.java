package io.asyncio4j.testkit.internal.run;

import io.asyncio4j.spi.ObjectUse;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.internal.chance.SplitMix;
import io.asyncio4j.testkit.internal.look.Diagnosis;
import io.asyncio4j.testkit.internal.look.Parting;
import io.asyncio4j.testkit.internal.look.StepTable;
import io.asyncio4j.testkit.internal.look.Trace;
import io.asyncio4j.testkit.internal.order.Decisions;
import io.asyncio4j.testkit.internal.order.Reduction;
import io.asyncio4j.testkit.internal.order.Schedule;
import io.asyncio4j.testkit.internal.order.SelectiveWalk;
import io.asyncio4j.testkit.internal.order.States;
import io.asyncio4j.testkit.internal.order.StepCounts;
import io.asyncio4j.testkit.internal.order.Strategies;
import io.asyncio4j.testkit.internal.world.KitParts;
import io.asyncio4j.testkit.internal.world.LoopHost;
import io.asyncio4j.testkit.internal.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** All runs of an exploration, one after another, on a thread of its own; and what is done with one that fails. */
public final class ExplorationRun {

    /**
     * What is explored.
     *
     * @param schedules how many at most
     * @param bound for {@link Exploration.Strategy#EXHAUSTIVE}: deviations from first in, first out; for
     *     {@link Exploration.Strategy#PCT}: the depth
     * @param save the folder for a schedule that fails, or null
     * @param shrinks how many schedules are tried to make one that fails smaller
     */
    public record Settings(SeedRun.Settings run, Exploration.Strategy strategy, int schedules, int bound,
            long seed,
            Duration limit, @Nullable Path save, int shrinks) {}

    /** How many schedules are tried to make one that fails smaller, unless somebody wants less. */
    public static final int MOST_SHRINKS = 2_000;
    private static final long MOST_NANOS_OF_SHRINKING = 20_000_000_000L;

    private final Settings settings;
    private final SeedRun.Body body;
    private volatile @Nullable World present; // whose objects' uses are of interest
    private @Nullable SimulatedSleeps sleeps;
    private volatile int runs; // written by one thread, read by who tells that the time is over

    public ExplorationRun(Settings settings, SeedRun.Body body) {
        this.settings = settings;
        this.body = body;
    }

    /** Explores until something fails, all is done, or the number of schedules is reached. */
    public Exploration.Report start() {
        return onHost(SimulatedSleeps.watching(watching -> {
            sleeps = watching;
            return switch (settings.strategy()) {
                case EXHAUSTIVE -> exhaust();
                case REDUCED -> reduce();
                default -> sample();
            };
        }));
    }

    /** Runs {@code schedule} alone. */
    public void replay(Schedule schedule) {
        onHost(SimulatedSleeps.watching(watching -> {
            sleeps = watching;
            Throwable failure = run(new Decisions(Strategies.replay(schedule), null));
            if (failure != null) {
                throw report(schedule, failure);
            }
            return null;
        }));
    }

    private Exploration.Report sample() {
        int points = 0;
        var counts = new StepCounts();
        for (int i = 0; i < settings.schedules(); i++) {
            long seed = SplitMix.mix(settings.seed() + i);
            Decisions.Strategy strategy = i == 0 ? Strategies.replay(Schedule.FIFO)
                    : switch (settings.strategy()) {
                        case PCT -> Strategies.pct(seed, settings.bound(), points);
                        case SURW -> new SelectiveWalk(seed, counts);
                        default -> Strategies.randomWalk(seed);
                    };
            var decisions = new Decisions(strategy, null);
            if (settings.strategy() == Exploration.Strategy.SURW) {
                decisions.count(counts);
            }
            check(decisions);
            counts.endRun();
            points = Math.max(points, decisions.points());
        }
        return new Exploration.Report(runs, false);
    }

    private Exploration.Report exhaust() {
        Schedule schedule = Schedule.FIFO;
        var states = new States();
        while (schedule != null && runs < settings.schedules()) {
            var decisions = new Decisions(Strategies.replay(schedule), null);
            decisions.prune(states, schedule.choices().size(), settings.bound());
            check(decisions);
            schedule = Strategies.next(decisions, settings.bound());
        }
        return new Exploration.Report(runs, schedule == null);
    }

    private Exploration.Report reduce() {
        Schedule schedule = Schedule.FIFO;
        var reduction = new Reduction();
        ObjectUse.Listener listener = new ObjectUse.Listener() {
            @Override
            public void made(Object object) {
                if (isOfProgram()) {
                    reduction.made(object);
                }
            }

            @Override
            public void used(Object object, boolean changes) {
                if (isOfProgram()) {
                    reduction.used(object, changes);
                }
            }
        };
        ObjectUse.add(listener);
        try {
            while (schedule != null && runs < settings.schedules()) {
                var decisions = new Decisions(Strategies.replay(schedule), null);
                decisions.reduce(reduction);
                check(decisions);
                schedule = reduction.next();
            }
        } finally {
            ObjectUse.remove(listener);
        }
        return new Exploration.Report(runs, schedule == null);
    }

    // whatever other loops there are, their threads do not hold this one
    private boolean isOfProgram() {
        World world = present;
        return world != null && world.isHeldHere();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void check(Decisions decisions) {
        runs++;
        Throwable failure = run(decisions);
        if (failure != null) {
            throw report(shrink(decisions.schedule(), failure), failure);
        }
    }

    private @Nullable Throwable run(Decisions decisions) {
        var world = new World(null, decisions, settings.run().allowStrangers(), null);
        present = decisions.reduction() == null ? null : world;
        boolean isToBeTold = decisions.hasTable();
        SeedRun run = runIn(world, isToBeTold).watchedBy(sleeps);
        return (isToBeTold ? run.watchedClosely() : run).run(body).failure();
    }

    private SeedRun runIn(World world, boolean keepsPlaces) {
        return new SeedRun(settings.run(), world, SplitMix.of(settings.seed(), 4), false, keepsPlaces);
    }

    private List<String> trace(Schedule schedule) {
        var decisions = new Decisions(Strategies.replay(schedule), null);
        var world = new World(null, decisions, settings.run().allowStrangers(), new Trace());
        return runIn(world, false).run(body).trace();
    }

    // Takes deviations away, one after another, for as long as it still fails in the same way.
    private Schedule shrink(Schedule found, Throwable failure) {
        Schedule smallest = found;
        // what was found must be told before the limit is over
        long end = System.nanoTime() + Math.min(MOST_NANOS_OF_SHRINKING, LoopHost.nanosLeft() / 2);
        int tries = 0;
        boolean smaller;
        do {
            smaller = false;
            for (int point = smallest.choices().size() - 1; point >= 0 && tries < settings.shrinks();
                    point--) {
                for (int choice = 0; point < smallest.choices().size() && choice < smallest.at(point);
                        choice++) {
                    if (System.nanoTime() - end > 0) {
                        return smallest;
                    }
                    tries++;
                    Schedule candidate = smallest.with(point, choice);
                    if (isSame(failure, run(new Decisions(Strategies.replay(candidate), null)))) {
                        smaller = true;
                        smallest = candidate;
                    }
                }
            }
        } while (smaller && tries < settings.shrinks());
        return smallest;
    }

    private static boolean isSame(Throwable failure, @Nullable Throwable other) {
        return other != null && other.getClass() == failure.getClass();
    }

    private ExplorationFailure report(Schedule schedule, Throwable found) {
        var table = new StepTable();
        Throwable failure = run(new Decisions(Strategies.replay(schedule), table));
        if (failure == null) {
            return new ExplorationFailure(settings.run().name() + " has failed in schedule " + runs + ": "
                    + found
                    + "\nBut the same schedule does not fail again: the program does something that the order of its steps"
                    + " does not decide, such as asking the system's time or random numbers of its own.\n"
                    + parting(schedule),
                    found,
                    schedule.toString(), table.toString());
        }
        String saved = save(schedule, table);
        return new ExplorationFailure(
                settings.run().name() + " has failed in schedule " + runs + ": " + failure
                        + "\n" + what(schedule) + "\n" + table + "\nRepeat it with -Dasyncio4j.schedule="
                        + schedule + saved,
                failure,
                schedule.toString(), table.toString());
    }

    private String parting(Schedule schedule) {
        List<String> first = trace(schedule);
        List<String> second = trace(schedule);
        return first.equals(second)
                ? "Two more runs of it have done the same as each other: what the first one met is gone, such as what"
                        + " earlier runs had left in a static field."
                : "Two more runs of it part at " + Parting.of(first, second);
    }

    private static String what(Schedule schedule) {
        return switch (schedule.deviations()) {
            case 0 -> "In asyncio's own order, first in, first out:";
            case 1 -> "It takes one step out of its turn, marked *:";
            default -> "It takes " + schedule.deviations() + " steps out of their turn, marked *:";
        };
    }

    private String save(Schedule schedule, StepTable table) {
        Path folder = settings.save();
        if (folder == null) {
            return "";
        }
        Path file = folder.resolve(settings.run().name().replaceAll("[^\\w.-]", "_") + ".schedule");
        try {
            Files.createDirectories(folder);
            Files.writeString(file, schedule + "\n\n" + table + "\n");
            return ", or with @Replay(\"" + file + "\")";
        } catch (IOException e) {
            return " (it could not be saved as " + file + ": " + e + ")";
        }
    }

    private <T extends @Nullable Object> T onHost(Callable<T> work) {
        KitParts.ensure();
        String name = settings.run().name();
        return LoopHost.run(name, settings.run().threads(), settings.limit(), work,
                () -> "It was in schedule " + runs + ".\n" + Diagnosis.fromOutside(name));
    }
}
