package io.asyncio4j.stress.races.loops;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A thread that runs what it is given, as one writes it at first: it does not wait until it has begun, and forgets. */
final class NaiveLoopThread {

    private static final long IDLE_NANOS = 10_000;
    private static final long MOMENT_NANOS = 20 * IDLE_NANOS;

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
                LockSupport.parkNanos(IDLE_NANOS); // there are many at once, which must not take the processors
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
        LockSupport.parkNanos(MOMENT_NANOS); // time to end in
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
