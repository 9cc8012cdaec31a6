package io.asyncio4j;

import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.spi.Poller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@link GuardedScheduler} that tells people and tools what happens in it: errors, slow steps, every event. */
abstract sealed class ReportingScheduler extends GuardedScheduler permits EventLoop {

    // fixed
    final ErrorReports errors = new ErrorReports((EventLoop) this);
    private final SlowSteps slowSteps = new SlowSteps((EventLoop) this);
    final EarlyNotes earlyNotes = new EarlyNotes();

    // loop-confined: what writes this loop's events into recordings, while any runs
    private @Nullable LoopObserver recorder;
    // what FlightRecordings.running() was when it was made
    private int recorded;

    // guarded by this: those that were added and not removed
    private List<LoopObserver> observers = List.of();

    // any thread, volatile
    private volatile boolean debug;
    private volatile long slowCallbackNanos;

    // the watchdog's; how many steps it has found that held the loop for too long is for any thread
    @Nullable HoldWatch holdWatch;
    volatile long holds;

    ReportingScheduler(EventLoopBuilder options, Poller poller, TaskThreadsFactory factory) {
        super(poller, factory);
        this.slowCallbackNanos = Time.nanosOrNever(options.slowCallbackDuration());
        if (options.debug()) {
            switchDebug(true);
        }
    }

    @Override
    final ErrorReports errors() {
        return errors;
    }

    /** Sets who is told of errors that have no other way out; null for the default, which logs them. */
    public void setExceptionHandler(@Nullable ExceptionHandler handler) {
        checkAccess("set the exception handler of");
        errors.handler = handler;
    }

    /** {@return who is told of errors, or null for the default} */
    public @Nullable ExceptionHandler getExceptionHandler() {
        return errors.handler;
    }

    /** Tells the exception handler of an error. See {@link ExceptionHandler} for the entries. */
    public void callExceptionHandler(Map<String, Object> context) {
        errors.report(context);
    }

    /** Logs an error as a loop without an exception handler does, at level ERROR of {@code io.asyncio4j}. */
    public void defaultExceptionHandler(Map<String, Object> context) {
        errors.log(context);
    }

    // Debug mode.

    public boolean getDebug() {
        return debug;
    }

    /**
     * Switches debug mode. In it
     *
     * <ul>
     * <li>futures, tasks and handles remember where they were made;
     * <li>a task or callback that has held the loop longer than {@link #getSlowCallbackDuration} is logged when it gives
     * it back;
     * <li>a task that fails while nobody waits for it is logged, not as an error yet;
     * <li>exceptions carry an {@link AwaitTrace};
     * <li>a {@link Coroutine#of} object that was dropped before it was awaited is logged.
     * </ul>
     *
     * Any thread may call this.
     */
    public void setDebug(boolean debug) {
        synchronized (slowSteps) {
            if (this.debug != debug) {
                switchDebug(debug);
            }
        }
    }

    private void switchDebug(boolean debug) {
        this.debug = debug;
        if (debug) {
            addObserver(slowSteps);
            addObserver(earlyNotes);
        } else {
            removeObserver(slowSteps);
            removeObserver(earlyNotes);
        }
    }

    /**
     * {@return how long a task or a callback may hold the loop before that is logged, or null for any length of time}
     */
    public @Nullable Duration getSlowCallbackDuration() {
        long nanos = slowCallbackNanos;
        return nanos == Long.MAX_VALUE ? null : Duration.ofNanos(nanos);
    }

    /**
     * Sets how long a task or a callback may hold the loop before that is logged as a warning, in real time: 100
     * milliseconds, unless the system property {@code asyncio4j.slowCallbackDuration} says otherwise. Any thread may
     * call this.
     *
     * <p>The warning comes while the loop is held, to half that time late, with the stack of the task or callback, and
     * with what it waits for if it is blocked: at {@code System.Logger} {@code io.asyncio4j}. It comes again when the
     * loop has been held ten, a hundred, ... times as long, and of the same code at the 1st, 10th, 100th, ... time.
     *
     * <p><b>From CPython:</b> {@code loop.slow_callback_duration}, which only debug mode looks at, and afterwards.
     *
     * @param duration more than zero, or null for never
     * @throws IllegalArgumentException if it is zero or negative
     */
    public void setSlowCallbackDuration(@Nullable Duration duration) {
        if (duration != null && !duration.isPositive()) {
            throw new IllegalArgumentException(
                    "slowCallbackDuration must be more than zero, or null for never: " + duration);
        }
        slowCallbackNanos = Time.nanosOrNever(duration);
        if (running) {
            Watchdog.ensureWatching((EventLoop) this);
        }
    }

    /** {@return the same in nanoseconds; {@link Long#MAX_VALUE} for never} */
    final long slowCallbackNanos() {
        return slowCallbackNanos;
    }

    // Observers.

    /**
     * Lets {@code observer} be told what this loop does. Any thread may call this; from one that does not hold the
     * loop while that runs, it takes effect in a coming turn. Observers are told in the order in which they came.
     *
     * <p><b>From CPython:</b> nothing of the kind.
     */
    public void addObserver(LoopObserver observer) {
        Objects.requireNonNull(observer, "observer must not be null");
        synchronized (this) {
            observers = Stream.concat(observers.stream(), Stream.of(observer)).toList();
        }
        takeObserversOverSoon();
    }

    /** Ends what {@link #addObserver} began, by the same rules. Harmless for one that was not added. */
    public void removeObserver(LoopObserver observer) {
        Objects.requireNonNull(observer, "observer must not be null");
        synchronized (this) {
            observers = observers.stream().filter(each -> each != observer).toList();
        }
        takeObserversOverSoon();
    }

    /** Removes an observer that has thrown; called by whoever holds the loop. */
    final void dropObserver(LoopObserver observer) {
        if (observer == recorder) {
            recorder = null;
        }
        removeObserver(observer);
    }

    /** Lets an observer write this loop's events while a recording runs; called by whoever holds the loop. */
    final void followRecordings() {
        int recordings = FlightRecordings.running();
        if (recordings != recorded) {
            recorded = recordings;
            recorder = recordings == 0 ? null : FlightRecordings.newRecorder((EventLoop) this);
            takeObserversOver();
        }
    }

    /** The same from any thread, for a loop that runs; another one does so by itself when it begins to run. */
    final void followRecordingsSoon() {
        if (isHeldHere()) {
            followRecordings();
        } else if (running) {
            // it looks at what is the case by then, so the last change is right, whoever brings it
            enqueueFromOutside(new ObserverChange(this::followRecordings));
        }
    }

    private void takeObserversOverSoon() {
        synchronized (this) { // so that the loop does not begin to run meanwhile
            if (!running || isHeldHere()) {
                takeObserversOver();
                return;
            }
        }
        enqueueFromOutside(new ObserverChange(this::takeObserversOver));
    }

    // it takes those that are wanted by then, so the last change is right, whoever brings it
    private synchronized void takeObserversOver() {
        LoopObserver recorder = this.recorder;
        Observation.set(this, recorder == null ? observers.stream()
                : Stream.concat(observers.stream(), Stream.of(recorder)));
    }

    /** Brings a change of the observers from another thread. */
    private static final class ObserverChange extends FutureListener {

        private final Runnable change;

        ObserverChange(Runnable change) {
            this.change = change;
        }

        @Override
        void call() {
            change.run();
        }

        @Override
        public String toString() {
            return "change of observers";
        }
    }
}
