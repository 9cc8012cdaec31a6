package ports;

import static io.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ports.RetryingFetcher.Policy;

class RetryingFetcherTest {
    private static final Policy POLICY =
            new Policy(3, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(8), 0);

    private final OnVirtualTime seen = new OnVirtualTime();
    private final Map<String, Integer> attempts = new HashMap<>();
    private int atOnce;
    private int mostAtOnce;

    // "x2" is there at the second attempt
    private String send(String key) throws IOException {
        seen.note(key);
        mostAtOnce = Math.max(mostAtOnce, ++atOnce);
        try {
            sleep(key.startsWith("slow") ? Duration.ofHours(1) : Duration.ofMillis(500));
        } finally {
            atOnce--;
        }
        if (key.equals("wrong")) {
            throw new IllegalArgumentException(key);
        }
        int wanted = key.charAt(key.length() - 1) - '0';
        if (attempts.merge(key, 1, Integer::sum) < wanted) {
            throw new IOException(key + " " + attempts.get(key));
        }
        return key.toUpperCase(Locale.ROOT);
    }

    private final RetryingFetcher<String, String> fetcher =
            new RetryingFetcher<>(this::send, POLICY, new Random(1));

    @ParameterizedTest
    @EnumSource(Threads.class)
    void triesAgain_withPausesThatDouble(Threads threads) {
        OnVirtualTime.run(threads, () -> assertThat(fetcher.fetch("a3")).isEqualTo("A3"));
        assertThat(seen.events).containsExactly("a3 @0.0", "a3 @1.5", "a3 @4.0");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void givesUp_withAllThatWentWrong(Threads threads) {
        OnVirtualTime.run(threads, () -> assertThatThrownBy(() -> fetcher.fetch("a9"))
                .isInstanceOf(IOException.class).hasMessage("a9 3")
                .satisfies(last -> assertThat(last.getSuppressed()).singleElement()
                        .hasToString("java.io.IOException: a9 2")));
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void anAttemptThatTakesTooLong_isOneThatFailed(Threads threads) {
        OnVirtualTime.run(threads, () -> assertThatThrownBy(() -> fetcher.fetch("slow1"))
                .isInstanceOf(TimeoutException.class));
        assertThat(seen.events).containsExactly("slow1 @0.0", "slow1 @6.0", "slow1 @13.0");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void otherExceptions_areNotTriedAgain(Threads threads) {
        OnVirtualTime.run(threads,
                () -> assertThatIllegalArgumentException().isThrownBy(() -> fetcher.fetch("wrong")));
        assertThat(seen.events).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void thePool_fetchesSoManyAtATime_andKeepsGoing(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var results = fetcher.fetchAll(List.of("a1", "b2", "wrong", "c1", "d1"), 2);
            assertThat(results.keySet()).containsExactly("a1", "b2", "wrong", "c1", "d1");
            assertThat(results.get("b2")).isEqualTo(new Outcome.Success<>("B2"));
            assertThat(results.get("wrong")).isInstanceOf(Outcome.Failure.class);
            assertThat(results.get("d1")).isEqualTo(new Outcome.Success<>("D1"));
        });
        assertThat(mostAtOnce).isEqualTo(2);
    }

    @Test
    void pauses_haveALimit_andAPartThatIsChance() {
        assertThat(POLICY.pauseAfter(20, new Random(1))).isEqualTo(Duration.ofSeconds(8));
        var half = new Policy(9, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(8), 0.5);
        var random = new Random(7);
        assertThat(half.pauseAfter(1, random)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1))
                .isNotEqualTo(half.pauseAfter(1, random));
    }
}
