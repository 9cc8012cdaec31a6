package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.await;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.AsCompleted;
import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.RecordingPoller;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The plain iteration of asCompleted. {@link AsCompletedFuturesTest} has the other one. */
class AsCompletedTest {

    // ASC-02
    @Test
    void results_comeInTheOrderOfCompletion() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            for (Awaitable<String> next : asCompleted(
                    List.of(sleeper(30, "c"), sleeper(10, "a"), sleeper(20, "b")))) {
                log.add(await(next) + " at " + EventLoop.running().time().toMillis());
            }
            assertThat(log).containsExactly("a at 10", "b at 20", "c at 30");
        });
    }

    // ASC-02
    @Test
    void eachAwaitBringsTheNextResult_inWhicheverOrderTheyAreAwaited() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Iterator<Awaitable<String>> all =
                    asCompleted(List.of(sleeper(10, "a"), sleeper(5, "b"))).iterator();
            Awaitable<String> first = all.next();
            Awaitable<String> second = all.next();
            assertThat(second.await()).isEqualTo("b");
            assertThat(millisSince(start)).isEqualTo(5);
            assertThat(first.await()).isEqualTo("a");
            assertThat(millisSince(start)).isEqualTo(10);
        });
    }

    // ASC-02
    @Test
    void failuresAndCancellations_areThrownWhereTheyAreAwaited() {
        Loops.run(() -> {
            var failure = new IOException("early");
            Task<String> isCancelled = createTask(sleeper(100, "not reached"));
            EventLoop.running().callLater(ms(20), isCancelled::cancel);
            Coroutine<String> fails = () -> {
                sleep(ms(10));
                throw failure;
            };
            List<Object> log = new ArrayList<>();
            for (Awaitable<String> next : asCompleted(List.of(sleeper(30, "fine"), isCancelled, fails))) {
                Throwable thrown = catchThrowable(() -> log.add(next.await()));
                if (thrown != null) {
                    log.add(thrown instanceof CancelledError ? "cancelled" : thrown);
                }
            }
            assertThat(log).containsExactly(failure, "cancelled", "fine");
        });
    }

    // ASC-02: as with CPython's coroutine, which cannot be awaited again
    @Test
    void anAwaitableAwaitedTwice_isRefused() {
        Loops.run(() -> {
            for (Awaitable<String> next : asCompleted(List.of(sleeper(10, "a")))) {
                assertThat(next.await()).isEqualTo("a");
                Task<String> again = createTask(() -> next.await());
                Asyncio.wait(List.of(again), ms(10), ReturnWhen.ALL_COMPLETED);
                assertThat(again.done()).isTrue();
                assertThat(again.exception()).isInstanceOf(IllegalStateException.class);
            }
        });
    }

    // ASC-01
    @Test
    void coroutinesBecomeTasksAtOnce_beforeTheIterationBegins() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            AsCompleted<Boolean> all = asCompleted(List.of(() -> log.add("ran")));
            assertThat(allTasks()).hasSize(2);
            assertThat(log).isEmpty();
            ticks(1);
            assertThat(log).containsExactly("ran");
            assertThat(all.iterator().next().await()).isTrue();
        });
    }

    // ASC-01
    @Test
    void duplicates_collapse() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<String> task = createTask(sleeper(10, "task"));
            var once = Coroutine.of("once", () -> {
                log.add("ran");
                return sleep(ms(20), "coroutine");
            });
            List<String> results = new ArrayList<>();
            for (Awaitable<String> next : Asyncio.<String>asCompleted(List.of(task, once, task, once))) {
                results.add(await(next));
            }
            assertThat(results).containsExactly("task", "coroutine");
            assertThat(log).containsExactly("ran");
        });
    }

    // ASC-01
    @Test
    void nothing_isOverAtOnce() {
        Loops.run(() -> {
            Iterator<Awaitable<String>> none = asCompleted(List.<Coroutine<String>>of(), ms(10)).iterator();
            assertThat(none.hasNext()).isFalse();
            assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    // ASC-04
    @Test
    void leavingTheLoop_andIteratingAgain_goesOnWhereItStopped() {
        Loops.run(() -> {
            AsCompleted<String> all =
                    asCompleted(List.of(sleeper(10, "a"), sleeper(20, "b"), sleeper(30, "c")));
            List<String> log = new ArrayList<>();
            for (Awaitable<String> next : all) {
                log.add(next.await());
                break;
            }
            log.add("|");
            for (Awaitable<String> next : all) {
                log.add(next.await());
            }
            assertThat(log).containsExactly("a", "|", "b", "c");
            assertThat(all.iterator().hasNext()).isFalse();
        });
    }

    // ASC-05
    @Test
    void concurrentAwaits_areServedInTheOrderInWhichTheyWait() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            List<Task<?>> waiters = new ArrayList<>();
            for (Awaitable<String> next : asCompleted(List.of(sleeper(20, "b"), sleeper(10, "a")))) {
                String name = "waiter " + waiters.size();
                waiters.add(createTask(() -> log.add(name + " got " + next.await())));
            }
            Asyncio.wait(waiters);
            assertThat(log).containsExactly("waiter 0 got a", "waiter 1 got b");
        });
    }

    // ASC-05
    @Test
    void cancelledWaiter_losesNothing_theNextGetsIt() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<String> a = EventLoop.running().createFuture();
            Iterator<Awaitable<String>> all =
                    asCompleted(List.of(a, EventLoop.running().<String>createFuture()))
                            .iterator();
            Awaitable<String> one = all.next();
            Awaitable<String> two = all.next();
            Task<?> first = createTask(() -> log.add("first got " + one.await()));
            Task<?> second = createTask(() -> log.add("second got " + two.await()));
            ticks(1);
            first.cancel();
            ticks(1);
            a.setResult("a");
            Asyncio.wait(List.of(first, second));
            assertThat(first.cancelled()).isTrue();
            assertThat(log).containsExactly("second got a");
        });
    }

    // ASC-05: it was woken and cancelled in one tick, before it could take what it was woken for
    @Test
    void waiterCancelledAfterItWasWoken_passesTheWakeOn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Promise<String> a = EventLoop.running().createFuture();
            Iterator<Awaitable<String>> all =
                    asCompleted(List.of(a, EventLoop.running().<String>createFuture()))
                            .iterator();
            Awaitable<String> one = all.next();
            Awaitable<String> two = all.next();
            Task<?> first = createTask(() -> log.add("first got " + one.await()));
            Task<?> second = createTask(() -> log.add("second got " + two.await()));
            ticks(1);
            a.setResult("a");
            ticks(1);
            first.cancel();
            Asyncio.wait(List.of(first, second), ms(10), ReturnWhen.ALL_COMPLETED);
            assertThat(first.cancelled()).isTrue();
            assertThat(log).containsExactly("second got a");
        });
    }

    // ASC-06
    @Test
    void expiry_throwsForEachOfTheRest_andCancelsNothing() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<String> late = createTask(sleeper(150, "late"));
            Task<String> later = createTask(sleeper(200, "later"));
            for (Awaitable<String> next : Asyncio.<String>asCompleted(
                    List.of(later, sleeper(10, "early"), late), ms(120))) {
                try {
                    log.add(next.await(TimeoutException.class));
                } catch (TimeoutException e) {
                    log.add("timeout at " + EventLoop.running().time().toMillis());
                }
            }
            assertThat(log).containsExactly("early", "timeout at 120", "timeout at 120");
            assertThat(late.cancelling()).isZero();
            assertThat(late.toString() + later).doesNotContain("asCompleted()");
            assertThat(late.await()).isEqualTo("late");
            assertThat(later.await()).isEqualTo("later");
        });
    }

    // ASC-06
    @Test
    void timeout_countsFromTheCall_notFromTheIteration() {
        Loops.run(() -> {
            AsCompleted<String> all = asCompleted(List.of(sleeper(10, "early"), sleeper(50, "late")), ms(20));
            sleep(ms(60));
            Iterator<Awaitable<String>> iterator = all.iterator();
            assertThat(iterator.next().await()).isEqualTo("early");
            assertThatThrownBy(iterator.next()::await).isInstanceOf(TimeoutException.class);
        });
    }

    // ASC-06
    @Test
    void withoutTime_whatIsDoneComesFirst_zeroOrNegative_andAHugeTimeoutIsNone() {
        Loops.run(() -> {
            Promise<String> done = EventLoop.running().createFuture();
            done.setResult("done");
            Promise<String> never = EventLoop.running().createFuture();
            for (Duration none : List.of(Duration.ZERO, ms(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
                Iterator<Awaitable<String>> all = asCompleted(List.of(never, done), none).iterator();
                assertThat(all.next().await()).isEqualTo("done");
                assertThatThrownBy(all.next()::await).isInstanceOf(TimeoutException.class);
            }
            sleep(ms(10));
            var patient = asCompleted(List.of(sleeper(10, "x")), Duration.ofSeconds(Long.MAX_VALUE));
            assertThat(patient.iterator().next().await()).isEqualTo("x");
        });
    }

    // ASC-07
    @Test
    void theTimer_isCancelled_whenAllAreCompleted() {
        var poller = new RecordingPoller();
        Asyncio.run(EventLoop.builder().poller(poller), () -> {
            for (Awaitable<String> next : asCompleted(List.of(sleeper(10, "a"), sleeper(20, "b")), ms(500))) {
                next.await();
            }
            sleep(ms(1000));
        });
        assertThat(poller.waits).containsExactly(ms(10), ms(10), ms(1000));
    }

    // ASC-08
    @Test
    void nullsAndNoLoop_areRefused() {
        assertThatIllegalStateException().isThrownBy(() -> asCompleted(List.of(sleeper(1, "a"))))
                .withMessageContaining("no running event loop");
        Loops.run(() -> {
            assertThatNullPointerException()
                    .isThrownBy(() -> asCompleted((Collection<Awaitable<String>>) null));
            Task<String> task = createTask(sleeper(10, "a"));
            assertThatNullPointerException().isThrownBy(() -> asCompleted(Arrays.asList(task, null)));
            assertThat(task.toString()).doesNotContain("asCompleted()");
        });
    }

    // ASC-08
    @Test
    void inAPlainCallback_itCanBeMade_butNotWaitedFor() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<AsCompleted<String>> made = loop.createFuture();
            List<Throwable> thrown = new ArrayList<>();
            loop.callSoon(() -> {
                AsCompleted<String> all = asCompleted(List.of(sleeper(10, "a"), sleeper(20, "b")));
                thrown.add(catchThrowable(all.iterator().next()::await));
                made.setResult(all);
            });
            AsCompleted<String> all = made.await();
            assertThat(thrown.getFirst()).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot await in a callback");
            assertThat(all.iterator().next().await()).isEqualTo("a");
        });
    }

    private static Coroutine<String> sleeper(long millis, String result) {
        return () -> sleep(ms(millis), result);
    }
}
