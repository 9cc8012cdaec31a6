package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.RunningLoops;
import io.asyncio4j.internal.text.Logs;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that looks now and then whether a running loop is held for too long, and says so while it happens.
 */
/*
 * It costs a loop nothing: a loop counts its steps anyway, and this thread compares what it reads with what it read
 * the last time (HoldWatch). It is started when a loop runs, and ends when none has for a while. When it starts it
 * waits for a tick before it touches anything, since a program that is over by then shall not pay for it.
 *
 * A step may begin right behind a look and be seen a tick late, and be told another tick late; so a tick is an eighth of
 * what is allowed or less, and a hold of 1.2 times that is always told.
 *
 * When all loops have been idle for a while it goes to sleep, until one of them has something to do. That one has to wake
 * it, which costs more than a look; hence the while. While it is awake it also looks once a second whether anything uses
 * JMX; an agent that starts while it sleeps shows itself (inspect.AgentSign).
 *
 * Time is counted in ticks. One that comes a little late counts as one, one that comes very late as none: the JVM was
 * suspended, and nobody can help that.
 */
public final class Watchdog {

    private static final String NAME = "asyncio4j-watchdog";
    private static final long SHORTEST_TICK = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_TICK = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int VERY_LATE = 4;
    private static final int MOST_TICKS_ALONE = 20;
    private static final int TICKS_OF_A_HOLD = 8;
    private static final int MOST_TICKS_OF_A_HOLD = 1_000;
    private static final long IDLE_BEFORE_SLEEP = TimeUnit.SECONDS.toNanos(1);
    private static final long BETWEEN_LOOKS_FOR_TOOLS = TimeUnit.SECONDS.toNanos(1);

    // any thread, volatile
    private static volatile @Nullable BooleanSupplier toolSeeker;
    // the thread while it sleeps
    private static volatile @Nullable Thread sleeper;
    private static final AtomicLong TICKS = new AtomicLong();
    private static final AtomicLong WAKE_UPS = new AtomicLong();

    // guarded by the class
    private static @Nullable Thread thread;

    private Watchdog() {}

    /** Sets what shows the loops to management tools if there are any, and says whether it has. */
    public static void setToolSeeker(BooleanSupplier seeker) {
        toolSeeker = seeker;
    }

    /** Sets what gives a report on the tasks of a loop that wait for each other, or an empty text. */
    public static void setDeadlockFinder(Function<LoopCore, String> finder) {
        DeadlockWatch.setFinder(finder);
    }

    /** Starts the thread if {@code loop}, which runs, wants to be watched; from then on it finds running loops. */
    public static void ensureWatching(LoopCore loop) {
        if (HoldWatch.of(loop).patienceNanos() == Long.MAX_VALUE) {
            Logs.logger(); // for the thread, which would see to it, may never be there
            return;
        }
        synchronized (Watchdog.class) {
            if (thread == null) {
                thread = start();
            }
        }
        wake();
    }

    /** Wakes the thread if it sleeps; called by whatever loop has something to do again. */
    public static void wake() {
        Thread sleeping = sleeper;
        if (sleeping != null) {
            sleeper = null;
            LockSupport.unpark(sleeping);
        }
    }

    /** {@return whether it sleeps, as all loops are idle} */
    static boolean isAsleep() {
        return sleeper != null;
    }

    /** {@return how often it has looked at the loops so far} */
    static long ticks() {
        return TICKS.get();
    }

