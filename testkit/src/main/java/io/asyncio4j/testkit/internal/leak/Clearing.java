package io.asyncio4j.testkit.internal.leak;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends what is left on a loop, as {@code Runner.close} does: tasks are cancelled and waited for, then it is closed. */
public final class Clearing {

    private Clearing() {}

    /**
     * Does so.
     *
     * @param executorLimit how long to wait for the threads of the default executor, or null if it has had nothing to do
     * @param somethingComes whether something has just come in from outside that may become a task
     * @param whenTasksHaveEnded what to do before the loop is closed
     */
    public static void clear(EventLoop loop, @Nullable Duration executorLimit, boolean somethingComes,
            Runnable whenTasksHaveEnded) {
        try (loop) {
            if (somethingComes) { // else a thread that waits for it would keep the executor
                loop.runUntilComplete(() -> Asyncio.sleep(Duration.ZERO));
            }
            List<Task<?>> left = new ArrayList<>(Asyncio.allTasks(loop));
            if (!left.isEmpty()) {
                left.forEach(Task::cancel);
                loop.runUntilComplete(() -> Asyncio.wait(left));
                left.forEach(task -> report(loop, task));
            }
            if (executorLimit != null) {
                loop.runUntilComplete(() -> loop.shutdownDefaultExecutor(executorLimit));
            }
            whenTasksHaveEnded.run();
        }
    }

    private static void report(EventLoop loop, Task<?> task) {
        Throwable failure = task.cancelled() ? null : task.exception();
        if (failure != null) {
            var entries = new LinkedHashMap<String, Object>();
            entries.put("message",
                    "task '" + task.getName() + "' has failed when it was cancelled at the end");
            entries.put("exception", failure);
            entries.put("task", task);
            loop.callExceptionHandler(entries);
        }
    }
}
