package io.asyncio4j;

import io.asyncio4j.internal.jfr.Recordings;
import io.asyncio4j.spi.LoopObserver;

/**
 * What Java Flight Recorder means to loops: while a recording runs, each has an observer that writes its events.
 * Nothing at all in a JVM that has no module jdk.jfr.
 */
final class FlightRecordings {

    private static final boolean POSSIBLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    static {
        if (POSSIBLE) {
            Recordings.watch(new TellLoops());
        }
    }

    private FlightRecordings() {}

    /** Costs next to nothing; called where a loop has nothing to do. */
    static void look() {
        if (POSSIBLE) {
            Recordings.look();
        }
    }

    /** Gives {@code loop} its observer or takes it away, before its first step. */
    static void beforeRun(EventLoop loop) {
        if (POSSIBLE) {
            look();
            loop.followRecordings();
        }
    }

    /** {@return a number that changes whenever a recording begins while none runs; 0 while none runs} */
    static int running() {
        return POSSIBLE ? Recordings.running() : 0;
    }

    static LoopObserver newRecorder(EventLoop loop) {
        return Recordings.newRecorder(loop.name(), loop::slowCallbackNanos, loop::runningStep);
    }

    /** Called by JFR, on any thread. A loop that does not run looks by itself before it does so again. */
    private static final class TellLoops implements Runnable {

        @Override
        public void run() {
            for (EventLoop loop : RunningLoops.all()) {
                loop.followRecordingsSoon();
            }
        }
    }
}
