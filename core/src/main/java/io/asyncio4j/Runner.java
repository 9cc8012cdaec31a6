package io.asyncio4j;

import io.asyncio4j.internal.run.RunnerImpl;
import java.util.List;
import java.util.Objects;
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
 * <p>An interrupt of the thread that is in {@code run} cancels the main coroutine, too; {@code run} then throws the
 * {@link CancelledError}, unless that is caught, and the thread has its interrupt flag. A second one, or one while the
 * runner is being closed, ends the waiting for those who clean up: the loop is stopped, a {@link CancelledError} that
 * says so is thrown, and what is left is ended by {@link #close}. A flag that was set before does nothing and is kept.
 * {@link EventLoopBuilder#cancelOnInterrupt} switches this off.
 *
 * <p><b>Errors:</b> {@link IllegalStateException} after {@link #close}, and where a loop is running already.
 *
 * <p><b>From CPython:</b> {@code asyncio.Runner}.
 */
public final class Runner implements AutoCloseable {

    private final RunnerImpl runner;

    /** Makes a runner with a loop of the default kind. */
    public Runner() {
        this(EventLoop.builder());
    }

    /** Makes a runner with a loop of {@code options}: CPython's {@code loop_factory} and {@code debug}. */
    public Runner(EventLoopBuilder options) {
        runner = new RunnerImpl(Objects.requireNonNull(options, "options"));
    }

    /**
     * Says which signals cancel the main coroutine, in place of SIGINT: any number of them, or none.
     *
     * @return this runner
     */
    public Runner cancelOn(Signal... signals) {
        runner.cancelOn(List.of(signals));
        return this;
    }

    /** {@return the loop} It is made now if it was not there yet. */
    public EventLoop getLoop() {
        return runner.getLoop();
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
        return runner.run(context, Objects.requireNonNull(main, "main"));
    }

    /** Runs {@code main}, which has no result, in {@code context}. See {@link #run(Context, Awaitable)}. */
    public void run(@Nullable Context context, VoidCoroutine main) {
        run(context, Coroutine.returningNull(main));
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
        runner.close();
    }
}
