package io.asyncio4j.testkit.internal.chance;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** An executor service all of whose work is asked for by way of another executor, which may reject it. */
public final class RejectingExecutor extends AbstractExecutorService {

    private final Executor rejecting;
    private final ExecutorService service;

    public RejectingExecutor(Executor rejecting, ExecutorService service) {
        this.rejecting = rejecting;
        this.service = service;
    }

    @Override
    public void execute(Runnable command) {
        rejecting.execute(command);
    }

    @Override
    public void shutdown() {
        service.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return service.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return service.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return service.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return service.awaitTermination(timeout, unit);
    }
}
