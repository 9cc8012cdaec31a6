package io.asyncio4j.testkit.tests.bugs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.SimulationFailure;
import io.asyncio4j.testkit.StuckError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that goes nowhere is told what that is called, and who is to blame. */
class NamedBugsTest {

    private static Bug bug(String name) {
        return Bug.all().stream().filter(each -> each.name().startsWith(name)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock loses", "semaphore loses"})
    void lostWakeUp_isNamed_withTheTaskThatDidNotPassItOn(String name) {
        var bySeed = catchThrowableOfType(SimulationFailure.class, () -> Simulation.run(bug(name).broken()));
        assertThat(bySeed).hasCauseInstanceOf(StuckError.class)
                .hasMessageContaining("lost wake-up: all tasks wait")
                .hasMessageContaining(
                        "was cancelled between the wake-up and the turn that it brings, and woke nobody instead");
    }

    @Test
    void deadlockOfLocks_isNoLostWakeUp_andHasItsCycle() {
        var failure = catchThrowableOfType(SimulationFailure.class,
                () -> Simulation.run(bug("two locks in two orders").broken()));
        assertThat(failure).hasCauseInstanceOf(StuckError.class)
                .hasMessageContaining("deadlock: all tasks wait").hasMessageContaining("in a cycle");
        assertThat(failure.getMessage()).doesNotContain("lost wake-up");
    }
}
