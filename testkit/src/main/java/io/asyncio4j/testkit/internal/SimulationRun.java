package io.asyncio4j.testkit.internal;

import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.SimulationFailure;
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
    private final @Nullable String swept;
    private final boolean losesAtEveryByte;
    private final SeedRun.Body body;
    private final MessageDigest hashes;
    // for the thread that watches: which seed it was that did not end
    private volatile long seed;
    private int runs;

    /**
     * Makes one.
     *
     * @param swept the name of the task that is cancelled at each of its awaits, or null
     * @param losesAtEveryByte whether a connection is lost at each byte
     */
    public SimulationRun(SeedRun.Settings settings, List<Long> seeds, Duration limit, @Nullable String swept,
            boolean losesAtEveryByte, SeedRun.Body body) {
        this.settings = settings;
        this.seeds = seeds;
        this.limit = limit;
        this.swept = swept;
        this.losesAtEveryByte = losesAtEveryByte;
        this.body = body;
        try {
            hashes = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
    }

    /** Runs all seeds, up to the first that fails. */
    public Simulation.Report start() {
        onHost(() -> {
            for (int i = 0; i < seeds.size(); i++) {
                runSeed(i);
            }
            return null;
        });
        return new Simulation.Report(runs, HexFormat.of().formatHex(hashes.digest()));
    }

    /** {@return the trace of {@code seed}} */
    public List<String> trace(long seed) {
        return onHost(() -> SeedRun.of(settings, seed).run(body).trace());
    }

    private <T extends @Nullable Object> T onHost(java.util.concurrent.Callable<T> work) {
        try (var host = new LoopHost(settings.name(), limit)) {
            return host.call(work,
                    () -> "It was at seed " + Seeds.text(seed) + ", which can be repeated with "
                            + Seeds.property(seed) + ".\n" + Diagnosis.fromOutside(settings.name()));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the simulation has failed", e);
        }
    }

    private void runSeed(int place) {
        seed = seeds.get(place);
        SeedRun.Result plain = check(place, "", () -> SeedRun.of(settings, seed).run(body));
        if (place == 0) {
            compare(plain, SeedRun.of(settings, seed).run(body), "");
        }
        if (swept != null) {
            sweep(place, swept);
        }
        if (losesAtEveryByte) {
            loseAtEveryByte(place);
        }
    }

    private void loseAtEveryByte(int place) {
        for (int number = 0; number < MOST_BYTES; number++) {
            long at = number;
            SeedRun.Result result = check(place, ", with the connection lost at byte " + number + ",", () -> {
                SeedRun run = SeedRun.of(settings, seed);
                run.loseAtByte(at);
                return run.run(body);
            });
            if (result.faults() == 0) {
                if (number == 0 && place == 0) {
                    throw new IllegalArgumentException(
                            "no byte goes over the simulated network, so no connection can be lost"
                                    + " at it; is it installed by SimulatedNetwork.install?");
                }
                return;
            }
        }
    }

    private void sweep(int place, String task) {
        for (int await = 1; await <= MOST_AWAITS; await++) {
            boolean happened = false;
            for (boolean atWakeUp : new boolean[] {false, true}) {
                int number = await;
                String where =
                        ", with task '" + task + "' cancelled at " + (atWakeUp ? "the wake-up from " : "")
                                + "await " + await + ",";
                happened |= check(place, where, () -> runCancelled(task, number, atWakeUp)).faults() > 0;
            }
            if (!happened) {
                if (await == 1 && place == 0) {
                    throw new IllegalArgumentException("there is no task named '" + task
                            + "' that awaits, so it cannot be cancelled at its awaits; is it started with TaskOptions.named?");
                }
                return;
            }
        }
    }

    private SeedRun.Result runCancelled(String task, int await, boolean atWakeUp) {
        SeedRun run = SeedRun.of(settings, seed);
        run.cancelAt(task, await, atWakeUp);
        return run.run(body);
    }

    /** @param how what happens beside what the seed decides, or an empty text */
    private SeedRun.Result check(int place, String how, Supplier<SeedRun.Result> run) {
        SeedRun.Result result = run.get();
        runs++;
        hashes.update(result.hash().getBytes(StandardCharsets.US_ASCII));
        if (result.failure() == null) {
            return result;
        }
        String where = "seed " + Seeds.text(seed) + " (" + (place + 1) + " of " + seeds.size() + ")" + how;
        compare(result, run.get(), where + " has failed: " + result.failure() + "\nBut ");
        throw new SimulationFailure(where + " has failed: " + result.failure() + "\nRepeat it with "
                + Seeds.property(seed) + "\n" + tail(result), result.failure(), seed, result.trace());
    }

    /** Throws if two runs of a seed have not done the same. */
    private void compare(SeedRun.Result first, SeedRun.Result second, String before) {
        if (first.hash().equals(second.hash()) || settings.allowStrangers()) {
            return;
        }
        int line = 0;
        while (line < Math.min(first.trace().size(), second.trace().size())
                && first.trace().get(line).equals(second.trace().get(line))) {
            line++;
        }
        throw new SimulationFailure(before + "seed " + Seeds.text(seed)
                + " does not repeat: its runs part at line "
                + (line + 1) + " of the trace.\n    first:  " + lineOf(first, line) + "\n    second: "
                + lineOf(second, line) + "\n    before: " + lineOf(first, line - 1)
                + "\nThe program asks something that the seed does not decide: the system's time, a random number of its own,"
                + " the order of a hash set of objects without hashCode, what an earlier run has left in a static field."
                + " Use the TestLoop's time, random and wallClock.", first.failure(), seed, first.trace());
    }

    private static String lineOf(SeedRun.Result result, int line) {
        return line < 0 ? "(the start)" : line < result.trace().size() ? result.trace().get(line)
                : "(the end)";
    }

    private static String tail(SeedRun.Result result) {
        List<String> lines = Trace.untilEnd(result.trace());
        int from = Math.max(0, lines.size() - SHOWN_LINES);
        return "Trace " + result.hash().substring(0, 16) + ", " + lines.size() + " lines"
                + (from > 0 ? ", the last " + SHOWN_LINES : "") + ":\n    "
                + String.join("\n    ", lines.subList(from, lines.size()));
    }
}
