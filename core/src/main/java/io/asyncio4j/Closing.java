package io.asyncio4j;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The end of a loop: nothing that it has started may stay behind, and nothing that went wrong may vanish. */
final class Closing {

    private final EventLoop loop;

    Closing(EventLoop loop) {
        this.loop = loop;
    }

    void run() {
        loop.signals.removeAll();
        var pending = loop.tasks.snapshot();
        for (Task<?> task : pending) {
            if (!task.isImplicit) {
                reportPending(task);
            }
        }
        onLoopThread(() -> {
            loop.dropQueues();
            pending.forEach(task -> reporting(task, () -> unwind(task)));
            unwindReturned();
            loop.dropQueues();
            loop.outsideFutures.forEach(Bridges.OutsideFuture::endWithLoop);
            loop.outsideFutures.clear();
            loop.resources.closeAll();
            if (loop.channels != null) {
                loop.channels.close();
            }
        });
        loop.failures.reportAll();
        loop.executors.shutdownNow();
    }

    /** Ends the tasks that were off the loop when it was closed and have come back since. */
    void unwindLate() {
        onLoopThread(this::unwindReturned);
    }

    private void unwindReturned() {
        var returned = new ArrayDeque<Object>();
        loop.inbox.drainTo(returned::add);
        while (!returned.isEmpty()) {
            switch (returned.remove()) {
                case Task<?> task -> reporting(task, () -> unwindThread(task));
                case FutureListener listener -> loop.call(listener);
                default -> {} // a callback that came too late
            }
        }
        unwindGenerators();
    }

    // Clean-ups may begin new ones. One that does not end is left.
    private void unwindGenerators() {
        while (true) {
            var left = loop.generators.stream().filter(GeneratorRun::isSuspended).toList();
            if (left.isEmpty()) {
                return;
            }
            for (GeneratorRun<?> generator : left) {
                unwind(generator);
                loop.generators.remove(generator);
            }
        }
    }

    private void unwind(GeneratorRun<?> generator) {
        var closing =
                new Task<>(loop, new BodyWithoutResult(generator::close), TaskOptions.named("closing"));
        reporting(closing, () -> {
            loop.tasks.add(closing);
            closing.startOn(loop.threads.take(closing));
            unwindThread(closing);
        });
    }

    /** Ends a task without its loop: its thread must not stay behind. */
    private void unwind(Task<?> task) {
        if (task.isOffLoop()) {
            Objects.requireNonNull(task.thread).thread().interrupt(); // it unwinds when it comes back
        } else if (task.thread != null) {
            unwindThread(task);
        } else if (!task.done()) {
            Coroutines.dispose(task.getCoro());
            task.endWith(EventLoop.closedUnderTask());
        }
    }

    /** Lets the thread of {@code task} run until it has ended, which every await in it helps along. */
    private void unwindThread(Task<?> task) {
        loop.refusedAwaits = 0;
        do {
            loop.switching = false;
            Objects.requireNonNull(task.thread).resume();
        } while (loop.switching);
        if (loop.refusedAwaits > Task.MOST_REFUSED_AWAITS) {
            throw new IllegalStateException("it awaits again and again in spite of CancelledError");
        }
    }

    private void reporting(Task<?> task, Runnable unwinding) {
        try {
            unwinding.run();
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
