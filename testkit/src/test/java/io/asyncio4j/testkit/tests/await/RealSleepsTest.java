package io.asyncio4j.testkit.tests.await;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.testkit.Allowance.Kind;
import io.asyncio4j.testkit.LeakError;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.Timekeeping;
import io.asyncio4j.testkit.junit.Allow;
import io.asyncio4j.testkit.junit.AsyncTest;
import io.asyncio4j.testkit.tests.support.Launched;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A test on virtual time that really sleeps is told so, and where. The sleeps are what is tested. */
class RealSleepsTest {

    private static final int LONG_ENOUGH_MILLIS = 400; // on a machine that has other things to do, too

    private static void sleepReally() {
        try {
            TimeUnit.MILLISECONDS.sleep(LONG_ENOUGH_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static class InATask {

        @AsyncTest
        void sleeps() {
            sleepReally();
        }
    }

    @Test
    void sleepInATask_isTold_withItsPlace() {
        Launched launched = Launched.classes(InATask.class);
        assertThat(launched.failure()).isInstanceOf(LeakError.class);
        assertThat(launched.message()).containsPattern("Thread.sleep has really slept for about \\d+ ms")
                .contains("RealSleepsTest.sleepReally(RealSleepsTest.java:").contains("Await Asyncio.sleep");
    }

    static class InBlocking {

        @AsyncTest
        void sleeps() throws Exception {
            Asyncio.blocking(() -> {
                sleepReally();
                return 0;
            });
        }
    }

    @Test
    void sleepInACallOfBlocking_isTold() {
        assertThat(Launched.classes(InBlocking.class).message()).contains("has really slept");
    }

    static class InToThread {

        @AsyncTest
        void sleeps() {
            Asyncio.toThread(() -> {
                sleepReally();
                return 0;
            });
        }
    }

    static class InAnExecutor {

        @AsyncTest
        void sleeps(TestLoop test) {
            test.background("ticker", () -> { // the loop is not held, and goes on
                while (true) {
                    Asyncio.sleep(Duration.ofMillis(1));
                }
            });
            try (var executor = Executors.newSingleThreadExecutor()) {
                test.loop()
                        .runInExecutor(executor, Executors.callable((Runnable) RealSleepsTest::sleepReally))
                        .await();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {InToThread.class, InAnExecutor.class})
    void sleepOnAnotherThread_isTold_withItsPlace(Class<?> test) {
        assertThat(Launched.classes(test).message())
                .containsPattern("Thread.sleep has really slept for about \\d+ ms")
                .contains("RealSleepsTest.sleepReally(RealSleepsTest.java:");
    }

    static class InACallback {

        @AsyncTest
        void sleeps(TestLoop test) {
            test.loop().callSoon(RealSleepsTest::sleepReally);
            Asyncio.sleep(Duration.ofSeconds(1));
        }
    }

    @Test
    void sleepInACallback_isTold() {
        assertThat(Launched.classes(InACallback.class).message()).contains("has really slept");
    }

    static class Allowed {

        @AsyncTest
        @Allow(kind = Kind.SLEEP, name = "*RealSleepsTest.sleepReally", reason = "is what is tested")
        void byItsMethod() {
            sleepReally();
        }

        @AsyncTest
        @Allow(kind = Kind.SLEEP, name = "byItsTask", reason = "is what is tested")
        void byItsTask() {
            sleepReally();
        }

        @AsyncTest
        @Allow(kind = Kind.SLEEP, name = "inToThread", reason = "is what is tested")
        void inToThread() {
            Asyncio.toThread(() -> {
                sleepReally();
                return 0;
            });
        }

        @AsyncTest(time = Timekeeping.REAL)
        void onRealTime() {
            sleepReally();
        }
    }

    @Test
    void sleepThatIsAllowed_orOnRealTime_isWell() {
        assertThat(Launched.classes(Allowed.class).failures()).isEmpty();
    }
}
