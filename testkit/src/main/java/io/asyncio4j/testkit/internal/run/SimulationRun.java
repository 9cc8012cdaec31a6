package io.asyncio4j.testkit.internal.run;

import io.asyncio4j.testkit.Faults.AtAwait;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.SimulationFailure;
import io.asyncio4j.testkit.internal.chance.Seeds;
import io.asyncio4j.testkit.internal.look.Diagnosis;
import io.asyncio4j.testkit.internal.look.Parting;
import io.asyncio4j.testkit.internal.look.Trace;
import io.asyncio4j.testkit.internal.world.KitParts;
import io.asyncio4j.testkit.internal.world.LoopHost;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All runs of a simulation, one after another, on a thread of its own. */
public final class SimulationRun {

    private static final int SHOWN_LINES = 40;
    private static final int MOST_AWAITS = 10_000;
    private static final int MOST_BYTES = 100_000;

    private final SeedRun.Settings settings;
    private final List<Long> seeds;
    private final Duration limit;
    private final Sweeps sweeps;
    private final SeedRun.Body body;
    private final MessageDigest hashes;
    // for the thread that watches: which seed it was that did not end
    private volatile long seed;
    private @Nullable SimulatedSleeps sleeps;
    private int runs;

    /**
     * What is done with each seed at one place after another.
     *
     * @param cancelled the name of the task that is cancelled at each of its awaits, or null
     * @param limited the name of the task whose time is over at each of its awaits, or null
     * @param losesAtEveryByte whether a connection is lost at each byte
     */
    public record Sweeps(@Nullable String cancelled, @Nullable String limited, boolean losesAtEveryByte) {}

    /** Makes one. */
    public SimulationRun(SeedRun.Settings settings, List<Long> seeds, Duration limit, Sweeps sweeps,
            SeedRun.Body body) {
        this.settings = settings;
        this.seeds = seeds;
        this.limit = limit;
        this.sweeps = sweeps;
        this.body = body;
        try {
            hashes = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
    }

    /** Runs all seeds, up to the first that fails. */
    public Simulation.Report start() {
        onHost(SimulatedSleeps.watching(watching -> {
            sleeps = watching;
            for (int i = 0; i < seeds.size(); i++) {
                runSeed(i);
            }
            return null;
        }));
        return new Simulation.Report(runs, HexFormat.of().formatHex(hashes.digest()));
    }

    /** {@return the trace of {@code seed}} */
    public List<String> trace(long seed) {
        return onHost(() -> SeedRun.of(settings, seed).run(body).trace());
    }

    private <T extends @Nullable Object> T onHost(java.util.concurrent.Callable<T> work) {
        KitParts.ensure();
        return LoopHost.run(settings.name(), settings.threads(), limit, work,
                () -> "It was at seed " + Seeds.text(seed) + ", which can be repeated with "
                        + Seeds.property(seed) + ".\n" + Diagnosis.fromOutside(settings.name()));
    }

    private void runSeed(int place) {
        seed = seeds.get(place);
        SeedRun.Result plain = check(place, "", () -> SeedRun.of(settings, seed));
        if (place == 0) {
            compare(plain, SeedRun.of(settings, seed).run(body), "");
        }
        if (sweeps.cancelled() != null) {
            sweep(place, sweeps.cancelled(), "cancelled",
                    List.of(AtAwait.CANCEL, AtAwait.CANCEL_WHEN_IT_WAKES));
        }
        if (sweeps.limited() != null) {
            int over = sweep(place, sweeps.limited(), "out of time",
                    List.of(AtAwait.TIME_IS_OVER, AtAwait.TIME_IS_OVER_WHEN_IT_WAKES));
            if (over == 0 && place == 0) {
                throw new IllegalArgumentException("no await of task '" + sweeps.limited()
                        + "' is under a time limit, so none can be over; are they within Asyncio.timeout or waitFor?");
            }
        }
        if (sweeps.losesAtEveryByte()) {
            loseAtEveryByte(place);
        }
    }

    private void loseAtEveryByte(int place) {
        for (int number = 0; number < MOST_BYTES; number++) {
            long at = number;
            SeedRun.Result result = check(place, ", with the connection lost at byte " + number + ",", () -> {
                SeedRun run = SeedRun.of(settings, seed);
                run.loseAtByte(at);
                return run;
            });
            if (result.met() == 0) {
                if (number == 0 && place == 0) {
                    throw new IllegalArgumentException(
                            "no byte goes over the simulated network, so no connection can be lost"
                                    + " at it; is it installed by SimulatedNetwork.install?");
                }
                return;
            }
        }
    }

    /** {@return how often it happened} */
    private int sweep(int place, String task, String how, List<AtAwait> whats) {
        int happened = 0;
        for (int await = 1; await <= MOST_AWAITS; await++) {
            boolean met = false;
            for (AtAwait what : whats) {
                int number = await;
                boolean atWakeUp = what != whats.getFirst();
                String where = ", with task '" + task + "' " + how + " at "
                        + (atWakeUp ? "the wake-up from " : "") + "await " + await + ",";
                SeedRun.Result result = check(place, where, () -> {
                    SeedRun run = SeedRun.of(settings, seed);
                    run.order(task, number, what);
                    return run;
                });
                met |= result.met() > 0;
                happened += result.faults();
            }
            if (!met) {
                if (await == 1 && place == 0) {
                    throw new IllegalArgumentException("there is no task named '" + task
                            + "' that awaits, so it cannot be " + how
                            + " at its awaits; is it started with TaskOptions.named?");
                }
                return happened;
            }
        }
        return happened;
    }

    /** @param how what happens beside what the seed decides, or an empty text */
    private SeedRun.Result check(int place, String how, Supplier<SeedRun> makes) {
        SeedRun.Result result = makes.get().watchedBy(sleeps).run(body);
        runs++;
        hashes.update(result.hash().getBytes(StandardCharsets.US_ASCII));
        if (result.failure() == null) {
            return result;
        }
        String where = "seed " + Seeds.text(seed) + " (" + (place + 1) + " of " + seeds.size() + ")" + how;
        SeedRun.Result again = makes.get().watchedBy(sleeps).watchedClosely().run(body); // and so it can say more
        compare(result, again, where + " has failed: " + result.failure() + "\nBut ");
        Throwable failure = again.failure() == null ? result.failure() : again.failure();
        throw new SimulationFailure(where + " has failed: " + failure + "\nRepeat it with "
                + Seeds.property(seed) + "\n" + tail(result), failure, seed, result.trace());
    }

    /** Throws if two runs of a seed have not done the same. */
    private void compare(SeedRun.Result first, SeedRun.Result second, String before) {
        if (first.hash().equals(second.hash()) || settings.allowStrangers()) {
            return;
        }
        throw new SimulationFailure(before + "seed " + Seeds.text(seed)
                + " does not repeat: its runs part at " + Parting.of(first.trace(), second.trace())
                + "\nThe program asks something that the seed does not decide: the system's time, a random number of its own,"
                + " the order of a hash set of objects without hashCode, what an earlier run has left in a static field."
                + " Use the TestLoop's time, random and wallClock.", first.failure(), seed, first.trace());
    }

    private static String tail(SeedRun.Result result) {
        List<String> lines = Trace.untilEnd(result.trace());
        int from = Math.max(0, lines.size() - SHOWN_LINES);
        return "Trace " + result.hash().substring(0, 16) + ", " + lines.size() + " lines"
                + (from > 0 ? ", the last " + SHOWN_LINES : "") + ":\n    "
                + String.join("\n    ", lines.subList(from, lines.size()));
    }
}
