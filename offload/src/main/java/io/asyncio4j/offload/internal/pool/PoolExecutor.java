package io.asyncio4j.offload.internal.pool;

import io.asyncio4j.offload.NotSendableException;
import io.asyncio4j.offload.RemoteCallable;
import io.asyncio4j.offload.internal.serial.Originated;
import io.asyncio4j.offload.spi.Parcel;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
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

    // What AbstractExecutorService would do below sends objects of its own, which are not serialisable.

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> calls)
            throws InterruptedException {
        return invokeAll(calls, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> calls,
            long timeout, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        var futures = new ArrayList<Future<T>>();
        try {
            for (Callable<T> call : calls) {
                futures.add(submit(call));
            }
            for (Future<T> future : futures) {
                try {
                    future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (ExecutionException | CancellationException e) {
                    // who looks at the future gets it
                }
            }
        } catch (TimeoutException e) {
            // those that are done are done
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
        return futures;
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> calls)
            throws InterruptedException, ExecutionException {
        try {
            return invokeAny(calls, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e); // in 292 years
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> calls, long timeout,
            TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        var futures = new ArrayList<CompletableFuture<T>>();
        var done = new LinkedBlockingQueue<CompletableFuture<T>>();
        if (calls.isEmpty()) {
            throw new IllegalArgumentException("there is no call to make");
        }
        @Nullable ExecutionException failure = null;
        try {
            for (Callable<T> call : calls) {
                CompletableFuture<T> future = submit(call);
                futures.add(future);
                var _ = future.whenComplete((value, error) -> done.add(future));
            }
            for (int left = futures.size(); left > 0; left--) {
                CompletableFuture<T> next = done.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException(
                            "none of " + futures.size() + " calls has given a result in time");
                }
                try {
                    return next.get();
                } catch (ExecutionException e) {
                    failure = e;
                } catch (CancellationException e) {
                    failure = new ExecutionException(e);
                }
            }
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
        throw Objects.requireNonNull(failure); // there was a call, and each of them has failed
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
