package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Signal;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Signals come when the seed says so, without one of the operating system. */
class SignalsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void theHandlerRuns_atAMomentOfTheSeeds() {
        Set<Duration> moments = new TreeSet<>();
        new Simulation().seeds(30).start(test -> {
            var stopped = test.loop().<Duration>createFuture();
            test.loop().addSignalHandler(Signal.SIGTERM, () -> stopped.setResult(test.time()));
            test.faults().signal(Signal.SIGTERM, MINUTE);
            moments.add(stopped.await());
        });
        assertThat(moments).hasSizeGreaterThan(25).allMatch(moment -> moment.compareTo(MINUTE) <= 0);
        assertThat(moments).anyMatch(moment -> moment.toSeconds() < 5)
                .anyMatch(moment -> moment.toSeconds() > 30);
    }

    @Test
    void withoutAHandler_mainIsCancelled_andMayCleanUp() {
        List<String> events = new ArrayList<>();
        new Simulation().seeds(1).start(test -> {
            test.faults().signal(Signal.SIGINT, MINUTE);
            try {
                Asyncio.sleep(Duration.ofDays(1));
                events.add("slept");
            } catch (CancelledError e) {
                Asyncio.sleep(MINUTE);
                events.add("cleaned up");
            }
        });
        assertThat(events).containsOnly("cleaned up");
    }

    @Test
    void aSignal_isALineOfTheTrace_andOneThatComesTooLateIsNothing() {
        Simulation.Body body = test -> {
            test.loop().addSignalHandler(Signal.SIGHUP, () -> {});
            test.faults().signal(Signal.SIGHUP, MINUTE);
            Asyncio.sleep(Duration.ofDays(1));
        };
        assertThat(new Simulation().trace(1, body)).filteredOn(line -> line.contains("fault: signal"))
                .singleElement()
                .asString().endsWith("fault: signal SIGHUP");
        assertThat(new Simulation().trace(1, test -> test.faults().signal(Signal.SIGHUP, MINUTE)))
                .noneMatch(line -> line.contains("fault: signal"));
    }

    // the handler comes between the look and the step that relies on it
    @Test
    void anExploration_letsItComeAtEachMoment() {
        var failure = catchThrowableOfType(ExplorationFailure.class,
                () -> new Exploration().exhaustive(1).start(test -> {
                    boolean[] stopping = {false};
                    test.loop().addSignalHandler(Signal.SIGTERM, () -> stopping[0] = true);
                    test.faults().signal(Signal.SIGTERM, MINUTE);
                    for (int i = 0; i < 3; i++) {
                        if (!stopping[0]) {
                            Asyncio.sleep(Duration.ofMillis(1)); // asks somebody
                            assertThat(stopping[0]).as("accepts while it stops").isFalse();
                        }
                    }
                }));
        assertThat(failure).hasMessageContaining("accepts while it stops");
        assertThat(failure.table()).contains("SIGTERM comes");
    }

    @Test
    void itDoesNotComeBefore() {
        new Simulation().seeds(1).start(test -> assertThatIllegalArgumentException()
                .isThrownBy(() -> test.faults().signal(Signal.SIGINT, Duration.ofSeconds(-1)))
                .withMessageContaining("not before"));
    }
}
