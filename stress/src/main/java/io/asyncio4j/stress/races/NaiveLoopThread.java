package io.asyncio4j.stress.races;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A thread that runs what it is given, as one writes it at first: it does not wait until it has begun, and forgets. */
final class NaiveLoopThread {

    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private volatile boolean begun;
    private volatile boolean closed;
    private @Nullable Thread thread;

    private NaiveLoopThread() {}

    static NaiveLoopThread start() {
        var made = new NaiveLoopThread();
        made.thread = Thread.ofPlatform().daemon().start(made::loop);
        return made;
    }

    private void loop() {
        begun = true;
        while (true) {
            Runnable next = queue.poll();
            if (next != null) {
                next.run();
            } else if (closed) {
                return;
            } else {
                Thread.onSpinWait();
            }
        }
    }

    boolean isRunning() {
        return begun;
    }

    /** {@return the result to come, or null if it is closed} */
    <T> @Nullable CompletableFuture<T> submit(Supplier<T> call) {
        if (closed) {
            return null;
        }
        Pause.forOthers();
        var future = new CompletableFuture<T>();
        queue.add(() -> future.complete(call.get()));
        return future;
    }

    void close() {
        closed = true;
        boolean interrupted = false;
        while (true) {
            try {
                Objects.requireNonNull(thread).join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
