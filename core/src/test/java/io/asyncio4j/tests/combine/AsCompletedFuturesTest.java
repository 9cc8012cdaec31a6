package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsCompleted;
import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.RecordingPoller;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The asynchronous iteration of asCompleted, which waits in each step and gives the completed futures. */
class AsCompletedFuturesTest {

    // ASC-03
    @Test
    void futuresAndTasks_comeBackAsTheyAre_inTheOrderOfCompletion() {
        Loops.run(() -> {
            Task<String> slow = createTask(sleeper(30, "slow"));
            Task<String> quick = createTask(sleeper(10, "quick"));
            Promise<String> promise = EventLoop.running().createFuture();
            EventLoop.running().callLater(ms(20), () -> promise.setResult("promise"));
            List<Future<String>> completed = new ArrayList<>();
            for (Future<String> next : Asyncio.<String>asCompleted(List.of(slow, quick, promise)).futures()) {
                assertThat(next.done()).isTrue();
                completed.add(next);
            }
            assertThat(completed).containsExactly(quick, promise, slow);
        });
    }

    // ASC-03
    @Test
    void theyAreKeysToWhatTheyWereMadeFor() {
        Loops.run(() -> {
            Map<Future<String>, String> names = new HashMap<>();
            names.put(createTask(sleeper(20, "b")), "second");
            names.put(createTask(sleeper(10, "a")), "first");
            List<String> log = new ArrayList<>();
            for (Future<String> next : Asyncio.<String>asCompleted(names.keySet()).futures()) {
                log.add(names.get(next) + " " + next.result());
            }
            assertThat(log).containsExactly("first a", "second b");
        });
    }

    // ASC-03
    @Test
    void coroutines_comeBackAsTheTasksThatWereMadeForThem() {
        Loops.run(() -> {
            var once = Coroutine.of("once", sleeper(10, "x"));
            List<Future<String>> completed = new ArrayList<>();
            asCompleted(List.of(once, once)).futures().forEach(completed::add);
            assertThat(completed).hasSize(1);
            assertThat(completed.getFirst()).isInstanceOf(Task.class);
            assertThat(((Task<String>) completed.getFirst()).getCoro()).isSameAs(once);
            assertThat(completed.getFirst().result()).isEqualTo("x");
        });
    }

    // ASC-03
    @Test
    void failedAndCancelledFutures_areGivenWithoutBeingThrown() {
        Loops.run(() -> {
            var failure = new IOException("kept");
            Promise<String> failed = EventLoop.running().createFuture();
            failed.setException(failure);
            Promise<String> cancelled = EventLoop.running().createFuture();
            cancelled.cancel();
            List<Future<String>> completed = new ArrayList<>();
            asCompleted(List.of(failed, cancelled)).futures().forEach(completed::add);
            assertThat(completed).containsExactly(failed, cancelled);
            assertThat(failed.exception()).isSameAs(failure);
        });
    }

    // ASC-03
    @Test
    void eagerTasksThatAreDoneAtOnce_comeInOrder() {
        Asyncio.run(Loops.virtual().taskFactory(TaskFactory.EAGER), () -> {
            List<String> results = new ArrayList<>();
            List<Coroutine<String>> bodies = List.of(() -> "a", sleeper(10, "c"), () -> "b");
            for (Future<String> next : asCompleted(bodies).futures()) {
                results.add(next.result());
            }
            assertThat(results).containsExactly("a", "b", "c");
        });
    }

    // ASC-04
    @Test
    void iterationsThatWereLeft_goOn_inEitherForm() {
        Loops.run(() -> {
            AsCompleted<String> all = asCompleted(List.of(
                    sleeper(10, "a"), sleeper(20, "b"), sleeper(30, "c"), sleeper(40, "d")));
            List<String> log = new ArrayList<>();
            for (Future<String> next : all.futures()) {
                log.add(next.result());
                break;
            }
            for (Awaitable<String> next : all) {
                log.add(next.await());
                break;
            }
            for (Future<String> next : all.futures()) {
                log.add(next.result());
            }
            assertThat(log).containsExactly("a", "b", "c", "d");
        });
    }

