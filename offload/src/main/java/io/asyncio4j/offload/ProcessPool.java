package io.asyncio4j.offload;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.offload.internal.parts.OffloadParts;
import io.asyncio4j.offload.internal.pool.Job;
import io.asyncio4j.offload.internal.pool.PoolCore;
import io.asyncio4j.offload.internal.pool.PoolExecutor;
import io.asyncio4j.offload.internal.pool.Room;
import io.asyncio4j.offload.internal.pool.Settings;
import io.asyncio4j.offload.spi.Parcel;
import io.asyncio4j.offload.spi.RemoteCalls;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A pool of child JVMs on this machine, each of which makes one call at a time: for work that needs a processor of its
 * own, more memory than this JVM shall have, or that may have to be killed.
 *
 * <pre>{@code
 * try (var pool = ProcessPool.open()) {
 *     int count = pool.call(() -> countPrimes(from, to));
 * }
 * }</pre>
 *
 * <p>Children have the JDK, the class path or module path, and the system properties of this JVM. They are started when
 * there are calls for them, stay for the next ones, and leave when there have been none for a while. One that dies is
 * replaced; its call fails with a {@link ChildDiedException}, and no other does. When this JVM ends, however it ends, they
 * end at once. What they print goes to the logger {@code io.asyncio4j.offload}, with their names.
 *
 * <p>A pool may be used on several loops and on other threads at a time. It belongs to none of them: closing a loop
 * cancels the calls that its tasks await, and leaves the pool alone.
 *
 * <p><b>Cancellation:</b> a call that waits is never made. One that runs is interrupted; if it has not ended after the
 * {@linkplain ProcessPoolBuilder#grace grace period}, its child is killed, with all that it has started, and replaced.
 *
 * <p><b>From CPython:</b> {@code concurrent.futures.ProcessPoolExecutor} with the start method {@code spawn}.
 */
public final class ProcessPool implements Offload {

    private final PoolCore core;

    ProcessPool(Settings settings) {
        core = new PoolCore(settings);
    }

    /** {@return a pool of at most as many children as there are processors} Nothing is started yet. */
    public static ProcessPool open() {
        return builder().open();
    }

    /** {@return what makes a pool that is not as all are} */
    public static ProcessPoolBuilder builder() {
        OffloadParts.ensurePool();
        return new ProcessPoolBuilder();
    }

    @Override
    public <T extends @Nullable Object> RemoteCall<T> submit(RemoteCallable<T> call) {
        Objects.requireNonNull(call, "call");
        EventLoop loop = EventLoop.running();
        Parcel parcel = core.pack(call);
        takePlace();
        return RemoteCalls.start(loop, call, () -> core.<T>submit(parcel), Job::stopped);
    }

    private void takePlace() {
        Room room = core.room();
        if (room.tryTake()) {
            return;
        }
        CompletableFuture<@Nullable Void> place = room.take();
        try {
            Asyncio.await(place);
        } catch (Throwable e) {
            if (!place.cancel(false)) {
                room.giveBack(); // it came at the same time
            }
            throw e;
        }
    }

    /**
     * {@return this pool as an executor, for any thread and for {@code loop.runInExecutor}} It takes what is serialisable:
     * give it a {@link RemoteCallable}. Its futures are {@link CompletableFuture}s; cancelling one interrupts and then
     * kills, as here. Where this pool waits for room, it throws a
     * {@link java.util.concurrent.RejectedExecutionException}. Shutting it down shuts this pool down.
     */
    public ExecutorService executor() {
        return new PoolExecutor(core);
    }

    /** {@return what it is called in logs and errors} */
    public String name() {
        return core.name();
    }

    /** {@return what it does and has done} Any thread may ask. */
    public PoolStatistics statistics() {
        return core.statistics();
    }

    /** {@return how many children there may be} */
    @Override
    public int parallelism() {
        return core.settings().size();
    }

    /** Takes no more calls. The children end when those are over that were made; nothing waits for it. */
    public void shutdown() {
        core.shutdown();
    }

    /** Takes no more calls, cancels all that are not over, and kills the children. Nothing waits for it. */
    public void shutdownNow() {
        core.shutdownNow();
    }

    /**
     * Takes no more calls, and waits until those are over that were made and the children have ended: in the current
     * task, or on this thread if there is none. Closing twice does nothing more.
     *
     * <p><b>Cancellation:</b> cancels all calls, kills the children, and throws when those have ended. The same when the
     * thread is interrupted, which leaves its interrupt flag set.
     *
     * <p><b>From CPython:</b> {@code shutdown(wait=True)}, the end of {@code with ProcessPoolExecutor() as pool:}.
     */
    @Override
    public void close() {
        core.shutdown();
        CompletableFuture<@Nullable Void> terminated = core.terminated();
        if (isInTask()) {
            closeInTask(terminated);
        } else {
            closeOnThread(terminated);
        }
    }

    private static boolean isInTask() {
        try {
            return Asyncio.currentTask() != null;
        } catch (IllegalStateException e) { // no loop runs here
            return false;
        }
    }

    private void closeInTask(CompletableFuture<@Nullable Void> terminated) {
        try {
            Asyncio.await(terminated.copy());
        } catch (CancelledError e) {
            core.shutdownNow();
            Asyncio.await(terminated.copy());
            throw e;
        }
    }

    private void closeOnThread(CompletableFuture<@Nullable Void> terminated) {
        boolean interrupted = false;
        while (true) {
            try {
                terminated.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                core.shutdownNow();
            } catch (ExecutionException e) {
                throw new AssertionError(e); // nobody completes it so
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return core.toString();
    }
}
