package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.UnendingExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunInExecutorTest {

    private static final ContextVar<String> VARIABLE = ContextVar.of("variable", "unset");

    // THR-04
    @Test
    void submitsAtOnce_andGivesAFutureOfTheLoop() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            var called = new CompletableFuture<String>();
            Future<String> future = loop.runInExecutor(null, () -> {
                called.complete(Thread.currentThread().getName());
                return "result";
            });
            // the loop is held here, so nothing but the call itself can have submitted it
            assertThat(called.get(30, TimeUnit.SECONDS)).startsWith("asyncio");
            assertThat(future.getLoop()).isSameAs(loop);
            assertThat(future.done()).isFalse();
            assertThat(future.await()).isEqualTo("result");
        });
    }

    // THR-04
    @Test
    void theContext_isNotPassedOn() {
        Loops.run(() -> {
            VARIABLE.set("caller's");
            assertThat(EventLoop.running().runInExecutor(null, VARIABLE::get).await()).isEqualTo("unset");
        });
    }

    // THR-04; a ForkJoinPool's own future has a copy of it, or another one around it
    @ParameterizedTest
    @MethodSource("failures")
    void theVeryException_isBroughtBack_fromAForkJoinPool(Throwable failure) {
        Loops.run(() -> {
            for (Executor executor : List.of(ForkJoinPool.commonPool(), new OwnPool(),
                    Executors.unconfigurableExecutorService(ForkJoinPool.commonPool()))) {
                Future<String> future = EventLoop.running().runInExecutor(executor, () -> {
                    throw sneaky(failure);
                });
                assertThat(catchThrowable(future::await)).isSameAs(failure);
            }
        });
    }

    /** One of the program's own; its threads end by themselves. */
    private static final class OwnPool extends ForkJoinPool {
        OwnPool() {
            super(1);
        }
    }

    static List<Throwable> failures() {
        return List.of(new IOException("checked"), new IllegalStateException("unchecked"),
                new AssertionError("error"),
                new ExecutionException("cause", new IOException()));
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException sneaky(Throwable failure) throws X {
        throw (X) failure;
    }

    // THR-04
    @Test
    void theVeryException_isBroughtBack() {
        var failure = new IOException("broken");
        Loops.run(() -> {
            Future<String> future = EventLoop.running().runInExecutor(null, () -> {
                throw failure;
            });
            assertThatThrownBy(future::await).isSameAs(failure);
        });
    }

    // THR-04
    @Test
    void anyExecutorWillDo_evenOneThatRunsItInPlace() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            assertThat(loop.runInExecutor(Runnable::run, () -> "in place").await()).isEqualTo("in place");
            assertThat(loop.runInExecutor(ForkJoinPool.commonPool(), () -> "common pool").await())
                    .isEqualTo("common pool");
            try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
                assertThat(loop.runInExecutor(executor, () -> "a pool").await()).isEqualTo("a pool");
            }
        });
    }

    // THR-04
    @Test
    void anExecutorThatRefuses_throwsAtOnce_andTheLoopGoesOn() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            ExecutorService executor = Executors.newSingleThreadExecutor();
            executor.shutdown();
            assertThatThrownBy(() -> loop.runInExecutor(executor, () -> "never"))
                    .isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> loop.runInExecutor(null, (Callable<String>) null))
                    .isInstanceOf(NullPointerException.class);
            // a clock that believed in work elsewhere would not jump, and this would take an hour
            assertThat(sleep(ms(3_600_000), "jumped")).isEqualTo("jumped");
        });
    }

    // THR-05
    @Test
    void cancellingTheFuture_interruptsTheThread_whoseLateResultIsIgnored() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            var interrupted = new CompletableFuture<String>();
            Promise<String> started = loop.createFuture();
            var never = new CountDownLatch(1);
            Future<String> future = loop.runInExecutor(null, () -> {
                loop.callSoonThreadsafe(() -> started.setResult("started"));
                try {
                    never.await();
                } catch (InterruptedException e) {
                    interrupted.complete("interrupted");
                }
                return "late";
            });
            started.await();
            assertThat(future.cancel()).isTrue();
            assertThat(future.cancelled()).isTrue();
            assertThatThrownBy(future::await).isInstanceOf(CancelledError.class);
            sleep(ms(1));
            assertThat(interrupted.get(30, TimeUnit.SECONDS)).isEqualTo("interrupted");
            Loops.ticks(3);
            assertThat(future.cancelled()).isTrue();
        });
    }

    // THR-05
    @Test
    void cancelledBeforeItStarts_itNeverRuns() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<String> log = new ArrayList<>();
            var release = new CountDownLatch(1);
            var cancelled = new CountDownLatch(1);
            try (var executor = new OneThread(cancelled)) {
                Future<Boolean> first = loop.runInExecutor(executor,
                        () -> release.await(30, TimeUnit.SECONDS));
                Future<Boolean> second = loop.runInExecutor(executor, () -> log.add("never"));
                second.cancel();
                Loops.ticks(2);
                assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
                release.countDown();
                assertThat(first.await()).isTrue();
            }
            assertThat(log).isEmpty();
        });
    }

    /** One thread, and a latch for the first piece of work that is cancelled. */
    private static final class OneThread extends ThreadPoolExecutor {

        private final CountDownLatch cancelled;

        OneThread(CountDownLatch cancelled) {
            super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
            this.cancelled = cancelled;
        }

        @Override
        protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
            return new FutureTask<>(callable) {
                @Override
                protected void done() {
                    if (isCancelled()) {
                        cancelled.countDown();
                    }
                }
            };
        }
    }

    // THR-05
    @Test
    void aCompletionAfterTheLoopWasClosed_isIgnored() throws Exception {
        var release = new CountDownLatch(1);
        var finished = new CompletableFuture<Thread>();
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        Future<String> future = loop.runInExecutor(null, () -> {
            release.await();
            finished.complete(Thread.currentThread());
            return "late";
        });
        loop.stop();
        loop.runForever();
        loop.close();
        release.countDown();
        finished.get(30, TimeUnit.SECONDS).join();
        assertThat(future.done()).isFalse();
        assertThat(reports).isEmpty();
    }

    // THR-05
    @Test
    void workThatItsExecutorCancelled_cancelsTheFuture() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            try (var executor = new CancellingExecutor()) {
                Future<String> future = loop.runInExecutor(executor, () -> "never");
                assertThatThrownBy(future::await).isInstanceOf(CancelledError.class);
                assertThat(future.cancelled()).isTrue();
            }
        });
    }

    /** Cancels each piece of work that it is given. */
    private static final class CancellingExecutor extends UnendingExecutor {

        @Override
        public void execute(Runnable command) {
            ((java.util.concurrent.Future<?>) command).cancel(true);
        }
    }

    // THR-06
    @Test
    void anyExecutorService_canBeTheDefault() {
        ExecutorService executor = Executors.newSingleThreadExecutor(
                runnable -> Thread.ofPlatform().name("default").unstarted(runnable));
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setDefaultExecutor(executor);
            assertThat(loop.runInExecutor(null, () -> Thread.currentThread().getName()).await())
                    .isEqualTo("default");
            assertThatThrownBy(() -> loop.setDefaultExecutor(null)).isInstanceOf(NullPointerException.class);
        });
        assertThat(executor.isTerminated()).isTrue();
    }

    // THR-07
    @Test
    void afterTheDefaultExecutorWasShutDown_itIsRefused_butOthersAreNot() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            assertThat(loop.runInExecutor(null, () -> "before").await()).isEqualTo("before");
            loop.shutdownDefaultExecutor(null);
            assertThatThrownBy(() -> loop.runInExecutor(null, () -> "never"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Executor shutdown has been called");
            assertThat(loop.runInExecutor(Runnable::run, () -> "other").await()).isEqualTo("other");
            loop.shutdownDefaultExecutor(null);
        });
    }

    // THR-08
    @Test
    void shutdown_waitsForTheThreads_whileTheLoopGoesOn() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            var release = new CountDownLatch(1);
            List<String> log = new ArrayList<>();
            Future<Boolean> future = loop.runInExecutor(null, () -> release.await(30, TimeUnit.SECONDS));
            loop.callLater(ms(1), () -> {
                log.add("a callback runs");
                release.countDown();
            });
            loop.shutdownDefaultExecutor(null);
            assertThat(log).containsExactly("a callback runs");
            assertThat(future.await()).isTrue();
        });
    }

    // THR-08
    @Test
    void shutdown_thatTakesTooLong_warnsAndGoesOn() {
        var logger = Logger.getLogger("io.asyncio4j");
        var records = new ArrayList<LogRecord>();
        logger.setUseParentHandlers(false);
        logger.setFilter(logRecord -> !records.add(logRecord));
        var release = new CountDownLatch(1);
        try {
            Loops.run(() -> {
                EventLoop loop = EventLoop.running();
                Future<Boolean> future = loop.runInExecutor(null, () -> release.await(30, TimeUnit.SECONDS));
                loop.shutdownDefaultExecutor(ms(5));
                assertThat(future.done()).isFalse();
                assertThatThrownBy(() -> loop.runInExecutor(null, () -> "never"))
                        .hasMessageContaining("Executor shutdown has been called");
                release.countDown();
                assertThat(future.await()).isTrue();
            });
        } finally {
            logger.setFilter(null);
            logger.setUseParentHandlers(true);
        }
        assertThat(records).hasSize(1);
        assertThat(records.getFirst().getLevel()).isEqualTo(Level.WARNING);
        assertThat(records.getFirst().getMessage()).contains("did not finish joining its threads within");
    }
}
