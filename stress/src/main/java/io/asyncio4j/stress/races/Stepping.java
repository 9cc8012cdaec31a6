package io.asyncio4j.stress.races;

import io.asyncio4j.internal.thread.Backend;
import io.asyncio4j.internal.thread.TaskThread;
import io.asyncio4j.internal.thread.TaskThreads;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A task thread, and the loop's side of it. */
final class Stepping implements TaskThread.Host {

    private final TaskThreads threads;
    final TaskThread thread;

    Stepping(Backend backend, Consumer<TaskThread> body) {
        threads = TaskThreads.of(backend, this);
        thread = threads.take(body);
    }

    @SuppressWarnings("unchecked") // it was given one
    @Override
    public void run(Object body) {
        ((Consumer<TaskThread>) body).accept(thread);
    }

    @Override
    public @Nullable Object next(TaskThread thread) {
        return null;
    }

    /** Lets the thread end, which has no body any more. */
    void end() {
        threads.endIdle();
    }
}
