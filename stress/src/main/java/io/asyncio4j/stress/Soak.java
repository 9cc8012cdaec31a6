package io.asyncio4j.stress;

import io.asyncio4j.EventLoop;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Rounds until the time is over or a rule is broken. */
final class Soak {

    /** How it ended. */
    enum End {
        WELL, BROKEN, STUCK
    }

    /** What is run again and again, each time with another seed. */
    interface Rounds {

        /** The rounds of everything at once, each fiftieth of them in a class loader of its own. */
        Rounds OF_EVERYTHING = (round, seed, ledger) -> {
            if (round % ROUNDS_BETWEEN_LOADERS == ROUNDS_BETWEEN_LOADERS - 1) {
                LoaderRound.run(seed, ledger);
            } else {
                new Round(seed, ledger, true).run();
            }
        };

        void run(long round, long seed, Ledger ledger) throws Exception;
    }

    static final Duration ROUND_LIMIT = Duration.ofMinutes(1);

    private static final int ROUNDS_BETWEEN_LOADERS = 50;
    private static final long MILLIS_TO_END_THREADS = 20_000;
    private static final int COUNTS = 24;

    private final long seed;
    private final PrintWriter out;
    private final boolean progress;
    private final Rounds rounds;
    private final Duration roundLimit;
    private final VirtualThreads virtualThreads = new VirtualThreads();
    private final Ledger ledger = new Ledger();
    private final Census census = new Census();

    /** @param roundLimit how long a round may take; one that takes longer is stuck */
    Soak(long seed, PrintWriter out, boolean progress, Rounds rounds, Duration roundLimit) {
        this.seed = seed;
        this.out = out;
        this.progress = progress;
        this.rounds = rounds;
        this.roundLimit = roundLimit;
    }

    /** Runs rounds for {@code length}, at most {@code mostRounds}, and at least one. */
    End run(Duration length, long mostRounds) throws InterruptedException {
        out.println("soak: seed " + seed + ", " + threads() + " threads");
        long begin = System.nanoTime();
        long nextCount = begin;
        long round = 0;
        do {
            long roundSeed = new SplittableRandom(seed + round).nextLong();
            if (!runOne(round, roundSeed)) {
                out.println("soak: round " + round + " hangs; once more: soak --seed " + (seed + round)
                        + " --rounds 1");
                dump();
                return End.STUCK;
            }
            virtualThreads.awaitEnds(MILLIS_TO_END_THREADS, ledger);
            List<String> faults = ledger.faults();
            if (!faults.isEmpty()) {
                out.println("soak: round " + round + " broke a rule; once more: soak --seed " + (seed + round)
                        + " --rounds 1");
                faults.forEach(fault -> out.println("  " + fault));
                dump();
                return End.BROKEN;
            }
            round++;
            if (System.nanoTime() >= nextCount) {
                census.take();
                nextCount = System.nanoTime() + length.toNanos() / COUNTS;
                say(round, begin, length);
            }
        } while (round < mostRounds && System.nanoTime() - begin < length.toNanos());
        var growth = census.growth();
        growth.ifPresent(what -> out.println("soak: " + what));
        out.println(
                "soak: " + figures(round, begin) + (growth.isEmpty() ? "; nothing lost, nothing left" : ""));
        return growth.isEmpty() ? End.WELL : End.BROKEN;
    }

    private boolean runOne(long round, long roundSeed) throws InterruptedException {
        Thread thread = Thread.ofPlatform().daemon().name("soak's round").start(() -> {
            try {
                rounds.run(round, roundSeed, ledger);
            } catch (Throwable e) {
                ledger.fault("a round failed: " + text(e));
            }
        });
        return thread.join(roundLimit);
    }

    private static String text(Throwable failure) {
        var text = new java.io.StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString().strip();
    }

    private void say(long round, long begin, Duration length) {
        if (progress) {
            long left = Math.max(0, length.toSeconds() - (System.nanoTime() - begin) / 1_000_000_000);
            out.print("\r\033[Ksoak: " + round + " rounds, " + left + " s left, " + census + " ");
            out.flush();
        }
    }

    private String figures(long rounds, long begin) {
        return (progress ? "\r\033[K" : "") + String.format(
                "%,d rounds in %.1f s: %,d tasks, %,d cancelled, %,d steps, "
                        + "%,d items, %,d calls off the loop, %,d from outside, %,d looks, %,d loops; %s",
                rounds, (System.nanoTime() - begin) / 1e9, ledger.tasks.sum(), ledger.cancels.sum(),
                ledger.steps.sum(),
                ledger.items.sum(), ledger.callsElsewhere.sum(), ledger.callsFromElsewhere.sum(),
                ledger.looks.sum(),
                ledger.loops.sum(), census);
    }

    private static String threads() {
        // the loop's own thread runs its callbacks: a platform thread if it carries the tasks, else a virtual one
        try (EventLoop loop = EventLoop.create()) {
            var virtual = new boolean[1];
            loop.callSoon(() -> {
                virtual[0] = Thread.currentThread().isVirtual();
                loop.stop();
            });
            loop.runForever();
            return virtual[0] ? "portable" : "carried";
        }
    }

    /** Where everything stands. */
    private void dump() {
        var beans = ManagementFactory.getPlatformMBeanServer();
        try {
            for (var bean : beans.queryNames(new javax.management.ObjectName("io.asyncio4j:type=EventLoop,*"),
                    null)) {
                @Nullable Object table = beans.invoke(bean, "table", null, null);
                out.println(table);
            }
        } catch (javax.management.JMException e) {
            out.println("no tables of the loops: " + e);
        }
        out.flush();
        out.println(VirtualThreads.dump());
    }
}
