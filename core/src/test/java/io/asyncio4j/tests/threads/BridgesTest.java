package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.await;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.wrapFuture;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BridgesTest {

    // ENS-06
    @Test
    void completedByAnotherThread_wakesTheTaskThatAwaits() throws InterruptedException {
        var stage = new CompletableFuture<String>();
        Thread completer = Thread.ofPlatform().unstarted(() -> stage.complete("from outside"));
        Loops.run(() -> {
            EventLoop.running().callSoon(completer::start); // while the task waits
            assertThat(await(stage)).isEqualTo("from outside");
        });
        completer.join();
    }

    // ENS-06: one tick to the wrapper's result, one more to the task
    @Test
    void completedAlready_comesThroughTheLoop() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            EventLoop loop = EventLoop.running();
            Future<String> wrapper = wrapFuture(CompletableFuture.completedFuture("value"));
            assertThat(wrapper.done()).isFalse();
            loop.callSoon(() -> log.add("soon " + wrapper.done()));
            wrapper.addDoneCallback(future -> log.add("done " + future.result()));
            loop.callSoon(() -> loop.callSoon(() -> log.add("queued behind")));
            log.add("awaited " + wrapper.await());
            ticks(1);
            assertThat(log).containsExactly("soon true", "done value", "awaited value", "queued behind");
        });
    }

    // ENS-06
    @Test
    void theWrapper_belongsToTheRunningLoop() {
        var stage = new CompletableFuture<String>();
        Loops.run(() -> assertThat(wrapFuture(stage).getLoop()).isSameAs(EventLoop.running()));
        assertThatThrownBy(() -> wrapFuture(stage))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        assertThatThrownBy(() -> wrapFuture(null)).isInstanceOf(RuntimeException.class);
    }

    // ENS-06, FUT-29
    @Test
    void aFailure_arrivesWithoutAWrapper_howeverDeepItIsIn() {
        Loops.run(() -> {
            var failure = new IOException("broken");
            var failed = CompletableFuture.<String>failedFuture(failure);
            CompletionStage<String> dependent = failed.thenApply(value -> value).thenApply(value -> value);
            CompletionStage<String> executed =
                    CompletableFuture.failedFuture(new ExecutionException(failure));
            for (CompletionStage<String> stage : List.of(failed, dependent, executed)) {
                assertThatThrownBy(() -> await(stage)).isSameAs(failure);
                Future<String> wrapper = wrapFuture(stage);
                assertThatThrownBy(wrapper::await).isSameAs(failure);
                assertThat(wrapper.exception()).isSameAs(failure);
            }
        });
    }

    // FUT-29
    @Test
    void aCancelledStage_cancelsTheWrapper() {
        Loops.run(() -> {
            var stage = new CompletableFuture<String>();
            CompletionStage<String> dependent = stage.thenApply(value -> value);
            Future<String> direct = wrapFuture(stage);
            Future<String> indirect = wrapFuture(dependent);
            stage.cancel(false);
            for (Future<String> wrapper : List.of(direct, indirect)) {
                assertThatThrownBy(wrapper::await).isInstanceOf(CancelledError.class);
                assertThat(wrapper.cancelled()).isTrue();
            }
        });
    }

    // ENS-07
    @Test
    void cancellingTheWrapper_cancelsTheStageOneTickLater() {
        Loops.run(() -> {
            var stage = new CompletableFuture<String>();
            Future<String> wrapper = wrapFuture(stage);
            assertThat(wrapper.cancel()).isTrue();
            assertThat(wrapper.cancelled()).isTrue();
            assertThat(stage).isNotCancelled();
            ticks(1);
            assertThat(stage).isCancelled();
        });
    }

    // ENS-07, CAN-03
    @Test
    void cancellingTheTaskThatAwaits_cancelsTheStage() {
        Loops.run(() -> {
            var stage = new CompletableFuture<String>();
            Task<String> task = createTask(() -> await(stage));
            ticks(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(stage).isCancelled();
        });
    }

    // ENS-07
    @Test
    void cancelledWhenTheStageHasItsResult_leavesThatAlone() {
        Loops.run(() -> {
            var reports = Loops.collectReports();
            var stage = new CompletableFuture<String>();
            Future<String> wrapper = wrapFuture(stage);
            stage.complete("value");
            assertThat(wrapper.cancel()).isTrue();
            ticks(2);
            assertThat(wrapper.cancelled()).isTrue();
            assertThat(stage).isCompletedWithValue("value");
            assertThat(reports).isEmpty();
        });
    }

    // ENS-08
    @Test
    void completedAfterTheLoopWasClosed_isDropped() {
        var good = new CompletableFuture<String>();
        var bad = new CompletableFuture<String>();
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        List<Future<String>> wrappers =
                loop.runUntilComplete(() -> List.of(wrapFuture(good), wrapFuture(bad)));
        loop.close();
        assertThat(good.complete("too late")).isTrue();
        assertThat(bad.completeExceptionally(new IOException("too late"))).isTrue();
        assertThat(wrappers).noneMatch(Future::done);
        assertThat(reports).isEmpty();
    }

    // FUT-29
    @Test
    void toCompletableFuture_endsAsTheFutureDoes() throws Exception {
        Loops.run(() -> {
            var failure = new IOException("broken");
            EventLoop loop = EventLoop.running();
            Promise<String> good = loop.createFuture();
            Promise<String> bad = loop.createFuture();
            Promise<String> cancelled = loop.createFuture();
            CompletableFuture<String> outsideGood = good.toCompletableFuture();
            CompletableFuture<String> outsideBad = bad.toCompletableFuture();
            CompletableFuture<String> outsideCancelled = cancelled.toCompletableFuture();
            assertThat(outsideGood).isNotDone();
            good.setResult("value");
            bad.setException(failure);
            cancelled.cancel();
            ticks(1);
            assertThat(outsideGood).isCompletedWithValue("value");
            assertThat(outsideBad.exceptionNow()).isSameAs(failure);
            assertThatThrownBy(outsideBad::get).isInstanceOf(ExecutionException.class).hasCause(failure);
            assertThat(outsideCancelled).isCancelled();
            // asked for when it is done
            assertThat(good.toCompletableFuture()).isCompletedWithValue("value");
            assertThat(bad.toCompletableFuture().exceptionNow()).isSameAs(failure);
            assertThat(cancelled.toCompletableFuture()).isCancelled();
        });
    }

    // FUT-29, SHD-01
    @Test
    void theStateOfAFuture_isCopiedToItsShield() {
        Loops.run(() -> {
            var failure = new IOException("broken");
            EventLoop loop = EventLoop.running();
            Promise<String> bad = loop.createFuture();
            Future<String> shieldOfBad = shield(bad);
            Promise<String> cancelled = loop.createFuture();
            Future<String> shieldOfCancelled = shield(cancelled);
            bad.setException(failure);
            cancelled.cancel();
            assertThatThrownBy(shieldOfBad::await).isSameAs(failure);
            assertThatThrownBy(shieldOfCancelled::await).isInstanceOf(CancelledError.class);
            assertThat(shieldOfCancelled.cancelled()).isTrue();
        });
    }

    // ENS-06, FUT-36
    @Test
    void toCompletableFuture_mayBeCalledFromAnotherThread() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> promise = loop.createFuture();
            String value = toThread(() -> {
                CompletableFuture<String> outside = promise.toCompletableFuture();
                loop.callSoonThreadsafe(() -> promise.setResult("value"));
                return outside.get(30, TimeUnit.SECONDS);
            });
            assertThat(value).isEqualTo("value");
        });
    }

    // ENS-09
    @Test
    void cancelledFromAnotherThread_cancelsTheFutureOnItsLoop() {
        Loops.run(() -> {
            List<Thread> threads = new ArrayList<>();
            Promise<String> promise = EventLoop.running().createFuture();
            promise.addDoneCallback(future -> threads.add(Thread.currentThread()));
            EventLoop.running().callSoon(() -> threads.add(Thread.currentThread()));
            ticks(1);
            Task<Boolean> canceller =
                    createTask(() -> toThread(() -> promise.toCompletableFuture().cancel(true)));
            assertThatThrownBy(promise::await).isInstanceOf(CancelledError.class);
            assertThat(canceller.await()).isTrue();
            assertThat(threads).hasSize(2);
            assertThat(threads.get(1)).isSameAs(threads.get(0));
        });
    }

    // ENS-09
    @Test
    void cancelledOnTheLoop_doesNotCancelInPlace() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            CompletableFuture<String> outside = promise.toCompletableFuture();
            assertThat(outside.cancel(true)).isTrue();
            assertThatThrownBy(outside::join).isInstanceOf(CancellationException.class);
            assertThat(promise.done()).isFalse();
            ticks(2);
            assertThat(promise.cancelled()).isTrue();
        });
    }

    // ENS-07: what hangs on the CompletableFuture is an ordinary one, whose cancellation stays there
    @Test
    void cancellingADependentStage_doesNotReachTheFuture() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            CompletableFuture<String> dependent =
                    promise.toCompletableFuture().thenApply(value -> value + "!");
            dependent.cancel(true);
            ticks(2);
            assertThat(promise.done()).isFalse();
        });
    }

    // FUT-25
    @Test
    void aFailureHandedToACompletableFuture_countsAsLookedAt() {
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        CompletableFuture<String> outside = loop.runUntilComplete(() -> {
            Task<String> task = createTask(() -> {
                throw new IOException("broken");
            });
            CompletableFuture<String> future = task.toCompletableFuture();
            ticks(2);
            return future;
        });
        loop.close();
        assertThat(outside).isCompletedExceptionally();
        assertThat(reports).isEmpty();
    }
}
