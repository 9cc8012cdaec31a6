package io.asyncio4j.cli;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gatherOutcomes;

import io.asyncio4j.Context;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.Outcome;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A loop on a thread of its own that runs for as long as the REPL does. The REPL's thread puts in one call
 * after the other; they share one context, so that a context variable keeps its value from call to call.
 */
final class ReplLoop implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 200;
    private static final Duration TIME_TO_END = Duration.ofSeconds(10);

    // fixed
    private final EventLoop loop;
    private final TaskOptions options = TaskOptions.named("snippet").withContext(Context.empty());
    private final Thread thread;

    // written by the loop's side, read by any thread
    private volatile @Nullable Task<?> task;
    private volatile @Nullable Thread taskThread;

    private volatile boolean closing;

    ReplLoop(EventLoopBuilder builder) {
        loop = builder.build();
        thread = Thread.ofPlatform().daemon().name("asyncio4j-repl").start(this::run);
    }

    private void run() {
        try (loop) {
            while (!closing) {
                try {
                    loop.runForever();
                } catch (Throwable e) { // what ends other loops does not end the REPL
                    loop.callExceptionHandler(
                            Map.of("message", "the REPL's loop was left and goes on", "exception", e));
                }
            }
            loop.runUntilComplete(Coroutine.returningNull(ReplLoop::cancelAll));
        }
    }

    private static void cancelAll() {
        var left = new ArrayList<Task<?>>(allTasks());
        left.remove(currentTask());
        left.forEach(Task::cancel);
        gatherOutcomes(left).await();
    }

    /** Runs {@code body} as a task, waits for it, and returns or throws what it does. */
    <T extends @Nullable Object> T call(Coroutine<T> body) {
        var ended = new CompletableFuture<Outcome<T>>();
        loop.callSoonThreadsafe(() -> {
            var task = loop.createTask(options, Coroutine.of("snippet", () -> {
                taskThread = Thread.currentThread();
                return body.await();
            }));
            this.task = task;
            task.addDoneCallback(_ -> {
                taskThread = null;
                this.task = null;
                ended.complete(outcomeOf(task));
            });
        });
        return ended.join().get();
    }

    private static <T extends @Nullable Object> Outcome<T> outcomeOf(Task<T> task) {
        try {
            return new Outcome.Success<>(task.result());
        } catch (Throwable e) {
            return new Outcome.Failure<>(e);
        }
    }

    /**
     * Cancels the task of the present call. Where the loop is held by something that does not await, its loops
     * are broken off, and the call's thread is interrupted.
     */
    void stopCall() {
        Task<?> task = this.task;
        if (task != null && !runsSoon(task::cancel)) {
            StopSign.raise(loop);
            Thread thread = taskThread;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Cancels all tasks, waits until they have ended, and closes the loop. Closing twice does nothing more. */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        if (!runsSoon(loop::stop)) {
            StopSign.raise(loop);
        }
        try {
            thread.join(TIME_TO_END); // then it is left; it does not keep the JVM alive
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts {@code action} into the loop, and says whether it ran there within a short time. */
    private boolean runsSoon(Runnable action) {
        var ran = new CountDownLatch(1);
        loop.callSoonThreadsafe(() -> {
            StopSign.lower();
            action.run();
            ran.countDown();
        });
        try {
            return ran.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
