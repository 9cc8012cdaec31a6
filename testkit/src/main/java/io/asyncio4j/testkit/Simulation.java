package io.asyncio4j.testkit;

import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.testkit.Allowance.Kind;
import io.asyncio4j.testkit.internal.run.SeedRun;
import io.asyncio4j.testkit.internal.chance.Seeds;
import io.asyncio4j.testkit.internal.run.SimulationRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program once a seed, on a loop where the seed decides all that real life decides: when what other threads do
 * arrives, how late timers fire, how long steps take, random numbers. asyncio's order is kept, so what it finds can happen.
 * The same seed does the same, in each JVM and on both kinds of threads.
 *
 * <pre>{@code
 * Simulation.run(test -> {
 *     var pool = new ConnectionPool(2);
 *     test.invariant("no more than two", () -> pool.open() <= 2);
 *     ...
 * });
 * }</pre>
 *
 * <p>What {@code toThread}, {@code blocking} or an executor is given runs at once, while the loop is held; when its result
 * arrives is the seed's. Who really sleeps there or on the loop, by {@code Thread.sleep}, is told so as of a leak.
 *
 * <p><b>Errors:</b> {@link SimulationFailure} for the first seed that fails, with the program's own failure, a
 * {@link LeakError} or a {@link StuckError} as its cause; and for a program that does not do the same twice.
 *
 * <p>With the system property {@code asyncio4j.seed} set, only that seed is run. {@code asyncio4j.seeds} overrides how
 * many there are.
 */
public final class Simulation {

    /** A program that is simulated: the body of its first task, which is called {@code main}. */
    @FunctionalInterface
    public interface Body {
        /** Runs in a fresh loop; {@code test} is its view. */
        void run(TestLoop test) throws Exception;
    }

    /**
     * What a simulation that has found nothing was.
     *
     * @param runs how many
     * @param hash the SHA-256 of all their traces, which is the same each time
     */
    public record Report(int runs, String hash) {}

    private static final int DEFAULT_SEEDS = 1000;

    private int seeds = DEFAULT_SEEDS;
    private Duration limit = Duration.ofMinutes(1);
    private boolean permutes;
    private boolean allowThreads;
    private EventLoopBuilder.@Nullable Threads threads;
    private String name = "simulation";
    private final List<Long> pinned = new ArrayList<>();
    private final List<Allowance> allowances = new ArrayList<>();
    private @Nullable String cancelled;
    private @Nullable String limited;
    private boolean losesAtEveryByte;

    /** Makes a simulation of 1,000 seeds. */
    public Simulation() {}

    /** Runs {@code body} with 1,000 seeds. */
    public static Report run(Body body) {
        return new Simulation().start(body);
    }

    /** Sets how many seeds are run; they are the same ones each time, and look random. */
    public Simulation seeds(int seeds) {
        if (seeds < 0) {
            throw new IllegalArgumentException("seeds must not be negative, got " + seeds);
        }
        this.seeds = seeds;
        return this;
    }

    /** Runs {@code seed} too, before the others. */
    public Simulation seed(long seed) {
        pinned.add(seed);
        return this;
    }

    /** Sets how long all of it may take, in real time; a minute unless set. When it is over, {@link StuckError}. */
    public Simulation limit(Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("limit must be more than zero, got " + limit);
        }
        this.limit = limit;
        return this;
    }

    /** Sets the name, for messages. */
    public Simulation name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /** Demands one kind of threads. */
    public Simulation threads(EventLoopBuilder.Threads threads) {
        this.threads = Objects.requireNonNull(threads, "threads");
        return this;
    }

    /**
     * Lets the seed decide also who of the ready goes next, within a turn. That finds code that leans on first in, first
     * out, which asyncio guarantees: what it finds need not happen.
     */
    public Simulation permuteReady() {
        permutes = true;
        return this;
    }

    /** Lets threads call the loop that it has given nothing to; a seed then need not do the same twice. */
    public Simulation allowRealThreads(String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("allowing real threads needs a reason");
        }
        allowThreads = true;
        return this;
    }

    /** Lets the program leave something behind. */
    public Simulation allow(Kind kind, String name, String reason) {
        allowances.add(new Allowance(kind, name, reason));
        return this;
    }

    /**
     * Cancels the task named {@code task} at its first await, in another run at its second, and so on to its last; and
     * each time also when it wakes from that await. With each seed.
     */
    public Simulation cancelAtEveryAwait(String task) {
        cancelled = Objects.requireNonNull(task, "task");
        return this;
    }

    /**
     * Lets the first time limit around what the task named {@code task} awaits be over at its first await, in another run at
     * its second, and so on to its last; and each time also when it wakes from that await. With each seed. See
     * {@link Faults#timeIsOverAtAwait}.
     */
    public Simulation timeIsOverAtEveryAwait(String task) {
        limited = Objects.requireNonNull(task, "task");
        return this;
    }

    /**
     * Loses a connection of the {@link SimulatedNetwork} at the first byte that it delivers, in another run at the second,
     * and so on to the last. With each seed.
     */
    public Simulation loseAtEveryByte() {
        losesAtEveryByte = true;
        return this;
    }

    /**
     * Runs {@code body} with each seed.
     *
     * @throws SimulationFailure for the first that fails
     */
    public Report start(Body body) {
        Objects.requireNonNull(body, "body");
        var settings = new SeedRun.Settings(name, permutes, allowThreads, threads, List.copyOf(allowances));
        return new SimulationRun(settings, Seeds.of(pinned, seeds), limit, sweeps(), body::run).start();
    }

    /** {@return what happens with {@code seed}, a line an event}, whether it fails or not */
    public List<String> trace(long seed, Body body) {
        var settings = new SeedRun.Settings(name, permutes, allowThreads, threads, List.copyOf(allowances));
        return new SimulationRun(settings, List.of(seed), limit, sweeps(), body::run).trace(seed);
    }

    private SimulationRun.Sweeps sweeps() {
        return new SimulationRun.Sweeps(cancelled, limited, losesAtEveryByte);
    }
}
