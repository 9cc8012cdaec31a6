package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.SimulationFailure;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.WallClock;
import io.asyncio4j.testkit.junit.AsyncTest;
import io.asyncio4j.testkit.junit.Seed;
import io.asyncio4j.testkit.junit.Simulated;
import io.asyncio4j.testkit.tests.support.Launched;
import io.asyncio4j.testkit.tests.support.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;

/** A test method that is run once a seed. */
class SimulatedTest {

    static final List<String> EVENTS = new ArrayList<>();

    static class Counts {

        private int runs;

        @BeforeEach
        void before(EventLoop loop) {
            assertThat(EventLoop.running()).isSameAs(loop);
            EVENTS.add("before");
            runs++;
        }

        @Simulated(seeds = 3)
        void test(TestLoop test, WallClock wall) {
            Asyncio.sleep(Duration.ofSeconds(1));
            assertThat(test.time()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(wall).isSameAs(test.wallClock());
            EVENTS.add("run " + runs);
        }

        @AfterEach
        void after() {
            EVENTS.add("after");
        }
    }

    @Test
    void eachSeed_hasAFreshInstance_withItsBeforeAndAfterEach() {
        EVENTS.clear();
        assertThat(Launched.classes(Counts.class).failures()).isEmpty();
        // the first seed is run twice, to see whether it repeats
        assertThat(EVENTS).hasSize(12).startsWith("before", "run 1", "after", "before", "run 1", "after");
    }

    static class Finds {

        @Simulated
        void lostUpdate(TestLoop test) {
            Programs.checkThenAct(test);
        }
    }

    @Test
    void firstFailingSeed_isTold_withOneLineToRepeatIt() {
        Launched launched = Launched.classes(Finds.class);
        assertThat(launched.failure()).isInstanceOf(SimulationFailure.class);
        assertThat(launched.message()).containsPattern("Repeat it with -Dasyncio4j.seed=0x[0-9a-f]+\n");
    }

    static class Pinned {

        @Simulated(seeds = 0)
        @Seed({42, 43})
        void onlyThese(TestLoop test) {
            EVENTS.add(String.valueOf(test.random().nextLong()));
        }
    }

    @Test
    void seedAnnotation_pinsSeeds() {
        EVENTS.clear();
        assertThat(Launched.classes(Pinned.class).failures()).isEmpty();
        List<String> expected = new ArrayList<>();
        new Simulation().seeds(0).seed(42).seed(43)
                .start(test -> expected.add("" + test.random().nextLong()));
        assertThat(EVENTS).isEqualTo(expected).hasSize(3);
    }

    @Nested
    class InANestedClass {

        private final List<Integer> own = new ArrayList<>();

        @Simulated(seeds = 5)
        void outerAndInnerInstances_areMadeAnew() {
            own.add(1);
            assertThat(own).hasSize(1);
        }
    }

    static class Outer {

        private int before;

        @BeforeEach
        void outerBefore(TestInfo info) {
            before++;
            EVENTS.add("outer before " + info.getDisplayName());
        }

        @AfterEach
        void outerAfter() {
            EVENTS.add("outer after");
        }

        @Nested
        class Inner {

            @BeforeEach
            void innerBefore() {
                EVENTS.add("inner before");
            }

            @Simulated(seeds = 1)
            void test() {
                EVENTS.add("test " + before);
            }

            @AfterEach
            void innerAfter() {
                EVENTS.add("inner after");
            }
        }
    }

    @Test
    void nestedTest_hasWhatIsBeforeAndAfterEachOfTheOuterClass_onAFreshInstanceOfThat() {
        EVENTS.clear();
        assertThat(Launched.classes(Outer.class).failures()).isEmpty();
        List<String> run =
                List.of("outer before test()", "inner before", "test 1", "inner after", "outer after");
        List<String> twice = new ArrayList<>(run); // the first seed, to see whether it repeats
        twice.addAll(run);
        assertThat(EVENTS).isEqualTo(twice);
    }

    static class FailsTwice {

        @Simulated(seeds = 1)
        void test() {
            throw new IllegalStateException("by the test");
        }

        @AfterEach
        void after() {
            EVENTS.add("one");
            throw new IllegalStateException("by one after it");
        }

        @AfterEach
        void afterwards() {
            EVENTS.add("two");
            throw new IllegalStateException("by two after it");
        }
    }

    @Test
    void whatFailsAfterATest_doesNotHideWhatTheTestFailedWith_andAllOfItRuns() {
        EVENTS.clear();
        Throwable failure = Launched.classes(FailsTwice.class).failure();
        assertThat(failure).hasMessageContaining("by the test");
        assertThat(failure.getCause()).hasMessage("by the test");
        assertThat(failure.getCause().getSuppressed()).extracting(Throwable::getMessage)
                .containsExactlyInAnyOrder("by one after it", "by two after it");
        assertThat(EVENTS).contains("one", "two");
    }

    static class UnknownParameter {

        @BeforeEach
        void before(TestReporter reporter) {
            reporter.publishEntry("never");
        }

        @Simulated(seeds = 1)
        void test() {}
    }

    @Test
    void parameterThatCannotBeGiven_isNamed_withThoseThatCan() {
        assertThat(Launched.classes(UnknownParameter.class).message())
                .contains("TestReporter").contains("UnknownParameter.before")
                .contains("its parameters may be Clock, EventLoop,");
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {

        private int runs;

        @Simulated(seeds = 5)
        void test() {
            EVENTS.add("run " + ++runs);
        }
    }

    @Test
    void instanceAClass_isTheSameForAllSeeds() {
        EVENTS.clear();
        assertThat(Launched.classes(OneInstance.class).failures()).isEmpty();
        assertThat(EVENTS).hasSize(6).endsWith("run 6");
    }

    static class ReturnsAFuture {

        @Simulated
        void isWell() {}

        @Simulated
        java.util.concurrent.CompletableFuture<Void> returnsAFuture() {
            return java.util.concurrent.CompletableFuture.failedFuture(new AssertionError("nobody sees it"));
        }
    }

    static class ReturnsATask {

        @AsyncTest
        void isWell() {}

        @AsyncTest
        io.asyncio4j.Task<Void> returnsATask() {
            return Asyncio.createTask(() -> null);
        }
    }

    @Test
    void methodThatReturnsAFuture_isRefused() {
        for (Class<?> type : List.of(ReturnsAFuture.class, ReturnsATask.class)) {
            assertThat(Launched.classes(type).failures()).isNotEmpty()
                    .anySatisfy(failure -> assertThat(failure)
                            .hasMessageContaining("JUnit does not run it and nobody awaits that"));
        }
    }

    static class TwoKits {

        @Simulated
        @AsyncTest
        void both() {}
    }

    @Test
    void simulatedAndAsync_togetherAreRefused() {
        assertThat(Launched.classes(TwoKits.class).message()).contains("@Simulated").contains("remove one");
    }
}
