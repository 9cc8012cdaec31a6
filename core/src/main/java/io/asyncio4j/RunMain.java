package io.asyncio4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** {@code Asyncio.run}: a loop for one main coroutine, and the clearing up after it. */
final class RunMain {

    // CPython's THREAD_JOIN_TIMEOUT
    private static final Duration EXECUTOR_TIMEOUT = Duration.ofMinutes(5);

    private RunMain() {}

    static <T extends @Nullable Object> T run(Awaitable<T> main, EventLoopBuilder options) {
        EventLoop running = EventLoop.runningOrNull();
        if (running != null) {
            Coroutines.dispose(main);
            throw new IllegalStateException(
                    "Asyncio.run() cannot be called from a running event loop, and " + running
                            + " runs here; await the coroutine, or create a task for it");
        }
        EventLoop loop = options.build();
        try (loop) {
            T result;
            try {
                result = loop.runUntilComplete(main);
            } catch (Throwable e) {
                clearUp(loop, e);
                CallerFrames.appendTo(e);
                throw e;
            }
            clearUp(loop, null);
            return result;
        }
    }

    /** Clears up, and lets {@code failure}, which is being thrown, keep what goes wrong meanwhile. */
    private static void clearUp(EventLoop loop, @Nullable Throwable failure) {
        try {
            cancelAll(loop);
            loop.runUntilComplete(() -> loop.shutdownDefaultExecutor(EXECUTOR_TIMEOUT));
        } catch (Throwable e) {
            if (failure == null || failure == e) {
                throw e;
            }
            failure.addSuppressed(e);
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
