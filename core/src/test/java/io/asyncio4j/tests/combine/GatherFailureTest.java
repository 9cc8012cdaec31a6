package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first failure of a gather, and those that come after it. */
class GatherFailureTest {

    // GAT-06
    @Test
    void firstFailure_endsTheGather_withTheVeryObject_andTheOthersRunOn() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            var failure = new IOException("first");
            Task<String> other = createTask(() -> sleep(ms(50), "other"));
            Future<List<String>> gathering = gather(other, failing(ms(10), failure));
            assertThat(catchThrowable(gathering::await)).isSameAs(failure);
            assertThat(millisSince(start)).isEqualTo(10);
            assertThat(gathering.exception()).isSameAs(failure);
            assertThat(other.done()).isFalse();
            assertThat(other.cancelling()).isZero();
            assertThat(other.await()).isEqualTo("other");
            assertThat(millisSince(start)).isEqualTo(50);
        });
    }

    // GAT-07
    @Test
    void laterFailuresAndCancellations_areConsumed_andChangeNothing() {
        assertThat(reportsOf(() -> {
            var first = new IOException("first");
            Task<?> cancelledLater = createTask(() -> sleep(ms(100)));
            Future<List<Object>> gathering = gather(
                    failing(ms(20), new IOException("second")), failing(ms(10), first), cancelledLater);
            assertThat(catchThrowable(gathering::await)).isSameAs(first);
            sleep(ms(20));
            cancelledLater.cancel();
            sleep(ms(20));
            assertThat(gathering.exception()).isSameAs(first);
        })).isEmpty();
    }

    // GAT-07
    @Test
    void failureOfAGatherThatNobodyLooksAt_isReportedOnce_asTheGathers() {
        var failure = new IOException("unseen");
        List<Map<String, Object>> reports = reportsOf(() -> {
            Future<List<Object>> gathering =
                    gather(failing(ms(10), failure), failing(ms(10), new IOException()));
            sleep(ms(20));
            assertThat(gathering.done()).isTrue();
        });
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst()).containsEntry("exception", failure);
        assertThat((String) reports.getFirst().get("message")).endsWith("exception was never retrieved");
    }

    // GAT-09
    @Test
    void cancelledChild_isAFailure_andTheGatherIsNotCancelled() {
        Loops.run(() -> {
            Task<?> child = createTask(() -> sleep(ms(100)));
            Task<String> other = createTask(() -> sleep(ms(200), "other"));
            Future<List<Object>> gathering = Asyncio.<Object>gather(other, child);
            ticks(1);
            child.cancel("bye");
            CancelledError error = catchThrowableOfType(CancelledError.class, gathering::await);
            assertThat(error.message()).isEqualTo("bye");
            assertThat(gathering.cancelled()).isFalse();
            assertThat(gathering.exception()).isSameAs(error);
            assertThat(other.await()).isEqualTo("other");
        });
    }

    private static List<Map<String, Object>> reportsOf(VoidCoroutine main) {
        List<Map<String, Object>> reports;
        try (EventLoop loop = Loops.virtual().build()) {
            reports = Loops.collectReports(loop);
            loop.runUntilComplete(Coroutine.returningNull(main));
        }
        return reports; // with what close() has told of, that nobody has looked at
    }

    private static <T> Coroutine<T> failing(Duration delay, Exception failure) {
        return () -> {
            sleep(delay);
            throw failure;
        };
    }
}
