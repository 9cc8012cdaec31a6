package io.asyncio4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A loop for several main coroutines, one after another, in one context, and the clearing up after the last.
 *
 * <pre>{@code
 * try (var runner = new Runner().cancelOn(Signal.SIGINT, Signal.SIGTERM)) {
 *     var config = runner.run(() -> load());
 *     runner.run(() -> serve(config));
 * }
 * }</pre>
 *
 * <p>The loop is made when it is needed first, and closed with the runner.
 *
 * <p><b>Cancellation:</b> SIGINT, which Ctrl-C sends, cancels the main coroutine. If that ends cancelled,
 * {@link SignalExit} is thrown, which ends the JVM with status 130 unless it is caught; a second signal ends the JVM
 * at once. {@link #cancelOn} makes other signals do that too. By default SIGINT is left alone if the program handles
 * it, another runner does, or the JVM cannot.
 *
 * <p><b>Errors:</b> {@link IllegalStateException} after {@link #close}, and where a loop is running already.
 *
 * <p><b>From CPython:</b> {@code asyncio.Runner}.
 */
public final class Runner implements AutoCloseable {

    // CPython's THREAD_JOIN_TIMEOUT
    private static final Duration EXECUTOR_TIMEOUT = Duration.ofMinutes(5);

    private final EventLoopBuilder options;
    private Set<Signal> signals = EnumSet.of(Signal.SIGINT);
    private boolean signalsDemanded;
    private @Nullable EventLoop loop;
    private @Nullable Context context;
    private @Nullable Interruption interruption;
    private boolean closed;

    /** Makes a runner with a loop of the default kind. */
    public Runner() {
        this(EventLoop.builder());
    }

    /** Makes a runner with a loop of {@code options}: CPython's {@code loop_factory} and {@code debug}. */
    public Runner(EventLoopBuilder options) {
        this.options = Objects.requireNonNull(options, "options");
    }

    /**
     * Says which signals cancel the main coroutine, in place of SIGINT: any number of them, or none.
     *
     * @return this runner
     */
    public Runner cancelOn(Signal... signals) {
        ensureOpen();
        Set<Signal> wanted = EnumSet.noneOf(Signal.class);
        wanted.addAll(List.of(signals));
        this.signals = wanted;
        signalsDemanded = true;
        return this;
    }

    /** {@return the loop} It is made now if it was not there yet. */
    public EventLoop getLoop() {
        ensureOpen();
        EventLoop loop = this.loop;
        if (loop == null) {
            loop = options.build();
            this.loop = loop;
            context = Context.copyCurrent();
        }
        return loop;
    }

    /**
     * Runs {@code main} until it is done. All runs of a runner share a context, so each sees the context variables as
     * the one before has left them.
     *
     * @return what {@code main} returns
     * @throws SignalExit if a signal has cancelled {@code main}
     * @throws IllegalStateException if the runner is closed, or a loop is running here; or if a signal that was asked
     *     for cannot be caught
     */
    public <T extends @Nullable Object> T run(Awaitable<T> main) {
        return run(null, main);
    }

    /** Runs {@code main}, which has no result. See {@link #run(Awaitable)}. */
    public void run(VoidCoroutine main) {
        run(null, Coroutine.returningNull(main));
    }

    /** Runs {@code main} in {@code context}; null for the context that the runs share. See {@link #run(Awaitable)}. */
    public <T extends @Nullable Object> T run(@Nullable Context context, Awaitable<T> main) {
        Objects.requireNonNull(main, "main");
        EventLoop loop;
        Interruption interruption;
        try {
            ensureNoLoopRuns();
            loop = getLoop();
            endInterruption();
            interruption = new Interruption(loop, signals);
            interruption.watch(signalsDemanded);
        } catch (Throwable e) {
            Coroutines.dispose(main);
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

    /** Runs {@code main}, which has no result, in {@code context}. See {@link #run(Context, Awaitable)}. */
    public void run(@Nullable Context context, VoidCoroutine main) {
        run(context, Coroutine.returningNull(main));
    }

    @SuppressWarnings("NullAway") // without a failure the value is a T, which may be null
    private static <T extends @Nullable Object> T run(
            EventLoop loop, Context context, Awaitable<T> body, Interruption interruption) {
        Task<T> main = loop.createTaskOrDispose(
                TaskOptions.DEFAULT.withContext(context),
                body instanceof Coroutine<T> coroutine ? coroutine : new AwaitingBody<>(body));
        main.isImplicit = true;
        interruption.setMain(main);
        T value = null;
        Throwable failure = null;
        try {
            value = loop.runUntilComplete(main);
        } catch (Throwable e) {
            failure = e;
            main.retrieved(); // it is thrown right below
        } finally {
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
    private static boolean isForIt(Task<?> main, @Nullable Throwable failure, Interruption interruption) {
        return !interruption.isDelivered() || (failure instanceof CancelledError && main.uncancel() == 0);
    }

    private void ensureNoLoopRuns() {
        EventLoop running = EventLoop.runningOrNull();
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

    /**
     * Cancels the tasks that are left, waits for them, reports their failures to the loop's exception handler, closes
     * asynchronous generators, shuts the default executor down, and closes the loop. Closing twice does nothing more.
     *
     * @throws IllegalStateException if its loop is running, or another one is running here; nothing is closed then.
     *     If somebody else has closed its loop already, once.
     */
    @Override
    public void close() {
        EventLoop loop = this.loop;
        if (loop == null) {
            closed = true;
            return;
        }
        if (loop.isClosed()) {
            closed = true;
            this.loop = null;
            loop.ensureOpen(); // throws: somebody has taken it away before the tasks could be cancelled
        }
        loop.ensureCanRun();
        closed = true;
        this.loop = null;
        if (interruption != null) {
            interruption.closing();
        }
        try (loop) {
            cancelAll(loop);
            loop.runUntilComplete(() -> GeneratorRun.closeAll(loop));
            loop.runUntilComplete(() -> loop.shutdownDefaultExecutor(EXECUTOR_TIMEOUT));
        } finally {
            endInterruption();
        }
    }

    /** Closes, and lets {@code failure}, which is being thrown, keep what goes wrong meanwhile. */
    void closeAfter(Throwable failure) {
        try {
            close();
        } catch (Throwable e) {
            if (failure != e) {
                failure.addSuppressed(e);
            }
        }
    }

    private void endInterruption() {
        if (interruption != null) {
            interruption.ended();
            interruption = null;
        }
    }

    private static void cancelAll(EventLoop loop) {
        var left = new ArrayList<Task<?>>(loop.tasks.snapshot());
        if (left.isEmpty()) {
            return;
        }
        left.forEach(Task::cancel);
        loop.runUntilComplete(GatheringFuture.of(left, true));
        for (Task<?> task : left) {
            if (task.state() == Future.FAILED && task.outcome() instanceof Throwable e) {
                task.retrieved();
                var entries = new LinkedHashMap<String, Object>();
                entries.put("message", "unhandled exception during Asyncio.run() shutdown");
                entries.put("exception", e);
                entries.put("task", task);
                loop.errors.report(entries, task.getContext());
            }
        }
    }
}
