package io.asyncio4j.offload.internal.parts;

import io.asyncio4j.spi.StackProbe;

/**
 * Makes the stack overflow, if it must, before an operation of the module begins, and initialises the module's classes where
 * there is stack enough: one whose initialiser has overflowed cannot be used again in its JVM.
 */
/*
 * The public ways into the module call it first. What a program may touch even before, options and answers, is initialised
 * with the first loop: the core's StaticParts names it. A test knows all classes with an initialiser.
 */
public final class OffloadParts {

    // the JDK has initialisers, too, which the first call that is serialised runs: those of its digests go deep
    private static final int NEEDED_FRAMES = 3_000;

    // any thread; once it is true it stays so
    private static volatile boolean initialised;

    private OffloadParts() {}

    /** Overflows here if what makes bytes of calls could overflow half-way. */
    public static void ensure() {
        StackProbe.ensureSmall(NEEDED_FRAMES);
    }

    /** The same for pools, of which a child process needs nothing. */
    public static void ensurePool() {
        ensure();
        if (initialised) {
            return;
        }
        for (String name : new String[] {"internal.pool.Child$State", "internal.wire.Frame$Kind"}) {
            try {
                Class.forName("io.asyncio4j.offload." + name, true, OffloadParts.class.getClassLoader());
            } catch (ClassNotFoundException e) { // it has been left out, so nobody will ask for it
                OffloadLogs.logger().log(System.Logger.Level.WARNING, "the library is not whole", e);
            }
        }
        initialised = true;
    }
}
