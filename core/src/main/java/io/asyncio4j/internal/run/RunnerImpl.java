package io.asyncio4j.internal.run;

import io.asyncio4j.internal.kernel.Cancellation;
import io.asyncio4j.Awaitable;
import io.asyncio4j.Context;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.Outcome;
import io.asyncio4j.Signal;
import io.asyncio4j.SignalExit;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.internal.body.AwaitingBody;
import io.asyncio4j.internal.body.Bodies;
import io.asyncio4j.internal.body.BodyWithoutResult;
import io.asyncio4j.internal.combine.GatheringFuture;
import io.asyncio4j.internal.generate.GeneratorRun;
import io.asyncio4j.internal.kernel.FutureImpl;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.loop.EventLoopImpl;
import io.asyncio4j.internal.text.Fatal;
import io.asyncio4j.internal.text.Unchecked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link io.asyncio4j.Runner} does. */
public final class RunnerImpl {

    // CPython's THREAD_JOIN_TIMEOUT
    private static final Duration EXECUTOR_TIMEOUT = Duration.ofMinutes(5);

    private final EventLoopBuilder options;
    private Set<Signal> signals = EnumSet.of(Signal.SIGINT);
    private boolean signalsDemanded;
    private @Nullable EventLoopImpl loop;
    private @Nullable Context context;
    private @Nullable Interruption interruption;
    private boolean closed;
    private final Interrupts interrupts = new Interrupts();

    public RunnerImpl(EventLoopBuilder options) {
        this.options = options;
    }

    /** {@link io.asyncio4j.Runner#cancelOn}. */
    public void cancelOn(List<Signal> signals) {
        ensureOpen();
        Set<Signal> wanted = EnumSet.noneOf(Signal.class);
        wanted.addAll(signals);
        this.signals = wanted;
        signalsDemanded = true;
    }

    /** {@return the loop} It is made now if it was not there yet. */
    public EventLoopImpl getLoop() {
        ensureOpen();
        EventLoopImpl loop = this.loop;
        if (loop == null) {
            loop = (EventLoopImpl) options.build();
            this.loop = loop;
            context = Context.copyCurrent();
        }
        return loop;
    }

    /** {@link io.asyncio4j.Runner#run(Context, Awaitable)}. */
    public <T extends @Nullable Object> T run(@Nullable Context context, Awaitable<T> main) {
        EventLoopImpl loop;
        Interruption interruption;
        try {
            ensureNoLoopRuns();
            loop = getLoop();
            endInterruption();
            interruption = new Interruption(loop.core(), signals);
            interruption.watch(signalsDemanded);
        } catch (Throwable e) {
            Bodies.dispose(main);
            throw e;
        }
        this.interruption = interruption;
        try {
            return run(loop, context != null ? context : Objects.requireNonNull(this.context), main,
                    interruption);
        } catch (Throwable e) {
            CallerFrames.appendTo(e);
            throw e;
        } finally {
            interruption.unwatch();
        }
    }

    @SuppressWarnings("NullAway") // without a failure the value is a T, which may be null
    private <T extends @Nullable Object> T run(
            EventLoopImpl loop, Context context, Awaitable<T> body, Interruption interruption) {
        TaskImpl<T> main = loop.core().createTaskOrDispose(
                TaskOptions.DEFAULT.withContext(context),
                body instanceof Coroutine<T> coroutine ? coroutine : new AwaitingBody<>(body));
        main.makeImplicit();
        main.showCancellation();
        interruption.setMain(main);
        T value = null;
        Throwable failure = null;
        interrupts.watchFor(loop, main);
        try {
            value = loop.runUntilComplete(main);
        } catch (Throwable e) {
            failure = interrupts.haveBrokenOff() && !main.done() && !Fatal.isFatal(e)
                    ? interrupts.brokenOff(loop)
                    : e;
            if (e == main.outcome()) { // else main's own failure is displaced, and must not vanish
                main.retrieved();
            }
        } finally {
            interrupts.unwatch();
            interruption.unwatch();
        }
        Signal signal = interruption.caught();
        if (signal != null && isForIt(main, failure, interruption)) {
            var exit = new SignalExit(signal);
            if (failure != null) {
                exit.initCause(failure);
            }
            interruption.exitIfUncaught(exit);
            throw exit;
        }
        if (failure != null) {
            throw Unchecked.rethrow(failure);
        }
        return value;
    }

    /** Says whether the run ends for the signal that has come: not if main refused, or somebody else cancelled it. */
    private static boolean isForIt(TaskImpl<?> main, @Nullable Throwable failure, Interruption interruption) {
        return !interruption.isDelivered() || (Cancellation.isOne(failure) && main.uncancel() == 0);
    }

