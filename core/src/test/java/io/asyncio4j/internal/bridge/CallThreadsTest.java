package io.asyncio4j.internal.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** THR-01, THR-07: the threads that {@code toThread} makes its calls on. */
@Timeout(60)
class CallThreadsTest {

    private final CallThreads threads = new CallThreads(Loops.isCarried());

    /** Makes {@code call}, and is there the moment it is over, as a loop is that looks. */
    private <T> Future<T> make(Callable<T> call) {
        Future<T> future = threads.submit(call, done -> {});
        while (!future.isDone()) {
            Thread.onSpinWait();
        }
        return future;
    }

    private record Seen(Thread thread, String local, String name, ClassLoader loader, boolean interrupted) {}

    // THR-01
    @Test
    void aThreadThatMakesAnotherCall_knowsNothingOfTheOneBefore() throws Exception {
        var local = new ThreadLocal<String>();
        ClassLoader mine = Thread.currentThread().getContextClassLoader();
        Thread last = null;
        int again = 0;
        // a busy machine takes the thread's place before it is asked for again, most times
        for (int i = 0; i < 20_000 ? again < 100 : again == 0 && Loops.isCarried(); i++) {
            Seen seen = make(() -> {
                Thread thread = Thread.currentThread();
                var found = new Seen(thread, local.get(), thread.getName(), thread.getContextClassLoader(),
                        thread.isInterrupted());
                local.set("left");
                thread.setName("left");
                thread.setContextClassLoader(null);
                thread.setUncaughtExceptionHandler((where, e) -> {});
                thread.interrupt();
                return found;
            }).get();
            assertThat(seen.local()).isNull();
            assertThat(seen.name()).startsWith("asyncio_");
            assertThat(seen.loader()).isSameAs(mine);
            assertThat(seen.interrupted()).isFalse();
            assertThat(seen.thread().isVirtual()).isTrue();
            again += seen.thread() == last ? 1 : 0;
            last = seen.thread();
        }
        if (!Loops.isCarried()) {
            assertThat(again).isZero();
        } else if (Runtime.getRuntime().availableProcessors() > 1) {
            assertThat(again).isPositive();
        }
    }

    @Test
    void eachCallIsToldOnce_andBringsTheVeryException() throws Exception {
        var failure = new CancellationException("the call's own");
        var told = new CompletableFuture<Future<?>>();
        Future<Object> future = threads.submit(() -> {
            throw failure;
        }, told::complete);
        assertThat(told.get()).isSameAs(future);
        assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class).cause().isSameAs(failure);
        assertThat(future.isCancelled()).isFalse();
    }

    // THR-07
    @Test
    void cancelling_interruptsTheCall_andNoLaterOne() throws Exception {
        for (int i = 0; i < 50; i++) {
            var begun = new CountDownLatch(1);
            var ended = new CompletableFuture<String>();
            Future<Object> future = threads.submit(() -> {
                begun.countDown();
                try {
                    return new CountDownLatch(1).await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    ended.complete("interrupted");
                    throw e;
                }
            }, done -> {});
            begun.await();
            assertThat(future.cancel(true)).isTrue();
            assertThat(make(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
            assertThat(ended.get()).isEqualTo("interrupted");
        }
    }

    @Test
    void shutDown_itTakesNoMore_andEndsWithItsLastThread() throws Exception {
        var release = new CountDownLatch(1);
        Future<Boolean> call = threads.submit(() -> release.await(30, TimeUnit.SECONDS), done -> {});
        threads.shutdown();
        assertThat(threads.isShutdown()).isTrue();
        assertThatThrownBy(() -> threads.submit(() -> 1, done -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(threads.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
        release.countDown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(threads.isTerminated()).isTrue();
        assertThat(call.get()).isTrue();
    }

    @Test
    void manyCallsFromManyThreads_areAllMade_andAllThreadsEnd() throws Exception {
        int callers = 4;
        int calls = 2_000;
        List<Thread> all = new ArrayList<>();
        var made = new AtomicInteger();
        for (int i = 0; i < callers; i++) {
            all.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < calls; j++) {
                    make(made::incrementAndGet);
                }
            }));
        }
        for (Thread each : all) {
            each.join();
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(made).hasValue(callers * calls);
    }

    @Test
    void asAnExecutor_itMakesWhatItIsGiven_andRefusesItOnceItIsShutDown() throws Exception {
        var made = new CompletableFuture<Thread>();
        threads.execute(() -> made.complete(Thread.currentThread()));
        assertThat(made.get(30, TimeUnit.SECONDS).isVirtual()).isTrue();
        assertThat(threads.isTerminated()).isFalse();
        threads.shutdown();
        assertThatThrownBy(() -> threads.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void shutDownNow_interruptsTheCallsThatAreMade() throws Exception {
        var begun = new CountDownLatch(1);
        Future<String> call = threads.submit(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return "ended";
            } catch (InterruptedException e) {
                return "interrupted";
            }
        }, done -> {});
        begun.await();
        assertThat(threads.shutdownNow()).isEmpty();
        assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo("interrupted");
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
}
