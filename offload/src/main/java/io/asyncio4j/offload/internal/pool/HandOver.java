package io.asyncio4j.offload.internal.pool;

import io.asyncio4j.offload.spi.Parcel;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An executor for one call, by which a loop hands it over, and which remembers it. */
public final class HandOver<T extends @Nullable Object> extends AbstractExecutorService {

    private final PoolCore core;
    private final Parcel parcel;
    private @Nullable Job<T> job;

    public HandOver(PoolCore core, Parcel parcel) {
        this.core = core;
        this.parcel = parcel;
    }

    @SuppressWarnings("unchecked") // it is for one call, of that type
    @Override
    public <V> Future<V> submit(Callable<V> call) {
        Job<V> made = core.submit(parcel);
        job = (Job<T>) made;
        return made;
    }

    public Job<T> job() {
        return Objects.requireNonNull(job);
    }

    @Override
    public void execute(Runnable command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
