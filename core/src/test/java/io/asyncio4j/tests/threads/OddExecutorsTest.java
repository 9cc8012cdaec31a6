package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.spi.ContextPropagator;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Executors that are not the JDK's, calls that are to be sent elsewhere, and stages with odd failures. */
class OddExecutorsTest {

    private interface SentCall extends Callable<String>, Serializable {}

    /** Runs everything in place. */
    private static class OwnService extends AbstractExecutorService {

        private final List<Object> given = new ArrayList<>();

        @Override
        public <T> Future<T> submit(Callable<T> task) {
            given.add(task);
            return super.submit(task);
        }

        @Override
        public void execute(Runnable command) {
            command.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return true;
        }

        @Override
        public boolean isTerminated() {
            return true;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    @Test
    void aServiceWhoseFuturesAreStages_needsNoThreadThatWaits() {
        var service = new OwnService() {
            @Override
            public <T> Future<T> submit(Callable<T> task) {
                var future = new CompletableFuture<T>();
                try {
                    future.complete(task.call());
                } catch (Exception e) {
                    future.completeExceptionally(e);
                }
                return future;
            }
        };
        Asyncio.run(() -> {
            var loop = EventLoop.running();
            assertThat(loop.runInExecutor(service, () -> "done").await()).isEqualTo("done");
            var failure = new IOException("refused");
            assertThatThrownBy(() -> loop.runInExecutor(service, () -> {
                throw failure;
            }).await()).isSameAs(failure);
        });
    }

    @Test
    void aFailureWithoutACause_isBroughtBackAsItIs() {
        var failure = new ExecutionException((Throwable) null);
        var service = new OwnService() {
            @Override
            public <T> Future<T> submit(Callable<T> task) {
                return new FutureTask<>(task) {
                    @Override
                    public T get() throws ExecutionException {
                        throw failure;
                    }
                };
            }
        };
        Asyncio.run(
                () -> assertThatThrownBy(() -> EventLoop.running().runInExecutor(service, () -> 1).await())
                        .isSameAs(failure));
        var unexplained = new CompletionException("no cause", null);
        Asyncio.run(() -> assertThatThrownBy(
                () -> wrapFuture(CompletableFuture.failedFuture(unexplained)).await())
                .isSameAs(unexplained));
    }

    @Test
    void aCallThatIsToBeSent_isGivenToAServiceAsItIs_andCarriesNothing() {
        var restored = new AtomicInteger();
        ContextPropagator propagator = () -> body -> {
            restored.incrementAndGet();
            body.run();
        };
        SentCall call = () -> "sent";
        Asyncio.run(EventLoop.builder().propagate(propagator), () -> {
            var loop = EventLoop.running();
            restored.set(0);
            var service = new OwnService();
            assertThat(loop.runInExecutor(service, call).await()).isEqualTo("sent");
            assertThat(service.given).containsExactly(call);
            assertThat(restored).hasValue(0);
            assertThat(loop.runInExecutor(service, () -> "here").await()).isEqualTo("here");
            assertThat(restored).as("a lambda is for this JVM").hasValue(1);
            assertThat(loop.runInExecutor(ForkJoinPool.commonPool(), call).await()).isEqualTo("sent");
            assertThat(loop.runInExecutor((Executor) Runnable::run, call).await()).isEqualTo("sent");
            assertThat(restored).as("the JDK's pool stays in this JVM").hasValueGreaterThanOrEqualTo(2);
        });
    }

    @Test
    void aFailureThatComesWhenNobodyWaits_isReportedAsAStepOfTheLoop() throws Exception {
        var steps = new ArrayList<String>();
        var mayFail = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        Asyncio.run(() -> {
            var loop = EventLoop.running();
            var reports = Loops.collectReports();
            var future = loop.runInExecutor((Executor) command -> Thread.ofPlatform().start(command), () -> {
                begun.countDown();
                while (true) {
                    try {
                        mayFail.await();
                        throw new IOException("too late");
                    } catch (InterruptedException e) {
                        mayFail.countDown();
                    }
                }
            });
            begun.await();
            loop.addObserver(new LoopObserver() {
                @Override
                public void stepBegins(Step step) {
                    steps.add(step.toString());
                }
            });
            future.cancel();
            while (reports.isEmpty()) {
                sleep(Duration.ofMillis(1));
            }
            assertThat(reports.getFirst().get("message"))
                    .isEqualTo("a call on another thread failed when nobody waited for it any more");
        });
        assertThat(steps).contains("runInExecutor()");
    }

    @Test
    void cancellingAnOutsideFutureThatIsDone_changesNothing() {
        Loops.run(() -> {
            var promise = EventLoop.running().<String>createFuture();
            CompletableFuture<String> outside = promise.toCompletableFuture();
            outside.complete("from outside");
            assertThat(outside.cancel(true)).isFalse();
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            assertThat(promise.done()).isFalse();
        });
    }
}
