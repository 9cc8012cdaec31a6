package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Failures that nobody has looked at. */
class UnretrievedFailuresTest {

    private static final ContextVar<String> VAR = ContextVar.of("UnretrievedFailuresTest", "unset");

    private final IOException failure = new IOException("nobody looks");
    private final List<Map<String, Object>> reports = new ArrayList<>();

    // FUT-24
    @Test
    void aFailedFuture_isReportedWhenItIsCollected() {
        var reported = new CountDownLatch(1);
        Loops.run(() -> {
            report(reported);
            failAndForget();
            toThread(() -> collectGarbageUntil(reported));
            assertThat(reports).hasSize(1);
        });
        assertThat(reports).hasSize(1); // closing the loop has not reported it again
        assertThat(reports.getFirst())
                .containsEntry("message", "Future exception was never retrieved")
                .containsEntry("exception", failure)
                .doesNotContainKey("source_traceback");
        assertThat(reports.getFirst().get("future")).asString().startsWith("<Future finished");
    }

    // FUT-24: the class is named as CPython names it
    @Test
    void aFailedGather_isReportedAsWhatItIs() {
        Loops.run(() -> {
            EventLoop.running().setExceptionHandler((loop, context) -> reports.add(context));
            gather(() -> {
                throw failure;
            }, () -> {
                throw failure;
            });
            ticks(3);
        });
        assertThat(reports).extracting(report -> report.get("message"))
                .contains("GatheringFuture exception was never retrieved");
    }

