package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static io.asyncio4j.ReturnWhen.FIRST_COMPLETED;
import static io.asyncio4j.ReturnWhen.FIRST_EXCEPTION;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.WaitResult;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.RecordingPoller;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitTest {

    // WAI-01, WAI-04, WAI-08
    @Test
    void allCompleted_givesTheVeryObjects_andAtOnceTheSecondTime() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<String> a = sleeper(10, "a");
            Task<String> b = sleeper(15, "b");
            WaitResult<Task<String>> first = Asyncio.wait(List.of(b, a));
            assertThat(first.done()).containsExactly(b, a);
            assertThat(first.pending()).isEmpty();
            assertThat(millisSince(start)).isEqualTo(15);
            assertThat(Asyncio.wait(List.of(b, a))).isEqualTo(first);
            assertThat(millisSince(start)).isEqualTo(15);
        });
    }

    // WAI-01
    @Test
    void futuresAndTasks_ofAnyCollection() {
        Loops.run(() -> {
            Promise<Integer> future = EventLoop.running().createFuture();
            Task<String> task = sleeper(10, "task");
            EventLoop.running().callLater(ms(5), () -> future.setResult(1));
            Set<Future<?>> both = Set.of(future, task);
            assertThat(Asyncio.wait(both).done()).containsExactlyInAnyOrder(future, task);
        });
    }

    // WAI-01
    @Test
    void theSets_cannotBeChanged() {
        Loops.run(() -> {
            Task<String> a = sleeper(1, "a");
            var result = Asyncio.wait(List.of(a));
            assertThatThrownBy(result.done()::clear).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> result.pending().add(a))
                    .isInstanceOf(UnsupportedOperationException.class);
        });
    }

    // WAI-02, WAI-03
    @Test
    void timeout_throwsNothing_andCancelsNothing() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<String> a = sleeper(100, "a");
            Task<String> b = sleeper(150, "b");
            var result = Asyncio.wait(List.of(a, b), ms(110), ALL_COMPLETED);
            assertThat(result.done()).containsExactly(a);
            assertThat(result.pending()).containsExactly(b);
            assertThat(millisSince(start)).isEqualTo(110);
            assertThat(b.cancelling()).isZero();
            assertThat(b.await()).isEqualTo("b");
        });
    }

    // WAI-02
    @Test
    void failures_stayInTheFutures() {
        Loops.run(() -> {
            var failure = new IOException("kept");
            Task<String> fails = failing(10, failure);
            Task<String> a = sleeper(20, "a");
            var result = Asyncio.wait(List.of(fails, a));
            assertThat(result.done()).containsExactly(fails, a);
            assertThat(fails.exception()).isSameAs(failure);
        });
    }

    // WAI-02: FIRST_EXCEPTION has to look at the failure that ends it early, nothing else does
    @Test
    void failuresThatNobodyElseLooksAt_countAsSeen_onlyIfTheyEndedTheWait() {
        assertThat(unseenAfterWaiting(FIRST_EXCEPTION, true)).isZero();
        assertThat(unseenAfterWaiting(FIRST_EXCEPTION, false)).isEqualTo(1);
        assertThat(unseenAfterWaiting(FIRST_COMPLETED, true)).isEqualTo(1);
        assertThat(unseenAfterWaiting(ALL_COMPLETED, false)).isEqualTo(1);
    }

    private static int unseenAfterWaiting(ReturnWhen returnWhen, boolean withAnother) {
        List<Map<String, Object>> reports;
        try (EventLoop loop = Loops.virtual().build()) {
            reports = Loops.collectReports(loop);
            loop.runUntilComplete(Coroutine.returningNull(() -> {
                List<Task<String>> tasks = new ArrayList<>(List.of(failing(10, new IOException())));
                if (withAnother) {
                    tasks.add(sleeper(20, "another"));
                }
                Asyncio.wait(tasks, returnWhen);
                sleep(ms(20));
            }));
        }
        return reports.size();
    }

    // WAI-03
    @Test
    void cancelOfTheWaitingTask_leavesTheFuturesAlone() {
        Loops.run(() -> {
            Task<String> a = sleeper(10, "a");
            Task<?> waits = createTask(() -> Asyncio.wait(List.of(a)));
            ticks(1);
            waits.cancel("enough");
            assertThatThrownBy(waits::await).isInstanceOf(CancelledError.class).hasMessage("enough");
            assertThat(a.cancelling()).isZero();
            assertThat(a.toString()).doesNotContain("wait()"); // WAI-11
            assertThat(a.await()).isEqualTo("a");
        });
    }

    // WAI-03: nor is anything called for it that was on its way
    @Test
    void cancelOfTheWaitingTask_inTheTickInWhichAFutureIsDone_leavesNothingInTheQueue() {
        Loops.run(() -> {
            List<String> steps = new ArrayList<>();
            Promise<String> a = EventLoop.running().createFuture();
            Task<?> waits = createTask(() -> Asyncio.wait(List.of(a)));
            ticks(1);
            EventLoop.running().addObserver(new LoopObserver() {
                @Override
                public void stepBegins(Step step) {
                    steps.add(step.toString());
                }
            });
            waits.cancel();
            a.setResult("a");
            ticks(2);
            assertThat(waits.cancelled()).isTrue();
            assertThat(steps).isNotEmpty().doesNotContain("wait()");
        });
    }

    // WAI-04
    @Test
    void firstCompleted_returnsWithTheFirst_beItCancelled() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<String> slow = sleeper(100, "slow");
            Task<String> quick = sleeper(10, "quick");
            var result = Asyncio.wait(List.of(slow, quick), FIRST_COMPLETED);
            assertThat(result.done()).containsExactly(quick);
            assertThat(result.pending()).containsExactly(slow);
            assertThat(millisSince(start)).isEqualTo(10);
            EventLoop.running().callLater(ms(10), slow::cancel);
            var other = sleeper(100, "other");
            assertThat(Asyncio.wait(List.of(slow, other), FIRST_COMPLETED).done()).containsExactly(slow);
            assertThat(slow.toString() + other).doesNotContain("wait()");
        });
    }

    // WAI-04
    @Test
    void firstException_returnsWithTheFirstFailure() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<String> succeeds = sleeper(10, "first done, and no failure");
            Task<String> fails = failing(20, new IOException());
            Task<String> slow = sleeper(100, "slow");
            var result = Asyncio.wait(List.of(succeeds, fails, slow), FIRST_EXCEPTION);
            assertThat(result.done()).containsExactly(succeeds, fails);
            assertThat(result.pending()).containsExactly(slow);
            assertThat(millisSince(start)).isEqualTo(20);
        });
    }

    // WAI-04
    @Test
    void firstException_doesNotCountACancelledFuture_andWithoutAFailureWaitsForAll() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<String> isCancelled = sleeper(100, "not reached");
            Task<String> slow = sleeper(50, "slow");
            EventLoop.running().callLater(ms(10), isCancelled::cancel);
            var result = Asyncio.wait(List.of(isCancelled, slow), FIRST_EXCEPTION);
            assertThat(result.done()).containsExactly(isCancelled, slow);
            assertThat(isCancelled.cancelled()).isTrue();
            assertThat(millisSince(start)).isEqualTo(50);
        });
    }

    // WAI-05
    @Test
    void firstException_withOneThatHasFailedAlready_takesNoTime() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<String> slow = sleeper(100, "slow");
            Task<String> failed = failing(0, new IOException());
            ticks(2);
            assertThat(failed.done()).isTrue();
            var result = Asyncio.wait(List.of(slow, failed), FIRST_EXCEPTION);
            assertThat(result.done()).containsExactly(failed);
            assertThat(result.pending()).containsExactly(slow);
            assertThat(millisSince(start)).isZero();
        });
    }

    // WAI-06
    @Test
    void doneIsWhatIsDoneWhenTheWaiterGoesOn() {
        Loops.run(() -> {
            Promise<String> first = EventLoop.running().createFuture();
            Promise<String> oneTickLater = EventLoop.running().createFuture();
            Promise<String> twoTicksLater = EventLoop.running().createFuture();
            first.addDoneCallback(done -> {
                oneTickLater.setResult("before the waiter goes on");
                twoTicksLater.getLoop().callSoon(() -> twoTicksLater.setResult("in the waiter's tick"));
            });
            first.setResult("trigger");
            var result = Asyncio.wait(List.of(first, oneTickLater, twoTicksLater), FIRST_COMPLETED);
            assertThat(result.done()).containsExactly(first, oneTickLater, twoTicksLater);
        });
    }

    // WAI-06, WAI-07: at one moment timers fire in the order in which they were set
    @Test
    void taskThatIsDueWithTheTimeout_isDone_ifItsTimerCameFirst() {
        Loops.run(() -> {
            Task<String> a = sleeper(100, "a");
            Task<String> b = sleeper(150, "b");
            ticks(1);
            var result = Asyncio.wait(List.of(b, a), ms(100), ALL_COMPLETED);
            assertThat(result.done()).containsExactly(a);
            assertThat(result.pending()).containsExactly(b);
        });
    }

    // WAI-07
    @Test
    void taskThatIsDueWithTheTimeout_isPending_ifTheTimeoutCameFirst() {
        Loops.run(() -> {
            Task<String> a = sleeper(100, "its timer is set when it starts, after the wait's");
            var result = Asyncio.wait(List.of(a), ms(100), ALL_COMPLETED);
            assertThat(result.pending()).containsExactly(a);
            ticks(1);
            assertThat(a.done()).isTrue();
        });
    }

    // WAI-07
    @Test
    void withoutTime_whatIsDoneIsDone_negativeOrZero() {
        Loops.run(() -> {
            Promise<String> pending = EventLoop.running().createFuture();
            Promise<String> done = EventLoop.running().createFuture();
            done.setResult("x");
            for (Duration timeout : List.of(Duration.ZERO, ms(-5), Duration.ofSeconds(Long.MIN_VALUE))) {
                var result = Asyncio.wait(List.of(pending, done), timeout, ALL_COMPLETED);
                assertThat(result.done()).containsExactly(done);
                assertThat(result.pending()).containsExactly(pending);
            }
            assertThat(EventLoop.running().time()).isZero();
        });
    }

    // WAI-07
    @Test
    void hugeTimeout_doesNotOverflow() {
        Loops.run(() -> {
            sleep(ms(10));
            Task<String> a = sleeper(10, "a");
            assertThat(Asyncio.wait(List.of(a), Duration.ofSeconds(Long.MAX_VALUE), ALL_COMPLETED).done())
                    .containsExactly(a);
            assertThat(EventLoop.running().time()).isEqualTo(ms(20));
        });
    }

    // WAI-09
    @Test
    void duplicates_collapse() {
        Loops.run(() -> {
            Task<String> a = sleeper(10, "a");
            var result = Asyncio.wait(List.of(a, a, a));
            assertThat(result.done()).containsExactly(a);
        });
    }

    // WAI-10
    @Test
    void emptyOrNull_isRefused() {
        Loops.run(() -> {
            Task<String> a = sleeper(10, "a");
            assertThatIllegalArgumentException().isThrownBy(() -> Asyncio.wait(Set.of()))
                    .withMessage("Set of Tasks/Futures is empty.");
            assertThatNullPointerException().isThrownBy(() -> Asyncio.wait((List<Task<String>>) null));
            assertThatNullPointerException().isThrownBy(() -> Asyncio.wait(Arrays.asList(a, null)));
            assertThatNullPointerException().isThrownBy(() -> Asyncio.wait(List.of(a), (ReturnWhen) null));
            assertThat(a.toString()).doesNotContain("wait()");
        });
    }

    // WAI-10
    @Test
    void outsideOfATask_itIsRefused() {
        try (EventLoop loop = Loops.virtual().build()) {
            Promise<String> future = loop.createFuture();
            assertThatIllegalStateException().isThrownBy(() -> Asyncio.wait(List.of(future)))
                    .withMessageContaining("no running event loop");
            List<Map<String, Object>> reports = Loops.collectReports(loop);
            loop.callSoon(() -> Asyncio.wait(List.of(future)));
            loop.callSoon(loop::stop);
            loop.runForever();
            assertThat(reports).hasSize(1);
            assertThat((Throwable) reports.getFirst().get("exception"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot await in a callback");
            assertThat(future.toString()).doesNotContain("wait()");
        }
    }

    // WAI-11
    @Test
    void theTimer_isCancelled_howeverTheWaitEnds() {
        var poller = new RecordingPoller();
        Asyncio.run(EventLoop.builder().poller(poller), () -> {
            Asyncio.wait(List.of(sleeper(10, "a")), ms(700), ALL_COMPLETED);
            Task<?> waits = createTask(() -> Asyncio.wait(
                    List.of(EventLoop.running().createFuture()), ms(700), ALL_COMPLETED));
            ticks(1);
            waits.cancel();
            ticks(1);
            sleep(ms(1000));
        });
        assertThat(poller.waits).containsExactly(ms(10), ms(1000));
    }

    private static Task<String> sleeper(long millis, String result) {
        return createTask(() -> sleep(ms(millis), result));
    }

    private static Task<String> failing(long millis, Exception failure) {
        return createTask(() -> {
            sleep(ms(millis));
            throw failure;
        });
    }
}
