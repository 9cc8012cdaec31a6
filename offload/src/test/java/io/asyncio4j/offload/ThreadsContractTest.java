package io.asyncio4j.offload;

import static io.asyncio4j.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.offload.contract.OffloadContract;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The core's own {@code runInExecutor}, with a pool of threads, keeps to the same contract. */
class ThreadsContractTest extends OffloadContract {

    @Override
    protected Offload openPlace() {
        return new Threads();
    }

    @Test
    void whatCannotBeSerialised_isPassedAsItself() {
        run(() -> {
            try (var place = openPlace()) {
                var lock = new Object();
                assertThat(place.call(() -> lock)).isSameAs(lock);
                var thrown = new IOException("itself");
                assertThatThrownBy(() -> place.call(() -> {
                    throw thrown;
                })).isSameAs(thrown);
            }
        });
    }

    /** As little as makes a pool of threads a place where calls run, and tells when a cancelled one is over. */
    private static final class Threads implements Offload {

        private enum Step {
            WAITING,
            BEGUN,
            TAKEN_BACK
        }

        private record Call<T>(RemoteCallable<T> body, AtomicReference<Step> step,
                CompletableFuture<CancelAnswer> stopped)
                implements Callable<T> {

            @Override
            public T call() throws Exception {
                if (!step.compareAndSet(Step.WAITING, Step.BEGUN)) {
                    throw new CancellationException();
                }
                try {
                    return body.call();
                } finally {
                    stopped.complete(CancelAnswer.CONFIRMED);
                }
            }
        }

        private final ExecutorService executor =
                new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
                    @Override
                    protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
                        return new FutureTask<>(callable) {
                            @Override
                            protected void done() {
                                if (isCancelled() && callable instanceof Call<?> call
                                        && call.step.compareAndSet(Step.WAITING, Step.TAKEN_BACK)) {
                                    call.stopped.complete(CancelAnswer.CONFIRMED);
                                }
                            }
                        };
                    }
                };

        @Override
        public <T> RemoteCall<T> submit(RemoteCallable<T> call) {
            if (executor.isShutdown()) {
                throw new RejectedExecutionException("it was shut down");
            }
            var stopped = new CompletableFuture<CancelAnswer>();
            return RemoteCall.of(EventLoop.running().runInExecutor(executor,
                    new Call<>(call, new AtomicReference<>(Step.WAITING), stopped)), stopped);
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
