package io.asyncio4j;

import io.asyncio4j.internal.loop.ReadyQueue;
import java.util.LinkedHashMap;
import java.util.Map;

/** The end of a loop: nothing that it has started may stay behind, and nothing that went wrong may vanish. */
final class Closing {

    private final EventLoop loop;

    Closing(EventLoop loop) {
        this.loop = loop;
    }

    void run() {
        var pending = loop.tasks.snapshot();
        pending.forEach(this::reportPending);
        onLoopThread(() -> {
            loop.dropQueues();
            pending.forEach(this::unwind);
            unwindReturned();
            loop.dropQueues();
        });
        loop.failures.reportAll();
        loop.executors.shutdownNow();
    }

    /** Ends the tasks that were off the loop when it was closed and have come back since. */
    void unwindLate() {
        onLoopThread(this::unwindReturned);
    }

    private void unwindReturned() {
        var returned = new ReadyQueue();
        loop.inbox.drainTo(returned);
        while (!returned.isEmpty()) {
            switch (returned.remove()) {
                case Task<?> task -> unwind(task);
                case FutureListener listener -> listener.call();
                default -> {} // a callback that came too late
            }
        }
    }

    private void unwind(Task<?> task) {
        try {
            task.unwind();
        } catch (Throwable e) { // the other tasks must end all the same
            loop.errors.report(Map.of("message", "a task could not be ended", "task", task, "exception", e));
        } finally {
            loop.backOnLoopThread();
        }
    }

    private void onLoopThread(Runnable unwinding) {
        synchronized (loop.tasks) {
            loop.threads.runLoop("asyncio4j-closing", () -> loop.unwindHere(unwinding));
        }
    }

    private void reportPending(Task<?> task) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message", "Task was destroyed but it is pending!");
        entries.put("task", task);
        if (task.createdAt() != null) {
            entries.put("source_traceback", task.createdAt());
        }
        loop.errors.report(entries, task.getContext());
    }
}
