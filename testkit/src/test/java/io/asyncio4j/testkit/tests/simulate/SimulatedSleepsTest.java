package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.testkit.Allowance.Kind;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.LeakError;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.SimulationFailure;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A simulated program that really sleeps is told so, and where, wherever it does. The sleeps are what is tested. */
class SimulatedSleepsTest {

    private static final int LONG_ENOUGH_MILLIS = 400; // on a machine that has other things to do, too

    private static int sleepReally() {
        try {
            TimeUnit.MILLISECONDS.sleep(LONG_ENOUGH_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return 1;
    }

    private static void assertTold(Simulation.Body body) {
        assertThatThrownBy(() -> new Simulation().seeds(2).start(body)).isInstanceOf(SimulationFailure.class)
                .hasCauseInstanceOf(LeakError.class).hasMessageContaining("-Dasyncio4j.seed=")
                .message().containsPattern("Thread.sleep has really slept for about \\d+ ms")
                .contains("SimulatedSleepsTest.sleepReally(SimulatedSleepsTest.java:");
    }

    @Test
    void sleepInToThread_isTold() {
        assertTold(test -> Asyncio.toThread(SimulatedSleepsTest::sleepReally));
    }

    @Test
    void sleepInBlocking_isTold() {
        assertTold(test -> Asyncio.blocking(SimulatedSleepsTest::sleepReally));
    }

    @Test
    void sleepInATask_isTold() {
        assertTold(test -> sleepReally());
    }

    @Test
    void sleepInACallback_isTold_inAnExploration() {
        assertThatThrownBy(() -> new Exploration().schedules(2).start(test -> {
            test.loop().callSoon(SimulatedSleepsTest::sleepReally);
            Asyncio.sleep(Duration.ofMillis(1));
        })).isInstanceOf(ExplorationFailure.class).hasCauseInstanceOf(LeakError.class)
                .hasMessageContaining("Repeat it with").hasMessageContaining("has really slept");
    }

    @Test
    void sleepThatIsAllowed_orShort_isWell() {
        Simulation.Report report = new Simulation().seeds(1)
                .allow(Kind.SLEEP, "*SimulatedSleepsTest.sleepReally", "is what is tested")
                .start(test -> {
                    Asyncio.toThread(SimulatedSleepsTest::sleepReally);
                    Asyncio.toThread(() -> {
                        Thread.sleep(1);
                        return 1;
                    });
                });
        assertThat(report.runs()).isOne();
    }
}
