package io.asyncio4j.tests.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What executors do to end what they run ends a program, too. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptedByOthersTest {

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch cleanedUp = new CountDownLatch(1);

    private void program() {
        Asyncio.run(() -> {
            try {
                entered.countDown();
                EventLoop.running().createFuture().await();
            } finally {
                Asyncio.sleep(Duration.ofMillis(1));
                cleanedUp.countDown();
            }
        });
    }

    private static ExecutorService pool(String threads) {
        return threads.equals("virtual")
                ? Executors.newVirtualThreadPerTaskExecutor()
                : Executors.newSingleThreadExecutor();
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual"})
    void futureCancelled_andItsThreadServesTheNextCall(String threads) throws Exception {
        try (ExecutorService pool = pool(threads)) {
            Future<?> future = pool.submit(this::program);
            entered.await();
            future.cancel(true);
            cleanedUp.await();
            assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
            assertThat(pool.submit(() -> Asyncio.run(() -> "next")).get()).isEqualTo("next");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual"})
    void executorShutDownNow(String threads) throws Exception {
        try (ExecutorService pool = pool(threads)) {
            Future<?> future = pool.submit(this::program);
            entered.await();
            pool.shutdownNow();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(cleanedUp.getCount()).isZero();
            assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CancelledError.class);
        }
    }
}
