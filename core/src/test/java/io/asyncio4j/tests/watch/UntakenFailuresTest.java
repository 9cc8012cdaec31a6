package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Generator;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Failures that somebody seems to have taken, and nobody has. */
class UntakenFailuresTest {

    private final IOException failure = new IOException("nobody takes it");

    // FUT-24: however the future of the other threads has ended before
    @Test
    void failureAfterItsOutsideFutureWasEnded_isReported() {
        List<Consumer<CompletableFuture<?>>> endings = List.of(
                outside -> outside.cancel(true),
                outside -> outside.completeExceptionally(new IllegalStateException("by hand")),
                outside -> outside.complete(null));
        for (Consumer<CompletableFuture<?>> ending : endings) {
            assertThat(reportsOf(() -> {
                Task<?> task = createTask(this::failsWhenCancelled);
                ticks(1);
                ending.accept(task.toCompletableFuture());
                ticks(2);
                if (!task.done()) {
                    task.cancel();
                }
                sleep(ms(10));
            })).containsExactly(failure);
        }
    }

    // FUT-24: a request that comes after the failure takes nothing, either
    @Test
    void failureBeforeItsOutsideFutureIsCancelled_isReported() {
        assertThat(reportsOf(() -> {
            Task<?> task = createTask(this::fails);
            CompletableFuture<?> outside = task.toCompletableFuture();
            EventLoop.running().callSoon(() -> outside.cancel(true)); // when it has failed, and before that is copied
            ticks(5);
            assertThat(outside).isCancelled();
        })).containsExactly(failure);
    }

    // FUT-24
    @Test
    void failureAfterTheTimeOfItsOutsideFutureIsOver_isReported() {
        assertThat(reportsOf(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            CompletableFuture<String> outside = promise.toCompletableFuture();
            outside.orTimeout(1, TimeUnit.MILLISECONDS);
            Asyncio.blocking(() -> catchThrowable(outside::join)); // until its time is over
            promise.setException(failure);
            ticks(2);
        })).containsExactly(failure);
    }

    // FUT-24, RCT
    @Test
    void failureOfACoroutineFromAnotherThread_whoseFutureWasCancelled_isReported() {
        assertThat(reportsOf(() -> {
            EventLoop loop = EventLoop.running();
            CompletableFuture<Void> outside = runCoroutineThreadsafe(this::failsWhenCancelled, loop);
            ticks(3);
            outside.cancel(true);
            sleep(ms(10));
        })).containsExactly(failure);
    }

    // FUT-24
    @Test
    void failureThatTheOutsideFutureTakes_isNotReported() {
        assertThat(reportsOf(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            CompletableFuture<String> outside = promise.toCompletableFuture();
            promise.setException(failure);
            ticks(2);
            assertThat(outside).isCompletedExceptionally();
        })).isEmpty();
    }

    // GAT-13, FUT-24
    @Test
    void cancelOfAFailedGather_takesNothing() {
        assertThat(reportsOf(() -> {
            Future<?> gathered = gather(this::fails, this::fails);
            sleep(ms(5));
            assertThat(gathered.cancel()).isFalse();
        })).containsExactly(failure);
    }

    // CAN-07: what the await would have thrown is not lost
    @Test
    void failureInPlaceOfWhichARequestIsDelivered_isSuppressedInIt() {
        assertThat(reportsOf(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            Task<String> task = createTask(() -> promise.await());
            ticks(1);
            promise.setException(failure);
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class)
                    .hasSuppressedException(failure);
        })).isEmpty();
    }

    // CAN-07, COR-12
    @Test
    void failureInPlaceOfWhichARequestIsRaisedInAGenerator_isSuppressedInIt() {
        assertThat(reportsOf(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            Task<String> task = createTask(
                    Coroutine.fromGenerator("stepped", _ -> new Generator.Yield<String>(promise)));
            ticks(1);
            promise.setException(failure);
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class)
                    .hasSuppressedException(failure);
        })).isEmpty();
    }

    // RUN-17
    @Test
    void mainsFailure_thatAnExitDisplaces_isReported() {
        var exit = new LoopExit("now");
        List<Map<String, Object>> reports;
        try (EventLoop loop = Loops.virtual().build()) {
            reports = Loops.collectReports(loop);
            assertThat(catchThrowable(() -> loop.runUntilComplete(Coroutine.returningNull(() -> {
                loop.callSoon(() -> {
                    throw exit;
                });
                throw failure;
            })))).isSameAs(exit);
        }
        assertThat(exceptionsOf(reports)).containsExactly(failure);
    }

    // WAI-06: CPython takes it for seen; nobody has looked, since the waiter was cancelled
    @Test
    void failureInTheTickInWhichTheWaiterForItIsCancelled_orInTheNextOne_isReported() {
        for (int ticksBetween : new int[] {0, 1}) {
            assertThat(reportsOf(() -> waitsForAFailureAndIsCancelledAfter(ticksBetween)))
                    .as("%d ticks between", ticksBetween).containsExactly(failure);
        }
        assertThat(reportsOf(() -> waitsForAFailureAndIsCancelledAfter(2))).as("it has gone on").isEmpty();
    }

    private void waitsForAFailureAndIsCancelledAfter(int ticksBetween) {
        Promise<String> promise = EventLoop.running().createFuture();
        Promise<String> other = EventLoop.running().createFuture(); // else it would not matter how the only one ends
        Task<?> waits =
                createTask(() -> Asyncio.wait(List.of(promise, other), null, ReturnWhen.FIRST_EXCEPTION));
        ticks(1);
        promise.setException(failure);
        ticks(ticksBetween);
        waits.cancel();
        Throwable thrown = catchThrowable(waits::await);
        if (ticksBetween < 2) {
            assertThat(thrown).isInstanceOf(CancelledError.class);
        } else {
            assertThat(thrown).isNull();
        }
    }

    private void fails() throws IOException {
        throw failure;
    }

    private void failsWhenCancelled() throws IOException {
        try {
            sleep(ms(3_600_000));
        } catch (CancelledError e) {
            throw failure;
        }
    }

    /** {@return what was reported, also when the loop was closed} */
    private static List<Object> reportsOf(VoidCoroutine main) {
        List<Map<String, Object>> reports;
        try (EventLoop loop = Loops.virtual().build()) {
            reports = Loops.collectReports(loop);
            loop.runUntilComplete(Coroutine.returningNull(main));
        }
        return exceptionsOf(reports);
    }

    private static List<Object> exceptionsOf(List<Map<String, Object>> reports) {
        return reports.stream().map(report -> report.get("exception")).toList();
    }
}
