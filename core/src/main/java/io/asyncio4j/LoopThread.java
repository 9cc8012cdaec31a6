package io.asyncio4j;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

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
public final class LoopThread implements AutoCloseable {

    private final CompletableFuture<EventLoop> started = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final EventLoop loop;

    // written by the thread before it completes `started`
    private @Nullable Promise<@Nullable Void> stop;

    private LoopThread(String name, EventLoopBuilder options) {
        Thread.ofPlatform().name(name).start(() -> runLoop(options));
        try {
            loop = started.join();
        } catch (CompletionException e) {
            throw Unchecked.rethrow(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    /** {@return a thread that is called {@code name} and runs a loop of the default kind} */
    public static LoopThread start(String name) {
        return start(name, EventLoop.builder());
    }

    /** {@return a thread that is called {@code name} and runs a loop of {@code options}} */
    public static LoopThread start(String name, EventLoopBuilder options) {
        return new LoopThread(
                Objects.requireNonNull(name, "name"), Objects.requireNonNull(options, "options"));
    }

    private void runLoop(EventLoopBuilder options) {
        var runner = new Runner(options).cancelOn();
        try {
            try {
                runner.run(() -> {
                    EventLoop running = EventLoop.running();
                    Promise<@Nullable Void> stop = running.createFuture();
                    this.stop = stop;
                    started.complete(running);
                    stop.await();
                });
            } catch (CancelledError e) {
                // somebody has cancelled all tasks of the loop: that is a way to end it
            }
            runner.close();
        } catch (Throwable e) {
            runner.closeAfter(e);
            started.completeExceptionally(e); // unless it has started
            ended.completeExceptionally(e);
            return;
        }
        ended.complete(null);
    }

    /** {@return its loop} It runs until the thread is closed. */
    public EventLoop loop() {
        return loop;
    }

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
    public void close() {
        EventLoop running = EventLoop.runningOrNull();
        if (running == loop) {
            throw new IllegalStateException(
                    "a task of " + loop + " cannot wait until that is closed; let another thread close it");
        }
        loop.callSoonThreadsafeUnlessClosed(
                () -> Objects.requireNonNull(stop).setResultUnlessDone(null));
        if (running != null) {
            Asyncio.await(ended.copy());
            return;
        }
        try {
            ended.join();
        } catch (CompletionException e) {
            throw Unchecked.rethrow(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    @Override
    public String toString() {
        return "<LoopThread " + loop + ">";
    }
}
