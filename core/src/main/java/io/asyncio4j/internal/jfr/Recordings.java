package io.asyncio4j.internal.jfr;

import io.asyncio4j.spi.LoopObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import jdk.jfr.FlightRecorder;
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
 * All programs load this class, few have recordings: what it needs before one runs should be loaded anyway.
 */
public final class Recordings {

    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    // any thread, volatile
    private static volatile boolean listens;
    private static volatile boolean on;
    private static volatile @Nullable Runnable onChange;

    private Recordings() {}

    /** Has {@code onChange} called, on any thread, whenever {@link #areOn} may have changed. Called once. */
    public static void watch(Runnable onChange) {
        Recordings.onChange = onChange;
        if (!FlightRecorder.isInitialized()) {
            var later = new Thread(null, new LateStart(), "asyncio4j-jfr-start", 0, false);
            later.setDaemon(true);
            later.start();
        }
    }

    /** Looks for recordings, if that has not been done yet and costs nothing now. */
    public static void look() {
        if (!listens && FlightRecorder.isInitialized()) {
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
        if (mayListen()) {
            RecordingListener.register();
        }
    }

    private static synchronized boolean mayListen() {
        boolean first = !listens;
        listens = true;
        return first;
    }

    static void set(boolean on) {
        Recordings.on = on;
    }

    static void tell() {
        Runnable onChange = Recordings.onChange;
        if (onChange != null) {
            onChange.run();
        }
    }

    private static final class LateStart implements Runnable {

        @Override
        public void run() {
            LockSupport.parkNanos(DELAY_NANOS);
            listen();
        }
    }
}
