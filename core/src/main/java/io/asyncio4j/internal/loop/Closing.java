package io.asyncio4j.internal.loop;

import io.asyncio4j.TaskOptions;
import io.asyncio4j.internal.body.BodyWithoutResult;
import io.asyncio4j.internal.bridge.CloseHooks;
import io.asyncio4j.internal.channel.LoopChannels;
import io.asyncio4j.internal.generate.GeneratorRun;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.kernel.Surroundings;
import io.asyncio4j.internal.kernel.TaskImpl;
import io.asyncio4j.internal.queue.ReadyQueue;
import io.asyncio4j.internal.text.Thoroughly;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The end of a loop: nothing that it has started may stay behind, and nothing that went wrong may vanish. */
/*
 * Where a task can be when its loop is closed, and how it ends:
 *
 *   new, or a generator-based coroutine   it has no thread: it is disposed of
 *   parked, woken, giving way             its thread is resumed here, and each await in it throws
 *   off the loop, on its way back, in     likewise, for it has stopped: the queue, or the inbox, says so
 *   the ready queue or in the inbox
 *   kept outside by an outside world      likewise, for it never left the loop's thread
 *   off the loop, in its call             it is interrupted, and when it comes back it is resumed here, by this closing
 *                                         or by one of its own (unwindLate)
 *
 * Whatever a handler, a hook or a resource throws meanwhile, even what ends a program, is thrown when all is done.
 */
public final class Closing {

    private final LoopCore loop;
    private final Thoroughly steps = new Thoroughly();
    // those that had left the loop and have stopped, on their way back to it
    private final Set<TaskImpl<?>> back = Collections.newSetFromMap(new IdentityHashMap<>(0));

    Closing(LoopCore loop) {
        this.loop = loop;
    }

    void run() {
        var pending = loop.tasks.snapshot();
        for (TaskImpl<?> task : pending) {
            if (!task.isImplicit()) {
                steps.run(() -> reportPending(task));
            }
        }
        onLoopThread(() -> {
            dropQueues();
            for (TaskImpl<?> task : pending) {
                reporting(task, () -> unwind(task));
            }
            unwindReturned();
            dropReady(); // not the inbox: a task that comes home now is another closing's
            steps.run(() -> CloseHooks.runAll(loop));
            steps.run(() -> LoopResources.of(loop).closeAll());
            steps.run(() -> LoopChannels.closeThoseOf(loop));
        });
        steps.throwFirst();
    }

    // But for callbacks of our own, for which others may wait on other threads.
    private void dropQueues() {
        dropReady();
        Surroundings.Steering steering = loop.turns.steering;
        if (steering != null) {
            steps.run(steering::keepHouse);
        }
        loop.turns.inbox.drainTo(entry -> {
            if (entry instanceof TaskImpl<?> task) {
                back.add(task);
            } else {
                drop(entry);
            }
        });
    }

    private void dropReady() {
        loop.timers().clear();
        ReadyQueue ready = loop.turns.ready;
        while (!ready.isEmpty()) {
            long ticket = ready.remove();
            TaskImpl<?> task = ticket == ReadyQueue.OBJECT ? null : loop.tasks.find(ticket);
            if (ticket == ReadyQueue.OBJECT) {
                drop(ready.removeObject());
            } else if (task != null && task.isOffLoop()) {
                back.add(task);
            }
        }
    }

    private void drop(Object callback) {
        if (callback instanceof FutureListener listener) {
            steps.run(() -> loop.turns.call(listener));
        }
    }

    /** Ends the tasks that were off the loop when it was closed and have come back since. */
    void unwindLate() {
        onLoopThread(this::unwindReturned);
        steps.throwFirst();
    }

    private void unwindReturned() {
        var returned = new ArrayList<Object>();
        loop.turns.inbox.drainTo(returned::add);
        for (Object entry : returned) {
            switch (entry) {
                case TaskImpl<?> task when !task.done() -> reporting(task, () -> unwindThread(task));
                case Object callback -> drop(callback);
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
        if (task.isOffLoop() && !back.contains(task) && loop.outsideWorld() == null) {
            task.interruptOffLoop(); // it unwinds when it comes back
        } else if (task.thread != null) {
            unwindThread(task);
        } else if (!task.done()) {
            try {
                task.disposeWork();
            } finally {
                task.endWith(LoopCore.closedUnderTask());
            }
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
            steps.run(() -> loop.around.report(
                    Map.of("message", "a task could not be ended", "task", task, "exception", e)));
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