    // FUT-24
    @Test
    void aFailedTask_isReportedWhenItIsCollected() {
        var reported = new CountDownLatch(1);
        Loops.run(() -> {
            report(reported);
            createTask(() -> {
                throw failure;
            });
            ticks(1);
            assertThat(reports).isEmpty(); // not at the moment when it fails: somebody may still look
            toThread(() -> collectGarbageUntil(reported));
        });
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst())
                .containsEntry("message", "Task exception was never retrieved")
                .containsEntry("exception", failure);
        assertThat(reports.getFirst().get("future")).asString().startsWith("<Task finished");
    }

    // FUT-24
    @Test
    void oneThatIsStillReferenced_isReportedWhenTheLoopCloses() {
        EventLoop loop = loopThatCollects();
        Promise<String> promise = loop.createFuture();
        promise.setException(failure);
        Task<String> task = loop.createTask(() -> {
            throw new IOException("another");
        });
        loop.callSoon(loop::stop);
        loop.runForever();
        assertThat(reports).isEmpty();
        loop.close();
        assertThat(reports).hasSize(2);
        assertThat(reports).anySatisfy(report -> assertThat(report)
                .containsEntry("message", "Future exception was never retrieved")
                .containsEntry("exception", failure)
                .containsEntry("future", promise));
        assertThat(reports).anySatisfy(report -> assertThat(report)
                .containsEntry("message", "Task exception was never retrieved")
                .containsEntry("future", task));
        loop.close();
        assertThat(reports).hasSize(2);
    }

    // FUT-24: a run can be repeated, so its reports come in one order
    @Test
    void whenTheLoopCloses_theyAreReportedInTheOrderOfTheFailures() {
        EventLoop loop = loopThatCollects();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            failures.add("java.io.IOException: failure " + i);
            loop.<String>createFuture().setException(new IOException("failure " + i));
        }
        loop.close();
        assertThat(reports).extracting(report -> report.get("exception").toString()).isEqualTo(failures);
    }

    // FUT-24, FUT-27
    @Test
    void inDebugMode_theReportTellsWhereItWasMade_inTenFrames() {
        Asyncio.run(Loops.virtual().debug(true), () -> {
            report(new CountDownLatch(1));
            madeDeepDown(30).setException(failure);
        });
        assertThat(reports).hasSize(1);
        String[] frames = reports.getFirst().get("source_traceback").toString().split("\\R");
        assertThat(frames).hasSize(10);
        assertThat(frames).allMatch(frame -> frame.contains("UnretrievedFailuresTest.madeDeepDown"));
    }

    // FUT-27
    @Test
    void theCreationStack_isOldestFirst_withoutTheLibrarysOwnFrames() {
        Asyncio.run(Loops.virtual().debug(true), () -> {
            report(new CountDownLatch(1));
            madeDeepDown(0).setException(failure);
        });
        String[] frames = reports.getFirst().get("source_traceback").toString().split("\\R");
        assertThat(frames[frames.length - 1]).contains("UnretrievedFailuresTest.madeDeepDown");
        assertThat(frames[frames.length - 2]).contains("UnretrievedFailuresTest.lambda$theCreationStack");
        assertThat(frames).noneMatch(frame -> frame.contains("io.asyncio4j.EventLoop"));
    }

    // FUT-24, CTX-05
    @Test
    void isReportedInTheContextOfItsTask() {
        List<String> seen = new ArrayList<>();
        Loops.run(() -> {
            EventLoop.running().setExceptionHandler((loop, report) -> seen.add(VAR.get()));
            createTask(() -> {
                VAR.set("the task's");
                throw failure;
            });
            ticks(1);
        });
        assertThat(seen).containsExactly("the task's");
    }

    // FUT-25
    @Test
    void abandonedOrSuccessfulOnes_areNotReported() {
        EventLoop loop = loopThatCollects();
        loop.createFuture(); // abandoned
        Promise<String> notRead = loop.createFuture();
        notRead.setResult("value");
        Promise<String> read = loop.createFuture();
        read.setResult("value");
        assertThat(read.result()).isEqualTo("value");
        loop.<String>createFuture().cancel();
        loop.close();
        assertThat(reports).isEmpty();
    }

    // FUT-25
    @Test
    void onceSomebodyHasLooked_itIsNotReported() {
        EventLoop loop = loopThatCollects();
        assertThat(failed(loop).exception()).isSameAs(failure);
        Promise<String> read = failed(loop);
        assertThatThrownBy(read::result).isSameAs(failure);
        loop.runUntilComplete(() -> {
            assertThatThrownBy(() -> failed(loop).await()).isSameAs(failure);
            Task<String> task = createTask(() -> failed(loop).await());
            assertThatThrownBy(task::await).isSameAs(failure);
            assertThat(gatherOutcomes(failed(loop), failed(loop)).await()).hasSize(2);
            Asyncio.wait(List.of(task));
            return null;
        });
        loop.close();
        assertThat(reports).isEmpty();
    }

    // FUT-25
    @Test
    void cancelAfterTheFailure_changesNothingButTheReport() {
        EventLoop loop = loopThatCollects();
        Promise<String> promise = failed(loop);
        assertThat(promise.cancel()).isFalse();
        Task<String> task = loop.createTask(() -> {
            throw failure;
        });
        loop.callSoon(loop::stop);
        loop.runForever();
        assertThat(task.cancel()).isFalse();
        assertThat(task.cancelled()).isFalse();
        loop.close();
        assertThat(reports).isEmpty();
    }

    // FUT-25: looking at what it is not is not looking
    @Test
    void doneAndToString_doNotCountAsLooking() {
        EventLoop loop = loopThatCollects();
        Promise<String> promise = failed(loop);
        assertThat(promise.done()).isTrue();
        assertThat(promise.cancelled()).isFalse();
        assertThat(promise.toString()).contains("nobody looks");
        Promise<String> waitedFor = failed(loop);
        loop.runUntilComplete(() -> Asyncio.wait(List.of(waitedFor)));
        loop.close();
        assertThat(reports).extracting(report -> report.get("future"))
                .containsExactlyInAnyOrder(promise, waitedFor);
    }

    // FUT-25
    @Test
    void aCancelledTask_isNotReported() {
        EventLoop loop = loopThatCollects();
        Task<String> task = loop.createTask(() -> {
            throw new CancelledError("by itself");
        });
        loop.callSoon(loop::stop);
        loop.runForever();
        assertThat(task.cancelled()).isTrue();
        loop.close();
        assertThat(reports).isEmpty();
    }

    private Promise<String> failed(EventLoop loop) {
        Promise<String> promise = loop.createFuture();
        promise.setException(failure);
        return promise;
    }

    private void failAndForget() {
        failed(EventLoop.running());
    }

    private static Promise<String> madeDeepDown(int depth) {
        return depth == 0 ? EventLoop.running().createFuture() : madeDeepDown(depth - 1);
    }

    private EventLoop loopThatCollects() {
        EventLoop loop = Loops.virtual().build();
        loop.setExceptionHandler((where, context) -> reports.add(context));
        return loop;
    }

    private void report(CountDownLatch reported) {
        EventLoop.running().setExceptionHandler((loop, context) -> {
            reports.add(context);
            reported.countDown();
        });
    }

    private static void collectGarbageUntil(CountDownLatch reported) throws InterruptedException {
        boolean done = false;
        for (int i = 0; i < 500 && !done; i++) {
            System.gc();
            done = reported.await(10, TimeUnit.MILLISECONDS);
        }
        assertThat(done).isTrue();
    }
}
