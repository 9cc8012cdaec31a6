package io.asyncio4j.internal.watch;

import io.asyncio4j.internal.jfr.Recordings;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.RunningLoops;
import io.asyncio4j.spi.LoopObserver;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Java Flight Recorder means to loops: while a recording runs, each has an observer that writes its events.
 * Nothing at all in a JVM that has no module jdk.jfr.
 */
public final class FlightRecordings {

    private static final boolean POSSIBLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    // any thread: how many loops look for recordings before they run
    private static final AtomicInteger BEGINNING = new AtomicInteger();

    static {
        if (POSSIBLE) {
            var loops = new RunningOrBeginning();
            Recordings.watch(loops, loops);
        }
    }

    private FlightRecordings() {}

    /** Costs next to nothing; called where a loop has nothing to do. */
    public static void look() {
        if (POSSIBLE && Recordings.look()) {
            tellLoopsBut(null);
        }
    }

    /** Gives {@code loop} its observer or takes it away, before its first step. */
    public static void beforeRun(LoopCore loop) {
        if (POSSIBLE) {
            BEGINNING.getAndIncrement();
            if (Recordings.look()) {
                tellLoopsBut(loop);
            }
            Observers.of(loop).followRecordings();
            if (BEGINNING.decrementAndGet() == 0 && RunningLoops.all().length == 0) {
                Recordings.leave();
            }
        }
    }

    /** Keeps nothing of the JDK busy any longer; called when the last loop has ended its run. */
    public static void leave() {
        if (POSSIBLE) {
            Recordings.leave();
        }
    }

    /** {@return a number that changes whenever a recording begins while none runs; 0 while none runs} */
    static int running() {
        return POSSIBLE ? Recordings.running() : 0;
    }

    /** {@return what writes the events of {@code loop}; null if that cannot be had} */
    static @Nullable LoopObserver newRecorder(LoopCore loop) {
        try {
            return Recordings.newRecorder(loop.name(), HoldWatch.of(loop)::allowedNanos,
                    loop::runningStep);
        } catch (RuntimeException | Error e) { // the loop may be about to run, and matters more
            Recordings.failed(e);
            return null;
        }
    }

    private static void tellLoopsBut(@Nullable LoopCore known) {
        for (LoopCore loop : RunningLoops.all()) {
            if (loop != known) {
                Observers.of(loop).followRecordingsSoon();
            }
        }
    }

    /** The loops that want to know of recordings: those that run, and those that are about to or are made just now. */
    private static final class RunningOrBeginning implements Runnable, BooleanSupplier {

        @Override
        public boolean getAsBoolean() {
            return RunningLoops.all().length > 0 || BEGINNING.get() > 0;
        }

        /** Called by JFR, on any thread. A loop that does not run looks by itself before it does so again. */
        @Override
        public void run() {
            tellLoopsBut(null);
        }
    }
}
