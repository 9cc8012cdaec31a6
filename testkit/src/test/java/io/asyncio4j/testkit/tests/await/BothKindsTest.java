package io.asyncio4j.testkit.tests.await;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.TaskOptions;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.junit.Async;
import io.asyncio4j.testkit.junit.AsyncTest;
import io.asyncio4j.testkit.junit.Explored;
import io.asyncio4j.testkit.junit.Simulated;
import io.asyncio4j.testkit.tests.support.Launched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One test on both kinds of threads. */
class BothKindsTest {

    private static final List<String> EVENTS = new ArrayList<>();
    private static final boolean FLAG =
            Object.class.getModule().isOpen("java.lang", TestLoop.class.getModule());

    // of a task, whose virtual thread says what carries it
    private static String kind() {
        return Thread.currentThread().toString().contains("ForkJoinPool") ? "portable" : "carried";
    }

    private static List<String> onBoth(String... each) {
        List<String> all = new ArrayList<>();
        for (String kind : FLAG ? List.of("carried", "portable") : List.of("portable")) {
            for (String event : each) {
                all.add(kind + " " + event);
            }
        }
        return all;
    }

    static class Story {

        private int calls;

        @BeforeEach
        void before(TestLoop test) {
            EVENTS.add(kind() + " before " + ++calls);
            assertThat(test.time()).isZero();
        }

        @AsyncTest(threads = Async.On.BOTH)
        void test(TestLoop test) {
            sleep(Duration.ofHours(1));
            EVENTS.add(kind() + " test " + ++calls);
            assertThat(test.time()).isEqualTo(Duration.ofHours(1));
        }

        @AfterEach
        void after() {
            EVENTS.add(kind() + " after " + ++calls);
        }
    }

    @Test
    void aTest_runsOnEach_withWhatIsBeforeAndAfter_onAFreshInstanceAndLoop() {
        EVENTS.clear();
        assertThat(Launched.classes(Story.class).failures()).isEmpty();
        assertThat(EVENTS).isEqualTo(onBoth("before 1", "test 2", "after 3"));
    }

    static class Parameters {

        @Async(threads = Async.On.BOTH)
        @ParameterizedTest
        @ValueSource(strings = {"x", "y"})
        void test(String value, TestLoop test) {
            EVENTS.add(kind() + " " + value + " " + test.time().isZero());
        }
    }

    @Test
    void aParameterizedTest_hasItsArgumentsOnBoth() {
        EVENTS.clear();
        assertThat(Launched.classes(Parameters.class).failures()).isEmpty();
        List<String> expected = onBoth("x true");
        expected.addAll(onBoth("y true"));
        assertThat(EVENTS).isEqualTo(expected);
    }

    static class OnlyOnPortable {

        @AsyncTest(threads = Async.On.BOTH)
        void fails() {
            if (kind().equals("portable")) {
                throw new IllegalStateException("on portable ones");
            }
        }
    }

    @Test
    void aFailureOnTheSecondKind_saysSo() {
        String message = Launched.classes(OnlyOnPortable.class).message();
        assertThat(message).contains("on portable ones");
        assertThat(message.contains("on PORTABLE threads, when it had passed on the other kind"))
                .isEqualTo(FLAG);
    }

    static class LeaksOnPortable {

        @AsyncTest(threads = Async.On.BOTH)
        void leaks() {
            if (kind().equals("portable")) {
                createTask(TaskOptions.named("left"), () -> sleep(Duration.ofDays(1)));
            }
        }
    }

    @Test
    void whatIsLeftOnTheSecondKind_failsIt() {
        assertThat(Launched.classes(LeaksOnPortable.class).message()).contains("task 'left'");
    }

    static class Seeds {

        @Simulated(seeds = 3, threads = Async.On.BOTH)
        void simulated(TestLoop test) {
            EVENTS.add(kind());
            sleep(Duration.ofMillis(1));
        }
    }

    @Test
    void simulation_runsItsSeedsOnBoth() {
        EVENTS.clear();
        assertThat(Launched.classes(Seeds.class).failures()).isEmpty();
        assertThat(EVENTS).hasSize(FLAG ? 8 : 4); // the first seed is run twice
        assertThat(EVENTS.stream().distinct().toList())
                .isEqualTo(FLAG ? List.of("carried", "portable") : List.of("portable"));
    }

    static class DiffersByKind {

        @Simulated(seeds = 3, threads = Async.On.BOTH)
        void simulated() {
            sleep(kind().equals("portable") ? Duration.ofMillis(1) : Duration.ofMillis(2));
        }
    }

    @Test
    void simulation_thatDoesNotDoTheSameOnBoth_isNamed() {
        var launched = Launched.classes(DiffersByKind.class);
        if (FLAG) {
            assertThat(launched.message()).contains("does not do the same on both kinds of threads");
        } else {
            assertThat(launched.failures()).isEmpty();
        }
    }

    static class Orders {

        @Explored(schedules = 5, threads = Async.On.BOTH)
        void explored() {
            EVENTS.add(kind());
        }
    }

    @Test
    void exploration_runsItsSchedulesOnBoth() {
        EVENTS.clear();
        assertThat(Launched.classes(Orders.class).failures()).isEmpty();
        assertThat(EVENTS).hasSize(FLAG ? 10 : 5);
    }
}
