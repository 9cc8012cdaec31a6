package io.asyncio4j.offload;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.offload.contract.OffloadContract;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The core's own {@code runInExecutor}, with a pool of threads, keeps to the same contract. */
class ThreadsContractTest extends OffloadContract {

    @Override
    protected Offload open() {
        return new Threads();
    }

    @Override
    protected boolean hasProcesses() {
        return false;
    }

    /** As little as makes a pool of threads a place where calls run. */
    private static final class Threads implements Offload {
        private final ExecutorService executor = Executors.newFixedThreadPool(2);

        @Override
        public <T> RemoteCall<T> submit(RemoteCallable<T> call) {
            if (executor.isShutdown()) {
                throw new RejectedExecutionException("it was shut down");
            }
            var stopped = new CompletableFuture<CancelAnswer>();
            var future = EventLoop.running().<T>runInExecutor(executor, () -> {
                try {
                    return call.call();
                } finally {
                    stopped.complete(CancelAnswer.CONFIRMED);
                }
            });
            future.addDoneCallback(done -> {
                if (done.cancelled()) { // what has not begun never will: the next one in line comes after it
                    executor.execute(() -> stopped.complete(CancelAnswer.CONFIRMED));
                }
            });
            return RemoteCall.of(future, stopped);
        }

        @Override
        public int parallelism() {
            return 2;
        }

        @Override
        public void close() {
            executor.shutdown();
            Asyncio.toThread(() -> executor.awaitTermination(1, TimeUnit.MINUTES));
        }
    }
}
