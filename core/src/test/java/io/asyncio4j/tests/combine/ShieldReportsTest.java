package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.LogCapture;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What is told of an inner failure that no shield has passed on. */
class ShieldReportsTest {

    private static final ContextVar<String> VAR = ContextVar.of("ShieldReportsTest", "unset");

    // SHD-01
    @Test
    void copiedFailure_isReportedForTheOuterOnly_ifNobodyLooks() {
        var failure = new IOException("unseen");
        List<Map<String, Object>> reports = reportsOf(() -> {
            Promise<String> inner = EventLoop.running().createFuture();
            Future<String> outer = shield(inner);
            inner.setException(failure);
            ticks(2);
            assertThat(outer.done()).isTrue();
        });
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst())
                .containsEntry("message", "Future exception was never retrieved")
                .containsEntry("exception", failure);
    }

    // SHD-05
    @Test
    void failureAfterTheOuterWasCancelled_isReported() {
        var failure = new IOException("nobody waits any more");
        List<Task<?>> inners = new ArrayList<>();
        List<Map<String, Object>> reports = reportsOf(() -> {
            Task<?> inner = createTask(() -> {
                sleep(ms(10));
                throw failure;
            });
            inners.add(inner);
            Future<?> outer = shield(inner);
            ticks(1);
            outer.cancel();
            sleep(ms(20));
        });
        assertThat(reports).hasSize(1); // and not once more when the loop is closed
        assertThat(reports.getFirst())
                .containsEntry("message", "IOException exception in shielded future")
                .containsEntry("exception", failure)
                .containsEntry("future", inners.getFirst());
    }

    // SHD-05
    @Test
    void severalAbandonedShields_reportOneFailureOnce() {
        List<Map<String, Object>> reports = reportsOf(() -> {
            Promise<String> inner = EventLoop.running().createFuture();
            for (int i = 0; i < 3; i++) {
                shield(inner).cancel();
            }
            ticks(1);
            inner.setException(new IOException("once"));
            ticks(2);
        });
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst()).containsEntry("message", "IOException exception in shielded future");
    }

    // SHD-05
    @Test
    void successOrCancellationAfterTheOuterWasCancelled_isNotReported() {
        assertThat(reportsOf(() -> {
            Task<String> succeeds = createTask(() -> sleep(ms(10), "fine"));
            Task<String> isCancelled = createTask(() -> sleep(ms(100), "not reached"));
            Future<String> outerA = shield(succeeds);
            Future<String> outerB = shield(isCancelled);
            ticks(1);
            outerA.cancel();
            outerB.cancel();
            sleep(ms(20));
            isCancelled.cancel();
            ticks(3);
            assertThat(succeeds.result()).isEqualTo("fine");
            assertThat(isCancelled.cancelled()).isTrue();
        })).isEmpty();
    }

    // SHD-05: it failed before the outer was cancelled, so it is like any failure that nobody looks at
    @Test
    void failureInTheTickInWhichTheOuterIsCancelled_isReportedOnce() {
        var failure = new IOException("just before");
        List<Map<String, Object>> reports = reportsOf(() -> {
            Promise<String> inner = EventLoop.running().createFuture();
            Future<String> outer = shield(inner);
            inner.setException(failure);
            outer.cancel();
            ticks(2);
        });
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst())
                .containsEntry("message", "Future exception was never retrieved")
                .containsEntry("exception", failure);
    }

    // SHD-02, SHD-05: one gives up, another still waits
    @Test
    void oneOfTwoShieldsAbandoned_theOtherGetsTheFailure_whichIsNotReported() {
        var failure = new IOException("shared");
        List<Map<String, Object>> reports = reportsOf(() -> {
            Promise<String> inner = EventLoop.running().createFuture();
            Future<String> abandoned = shield(inner);
            Future<String> kept = shield(inner);
            abandoned.cancel();
            ticks(1);
            inner.setException(failure);
            assertThat(catchThrowable(kept::await)).isSameAs(failure);
        });
        assertThat(reports).isEmpty();
    }

    // SHD-05: CPython 3.14 reports it though it is handled
    @Test
    void failureThatIsHandledAfterTheShieldWasGivenUp_isNotReported() {
        var failure = new IOException("handled");
        List<Map<String, Object>> reports = reportsOf(() -> {
            Task<?> inner = createTask(() -> {
                sleep(ms(10));
                throw failure;
            });
            assertThat(catchThrowable(() -> waitFor(shield(inner), ms(5))))
                    .isInstanceOf(TimeoutException.class);
            assertThat(catchThrowable(inner::await)).isSameAs(failure);
            Task<?> later = createTask(() -> {
                sleep(ms(10));
                throw failure;
            });
            assertThat(catchThrowable(() -> waitFor(shield(later), ms(5))))
                    .isInstanceOf(TimeoutException.class);
            sleep(ms(20)); // it fails while nobody waits
            assertThat(catchThrowable(later::await)).isSameAs(failure);
        });
        assertThat(reports).isEmpty();
    }

    // SHD-05, CTX-05
    @Test
    void theReportComes_inTheContextOfTheLatestShield_orInTheTasks() {
        List<Object> seen = new ArrayList<>();
        try (EventLoop loop = Loops.virtual().build()) {
            loop.setExceptionHandler((where, report) -> seen.add(report.get("message") + " in " + VAR.get()));
            loop.runUntilComplete(Coroutine.returningNull(() -> {
                Promise<String> inner = EventLoop.running().createFuture();
                VAR.set("first shield");
                shield(inner).cancel();
                VAR.set("second shield");
                shield(inner).cancel();
                VAR.set("task");
                Task<?> task = createTask(() -> {
                    VAR.set("task's own");
                    sleep(ms(1));
                    throw new IOException();
                });
                VAR.set("shield of the task");
                shield(task).cancel();
                ticks(1);
                VAR.set("failing");
                inner.setException(new IOException());
                sleep(ms(5));
            }));
        }
        assertThat(seen).containsExactly("IOException exception in shielded future in second shield",
                "IOException exception in shielded future in task's own");
    }

    // SHD-05: as in 3.14, the latest shield that was given up takes the place of those before it
    @Test
    void theSecondAbandonedShield_standsBehindTheCallbacksInBetween() {
        Loops.run(() -> {
            Promise<String> inner = EventLoop.running().createFuture();
            shield(inner).cancel();
            ticks(1);
            inner.addDoneCallback(_ -> {});
            shield(inner).cancel();
            ticks(1);
            assertThat(inner.toString()).matches("<Future pending cb=\\[.*lambda.*, shield\\(\\)]>");
        });
    }

    // SHD-05, EXC-09
    @Test
    void inDebugMode_itIsNotedWhileSomebodyMayStillCome() {
        try (var log = new LogCapture()) {
            Asyncio.run(Loops.virtual().debug(true), () -> {
                Task<?> inner = createTask(() -> {
                    sleep(ms(10));
                    throw new IOException("early");
                });
                Future<?> outer = shield(inner);
                ticks(1);
                outer.cancel();
                sleep(ms(20));
                assertThat(log.lines()).singleElement().asString().startsWith("INFO Task has failed");
                assertThat(catchThrowable(inner::await)).hasMessage("early");
            });
            assertThat(log.lines()).hasSize(1);
        }
    }

    private static List<Map<String, Object>> reportsOf(VoidCoroutine main) {
        List<Map<String, Object>> reports;
        try (EventLoop loop = Loops.virtual().build()) {
            reports = Loops.collectReports(loop);
            loop.runUntilComplete(Coroutine.returningNull(main));
        }
        return reports; // with what close() has told of, that nobody has looked at
    }
}
