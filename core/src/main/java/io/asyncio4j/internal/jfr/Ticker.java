package io.asyncio4j.internal.jfr;

import java.util.concurrent.locks.LockSupport;

/**
 * A count that a thread of its own moves on while a recording runs. Looking at it costs next to nothing, where a look
 * at the clock costs a tenth of a switch between tasks: who sees the count unchanged knows that little time has passed,
 * and need not look at the clock.
 */
final class Ticker {

    private static final long PERIOD_NANOS = 5_000_000;

    // any thread, volatile: written by the ticker's thread
    private static volatile int ticks;
    // guarded by the class
    private static boolean running;

    private Ticker() {}

    static int ticks() {
        return ticks;
    }

    /** Lets it run for as long as a recording does. */
    static synchronized void start() {
        if (!running) {
            try {
                Thread.ofPlatform().daemon().name("asyncio4j-jfr-ticker")
                        .inheritInheritableThreadLocals(false)
                        .start(Ticker::run);
                running = true;
            } catch (OutOfMemoryError e) {
                // no thread to be had: steps are timed now and then only
            }
        }
    }

    private static void run() {
        do {
            LockSupport.parkNanos(PERIOD_NANOS);
            tick();
        } while (!mayEnd());
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private static void tick() {
        ticks++;
    }

    private static synchronized boolean mayEnd() {
        running = Recordings.running() != 0;
        return !running;
    }
}