    // ASC-04
    @Test
    void stepsBeyondTheEnd_areRefused() {
        Loops.run(() -> {
            Iterator<Future<String>> all = asCompleted(List.of(sleeper(10, "a"))).futures().iterator();
            assertThat(all.hasNext()).isTrue();
            all.next();
            assertThat(all.hasNext()).isFalse();
            assertThatThrownBy(all::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    // ASC-05
    @Test
    void twoTasksMayShareOneIteration() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            AsCompleted<String> all = asCompleted(
                    List.of(sleeper(10, "a"), sleeper(20, "b"), sleeper(30, "c"), sleeper(40, "d")));
            List<Task<?>> consumers = new ArrayList<>();
            for (String name : List.of("x", "y")) {
                consumers.add(createTask(() -> {
                    for (Future<String> next : all.futures()) {
                        log.add(name + next.result());
                    }
                }));
            }
            Asyncio.wait(consumers);
            assertThat(log).containsExactly("xa", "yb", "xc", "yd");
        });
    }

    // ASC-06
    @Test
    void expiry_isThrownFromTheLoop_andCancelsNothing() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Task<String> late = createTask(sleeper(50, "late"));
            AsCompleted<String> all =
                    Asyncio.<String>asCompleted(List.of(late, sleeper(10, "early")), ms(20));
            assertThatThrownBy(() -> {
                for (Future<String> next : all.futures()) {
                    log.add(next.result() + " at " + EventLoop.running().time().toMillis());
                }
            }).isInstanceOf(TimeoutException.class);
            assertThat(log).containsExactly("early at 10");
            assertThat(EventLoop.running().time()).isEqualTo(ms(20));
            assertThat(late.cancelling()).isZero();
            assertThat(late.await()).isEqualTo("late");
        });
    }

    // ASC-06: the future is done, but its callback is queued behind the timer
    @Test
    void futureDoneInTheTickOfTheTimer_butBehindIt_isTooLate() {
        Loops.run(() -> {
            Promise<String> future = EventLoop.running().createFuture();
            var all = asCompleted(List.of(future), ms(10)).futures().iterator();
            EventLoop.running().callLater(ms(10), () -> future.setResult("just too late"));
            assertThatThrownBy(all::next).isInstanceOf(TimeoutException.class);
            ticks(2);
            assertThat(all.hasNext()).isFalse();
            assertThat(future.result()).isEqualTo("just too late");
        });
    }

    // ASC-06: the other way round its callback is one tick behind the timer all the same
    @Test
    void futureDoneInTheTickOfTheTimer_andAheadOfIt_isTooLateToo() {
        Loops.run(() -> {
            Promise<String> future = EventLoop.running().createFuture();
            EventLoop.running().callLater(ms(10), () -> future.setResult("just too late"));
            var all = asCompleted(List.of(future), ms(10)).futures().iterator();
            assertThatThrownBy(all::next).isInstanceOf(TimeoutException.class);
            ticks(2);
            assertThat(all.hasNext()).isFalse();
        });
    }

    // ASC-07
    @Test
    void theTimer_isCancelled_whenAllAreCompleted() {
        var poller = new RecordingPoller();
        Asyncio.run(EventLoop.builder().poller(poller), () -> {
            asCompleted(List.of(sleeper(10, "a")), Duration.ofHours(1)).futures().forEach(done -> {});
            sleep(ms(1000));
        });
        assertThat(poller.waits).containsExactly(ms(10), ms(1000));
    }

    // ASC-05
    @Test
    void cancelledStep_leavesTheFuturesAlone() {
        Loops.run(() -> {
            Task<String> a = createTask(sleeper(10, "a"));
            AsCompleted<String> all = asCompleted(List.of(a, createTask(sleeper(20, "b"))));
            Task<?> consumer = createTask(() -> all.futures().forEach(done -> {}));
            ticks(1);
            consumer.cancel();
            assertThatThrownBy(consumer::await).isInstanceOf(CancelledError.class);
            assertThat(a.cancelling()).isZero();
            assertThat(all.futures().iterator().next()).isSameAs(a);
        });
    }

    private static Coroutine<String> sleeper(long millis, String result) {
        return () -> sleep(ms(millis), result);
    }
}
