package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
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
import io.asyncio4j.Outcome;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatherOutcomesTest {

    // GAT-08
    @Test
    void waitsForAll_andKeepsFailuresAtTheirPlaces() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            var checked = new IOException("checked");
            var error = new AssertionError("an error");
            List<Outcome<String>> outcomes = GatherOutcomesTest.<String>outcomes(
                    () -> sleep(ms(30), "value"), failing(ms(10), checked), failing(ms(20), error),
                    () -> null);
            assertThat(outcomes).containsExactly(
                    new Outcome.Success<>("value"),
                    new Outcome.Failure<>(checked),
                    new Outcome.Failure<>(error),
                    new Outcome.Success<>(null));
            assertThat(millisSince(start)).isEqualTo(30);
        });
    }

    // GAT-08
    @Test
    void get_givesTheValue_orThrowsTheVeryObject() {
        Loops.run(() -> {
            var checked = new IOException("checked");
            List<Outcome<Integer>> outcomes =
                    GatherOutcomesTest.<Integer>outcomes(() -> 7, failing(ms(1), checked));
            assertThat(outcomes.get(0).get()).isEqualTo(7);
            assertThat(catchThrowable(outcomes.get(1)::get)).isSameAs(checked);
        });
    }

    // GAT-08
    @Test
    void collectedFailures_areNotReported() {
        List<Map<String, Object>> reports;
        try (EventLoop loop = Loops.virtual().build()) {
            reports = Loops.collectReports(loop);
            loop.runUntilComplete(Coroutine.returningNull(() -> {
                outcomes(failing(ms(1), new IOException("one")), failing(ms(2), new IOException("two")));
            }));
        }
        assertThat(reports).isEmpty();
    }

    // GAT-08, GAT-09: a task that is cancelled keeps no message of its own, a plain future does
    @Test
    void cancelledChildren_areFailuresWithACancelledError() {
        Loops.run(() -> {
            Task<Object> task = createTask(() -> sleep(ms(100), "task"));
            Promise<Object> future = EventLoop.running().createFuture();
            Future<List<Outcome<Object>>> gathering = gatherOutcomes(() -> "value", task, future);
            ticks(1);
            task.cancel("of the task");
            future.cancel("of the future");
            List<Outcome<Object>> outcomes = gathering.await();
            assertThat(outcomes.get(0)).isEqualTo(new Outcome.Success<Object>("value"));
            assertThat(cancellation(outcomes.get(1)).message()).isNull();
            assertThat(cancellation(outcomes.get(2)).message()).isEqualTo("of the future");
            assertThat(gathering.cancelled()).isFalse();
            assertThat(gathering.exception()).isNull();
        });
    }

    // GAT-11
    @Test
    void cancelledGather_waitsForAllChildren_thenEndsWithCancelledError() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            Future<List<Outcome<Object>>> gathering = gatherOutcomes(
                    () -> sleep(ms(1000), "quick to give up"),
                    () -> {
                        try {
                            return sleep(ms(1000), "slow to give up");
                        } catch (CancelledError e) {
                            sleep(ms(50));
                            log.add("cleaned up");
                            throw e;
                        }
                    });
            ticks(1);
            assertThat(gathering.cancel("m")).isTrue();
            CancelledError error = catchThrowableOfType(CancelledError.class, gathering::await);
            assertThat(error.message()).isEqualTo("m");
            assertThat(log).containsExactly("cleaned up");
            assertThat(millisSince(start)).isEqualTo(50);
            assertThat(gathering.cancelled()).isFalse();
            assertThat(gathering.exception()).isSameAs(error);
        });
    }

    // GAT-11
    @Test
    void cancelledGather_endsWithCancelledError_evenIfEachChildHasSwallowedIt() {
        Loops.run(() -> {
            Coroutine<String> swallowing = () -> {
                try {
                    return sleep(ms(100), "not reached");
                } catch (CancelledError e) {
                    return "swallowed";
                }
            };
            Task<String> child = createTask(swallowing);
            Future<List<Outcome<String>>> gathering = gatherOutcomes(child);
            Task<List<Outcome<String>>> awaiting = createTask(() -> gathering.await());
            ticks(1);
            awaiting.cancel();
            assertThatThrownBy(awaiting::await).isInstanceOf(CancelledError.class);
            assertThat(awaiting.cancelled()).isTrue();
            assertThat(gathering.cancelled()).isFalse();
            assertThat(child.result()).isEqualTo("swallowed");
        });
    }

    // GAT-12
    @Test
    void cancelAfterAllChildrenAreDone_isRefused_andTheOutcomesAreDelivered() {
        Loops.run(() -> {
            var failure = new IOException("kept");
            Promise<Integer> child = EventLoop.running().createFuture();
            Future<List<Outcome<Integer>>> gathering = gatherOutcomes(child);
            child.setException(failure);
            assertThat(gathering.cancel()).isFalse();
            assertThat(gathering.await()).containsExactly(new Outcome.Failure<>(failure));
        });
    }

    // GAT-13: a failed child does not end it, so it can still be cancelled
    @Test
    void cancelAfterAFailure_reachesTheOthers() {
        Loops.run(() -> {
            Task<String> running = createTask(() -> sleep(ms(100), "not reached"));
            Future<List<Outcome<String>>> gathering =
                    gatherOutcomes(failing(ms(1), new IOException()), running);
            sleep(ms(10));
            assertThat(gathering.done()).isFalse();
            assertThat(gathering.cancel()).isTrue();
            assertThatThrownBy(gathering::await).isInstanceOf(CancelledError.class);
            assertThat(running.cancelled()).isTrue();
        });
    }

    // GAT-05
    @Test
    void theSameFailedFuture_isAtEveryPosition_andServesTwoGathers() {
        Loops.run(() -> {
            var failure = new IOException("shared");
            Task<String> task = createTask(GatherOutcomesTest.<String>failing(ms(1), failure));
            Future<List<Outcome<String>>> first = gatherOutcomes(task, task);
            Future<List<String>> second = gather(task);
            assertThat(first.await())
                    .containsExactly(new Outcome.Failure<>(failure), new Outcome.Failure<>(failure));
            assertThat(second.exception()).isSameAs(failure);
        });
    }

    // GAT-01
    @Test
    void theList_belongsToTheCaller() {
        Loops.run(() -> {
            Future<List<Outcome<Integer>>> gathering =
                    gatherOutcomes(List.<Coroutine<Integer>>of(() -> 1, () -> 2));
            List<Outcome<Integer>> outcomes = gathering.await();
            outcomes.removeFirst();
            assertThat(outcomes).containsExactly(new Outcome.Success<>(2));
        });
    }

    // GAT-03, GAT-04, GAT-15
    @Test
    void nothing_nulls_andNoLoop() {
        assertThatIllegalStateException().isThrownBy(() -> gatherOutcomes());
        assertThatIllegalStateException().isThrownBy(() -> gatherOutcomes(() -> 1));
        Loops.run(() -> {
            assertThat(gatherOutcomes().result()).isEmpty();
            assertThat(gatherOutcomes(List.<Awaitable<String>>of()).result()).isEmpty();
            Coroutine<String> good = () -> "good";
            assertThatNullPointerException().isThrownBy(() -> gatherOutcomes(Arrays.asList(good, null)));
            assertThatNullPointerException()
                    .isThrownBy(() -> gatherOutcomes((Collection<Awaitable<String>>) null));
        });
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    private static <T> List<Outcome<T>> outcomes(Awaitable<? extends T>... awaitables) {
        Future<List<Outcome<T>>> gathering = gatherOutcomes(List.of(awaitables));
        return gathering.await();
    }

    private static CancelledError cancellation(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failure.class);
        return (CancelledError) ((Outcome.Failure<?>) outcome).exception();
    }

    private static <T> Coroutine<T> failing(Duration delay, Throwable failure) {
        return () -> {
            sleep(delay);
            if (failure instanceof Exception exception) {
                throw exception;
            }
            throw (Error) failure;
        };
    }
}