    private void ensureNoLoopRuns() {
        LoopCore running = LoopCore.runningOrNull();
        if (running != null) {
            throw new IllegalStateException(
                    "Runner.run() cannot be called from a running event loop, and " + running
                            + " runs here; await the coroutine, or create a task for it");
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("Runner is closed; make another one");
        }
    }

    /** {@link io.asyncio4j.Runner#close}. */
    public void close() {
        EventLoopImpl loop = this.loop;
        if (loop == null) {
            closed = true;
            return;
        }
        if (loop.isClosed()) {
            closed = true;
            this.loop = null;
            loop.core().ensureOpen(); // throws: somebody has taken it away before the tasks could be cancelled
        }
        loop.core().ensureCanRun();
        closed = true;
        this.loop = null;
        if (interruption != null) {
            interruption.closing();
        }
        interrupts.watchForThoseAtTheEnd(loop);
        try (loop) {
            if (!interrupts.haveBrokenOff()) {
                cancelAll(loop);
                atTheEnd(loop, () -> closeGenerators(loop.core()));
                atTheEnd(loop, () -> loop.shutdownDefaultExecutor(EXECUTOR_TIMEOUT));
            }
        } finally {
            interrupts.unwatch();
            endInterruption();
        }
    }

    /** Runs {@code last} on a loop that is being closed, unless an interrupt says that nobody is to be waited for. */
    private void atTheEnd(EventLoopImpl loop, VoidCoroutine last) {
        atTheEnd(loop, new BodyWithoutResult(last));
    }

    private void atTheEnd(EventLoopImpl loop, Awaitable<?> last) {
        try {
            loop.runUntilComplete(last);
        } catch (IllegalStateException e) { // it was stopped
            if (!interrupts.haveBrokenOff()) {
                throw e;
            }
        }
        if (interrupts.haveBrokenOff()) {
            throw interrupts.brokenOff(loop);
        }
    }

    /**
     * Closes, while {@code failure} is being thrown, which keeps what goes wrong meanwhile. Only something fatal that a
     * task that was left over ends the loop with takes its place: it is meant for the program, as in CPython.
     *
     * @return what is to be thrown
     */
    Throwable closeAfter(Throwable failure) {
        try {
            close();
        } catch (Throwable e) {
            boolean wins = Fatal.isFatal(e) && !Fatal.isFatal(failure);
            Throwable thrown = wins ? e : failure;
            if (failure != e) {
                thrown.addSuppressed(wins ? failure : e);
            }
            return thrown;
        }
        return failure;
    }

    private void endInterruption() {
        if (interruption != null) {
            interruption.ended();
            interruption = null;
        }
    }

    private void cancelAll(EventLoopImpl loop) {
        var left = new ArrayList<TaskImpl<?>>(loop.core().tasks.snapshot());
        if (left.isEmpty()) {
            return;
        }
        left.forEach(TaskImpl::cancel);
        boolean all = false;
        try {
            atTheEnd(loop, GatheringFuture.of(left, true));
            all = true;
        } finally {
            if (all || interrupts.haveBrokenOff()) { // an exit of one of them hides the others' failures, as in CPython
                reportFailures(loop, left);
            }
        }
    }

    private static void reportFailures(EventLoopImpl loop, List<TaskImpl<?>> left) {
        for (TaskImpl<?> task : left) {
            if (task.state() == FutureImpl.FAILED && task.outcome() instanceof Throwable e) {
                task.retrieved();
                var entries = new LinkedHashMap<String, Object>();
                entries.put("message", "unhandled exception during Asyncio.run() shutdown");
                entries.put("exception", e);
                entries.put("task", task);
                loop.core().around.report(entries, task.getContext());
            }
        }
    }

    /** Closes all generators of the running loop that have begun, and reports what goes wrong. */
    private static void closeGenerators(LoopCore loop) {
        List<GeneratorRun<?>> left = GeneratorRun.open(loop);
        if (left.isEmpty()) {
            return;
        }
        var closings = new ArrayList<Coroutine<@Nullable Void>>();
        left.forEach(run -> closings.add(new BodyWithoutResult(run::close)));
        FutureImpl<List<Outcome<@Nullable Void>>> gathered = GatheringFuture.of(closings, true);
        gathered.await();
        List<FutureImpl<?>> closed = Objects.requireNonNull(gathered.children());
        for (int i = 0; i < left.size(); i++) {
            FutureImpl<?> closing = closed.get(i);
            if (closing.cancelled()) { // by what the clean-up has thrown: nobody has asked for it
                left.get(i).reportFailedClosing(loop, closing.takeCancelledError());
            } else if (closing.outcome() instanceof Throwable e) {
                left.get(i).reportFailedClosing(loop, e);
            }
        }
    }
}
