package io.asyncio4j.testkit.internal.world;

import io.asyncio4j.spi.StackProbe;
import io.asyncio4j.testkit.TestLoop;

/**
 * Initialises, before a loop is made for a test, the classes of the kit that its tasks would initialise later. There a stack
 * may overflow, and a class whose initialiser has failed once cannot be used again: not by the tests that follow either.
 */
/*
 * What stays out: what the test framework or the making of a run has initialised by then. A test knows all of them.
 */
public final class KitParts {

    // LoopHost makes a loop right after this, in an initialiser, and so runs those of the core
    private static final int NEEDED_FRAMES = 2_000;

    // any thread; once it is true it stays so
    private static volatile boolean initialised;

    private KitParts() {}

    /** Does so, once. If there is not stack enough, it overflows here, before anything has begun. */
    public static void ensure() {
        StackProbe.ensureSmall(NEEDED_FRAMES);
        if (initialised) {
            return;
        }
        String root = TestLoop.class.getPackageName();
        for (String name : names()) {
            try {
                Class.forName(root + name, true, KitParts.class.getClassLoader());
            } catch (ClassNotFoundException e) { // it has been left out, so nobody will ask for it
                System.getLogger(root).log(System.Logger.Level.WARNING, "the library is not whole", e);
            }
        }
        initialised = true;
    }

    // not a constant, which would need an initialiser
    private static String[] names() {
        return new String[] {
            ".Allowance$Kind", ".Exploration$Strategy", ".Faults$AtAwait", ".SimulatedNetwork$Pieces",
            ".Timekeeping",
            ".internal.chance.AwaitOrders$1", ".internal.leak.Watcher", ".internal.look.Labels",
            ".internal.look.Places", ".internal.net.Weather$1", ".internal.order.Reduction",
            ".internal.order.Schedule",
        };
    }
}
