package io.asyncio4j.monitor.internal.parts;

import io.asyncio4j.spi.StackProbe;

/**
 * Makes the stack overflow, if it must, before the monitor opens something, and initialises classes where there is stack
 * enough: one whose initialiser has overflowed cannot be used again in its JVM.
 */
/*
 * It is about what runs on the program's stack. What the monitor's own threads use stays out: those begin with an empty one.
 * A test knows all classes with an initialiser.
 */
public final class MonitorParts {

    // the JDK has initialisers, too, which the first server, address or digest runs
    private static final int NEEDED_FRAMES = 3_000;

    // any thread; once it is true it stays so
    private static volatile boolean initialised;

    private MonitorParts() {}

    /** Overflows here if what opens a server could overflow half-way. */
    public static void ensure() {
        StackProbe.ensureSmall(NEEDED_FRAMES);
    }

    /** The same for timelines. */
    public static void ensureTimelines() {
        ensure();
        if (initialised) {
            return;
        }
        for (String name : names()) {
            try {
                Class.forName("io.asyncio4j.monitor.internal.timeline." + name, true,
                        MonitorParts.class.getClassLoader());
            } catch (ClassNotFoundException e) { // it has been left out, so nobody will ask for it
                System.getLogger("io.asyncio4j.monitor").log(System.Logger.Level.WARNING,
                        "the library is not whole", e);
            }
        }
        initialised = true;
    }

    // not a constant, which would need an initialiser
    private static String[] names() {
        return new String[] {"EndFlags$1", "FlightTimelines$1", "Timeline$Mark$Kind", "WaitFlags"};
    }
}
