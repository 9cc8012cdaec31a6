package io.asyncio4j.testkit;

import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.testkit.Allowance.Kind;
import io.asyncio4j.testkit.internal.run.ExplorationRun;
import io.asyncio4j.testkit.internal.order.Schedule;
import io.asyncio4j.testkit.internal.run.SeedRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program again and again, each time with another order of its tasks' steps. Where several tasks are ready, any of
 * them may go next, and wait for as long as it likes; where none is, any result that is under way on another thread may arrive, or
 * the next timer fire before it. Time is exact, and no step takes any. So it finds what depends on who comes first, also what
 * asyncio's order would not let happen today.
 *
 * <pre>{@code
 * new Exploration().exhaustive(2).start(test -> {
 *     var lock = new MyLock();
 *     ...
 * });
 * }</pre>
 *
 * <p><b>Errors:</b> {@link ExplorationFailure} for the first schedule that fails, shrunk and as a table.
 *
 * <p>With the system property {@code asyncio4j.schedule} set, only that one is run.
 */
public final class Exploration {

    /** How schedules are chosen. */
    public enum Strategy {
        /** Anybody, each time. */
        RANDOM_WALK,
        /** Random priorities that change at a few points. */
        PCT,
        /**
         * Selectively uniform random walk: of a random choice of tasks, whoever has more steps to go, as earlier schedules
         * showed, is more likely to go next. So each order of their steps is about as likely as any other.
         */
        SURW,
        /** All of those with few steps out of their turn. */
        EXHAUSTIVE,
        /**
         * All of them, but for those that differ from another one only in the order of steps that have nothing to do with each
         * other. See {@link Exploration#reduced}.
         */
        REDUCED
    }

    /**
     * What an exploration that has found nothing was.
     *
     * @param schedules how many were run
     * @param complete whether there are no others within the bound
     */
    public record Report(int schedules, boolean complete) {}

    private static final String PROPERTY = "asyncio4j.schedule";

    private Strategy strategy = Strategy.PCT;
    private int bound = 3;
    private int schedules = 10_000;
    private long seed;
    private Duration limit = Duration.ofMinutes(1);
    private String name = "exploration";
    private @Nullable Path save;
    private EventLoopBuilder.@Nullable Threads threads;
    private final List<Allowance> allowances = new ArrayList<>();

    /** Makes one of 10,000 schedules, by {@link Strategy#PCT} with depth 3. */
    public Exploration() {}

    /** Explores {@code body} as {@link #Exploration()} says. */
    public static Report run(Simulation.Body body) {
        return new Exploration().start(body);
    }

    /** Chooses anybody each time. */
    public Exploration randomWalk() {
        strategy = Strategy.RANDOM_WALK;
        return this;
    }

    /** Chooses by random priorities, which change at {@code depth} - 1 points. */
    public Exploration pct(int depth) {
        strategy = Strategy.PCT;
        bound = atLeast(1, depth, "depth");
        return this;
    }

    /** Chooses among a few tasks by how many steps each has to go. See {@link Strategy#SURW}. */
    public Exploration surw() {
        strategy = Strategy.SURW;
        return this;
    }

    /** Goes through all orders that take at most {@code bound} steps out of their turn. */
    public Exploration exhaustive(int bound) {
        strategy = Strategy.EXHAUSTIVE;
        this.bound = atLeast(0, bound, "bound");
        return this;
    }

    /**
     * Goes through all orders that may do something else: of two that differ only in the order of steps which have nothing to
     * do with each other, one is run (dynamic partial order reduction). Steps have to do with each other if they are of the
     * same task, if one wakes the other's task or cancels it, if they use the same lock, queue, event or future of the
     * library's and one of them changes it, or if one of them changes what {@link TestLoop#state} tells. So a test that tells
     * nothing is run in all orders; one whose tasks share nothing but the library's objects tells a constant, such as
     * {@code test.state(() -> "")}. While results of other threads are under way, all orders are run.
     */
    public Exploration reduced() {
        strategy = Strategy.REDUCED;
        return this;
    }

    /** Sets how many schedules are run at most. */
    public Exploration schedules(int schedules) {
        this.schedules = atLeast(1, schedules, "schedules");
        return this;
    }

    /** Sets what random choices, and the program's random numbers, begin with; 0 unless set. */
    public Exploration seed(long seed) {
        this.seed = seed;
        return this;
    }

    /**
     * Sets how long all of it may take, in real time; a minute unless set. When it is over, {@link StuckError}. At most half
     * of what is left of it, and 20 seconds, goes into the shrinking of a schedule that fails.
     */
    public Exploration limit(Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("limit must be more than zero, got " + limit);
        }
        this.limit = limit;
        return this;
    }

    /** Sets the name, for messages and files. */
    public Exploration name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** Has a schedule that fails saved in {@code folder}. */
    public Exploration saveIn(Path folder) {
        this.save = Objects.requireNonNull(folder, "folder");
        return this;
    }

    /** Demands one kind of threads. */
    public Exploration threads(EventLoopBuilder.Threads threads) {
        this.threads = Objects.requireNonNull(threads, "threads");
        return this;
    }

    /** Lets the program leave something behind. */
    public Exploration allow(Kind kind, String name, String reason) {
        allowances.add(new Allowance(kind, name, reason));
        return this;
    }

    /**
     * Explores {@code body}.
     *
     * @throws ExplorationFailure for the first schedule that fails
     */
    public Report start(Simulation.Body body) {
        String property = System.getProperty(PROPERTY);
        if (property != null && !property.isBlank()) {
            replay(property, body);
            return new Report(1, false);
        }
        return runOf(body).start();
    }

    /**
     * Runs {@code body} with {@code schedule} alone.
     *
     * @throws ExplorationFailure if it fails
     * @throws IllegalArgumentException if {@code schedule} is not one
     */
    public void replay(String schedule, Simulation.Body body) {
        runOf(body).replay(Schedule.parse(schedule));
    }

    private ExplorationRun runOf(Simulation.Body body) {
        Objects.requireNonNull(body, "body");
        var run = new SeedRun.Settings(name, false, false, threads, List.copyOf(allowances));
        return new ExplorationRun(
                new ExplorationRun.Settings(run, strategy, schedules, bound, seed, limit, save,
                        ExplorationRun.MOST_SHRINKS),
                body::run);
    }

    private static int atLeast(int least, int value, String what) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be at least " + least + ", got " + value);
        }
        return value;
    }
}
