package io.asyncio4j.internal.jfr;

import io.asyncio4j.spi.LoopObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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

    private static final System.Logger LOGGER = System.getLogger("io.asyncio4j");
    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    // any thread, volatile
    private static volatile boolean listens;
    private static volatile int running;
    private static volatile @Nullable Runnable onChange;
    // guarded by the class
    private static int begun;

    private Recordings() {}

    /** Has {@code onChange} called, on any thread, whenever {@link #running} may have changed. Called once. */
    public static void watch(Runnable onChange) {
        Recordings.onChange = onChange;
        if (!FlightRecorder.isInitialized()) {
            var later = new Thread(null, new LateStart(), "asyncio4j-jfr-start", 0, false);
            later.setDaemon(true);
            try {
                later.start();
            } catch (OutOfMemoryError e) {
                // no thread to be had: a loop that has nothing to do looks, too
            }
        }
    }

    /** Looks for recordings, if that has not been done yet and costs nothing now. */
    public static void look() {
        if (!listens && FlightRecorder.isInitialized()) {
            listen();
        }
    }

    /** {@return a number that changes whenever a recording begins while none runs; 0 while none runs} */
    public static int running() {
        return running;
    }

    /**
     * {@return what writes a loop's events; for one loop}
     *
     * @param slowNanos how long a step may take before it is slow, in nanoseconds
     * @param running gives the step that runs, the innermost if there are more
     */
    public static LoopObserver newRecorder(String loopName, LongSupplier slowNanos,
            Supplier<LoopObserver.@Nullable Step> running) {
        Ticker.start();
        return new LoopRecorder(loopName, slowNanos, running);
    }

    private static void listen() {
        if (mayListen()) {
            try {
                RecordingListener.register();
            } catch (RuntimeException | Error e) { // a loop may be about to run, and matters more
                LOGGER.log(System.Logger.Level.WARNING, "no events will be written to recordings", e);
            }
        }
    }

    private static synchronized boolean mayListen() {
        boolean first = !listens;
        listens = true;
        return first;
    }

    static synchronized void set(boolean on) {
        if (on != (running != 0)) {
            running = on ? ++begun : 0;
        }
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
