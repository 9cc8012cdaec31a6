package io.asyncio4j.testkit.internal.run;

import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.OutsideWorld;
import io.asyncio4j.spi.Poller;
import io.asyncio4j.spi.Simulator;
import io.asyncio4j.spi.StepOrder;
import io.asyncio4j.testkit.internal.chance.Draws;
import io.asyncio4j.testkit.internal.chance.Seeds;
import io.asyncio4j.testkit.internal.look.Trace;
import io.asyncio4j.testkit.internal.world.KitParts;

/** Simulates a whole program by a seed: {@code ./asyncio4j run --seed N FILE.java}. At its end it says what that was. */
public final class ProgramSimulator implements Simulator {

    private int loops;

    public ProgramSimulator() {}

    @Override
    public synchronized World nextWorld(String text) {
        KitParts.ensure();
        long seed = Seeds.parse(text.strip());
        int number = loops++;
        var trace = new Trace(false);
        var world = new io.asyncio4j.testkit.internal.world.World(new Draws(seed + number), _ -> 0, false,
                trace);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> System.err.println(
                "asyncio4j: simulated with seed " + Seeds.text(seed) + ", trace "
                        + trace.hash().substring(0, 16) + ", "
                        + trace.count() + " events, " + world.nanoTime() / 1_000_000
                        + " ms of its time")));
        return new World() {
            @Override
            public Poller poller() {
                return world;
            }

            @Override
            public OutsideWorld outsideWorld() {
                return world;
            }

            @Override
            public StepOrder stepOrder() {
                return world;
            }

            @Override
            public LoopObserver observer() {
                return world;
            }
        };
    }
}
