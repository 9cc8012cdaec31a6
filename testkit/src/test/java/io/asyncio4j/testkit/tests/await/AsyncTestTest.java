package io.asyncio4j.testkit.tests.await;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.testkit.Sequencer;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.Timekeeping;
import io.asyncio4j.testkit.WallClock;
import io.asyncio4j.testkit.junit.Async;
import io.asyncio4j.testkit.junit.AsyncTest;
import io.asyncio4j.testkit.tests.support.Launched;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A test method as a task: its loop, its time, its parameters, and in which ways JUnit runs it. */
class AsyncTestTest {

    static final List<String> EVENTS = Collections.synchronizedList(new ArrayList<>());

    @Nested
    class Parts {

        private EventLoop loopBefore;

        @BeforeEach
        void sleepBefore(EventLoop loop) {
            loopBefore = loop;
        }

        @AsyncTest
        void testAndBeforeEach_runOnOneLoop_asTasks(EventLoop loop, TestLoop test) {
            assertThat(loop).isSameAs(loopBefore).isSameAs(EventLoop.running()).isSameAs(test.loop());
            assertThat(Asyncio.currentTask().getName()).isEqualTo("testAndBeforeEach_runOnOneLoop_asTasks");
        }

        @AsyncTest
        void time_isVirtual(TestLoop test) {
            long began = System.nanoTime();
            Asyncio.sleep(Duration.ofHours(5));
            assertThat(test.time()).isEqualTo(Duration.ofHours(5));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        }

        @AsyncTest
        void parameters_areWhatTheTestNeeds(WallClock wall, java.time.InstantSource same, Sequencer sequencer,
                RandomGenerator random) {
            assertThat(wall).isSameAs(same);
            assertThat(sequencer).isNotNull();
            assertThat(random.nextLong()).isEqualTo(0xe220a8397b1dcdafL);
        }

        @AsyncTest(time = Timekeeping.REAL, rate = 1000)
        void realTime_canGoFaster(TestLoop test) {
            long began = System.nanoTime();
            Asyncio.sleep(Duration.ofSeconds(5));
            assertThat(System.nanoTime() - began).isBetween(5_000_000L, 3_000_000_000L);
            assertThat(test.time()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
        }
    }

    @Async
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class InOtherWays {

        private final List<EventLoop> loops = new ArrayList<>();

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void parameterized(int seconds, TestLoop test) {
            Asyncio.sleep(Duration.ofSeconds(seconds));
            assertThat(test.time()).isEqualTo(Duration.ofSeconds(seconds));
        }

        @RepeatedTest(3)
        void repeated_onALoopOfItsOwn(EventLoop loop) {
            Asyncio.sleep(Duration.ZERO);
            assertThat(loops).doesNotContain(loop);
            loops.add(loop);
        }

        @Test
        void plainTest_ofAnAsyncClass() {
            Asyncio.sleep(Duration.ofSeconds(1));
        }
    }

    static class Order {

        @BeforeEach
        void before() {
            EVENTS.add("before");
            Asyncio.sleep(Duration.ofSeconds(1));
        }

        @AsyncTest
        void test() throws IOException {
            Asyncio.sleep(Duration.ofSeconds(1));
            EVENTS.add("test at " + EventLoop.running().time().toSeconds());
            throw new IOException("by the test");
        }

        @AfterEach
        void after() {
            Asyncio.sleep(Duration.ofSeconds(1));
            EVENTS.add("after at " + EventLoop.running().time().toSeconds());
        }
    }

    @Test
    void afterEach_runsAfterAFailure_whichIsTheVeryObject() {
        EVENTS.clear();
        assertThat(Launched.classes(Order.class).failure()).isInstanceOf(IOException.class)
                .hasMessage("by the test");
        assertThat(EVENTS).containsExactly("before", "test at 2", "after at 3");
    }

    static class Parallel {

        @AsyncTest
        void one(EventLoop loop) {
            meet(loop);
        }

        @AsyncTest
        void two(EventLoop loop) {
            meet(loop);
        }

        private static void meet(EventLoop loop) {
            for (int i = 0; i < 100; i++) {
                Asyncio.sleep(Duration.ofMillis(1));
                assertThat(EventLoop.running()).isSameAs(loop);
            }
            EVENTS.add(loop.toString());
        }
    }

    @Test
    void testsInParallel_haveALoopEach() {
        EVENTS.clear();
        assertThat(Launched.classes(true, Parallel.class).failures()).isEmpty();
        assertThat(EVENTS).hasSize(2).doesNotHaveDuplicates();
    }

    static class WrongCombination {

        @AsyncTest
        @ValueSource(ints = 1)
        @ParameterizedTest
        void both(int number) {}
    }

    @Test
    void asyncTestThatIsParameterized_isRefused_withTheRemedy() {
        assertThat(Launched.classes(WrongCombination.class).failures()).isNotEmpty()
                .anySatisfy(
                        failure -> assertThat(failure).hasMessageContaining("replace @AsyncTest by @Async"));
    }
}
