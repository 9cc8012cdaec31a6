package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShieldTest {

    // SHD-01
    @Test
    void resultOfTheInner_isTheOuters() {
        Loops.run(() -> {
            Promise<String> inner = EventLoop.running().createFuture();
            Future<String> outer = shield(inner);
            assertThat(outer).isNotSameAs(inner);
            assertThat(outer.getLoop()).isSameAs(inner.getLoop());
            inner.setResult("result");
            assertThat(outer.done()).isFalse();
            ticks(1);
            assertThat(outer.result()).isEqualTo("result");
        });
    }

    // SHD-01
    @Test
    void exceptionOfTheInner_isTheOuters_theVeryObject() {
        Loops.run(() -> {
            var failure = new IOException("inner");
            Promise<String> inner = EventLoop.running().createFuture();
            Future<String> outer = shield(inner);
            inner.setException(failure);
            assertThat(catchThrowable(outer::await)).isSameAs(failure);
            assertThat(outer.exception()).isSameAs(failure);
        });
    }

    // SHD-01
    @Test
    void cancellationOfTheInner_reachesWhoAwaitsTheOuter_butAsksNothingOfThatTask() {
        Loops.run(() -> {
            Task<?> inner = createTask(() -> sleep(ms(100)));
            Future<?> outer = shield(inner);
            EventLoop.running().callSoon(inner::cancel);
            assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
            assertThat(outer.cancelled()).isTrue();
            assertThat(inner.cancelled()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // SHD-01: as CPython's shield, which cancels the outer without a message
    @Test
    void messageOfTheInnersCancellation_isNotPassedOn() {
        Loops.run(() -> {
            Promise<String> inner = EventLoop.running().createFuture();
            Future<String> outer = shield(inner);
            inner.cancel("for the inner alone");
            CancelledError error = catchThrowableOfType(CancelledError.class, outer::await);
            assertThat(error.message()).isNull();
        });
    }

    // SHD-02
    @Test
    void cancelOfTheOuter_leavesTheInnerRunning() {
        Loops.run(() -> {
            Task<String> inner = createTask(() -> sleep(ms(10), "inner"));
            Future<String> outer = shield(inner);
            ticks(1);
            assertThat(outer.cancel("message")).isTrue();
            CancelledError error = catchThrowableOfType(CancelledError.class, outer::await);
            assertThat(error.message()).isEqualTo("message");
            assertThat(inner.cancelling()).isZero();
            assertThat(inner.await()).isEqualTo("inner");
            assertThat(outer.cancelled()).isTrue();
        });
    }

    // SHD-02
    @Test
    void cancelOfTheAwaitingTask_leavesTheInnerRunning() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            Task<String> inner = createTask(() -> {
                sleep(ms(50));
                log.add("inner done");
                return "inner";
            });
            Task<?> caller = createTask(() -> {
                try {
                    shield(inner).await();
                } catch (CancelledError e) {
                    log.add("caller cancelled");
                    throw e;
                }
            });
            sleep(ms(10));
            caller.cancel();
            assertThatThrownBy(caller::await).isInstanceOf(CancelledError.class);
            assertThat(millisSince(start)).isEqualTo(10);
            assertThat(inner.await()).isEqualTo("inner");
            assertThat(log).containsExactly("caller cancelled", "inner done");
            assertThat(millisSince(start)).isEqualTo(50);
        });
    }

    // SHD-02: the copy callback is gone; what is left is one that reports a failure, however many gave up
    @Test
    void abandonedShields_leaveOneCallback_onTheInner() {
        Loops.run(() -> {
            Promise<String> inner = EventLoop.running().createFuture();
            for (int i = 0; i < 5; i++) {
                Future<String> outer = shield(inner);
                assertThat(inner.toString()).contains("shield()");
                outer.cancel();
                ticks(1);
            }
            assertThat(inner.toString()).contains("cb=[shield()]").doesNotContain("more");
            inner.setResult("late");
            ticks(1);
        });
    }

    // SHD-02
    @Test
    void outerCancelledInTheTickInWhichTheInnerIsDone_staysCancelled() {
        assertThat(reportsOf(() -> {
            Promise<String> inner = EventLoop.running().createFuture();
            Future<String> outer = shield(inner);
            inner.setResult("too late");
            assertThat(outer.cancel()).isTrue();
            ticks(2);
            assertThat(outer.cancelled()).isTrue();
            assertThat(inner.result()).isEqualTo("too late");
        })).isEmpty();
    }

    // SHD-03
    @Test
    void doneInner_isReturnedItself() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> succeeded = loop.createFuture();
            succeeded.setResult("x");
            Promise<String> failed = loop.createFuture();
            failed.setException(new IOException());
            Promise<String> cancelled = loop.createFuture();
            cancelled.cancel();
            assertThat(shield(succeeded)).isSameAs(succeeded);
            assertThat(shield(failed)).isSameAs(failed);
            assertThat(shield(cancelled)).isSameAs(cancelled);
            assertThat(failed.exception()).isInstanceOf(IOException.class);
        });
    }

    // SHD-04
    @Test
    void coroutine_becomesATaskOfTheRunningLoop_atTheCall() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Future<String> outer = shield(() -> {
                log.add("inner started");
                ticks(1);
                log.add("inner done");
                return "inner";
            });
            log.add("shield returned");
            assertThat(outer.getLoop()).isSameAs(EventLoop.running());
            assertThat(outer.await()).isEqualTo("inner");
            assertThat(log).containsExactly("shield returned", "inner started", "inner done");
        });
    }

    // SHD-04
    @Test
    void withoutALoop_coroutinesAreRefused_futuresAreNot() {
        var coroutine = Coroutine.of("never", () -> "never");
        assertThatIllegalStateException().isThrownBy(() -> shield(coroutine))
                .withMessageContaining("no running event loop");
        try (EventLoop loop = Loops.virtual().build()) {
            Promise<String> inner = loop.createFuture();
            Future<String> outer = shield(inner);
            loop.callLater(ms(1), () -> inner.setResult("x"));
            assertThat(loop.runUntilComplete(outer)).isEqualTo("x");
        }
    }

    // SHD-04
    @Test
    void nullIsRefused() {
        Loops.run(() -> {
            assertThatNullPointerException().isThrownBy(() -> shield((Awaitable<String>) null));
        });
    }

    // SHD-06
    @Test
    void innerIsCancelledWithAllOthers_atTheEndOfRun() {
        List<String> log = new ArrayList<>();
        Loops.run(() -> {
            Future<?> outer = shield(() -> {
                try {
                    return sleep(ms(1000), "not reached");
                } catch (CancelledError e) {
                    log.add("inner cancelled");
                    throw e;
                }
            });
            ticks(1);
            outer.cancel();
            ticks(1);
            log.add("main ends");
        });
        assertThat(log).containsExactly("main ends", "inner cancelled");
    }

    // SHD-06: nobody but the loop knows of it
    @Test
    void innerWithoutAReference_livesOn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            abandonAShield(log);
            System.gc();
            sleep(ms(20));
            assertThat(log).containsExactly("inner done");
        });
    }

    private static void abandonAShield(List<String> log) {
        Future<?> outer = shield(() -> {
            sleep(ms(10));
            return log.add("inner done");
        });
        ticks(1);
        outer.cancel();
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
