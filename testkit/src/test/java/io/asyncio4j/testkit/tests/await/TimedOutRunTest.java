package io.asyncio4j.testkit.tests.await;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.testkit.junit.AsyncTest;
import io.asyncio4j.testkit.tests.support.Launched;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** JUnit's own time limit ends a test that is in run, which cleans up. */
class TimedOutRunTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();

    private static void hang(String name, boolean busily) {
        run(() -> {
            try {
                while (busily) {
                    sleep(Duration.ZERO);
                }
                sleep(Duration.ofDays(1));
            } finally {
                sleep(Duration.ofMillis(1));
                LOG.add(name);
            }
        });
    }

    // not shorter: it must not be over before run has begun
    @Timeout(value = 500, unit = TimeUnit.MILLISECONDS, threadMode = ThreadMode.SAME_THREAD)
    static final class InTheSameThread {
        @Test
        void idle() {
            hang("idle", false);
        }

        @Test
        void busy() {
            hang("busy", true);
        }

        @Test
        @Timeout(30)
        void afterwards_noFlagIsLeft() throws InterruptedException {
            Thread.sleep(0); // throws if there is one
        }
    }

    @Timeout(value = 500, unit = TimeUnit.MILLISECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
    static final class InASeparateThread {
        @Test
        void idle() {
            hang("idle", false);
        }

        @Test
        void busy() {
            hang("busy", true);
        }
    }

    @BeforeAll
    static void loadClasses() {
        run(() -> sleep(Duration.ZERO));
    }

    @Test
    @Timeout(60)
    void inTheSameThread() {
        LOG.clear();
        Launched launched = Launched.classes(InTheSameThread.class);
        assertThat(launched.passed()).containsExactly("afterwards_noFlagIsLeft()");
        assertThat(launched.failures()).hasSize(2).allSatisfy(failure -> assertThat(failure)
                .isInstanceOf(TimeoutException.class));
        assertThat(LOG).containsExactlyInAnyOrder("idle", "busy");
    }

    // such a thread is left to itself when the time is over: its clean-up goes on behind the test
    @Test
    @Timeout(60)
    void inASeparateThread() {
        LOG.clear();
        Launched launched = Launched.classes(InASeparateThread.class);
        assertThat(launched.failures()).hasSize(2).allSatisfy(failure -> assertThat(failure)
                .isInstanceOf(TimeoutException.class));
        while (LOG.size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(LOG).containsExactlyInAnyOrder("idle", "busy");
    }

    @Timeout(value = 2, threadMode = ThreadMode.SAME_THREAD)
    static final class OfTheKit {
        @AsyncTest
        void waitsForWhatDoesNotCome() {
            try {
                EventLoop.running().createFuture().await();
            } finally {
                sleep(Duration.ofHours(1));
                LOG.add("kit");
            }
        }
    }

    @Test
    @Timeout(60)
    void asyncTest_isGivenUp_andCleansUp() {
        LOG.clear();
        assertThat(Launched.classes(OfTheKit.class).failure()).isInstanceOf(TimeoutException.class);
        assertThat(LOG).containsExactly("kit");
    }
}
