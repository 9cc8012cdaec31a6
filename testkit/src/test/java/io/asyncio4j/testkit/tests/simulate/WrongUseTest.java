package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.junit.Async;
import io.asyncio4j.testkit.junit.AsyncTest;
import io.asyncio4j.testkit.junit.Explored;
import io.asyncio4j.testkit.junit.Replay;
import io.asyncio4j.testkit.junit.Seed;
import io.asyncio4j.testkit.junit.Simulated;
import io.asyncio4j.testkit.tests.support.Launched;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kit used in a way that cannot be meant says what is wrong, and what to do. */
class WrongUseTest {

    static class KitInAKit {

        @AsyncTest
        void simulates() {
            Simulation.run(_ -> {});
        }

        @AsyncTest
        void explores() {
            Exploration.run(_ -> {});
        }

        @Simulated(seeds = 1)
        void simulatesInASimulation() {
            Simulation.run(_ -> {});
        }

        @Explored(schedules = 1)
        void exploresInAnExploration() {
            Exploration.run(_ -> {});
        }
    }

    @Test
    void aKitWithinAKit_isRefused() {
        assertThat(Launched.classes(KitInAKit.class).failures()).hasSize(4)
                .allSatisfy(failure -> assertThat(failure).hasMessageContaining("two kits at once")
                        .hasMessageContaining("Call it where no loop runs, in a plain @Test"));
    }

    @Async
    static class AsyncClass {

        @Simulated
        void simulated() {}

        @Explored
        void explored() {}

        @Replay("fifo")
        void replayed() {}
    }

    @Test
    void manyRunsInAnAsyncClass_areRefused() {
        assertThat(Launched.classes(AsyncClass.class).failures()).hasSize(3)
                .allSatisfy(
                        failure -> assertThat(failure).hasMessageContaining("which are two kinds of loops"));
    }

    static class Combinations {

        @Simulated
        @Explored
        void simulatedAndExplored() {}

        @Replay("fifo")
        @AsyncTest
        void replayedAndAsync() {}

        @Simulated
        @Async
        void simulatedAndAsync() {}

        @Seed(1)
        @Test
        void seedOfAPlainTest() {}

        @Seed(1)
        @AsyncTest
        void seedOfAnAsyncTest() {}

        @Seed(1)
        @Explored
        void seedOfAnExploredTest() {}

        @Simulated
        @ParameterizedTest
        @ValueSource(ints = 1)
        void simulatedAndParameterized(int number) {}

        @Explored
        @RepeatedTest(2)
        void exploredAndRepeated() {}
    }

    @Test
    void annotationsThatDoNotGoTogether_areRefused_eachWithTheMethod() {
        assertThat(Launched.classes(Combinations.class).passed()).isEmpty();
        assertThat(Launched.classes(Combinations.class).failures()).hasSizeGreaterThanOrEqualTo(8)
                .allSatisfy(failure -> assertThat(failure).hasMessageContaining("Combinations.")
                        .message().containsAnyOf("remove one", "annotate it with @Simulated, too"));
    }

    @Test
    void explorationThatDoesNotRepeat_isTold_withTheStepWhereTwoRunsPart() {
        var count = new AtomicInteger();
        assertThatThrownBy(() -> Exploration.run(test -> {
            Asyncio.sleep(Duration.ofMillis(count.incrementAndGet()));
            if (count.get() == 1) {
                throw new IllegalStateException("only the first time");
            }
        })).isInstanceOf(ExplorationFailure.class).hasMessageContaining("only the first time")
                .hasMessageContaining("the same schedule does not fail again")
                .hasMessageContaining("Two more runs of it part at line").hasMessageContaining("second:");
    }

    @Test
    void explorationWhoseFirstRunWasAnother_isTold() {
        var count = new AtomicInteger();
        assertThatThrownBy(() -> Exploration.run(test -> {
            if (count.incrementAndGet() == 1) {
                throw new IllegalStateException("only the first time");
            }
        })).hasMessageContaining("Two more runs of it have done the same as each other");
    }

    @Test
    void programThatLooksAtTheSystemsTime_isToldWhereItParts() {
        assertThatThrownBy(() -> Simulation.run((TestLoop test) -> {
            long now = System.nanoTime();
            Asyncio.sleep(Duration.ofMillis(1));
            Asyncio.sleep(Duration.ofNanos(now % 1_000_000_007));
        })).hasMessageContaining("does not repeat: its runs part at line")
                .hasMessageContaining("the system's time").hasMessageContaining("before:");
    }
}
