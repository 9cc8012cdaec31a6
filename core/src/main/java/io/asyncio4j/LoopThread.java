package io.asyncio4j;

import io.asyncio4j.internal.run.LoopThreadImpl;
import java.util.Objects;

/**
 * A thread that runs a loop of its own until it is closed: one for each core makes a program that uses them all. Work
 * goes from loop to loop by {@link Asyncio#runCoroutineThreadsafe}, which gives a future that the other loop's tasks
 * can await.
 *
 * <pre>{@code
 * try (var second = LoopThread.start("second")) {
 *     var half = runCoroutineThreadsafe(() -> work(left), second.loop());
 *     work(right);
 *     await(half);
 * }
 * }</pre>
 *
 * <p>Signals do not reach its loop by themselves: whoever has started it closes it.
 *
 * <p><b>Cancellation:</b> closing it cancels the tasks of its loop, and waits for them.
 *
 * <p><b>Errors:</b> a task that fails does what it does in every loop. What ends the loop before its time comes out of
 * {@link #close}.
 *
 * <p><b>From CPython:</b> {@code threading.Thread(target=loop.run_forever)}, with {@code Runner}'s clearing up.
 */
public sealed interface LoopThread extends AutoCloseable permits LoopThreadImpl {

    /** {@return a thread that is called {@code name} and runs a loop of the default kind} */
    static LoopThread start(String name) {
        return start(name, EventLoop.builder());
    }

    /** {@return a thread that is called {@code name} and runs a loop of {@code options}} It keeps the JVM until it is closed. */
    static LoopThread start(String name, EventLoopBuilder options) {
        return new LoopThreadImpl(
                Objects.requireNonNull(name, "name"), Objects.requireNonNull(options, "options"), false);
    }

    /** Starts one whose loop is of the default kind, and which does not keep the JVM. See the other {@code startDaemon}. */
    static LoopThread startDaemon(String name) {
        return startDaemon(name, EventLoop.builder());
    }

    /**
     * Starts a thread that is called {@code name} and runs a loop of {@code options}, and that does not keep the JVM: when
     * all others have ended, the JVM ends, and the loop's tasks go without cleaning up. One that was started by
     * {@link #start} keeps the JVM until it is closed, and says so at INFO if there is nothing else that does, and nothing
     * that it has to do.
     *
     * <p><b>From CPython:</b> {@code threading.Thread(target=loop.run_forever, daemon=True)}.
     */
    static LoopThread startDaemon(String name, EventLoopBuilder options) {
        return new LoopThreadImpl(
                Objects.requireNonNull(name, "name"), Objects.requireNonNull(options, "options"), true);
    }

    /** {@return its loop} It runs until the thread is closed. */
    EventLoop loop();

    /**
     * Cancels the tasks of the loop, lets them clean up, closes the loop, and waits until that is done; a task of
     * another loop waits without holding that. Closing twice does nothing more.
     *
     * <p><b>Cancellation:</b> the wait ends, the closing goes on.
     *
     * <p><b>Errors:</b> throws what has ended the loop before its time, a {@link LoopExit} in one of its tasks for
     * example. {@link IllegalStateException} in a task of the loop itself.
     */
    @Override
    void close();
}
