package ports;

import static io.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.EventLoopBuilder.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AsyncCacheTest {
    private final List<String> loads = new ArrayList<>();

    private String load(String key) throws IOException {
        loads.add(key);
        sleep(Duration.ofSeconds(1));
        if (key.startsWith("bad")) {
            throw new IOException(key);
        }
        return key.toUpperCase(Locale.ROOT);
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void manyAtOnce_oneComputation(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var cache = new AsyncCache<>(10, null, this::load);
            assertThat(gather(() -> cache.get("a"), () -> cache.get("a"), () -> cache.get("b")).await())
                    .containsExactly("A", "A", "B");
            assertThat(cache.get("a")).isEqualTo("A");
            assertThat(loads).containsExactly("a", "b");
            assertThat(cache.info()).isEqualTo(new AsyncCache.Info(2, 2, 10, 2));
        });
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void theLeastRecentlyUsed_goesFirst(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var cache = new AsyncCache<>(2, null, this::load);
            cache.get("a");
            cache.get("b");
            cache.get("a");
            cache.get("c"); // in place of b
            cache.get("a");
            cache.get("b");
            assertThat(loads).containsExactly("a", "b", "c", "b");
            assertThat(cache.info().size()).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aFailure_isThrownAtAll_andNotKept(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var cache = new AsyncCache<>(10, null, this::load);
            var outcomes = gatherOutcomes(() -> cache.get("bad"), () -> cache.get("bad")).await();
            assertThat(outcomes).hasToString("[Failure[exception=java.io.IOException: bad], "
                    + "Failure[exception=java.io.IOException: bad]]");
            assertThat(cache.info().size()).isZero();
            gatherOutcomes(() -> cache.get("bad")).await();
            assertThat(loads).containsExactly("bad", "bad");
        });
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void timeToLive_countsFromTheComputation(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var cache = new AsyncCache<>(10, Duration.ofSeconds(5), this::load);
            cache.get("a"); // computed at 1 s, so it expires at 6 s
            sleep(Duration.ofMillis(4900));
            cache.get("a");
            sleep(Duration.ofMillis(200));
            cache.get("a");
            assertThat(loads).containsExactly("a", "a");
        });
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void invalidateAndAgain_theOldTimeToLiveDoesNotTouchTheNew(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var cache = new AsyncCache<>(10, Duration.ofSeconds(5), this::load);
            cache.get("a");
            sleep(Duration.ofSeconds(3));
            assertThat(cache.invalidate("a")).isTrue();
            assertThat(cache.invalidate("a")).isFalse();
            cache.get("a"); // at 5 s
            sleep(Duration.ofSeconds(3)); // the first one would have expired at 6 s
            cache.get("a");
            assertThat(loads).containsExactly("a", "a");
        });
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void cancelOfOneWhoWaits_leavesTheOthersAlone_theLastTakesItAlong(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var cache = new AsyncCache<>(10, null, this::load);
            var impatient = createTask(() -> cache.get("a"));
            var patient = createTask(() -> cache.get("a"));
            sleep(Duration.ofMillis(100));
            impatient.cancel();
            assertThat(patient.await()).isEqualTo("A");

            var only = createTask(() -> cache.get("b"));
            sleep(Duration.ofMillis(100));
            only.cancel();
            gatherOutcomes(only).await();
            sleep(Duration.ofSeconds(2));
            assertThat(cache.info().size()).as("b is not computed for nobody").isEqualTo(1);
        });
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void close_cancelsWhatIsUnderWay(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var cache = new AsyncCache<>(10, null, this::load);
            var waiting = createTask(() -> cache.get("a"));
            sleep(Duration.ofMillis(100));
            cache.close();
            gatherOutcomes(waiting).await();
            assertThat(waiting.cancelled()).isTrue();
            assertThatIllegalStateException().isThrownBy(() -> cache.get("b"))
                    .withMessage("the cache is closed");
        });
    }
}
