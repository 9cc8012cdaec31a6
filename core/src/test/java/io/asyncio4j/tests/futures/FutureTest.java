package io.asyncio4j.tests.futures;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.InvalidStateException;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FutureTest {

    // FUT-01, FUT-02, FUT-03
    @Test
    void aNewOne_isPending_andBelongsToItsLoop() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> promise = loop.createFuture();
            assertThat(promise.done()).isFalse();
            assertThat(promise.cancelled()).isFalse();
            assertThat(promise.getLoop()).isSameAs(loop);
            assertThat(currentTask().getLoop()).isSameAs(loop);
        });
    }

    // FUT-02: made outside of its loop, it still belongs to that loop, and may be completed before it runs
    @Test
    void madeBeforeItsLoopRuns_isCompletedThere() {
        EventLoop loop = Loops.virtual().build();
        try (loop) {
            Promise<String> promise = loop.createFuture();
            assertThat(promise.getLoop()).isSameAs(loop);
            promise.setResult("early");
            assertThat(loop.runUntilComplete(promise)).isEqualTo("early");
        }
    }

    // FUT-04, FUT-05
    @Test
    void askedWhilePending_throwsInvalidState() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            assertThatThrownBy(promise::result)
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessage("Result is not set.");
            assertThatThrownBy(promise::exception)
                    .isInstanceOf(InvalidStateException.class)
                    .hasMessage("Exception is not set.");
        });
    }

    // FUT-01, FUT-04, FUT-05
    @Test
    void withAResult_isDone_andGivesIt() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            promise.setResult("value");
            assertThat(promise.done()).isTrue();
            assertThat(promise.cancelled()).isFalse();
            assertThat(promise.result()).isEqualTo("value");
            assertThat(promise.exception()).isNull();
        });
    }

    // FUT-01, FUT-04, FUT-05
    @Test
    void withAnException_isDone_andThrowsItFromResultOnly() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            var failure = new IOException("broken");
            promise.setException(failure);
            assertThat(promise.done()).isTrue();
            assertThat(promise.cancelled()).isFalse();
            assertThat(promise.exception()).isSameAs(failure);
            assertThatThrownBy(promise::result).isSameAs(failure);
            assertThatThrownBy(promise::await).isSameAs(failure);
        });
    }

    // FUT-01, FUT-04, FUT-05, FUT-07
    @Test
    void cancelled_isDoneAtOnce_andThrowsFromBoth() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            assertThat(promise.cancel()).isTrue();
            assertThat(promise.done()).isTrue();
            assertThat(promise.cancelled()).isTrue();
            assertThatThrownBy(promise::result).isInstanceOf(CancelledError.class);
            assertThatThrownBy(promise::exception).isInstanceOf(CancelledError.class);
            assertThatThrownBy(promise::await).isInstanceOf(CancelledError.class);
        });
    }

    // FUT-07
    @Test
    void cancelOfADoneOne_saysFalse_andChangesNothing() {
        Loops.run(() -> {
            Promise<String> good = EventLoop.running().createFuture();
            good.setResult("value");
            assertThat(good.cancel("too late")).isFalse();
            assertThat(good.cancelled()).isFalse();
            assertThat(good.result()).isEqualTo("value");

            Promise<String> cancelled = EventLoop.running().createFuture();
            assertThat(cancelled.cancel("first")).isTrue();
            assertThat(cancelled.cancel("second")).isFalse();
            assertThat(messageOf(cancelled::result)).isEqualTo("first");
        });
    }

    // FUT-06
    @Test
    void completingADoneOne_isInvalidState_andChangesNothing() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            var failure = new IOException("broken");
            Promise<String> good = loop.createFuture();
            good.setResult("value");
            Promise<String> bad = loop.createFuture();
            bad.setException(failure);
            Promise<String> cancelled = loop.createFuture();
            cancelled.cancel("why");
            for (Promise<String> done : List.of(good, bad, cancelled)) {
                assertThatThrownBy(() -> done.setResult("again")).isInstanceOf(InvalidStateException.class);
                assertThatThrownBy(() -> done.setException(new IllegalArgumentException("again")))
                        .isInstanceOf(InvalidStateException.class);
            }
            assertThat(good.result()).isEqualTo("value");
            assertThat(bad.exception()).isSameAs(failure);
            assertThat(messageOf(cancelled::result)).isEqualTo("why");
        });
    }

    // FUT-08
    @Test
    void theCancelMessage_mayBeAnyObject_andEachErrorCarriesIt() {
        Loops.run(() -> {
            for (Object message : Arrays.asList("text", 5, List.of("a", 1), null)) {
                Promise<String> promise = EventLoop.running().createFuture();
                promise.cancel(message);
                assertThat(messageOf(promise::result)).isSameAs(message);
                assertThat(messageOf(promise::exception)).isSameAs(message);
                assertThat(messageOf(promise::await)).isSameAs(message);
            }
        });
    }

    // FUT-08: errors are made anew, so that no two places share one stack trace
    @Test
    void eachLookAtACancelledOne_throwsItsOwnError() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            promise.cancel();
            List<Throwable> errors = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                try {
                    promise.result();
                } catch (CancelledError e) {
                    errors.add(e);
                }
            }
            assertThat(errors).hasSize(3).doesNotHaveDuplicates();
        });
    }

    // FUT-09: an exception class is no exception in Java; only null is left to be refused
    @Test
    void nullAsItsException_isRefused() {
        Loops.run(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            assertThatThrownBy(() -> promise.setException(null)).isInstanceOf(NullPointerException.class);
            assertThat(promise.done()).isFalse();
        });
    }

    // FUT-11
    @Test
    void anyValue_isDeliveredAsItIs() {
        Loops.run(() -> {
            var values = Arrays.<Object>asList(
                    null, new IOException("a value"), new CancelledError(), List.of(1, 2), Map.of(),
                    new int[0]);
            for (Object value : values) {
                Promise<Object> promise = EventLoop.running().createFuture();
                Task<Object> task = createTask(() -> promise.await());
                ticks(1);
                promise.setResult(value);
                assertThat(task.await()).isSameAs(value);
                assertThat(promise.result()).isSameAs(value);
                assertThat(promise.exception()).isNull();
                assertThat(promise.cancelled()).isFalse();
            }
        });
    }

    // FUT-12
    @Test
    void onceItIsDone_everyFurtherAwaitReturnsWithoutATick() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            EventLoop loop = EventLoop.running();
            Promise<String> promise = loop.createFuture();
            loop.callSoon(() -> {
                promise.setResult("value");
                log.add("set");
                loop.callSoon(() -> log.add("queued behind the wake-up"));
            });
            log.add("1: " + promise.await());
            log.add("2: " + promise.await());
            log.add("3: " + promise.await());
            ticks(1);
            assertThat(log).containsExactly(
                    "set", "1: value", "2: value", "3: value", "queued behind the wake-up");
        });
    }

    // FUT-12
    @Test
    void severalTasksMayAwaitOne_andWakeInTheOrderInWhichTheyCame() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<String> promise = EventLoop.running().createFuture();
            List<Task<?>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                tasks.add(createTask(() -> log.add(name + " " + promise.await())));
            }
            ticks(1);
            promise.setResult("woke");
            log.add("set");
            ticks(1);
            assertThat(log).containsExactly("set", "a woke", "b woke", "c woke");
            assertThat(tasks).allMatch(Future::done);
        });
    }

    // FUT-28
    @Test
    void throwingOneExceptionManyTimes_leavesItsStackAlone() {
        Loops.run(() -> {
            var failure = new IOException("broken");
            StackTraceElement[] before = failure.getStackTrace();
            Promise<String> promise = EventLoop.running().createFuture();
            promise.setException(failure);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(promise::await).isSameAs(failure);
                assertThatThrownBy(promise::result).isSameAs(failure);
                Task<String> task = createTask(() -> promise.await());
                assertThatThrownBy(task::await).isSameAs(failure);
            }
            assertThat(failure.getStackTrace()).isEqualTo(before);
            assertThat(failure.getSuppressed()).isEmpty();
            assertThat(failure.getCause()).isNull();
        });
    }

    // FUT-30
    @Test
    void aTimerThatComesTooLate_leavesACancelledSleepAlone() {
        Loops.run(() -> {
            var reports = Loops.collectReports();
            Task<String> sleeper = createTask(() -> sleep(ms(100), "slept"));
            EventLoop.running().callLater(ms(100), () -> sleeper.cancel("just before"));
            ticks(1); // the sleeper's timer now comes second
            Object message = messageOf(sleeper::await);
            assertThat(message).isEqualTo("just before");
            ticks(2);
            assertThat(reports).isEmpty();
        });
    }

    // FUT-31
    @Test
    void whatIsAFuture_isToldByItsType() {
        Loops.run(() -> {
            Object promise = EventLoop.running().createFuture();
            Task<String> task = createTask(() -> "value");
            Object gathering = Asyncio.gather(task);
            Object shield = Asyncio.shield(task);
            Object outside = new CompletableFuture<String>();
            assertThat(List.of(promise, task, gathering, shield)).hasOnlyElementsOfType(Future.class);
            assertThat(outside).isNotInstanceOf(Future.class);
        });
    }

    private static Object messageOf(ThrowingCallable cancelled) {
        try {
            cancelled.call();
        } catch (CancelledError e) {
            return e.message();
        } catch (Throwable e) {
            throw new AssertionError("not a CancelledError", e);
        }
        throw new AssertionError("no CancelledError");
    }
}
