package io.asyncio4j.internal.loop;

import io.asyncio4j.TaskOptions;
import io.asyncio4j.internal.body.Bodies;
import io.asyncio4j.internal.body.BodyWithoutResult;
import io.asyncio4j.internal.bridge.CloseHooks;
import io.asyncio4j.internal.channel.LoopChannels;
import io.asyncio4j.internal.generate.GeneratorRun;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.queue.ReadyQueue;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The end of a loop: nothing that it has started may stay behind, and nothing that went wrong may vanish. */
public final class Closing {

    private final LoopCore loop;

    Closing(LoopCore loop) {
        this.loop = loop;
    }

    void run() {
        var pending = loop.tasks.snapshot();
        for (TaskImpl<?> task : pending) {
            if (!task.isImplicit) {
                reportPending(task);
            }
        }
        onLoopThread(() -> {
            dropQueues();
            pending.forEach(task -> reporting(task, () -> unwind(task)));
            unwindReturned();
            dropQueues();
            CloseHooks.runAll(loop);
            LoopResources.of(loop).closeAll();
            LoopChannels.closeThoseOf(loop);
        });
    }

    // But for callbacks of our own, for which others may wait on other threads.
    private void dropQueues() {
        loop.timers().clear();
        ReadyQueue ready = loop.turns.ready;
        while (!ready.isEmpty()) {
            if (ready.remove() == ReadyQueue.OBJECT
                    && ready.removeObject() instanceof FutureListener listener) {
                loop.turns.call(listener);
            }
        }
    }

    /** Ends the tasks that were off the loop when it was closed and have come back since. */
    void unwindLate() {
        onLoopThread(this::unwindReturned);
    }

    private void unwindReturned() {
        var returned = new ArrayDeque<Object>();
        loop.turns.inbox.drainTo(returned::add);
        while (!returned.isEmpty()) {
            switch (returned.remove()) {
                case TaskImpl<?> task -> reporting(task, () -> unwindThread(task));
                case FutureListener listener -> loop.turns.call(listener);
                default -> {} // a callback that came too late
            }
        }
        unwindGenerators();
    }

    // Clean-ups may begin new ones. One that does not end is left.
    private void unwindGenerators() {
        while (true) {
            var left = GeneratorRun.open(loop).stream().filter(GeneratorRun::isSuspended).toList();
            if (left.isEmpty()) {
                return;
            }
            for (GeneratorRun<?> generator : left) {
                unwind(generator);
                generator.giveUp(loop);
            }
        }
    }

    private void unwind(GeneratorRun<?> generator) {
        var closing =
                new TaskImpl<>(
                        loop, new BodyWithoutResult(generator::close), TaskOptions.named("closing"));
        reporting(closing, () -> {
            loop.tasks.add(closing);
            closing.startOn(loop.turns.threads.take(closing));
            unwindThread(closing);
        });
    }

    /** Ends a task without its loop: its thread must not stay behind. */
    private void unwind(TaskImpl<?> task) {
        if (task.isOffLoop()) {
            task.interruptOffLoop(); // it unwinds when it comes back
        } else if (task.thread != null) {
            unwindThread(task);
        } else if (!task.done()) {
            Bodies.dispose(task.getCoro());
            task.endWith(LoopCore.closedUnderTask());
        }
    }

    /** Lets the thread of {@code task} run until it has ended, which every await in it helps along. */
    private void unwindThread(TaskImpl<?> task) {
        loop.turns.refusedAwaits = 0;
        do {
            loop.turns.switching = false;
            Objects.requireNonNull(task.thread).resume();
        } while (loop.turns.switching);
        if (loop.turns.refusedAwaits > TaskImpl.MOST_REFUSED_AWAITS) {
            throw new IllegalStateException("it awaits again and again in spite of CancelledError");
        }
    }

    private void reporting(TaskImpl<?> task, Runnable unwinding) {
        try {
            unwinding.run();
        } catch (Throwable e) { // the other tasks must end all the same
            loop.around.report(Map.of("message", "a task could not be ended", "task", task, "exception", e));
        } finally {
            loop.backOnLoopThread();
        }
    }

    private void onLoopThread(Runnable unwinding) {
        synchronized (loop.tasks) {
            loop.turns.threads.runLoop("asyncio4j-closing", () -> loop.unwindHere(unwinding));
        }
    }

    private void reportPending(TaskImpl<?> task) {
        var entries = new LinkedHashMap<String, Object>();
        entries.put("message", "Task was destroyed but it is pending!");
        entries.put("task", task);
        if (task.createdAt() != null) {
            entries.put("source_traceback", task.createdAt());
        }
        loop.around.report(entries, task.getContext());
    }
}
