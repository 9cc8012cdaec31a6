package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Futures for other threads, whose loop is closed before it has done what they wait for. */
class OutsideFutureCloseTest {

    private static final int PATIENCE_SECONDS = 30;

    private final EventLoop loop = Loops.virtual().build();

    /** Calls {@code asked} on another thread while the loop runs a callback, its last one. */
    private <T> CompletableFuture<T> askedFromOutside_inTheLastTurn(
            Supplier<CompletableFuture<T>> asked, Runnable then) {
        var future = new AtomicReference<CompletableFuture<T>>();
        loop.callSoon(() -> {
            Thread asker = Thread.ofPlatform().start(() -> future.set(asked.get()));
            try {
                asker.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            then.run();
            loop.stop();
        });
        loop.runForever();
        return future.get();
    }

    private static void assertCancelled(CompletableFuture<?> future) {
        assertThatThrownBy(() -> future.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isInstanceOf(CancellationException.class);
    }

    // RCT-01
    @Test
    void askedInTheLastTurn_ofAPromiseCancelledThere_isCancelledToo() {
        Promise<Integer> promise = loop.createFuture();
        CompletableFuture<Integer> outside =
                askedFromOutside_inTheLastTurn(promise::toCompletableFuture, promise::cancel);
        loop.close();
        assertCancelled(outside);
    }

    // RCT-01
    @Test
    void askedInTheLastTurn_ofAPromiseThatGotItsResultThere_hasTheResult() throws Exception {
        Promise<Integer> promise = loop.createFuture();
        CompletableFuture<Integer> outside =
                askedFromOutside_inTheLastTurn(promise::toCompletableFuture, () -> promise.setResult(7));
        loop.close();
        assertThat(outside.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(7);
    }

    // RCT-01
    @Test
    void askedInTheLastTurn_ofAPromiseThatStaysPending_isCancelledAtClose() {
        Promise<Integer> promise = loop.createFuture();
        CompletableFuture<Integer> outside =
                askedFromOutside_inTheLastTurn(promise::toCompletableFuture, () -> {});
        loop.close();
        assertCancelled(outside);
    }

    // RCT-01
    @Test
    void ofAPromiseThatIsPendingAtClose_isCancelledThen_andNotBefore() {
        Promise<Integer> promise = loop.createFuture();
        CompletableFuture<Integer> one = promise.toCompletableFuture();
        CompletableFuture<Integer> another = promise.toCompletableFuture();
        loop.runUntilComplete(() -> sleep(ms(1)));
        assertThat(one).isNotDone();
        loop.close();
        assertCancelled(one);
        assertCancelled(another);
    }

    // RCT-01
    @Test
    void askedAfterClose_ofAPromiseThatIsPending_isCancelledAtOnce() {
        Promise<Integer> promise = loop.createFuture();
        loop.close();
        assertCancelled(promise.toCompletableFuture());
    }

    // RCT-01
    @Test
    void coroutineThatTheLoopNeverReached_isCancelledAtClose_andDoesNotRun() {
        List<String> log = new ArrayList<>();
        CompletableFuture<Boolean> outside = runCoroutineThreadsafe(() -> log.add("ran"), loop);
        loop.close();
        assertCancelled(outside);
        assertThat(log).isEmpty();
    }

    // RCT-01
    @Test
    void coroutineGivenInTheLastTurn_isCancelledAtClose_andDoesNotRun() {
        List<String> log = new ArrayList<>();
        CompletableFuture<Boolean> outside = askedFromOutside_inTheLastTurn(
                () -> runCoroutineThreadsafe(() -> log.add("ran"), loop), () -> {});
        loop.close();
        assertCancelled(outside);
        assertThat(log).isEmpty();
    }
}
