package io.asyncio4j.offload.internal.pool;

import io.asyncio4j.offload.NotSendableException;
import io.asyncio4j.offload.RemoteCallable;
import io.asyncio4j.offload.internal.serial.Originated;
import io.asyncio4j.offload.spi.Parcel;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A pool as {@code java.util.concurrent} has executors. */
public final class PoolExecutor extends AbstractExecutorService {

    private final PoolCore core;

    public PoolExecutor(PoolCore core) {
        this.core = core;
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> call) {
        Objects.requireNonNull(call, "call");
        Parcel parcel = core.pack(call);
        if (!core.room().tryTake()) {
            throw new RejectedExecutionException(core + " has as many calls as it takes at a time");
        }
        return core.submit(parcel);
    }

    @Override
    public CompletableFuture<?> submit(Runnable command) {
        return this.<@Nullable Object>submit(command, null);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Runnable command, T result) {
        return submit(new Command<>(Objects.requireNonNull(command, "command"), result));
    }

    /** Makes it, and lets go: what it throws is lost, as with every executor. */
    @Override
    public void execute(Runnable command) {
        var _ = submit(command);
    }

    /** A command that is serialisable if the program's is. */
    private record Command<T extends @Nullable Object>(Runnable command, T result)
            implements
            RemoteCallable<T>,
            Originated {

        Command {
            if (!(command instanceof Serializable)) {
                throw new NotSendableException("cannot send the command to another process: " + command
                        + " is not Serializable. Submit a RemoteCallable: RemoteCallable.of(() -> ...).");
            }
        }

        @Override
        public T call() {
            command.run();
            return result;
        }

        @Override
        public Object carried() {
            return command;
        }
    }

    @Override
    public void shutdown() {
        core.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        core.shutdownNow(); // what has not begun is cancelled, and its futures tell
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return core.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return core.terminated().isDone();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            core.terminated().get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError(e); // nobody completes it so
        }
    }

    @Override
    public String toString() {
        return core.toString();
    }
}
