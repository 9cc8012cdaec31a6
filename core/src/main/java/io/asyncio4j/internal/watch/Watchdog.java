package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.RunningLoops;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that looks now and then whether a running loop is held for too long, and says so while it happens.
 */
/*
 * It costs a loop nothing: a loop counts its steps anyway, and this thread compares what it reads with what it read
 * the last time (HoldWatch). It is started when a loop runs, and ends when none has for a while. When it starts it
 * waits for a tick before it touches anything, since a program that is over by then shall not pay for it.
 *
 * Time is counted in ticks. One that comes a little late counts as one, one that comes very late as none: the JVM was
 * suspended, and nobody can help that.
 */
public final class Watchdog {

    private static final String NAME = "asyncio4j-watchdog";
    private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_TICK = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int VERY_LATE = 4;
    private static final int MOST_TICKS_ALONE = 20;
    private static final long BETWEEN_LOOKS_FOR_TOOLS = TimeUnit.SECONDS.toNanos(1);

    // any thread, volatile
    private static volatile @Nullable BooleanSupplier toolSeeker;

    // guarded by the class
    private static @Nullable Thread thread;

    private Watchdog() {}

    /** Sets what shows the loops to management tools if there are any, and says whether it has. */
    public static void setToolSeeker(BooleanSupplier seeker) {
        toolSeeker = seeker;
    }

    /** Starts the thread if {@code loop}, which runs, wants to be watched; from then on it finds running loops. */
    public static void ensureWatching(LoopCore loop) {
        if (HoldWatch.of(loop).allowedNanos() == Long.MAX_VALUE) {
            return;
        }
        synchronized (Watchdog.class) {
            if (thread == null) {
                thread = start();
            }
        }
    }

    private static @Nullable Thread start() {
        Thread thread = Thread.ofPlatform().daemon().name(NAME).inheritInheritableThreadLocals(false)
                .unstarted(Watchdog::run);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            thread.start();
            return thread;
        } catch (OutOfMemoryError e) { // no thread to be had: a program that runs matters more
            return null;
        }
    }

    private static void run() {
        try {
            watch();
        } finally {
            synchronized (Watchdog.class) {
                if (thread == Thread.currentThread()) { // it has failed
                    thread = null;
                }
            }
        }
    }

    private static void watch() {
        int ticksAlone = 0;
        boolean managed = false;
        long untilLook = BETWEEN_LOOKS_FOR_TOOLS;
        LoopCore[] loops = RunningLoops.all();
        long last = System.nanoTime();
        while (ticksAlone < MOST_TICKS_ALONE || !mayEnd()) {
            ticksAlone = shortest(loops) == Long.MAX_VALUE ? ticksAlone + 1 : 0;
            long tick = Math.clamp(shortest(loops) / 2, SHORTEST_TICK, LONGEST_TICK);
            LockSupport.parkNanos(tick);
            Thread.interrupted(); // with the flag set it would not park
            long now = System.nanoTime();
            for (LoopCore loop : loops) {
                look(loop, counted(now - last, tick));
            }
            last = now;
            loops = leaveEnded(loops);
            if (!managed && (untilLook -= tick) < 0) {
                untilLook = BETWEEN_LOOKS_FOR_TOOLS;
                managed = isManaged();
            }
        }
    }

    private static void look(LoopCore loop, long nanos) {
        try {
            HoldWatch.of(loop).look(nanos);
        } catch (RuntimeException | Error e) {
            // a logger that throws, or no memory: there are other loops to watch, and other times
        }
    }

    private static void leave(LoopCore loop) {
        try {
            HoldWatch.of(loop).leave();
        } catch (RuntimeException | Error e) {
            // as above
        }
    }

    /** Shows the loops to management tools if there are any, and says whether to look no more. */
    private static boolean isManaged() {
        BooleanSupplier toolSeeker = Watchdog.toolSeeker;
        try {
            return toolSeeker == null || toolSeeker.getAsBoolean();
        } catch (LinkageError e) { // without the module java.management there will never be one
            return true;
        }
    }

    /** Has done with those of {@code loops} that run no more, and gives all that run now. */
    private static LoopCore[] leaveEnded(LoopCore[] loops) {
        LoopCore[] running = RunningLoops.all();
        if (running != loops) {
            List<LoopCore> left = List.of(running);
            for (LoopCore loop : loops) {
                if (!left.contains(loop)) {
                    leave(loop);
                }
            }
        }
        return running;
    }

    /** {@return how much of the time since the last tick counts} */
    static long counted(long elapsed, long tick) {
        return elapsed > VERY_LATE * tick ? 0 : Math.min(elapsed, tick);
    }

    /** {@return the shortest time for which one of {@code loops} may be held} */
    private static long shortest(LoopCore[] loops) {
        long shortest = Long.MAX_VALUE;
        for (LoopCore loop : loops) {
            shortest = Math.min(shortest, HoldWatch.of(loop).allowedNanos());
        }
        return shortest;
    }

    private static boolean mayEnd() {
        synchronized (Watchdog.class) {
            if (shortest(RunningLoops.all()) < Long.MAX_VALUE) {
                return false;
            }
            thread = null;
            return true;
        }
    }
}