    /** {@return how often something has woken it from its sleep so far} */
    static long wakeUps() {
        return WAKE_UPS.get();
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
            while (!hasWatchedToTheEnd() && !mayEnd()) {
                LockSupport.parkNanos(LONGEST_TICK);
            }
        } finally {
            synchronized (Watchdog.class) {
                if (thread == Thread.currentThread()) { // it has failed
                    thread = null;
                }
            }
            Carriers.takeBack();
        }
    }

    /*
     * Nobody would start it again while the loops run that there are. And it is needed just then: for want of memory threads
     * keep their carriers, and where no descriptors are left nothing can be loaded. But where no loop runs it ends: the class
     * loader may be closed, so that nothing can ever be loaded, and would be kept.
     */
    private static boolean hasWatchedToTheEnd() {
        try {
            watch();
            return true;
        } catch (RuntimeException | Error e) {
            return false;
        }
    }

    private static void watch() {
        int ticksAlone = 0;
        long idle = 0;
        boolean managed = false;
        long untilLook = BETWEEN_LOOKS_FOR_TOOLS;
        LoopCore[] loops = RunningLoops.all();
        long last = System.nanoTime();
        while (ticksAlone < MOST_TICKS_ALONE || !mayEnd()) {
            ticksAlone = shortest(loops) == Long.MAX_VALUE ? ticksAlone + 1 : 0;
            long tick = tick(shortest(loops));
            LockSupport.parkNanos(tick);
            Logs.logger(); // while there is memory
            Thread.interrupted(); // with the flag set it would not park
            long now = System.nanoTime();
            boolean allIdle = true;
            for (LoopCore loop : loops) {
                allIdle &= look(loop, counted(now - last, tick));
            }
            TICKS.incrementAndGet();
            Carriers.goOn(now - last);
            last = now;
            loops = leaveEnded(loops);
            if (!managed && (untilLook -= tick) < 0) {
                untilLook = BETWEEN_LOOKS_FOR_TOOLS;
                managed = isManaged();
            }
            idle = allIdle ? idle + tick : 0;
            if (idle >= IDLE_BEFORE_SLEEP && ticksAlone == 0) {
                sleepUntilWoken(loops);
                idle = 0;
                untilLook = 0; // something may have come meanwhile
                last = System.nanoTime();
                loops = leaveEnded(loops);
            }
        }
    }

    /** {@return how long to wait between two looks at loops that may be held for {@code allowed}} */
    static long tick(long allowed) {
        if (allowed / LONGEST_TICK > MOST_TICKS_OF_A_HOLD) {
            return LONGEST_TICK;
        }
        long ticks = Math.max(TICKS_OF_A_HOLD, Math.ceilDiv(allowed, LONGEST_TICK));
        return Math.max(allowed / ticks + 1, SHORTEST_TICK); // so many of them are as long as is allowed
    }

    /** Sleeps until a loop has something to do; nothing else wakes it, so that an idle program does nothing at all. */
    private static void sleepUntilWoken(LoopCore[] loops) {
        if (areAsked(loops)) {
            return;
        }
        sleeper = Thread.currentThread();
        // a loop shows that it is idle no more before it looks for a sleeper, so one of the two sees the other
        while (sleeper != null && RunningLoops.all() == loops && areIdle(loops)) {
            LockSupport.park();
            WAKE_UPS.incrementAndGet();
            Thread.interrupted();
        }
        sleeper = null;
    }

    /** Asks those that were not asked yet whether their tasks wait for each other, and says whether there are any. */
    private static boolean areAsked(LoopCore[] loops) {
        boolean any = false;
        for (LoopCore loop : loops) {
            any |= HoldWatch.of(loop).asksBeforeSleep();
        }
        return any;
    }

    private static boolean areIdle(LoopCore[] loops) {
        VarHandle.fullFence();
        for (LoopCore loop : loops) {
            if (!HoldWatch.of(loop).isIdle()) {
                return false;
            }
        }
        return true;
    }

    /** Looks at {@code loop}, and says whether it is idle. */
    private static boolean look(LoopCore loop, long nanos) {
        try {
            HoldWatch.of(loop).look(nanos);
            return HoldWatch.of(loop).isIdle();
        } catch (RuntimeException | Error e) {
            return false; // a logger that throws, or no memory: there are other loops to watch, and other times
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
        } catch (RuntimeException | Error e) {
            return false; // as above
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
        return elapsed > VERY_LATE * LONGEST_TICK ? 0 : elapsed <= tick + tick / 2 ? elapsed : tick;
    }

    /** {@return the shortest time for which one of {@code loops} may be held} */
    private static long shortest(LoopCore[] loops) {
        long shortest = Long.MAX_VALUE;
        for (LoopCore loop : loops) {
            shortest = Math.min(shortest, HoldWatch.of(loop).patienceNanos());
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
