package io.asyncio4j.internal.jfr;

import io.asyncio4j.spi.LoopObserver;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/** Knows whether a recording of Java Flight Recorder runs, and says so when that changes. */
/*
 * JFR tells listeners of its recordings, and accepts them before it is initialised. But registering one costs a
 * millisecond of class loading, which a program that ends at once should not pay. So:
 *
 *   - if JFR is initialised when a loop is made, begins to run, or has nothing to do, that loop's thread registers: a
 *     recording that was there before the loop misses nothing of it. The question loads one small class;
 *   - else a thread does so half a second later, and ends: from then on, a recording that starts is seen at once.
 *
 * JFR calls listeners with locks of its own held at times, at the JVM's end for example. So nothing here waits for a
 * lock of JFR while it holds one of ours, or the other way round: `on` is computed anew whenever anything has changed.
 */
public final class Recordings {

    private static final long DELAY_MILLIS = 500;

    private static final AtomicBoolean LISTENS = new AtomicBoolean();
    private static final AtomicInteger CHANGES = new AtomicInteger();

    // any thread, volatile
    private static volatile boolean on;
    private static volatile @Nullable Runnable listener;

    private Recordings() {}

    /** Has {@code listener} called, on any thread, whenever {@link #areOn} may have changed. Called once. */
    public static void watch(Runnable listener) {
        Recordings.listener = listener;
        if (!FlightRecorder.isInitialized()) {
            Thread.ofPlatform().daemon().name("asyncio4j-jfr-start").inheritInheritableThreadLocals(false)
                    .start(new LateStart());
        }
    }

    /** Looks for recordings, if that has not been done yet and costs nothing now. */
    public static void look() {
        if (!LISTENS.get() && FlightRecorder.isInitialized()) {
            listen();
        }
    }

    /** {@return whether a recording runs} */
    public static boolean areOn() {
        return on;
    }

    /**
     * {@return what writes a loop's events; for one loop}
     *
     * @param slowNanos how long a step may take before it is slow, in nanoseconds
     */
    public static LoopObserver newRecorder(String loopName, LongSupplier slowNanos) {
        Ticker.start();
        return new LoopRecorder(loopName, slowNanos);
    }

    private static void listen() {
        if (LISTENS.compareAndSet(false, true)) {
            FlightRecorder.addListener(new StateListener());
            if (FlightRecorder.isInitialized()) {
                changed();
            }
        }
    }

    private static void changed() {
        int seen;
        do {
            seen = CHANGES.incrementAndGet();
            on = FlightRecorder.getFlightRecorder().getRecordings().stream()
                    .anyMatch(recording -> recording.getState() == RecordingState.RUNNING);
        } while (CHANGES.get() != seen); // somebody else may know better, and may have written first
        Runnable listener = Recordings.listener;
        if (listener != null) {
            listener.run();
        }
    }

    private static final class StateListener implements FlightRecorderListener {

        @Override
        public void recordingStateChanged(Recording recording) {
            changed();
        }
    }

    private static final class LateStart implements Runnable {

        @Override
        public void run() {
            try {
                Thread.sleep(DELAY_MILLIS);
            } catch (InterruptedException e) {
                // then now
            }
            listen();
        }
    }
}
