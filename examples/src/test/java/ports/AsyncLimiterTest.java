package ports;

import static io.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.asyncio4j.EventLoopBuilder.Threads;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AsyncLimiterTest {
    private final OnVirtualTime seen = new OnVirtualTime();

    @ParameterizedTest
    @EnumSource(Threads.class)
    void aBurst_thenOneForEachThatLeaksOut_inTheirOrder(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var limiter = new AsyncLimiter(2, Duration.ofSeconds(1));
            taskGroup(g -> {
                for (var name : new String[] {"a", "b", "c", "d", "e"}) {
                    g.createTask(() -> {
                        limiter.acquire();
                        seen.note(name);
                    });
                }
            });
            sleep(Duration.ofSeconds(10)); // empty again
            assertThat(limiter.hasCapacity(2)).isTrue();
            limiter.acquire(2);
            seen.note("f");
            assertThat(limiter.hasCapacity(0.1)).isFalse();
        });
        assertThat(seen.events).containsExactly("a @0.0", "b @0.0", "c @0.5", "d @1.0", "e @1.5", "f @11.5");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void cancelWhileWaiting_costsTheNextOneNothing(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var limiter = new AsyncLimiter(1, Duration.ofSeconds(1));
            limiter.acquire();
            var impatient = createTask(() -> limiter.acquire());
            var next = createTask(() -> {
                limiter.acquire();
                seen.note("next");
            });
            sleep(Duration.ofMillis(500));
            impatient.cancel();
            next.await();
            assertThat(impatient.cancelled()).isTrue();
        });
        assertThat(seen.events).containsExactly("next @1.0");
    }

    @ParameterizedTest
    @EnumSource(Threads.class)
    void moreThanTheRate_isRefused(Threads threads) {
        OnVirtualTime.run(threads, () -> {
            var limiter = new AsyncLimiter(3, Duration.ofSeconds(1));
            assertThatIllegalArgumentException().isThrownBy(() -> limiter.acquire(3.5))
                    .withMessageContaining("3.5");
            assertThatIllegalArgumentException().isThrownBy(() -> new AsyncLimiter(0, Duration.ofSeconds(1)));
        });
    }
}
