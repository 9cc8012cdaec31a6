package io.asyncio4j.internal.jfr;

import io.asyncio4j.spi.LoopObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** Knows, while loops run, whether a recording of Java Flight Recorder runs, and says so when that changes. */
/*
 * JFR tells listeners of its recordings, and accepts them before it is initialised. But registering one costs a
 * millisecond of class loading, which a program that ends at once should not pay. So:
 *
 *   - if JFR is initialised when a loop is made, begins to run, or has nothing to do, that loop's thread registers: a
 *     recording that was there before the loop misses nothing of it. The question loads one small class;
 *   - else a thread does so half a second later, and ends: from then on, a recording that starts is seen at once.
 *
 * JFR keeps its listeners for good, and with ours it would keep the class loader that this library has come by, that of
 * a web application for example. So the listener is there only while it is wanted, that is while a loop runs, and comes
 * back with the next one, which takes microseconds. A recording that goes on meanwhile counts as the same.
 *
 * No lock of ours is held while JFR is called, which has locks of its own and calls us with them (RecordingListener).
 * Who comes while somebody else is about to register or to unregister has that one do it anew, and does not wait: a loop
 * that is about to run looks for itself what runs.
 *
 * All programs load this class, few have recordings: what it needs before one runs should be loaded anyway.
 */
public final class Recordings {

    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    // any thread: how often somebody has wanted an adjustment since the one under way began, itself included
    private static final AtomicInteger ADJUSTMENTS = new AtomicInteger();

    // any thread, volatile
    private static volatile boolean listens;
    private static volatile boolean delayIsOver;
    private static volatile int running;
    private static volatile @Nullable Runnable onChange;
    private static volatile @Nullable BooleanSupplier wanted;

    // only for whom the adjustment is under way
    private static boolean registered;
    // any thread, volatile: whether that was said
    private static volatile boolean hasFailed;

    // guarded by the class
    private static boolean listening;
    private static int begun;
    // the oldest recording that ran when the listener was told or gone the last time, by its number; 0 for none
    private static long oldest;

    private Recordings() {}

    /**
     * Has {@code onChange} called, on any thread, whenever {@link #running} may have changed. Called once.
     *
     * @param wanted says whether there is anybody who wants to know; when it no longer says so, {@link #leave} is called
     */
    public static void watch(Runnable onChange, BooleanSupplier wanted) {
        Recordings.onChange = onChange;
        Recordings.wanted = wanted;
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

    /**
     * Looks for recordings from now on, unless that is done already, or is not worth it yet; for somebody who wants it.
     * Says whether it has looked, so that {@link #running} may be another now, of which nobody was told.
     */
    public static boolean look() {
        if (listens || !(delayIsOver || FlightRecorder.isInitialized())) {
            return false;
        }
        if (!adjust()) {
            begin();
            see();
        }
        return true;
    }

    /** Looks for recordings no longer, if nobody wants that. */
    public static void leave() {
        // in this order: an adjustment that has found that it is wanted says so at its end
        if (ADJUSTMENTS.get() != 0 || listens) {
            adjust();
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

    /** Registers or unregisters, as is wanted, or has it done by whoever is at it, and says that it was not the latter. */
    private static boolean adjust() {
        if (ADJUSTMENTS.getAndIncrement() > 0) {
            return false;
        }
        int done;
        do {
            done = ADJUSTMENTS.get();
            listens = false; // before the question: whoever begins to want it after that sees that nobody listens
            boolean on = begin();
            if (on != registered) {
                register(on);
            }
            if (on) {
                see();
            }
            listens = on;
        } while (!ADJUSTMENTS.compareAndSet(done, 0));
        if (done > 1 && listens) {
            tellOthers();
        }
        return true;
    }

    // They have looked for themselves, perhaps just before a recording has begun of which JFR had nobody to tell.
    private static void tellOthers() {
        try {
            tell();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private static boolean isWanted() {
        BooleanSupplier wanted = Recordings.wanted;
        return wanted != null && wanted.getAsBoolean();
    }

    private static void register(boolean on) {
        registered = on;
        try {
            RecordingListener.register(on);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /** Looks what runs now, if anything can. */
    private static void see() {
        try {
            if (FlightRecorder.isInitialized()) {
                RecordingListener.see();
                if (running != 0) {
                    Ticker.start(); // for those who have been recording before
                }
            }
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /** Says so, once. Nothing is thrown: a loop may be about to run, and matters more. */
    public static void failed(Throwable e) {
        if (!hasFailed) {
            hasFailed = true;
            try {
                System.getLogger("io.asyncio4j").log(System.Logger.Level.WARNING,
                        "no events will be written to recordings", e);
            } catch (RuntimeException | Error unloggable) {
                // then nobody knows
            }
        }
    }

    /** Says whether it is wanted, and lets what is seen from now on count or not. */
    private static synchronized boolean begin() {
        listening = isWanted();
        if (!listening) {
            running = 0;
        }
        return listening;
    }

    /** Notes which recording is the oldest that runs; 0 for none. */
    static synchronized void set(long recording) {
        if (!listening) {
            return; // JFR has told this too late
        }
        if (recording == 0) {
            running = 0;
        } else if (running == 0) {
            running = recording == oldest ? begun : ++begun;
        }
        oldest = recording;
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
            delayIsOver = true;
            try {
                if (isWanted() && look()) {
                    tell();
                }
            } catch (OutOfMemoryError e) {
                // as where it is started
            }
        }
    }
}
