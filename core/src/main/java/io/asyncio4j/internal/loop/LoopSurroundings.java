package io.asyncio4j.internal.loop;

import io.asyncio4j.EventLoop;
import io.asyncio4j.internal.inspect.Deadlocks;
import io.asyncio4j.internal.inspect.LoopBeans;
import io.asyncio4j.internal.kernel.ContextImpl;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.HandleImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.RunningLoops;
import io.asyncio4j.internal.kernel.Surroundings;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.look.AwaitTraceImpl;
import io.asyncio4j.internal.look.Repr;
import io.asyncio4j.internal.watch.EarlyNotes;
import io.asyncio4j.internal.watch.ErrorReports;
import io.asyncio4j.internal.watch.FlightRecordings;
import io.asyncio4j.internal.watch.Observers;
import io.asyncio4j.internal.watch.SlowSteps;
import io.asyncio4j.internal.watch.StubbornCalls;
import io.asyncio4j.internal.watch.UnretrievedFailures;
import io.asyncio4j.internal.watch.Watchdog;
import io.asyncio4j.spi.LoopObserver;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Brings what a core tells to those who want to know: reports, the watchdog, observers, recordings. */
final class LoopSurroundings implements Surroundings {

    static {
        Watchdog.setToolSeeker(new ToolSeeker());
        Watchdog.setDeadlockFinder(new DeadlockFinder());
    }

    // fixed, once the loop is put together
    private final EventLoop face;
    private @Nullable LoopCore core;
    private @Nullable ErrorReports errors;
    private @Nullable UnretrievedFailures failures;
    private @Nullable SlowSteps slowSteps;
    private final EarlyNotes earlyNotes = new EarlyNotes();

    // written before the loop runs and when it has ended; null where interrupts do nothing
    private @Nullable InterruptWatch interruptWatch;

    LoopSurroundings(EventLoop face) {
        this.face = face;
    }

    /** Ends the construction of the loop, whose core is {@code core}. */
    void complete(LoopCore core, boolean debug) {
        this.core = core;
        errors = new ErrorReports(core);
        failures = new UnretrievedFailures(core, earlyNotes);
        slowSteps = new SlowSteps(core);
        if (debug) {
            switchDebug(true);
        }
        FlightRecordings.beforeRun(core);
    }

    private LoopCore core() {
        return Objects.requireNonNull(core);
    }

    ErrorReports errors() {
        return Objects.requireNonNull(errors);
    }

    private UnretrievedFailures failures() {
        return Objects.requireNonNull(failures);
    }

    @Override
    public EventLoop face() {
        return face;
    }

    @Override
    public void runBegins() {
        Watchdog.ensureWatching(core());
        FlightRecordings.beforeRun(core());
    }

    @Override
    public void runEnded() {
        if (RunningLoops.all().length == 0) {
            FlightRecordings.leave();
        }
    }

    @Override
    public void waits() {
        FlightRecordings.look();
        ensureToldOfInterrupts();
    }

    @Override
    public void waited() {
        VarHandle.fullFence(); // what it shows comes before the look for a sleeper
        Watchdog.wake();
        ensureToldOfInterrupts();
    }

    private void ensureToldOfInterrupts() {
        InterruptWatch interruptWatch = this.interruptWatch;
        if (interruptWatch != null) {
            interruptWatch.ensureTold();
        }
    }

    @Override
    public void returnedLate() {
        Thread.ofPlatform().daemon().start(() -> new Closing(core()).unwindLate());
    }

    @Override
    public void callInterrupted(TaskImpl<?> task) {
        StubbornCalls.watch(task);
    }

    @Override
    public void interruptedCallIsOver(TaskImpl<?> task) {
        StubbornCalls.isOver(task);
    }

    @Override
    public void dropObserver(LoopObserver observer) {
        Observers.of(core()).drop(observer);
    }

    void setInterruptWatch(@Nullable InterruptWatch watch) {
        interruptWatch = watch;
    }

    // Debug mode.

    void setDebug(boolean debug) {
        synchronized (earlyNotes) {
            if (core().getDebug() != debug) {
                switchDebug(debug);
            }
        }
    }

    private void switchDebug(boolean debug) {
        core().setDebug(debug);
        SlowSteps slowSteps = Objects.requireNonNull(this.slowSteps);
        Observers observers = Observers.of(core());
        if (debug) {
            observers.add(slowSteps);
            observers.add(earlyNotes);
        } else {
            observers.remove(slowSteps);
            observers.remove(earlyNotes);
        }
    }

    // Reports.

    @Override
    public void report(Map<String, Object> entries) {
        errors().report(entries);
    }

    @Override
    public void report(Map<String, Object> entries, ContextImpl context) {
        errors().report(entries, context);
    }

    @Override
    public void callbackFailed(HandleImpl handle, Throwable exception, ContextImpl context) {
        errors().callbackFailed(handle, exception, context);
    }

    @Override
    public @Nullable FailureWatch watchFailure(FutureImpl<?> future, Throwable exception, boolean isAwaited) {
        return failures().watch(future, exception, isAwaited);
    }

    /** Reports the failures that nobody has looked at; part of closing. */
    void reportUnretrieved() {
        failures().reportAll();
    }

    @Override
    public void awaited(Throwable failure) {
        AwaitTraceImpl.extend(failure);
    }

    @Override
    public String textOf(FutureImpl<?> future) {
        return Repr.of(future);
    }

    /** A class of its own, so that nothing that looks at tasks is loaded before there is reason to. */
    private static final class DeadlockFinder implements Function<LoopCore, String> {

        @Override
        public String apply(LoopCore loop) {
            return Deadlocks.of(loop);
        }
    }

    /** A class of its own, so that nothing of JMX is loaded before the watchdog asks. */
    private static final class ToolSeeker implements BooleanSupplier {

        @Override
        public boolean getAsBoolean() {
            return LoopBeans.showIfManaged();
        }
    }
}
