package io.asyncio4j.testkit.tests.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.junit.Explored;
import io.asyncio4j.testkit.junit.Replay;
import io.asyncio4j.testkit.junit.Simulated;
import io.asyncio4j.testkit.tests.support.Launched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A test method that is run once a schedule. */
class ExploredTest {

    static final List<String> EVENTS = new ArrayList<>();

    static class Orders {

        private final StringBuilder order = new StringBuilder();

        @BeforeEach
        void before() {
            order.append('(');
        }

        @Explored(strategy = Exploration.Strategy.EXHAUSTIVE, bound = 5)
        void test(TestLoop test) {
            Asyncio.gather(
                    test.loop().createTask(() -> {
                        order.append('a');
                    }),
                    test.loop().createTask(() -> {
                        order.append('b');
                    })).await();
        }

        @AfterEach
        void after() {
            EVENTS.add(order.append(')').toString());
        }
    }

    @Test
    void eachSchedule_hasAFreshInstance_withItsBeforeAndAfterEach() {
        EVENTS.clear();
        assertThat(Launched.classes(Orders.class).failures()).isEmpty();
        assertThat(EVENTS).contains("(ab)", "(ba)").allMatch(order -> order.length() == 4);
    }

    static class Replays {

        @Replay({"fifo", "0:1"})
        void test(TestLoop test) {
            var order = new StringBuilder();
            Asyncio.gather(
                    test.loop().createTask(() -> {
                        order.append('a');
                    }),
                    test.loop().createTask(() -> {
                        order.append('b');
                    })).await();
            EVENTS.add(order.toString());
        }
    }

    @Test
    void replay_runsWhatItNames_andNothingElse() {
        EVENTS.clear();
        assertThat(Launched.classes(Replays.class).failures()).isEmpty();
        assertThat(EVENTS).containsExactly("ab", "ba");
    }

    static class NoSuchFile {

        @Replay("target/schedules/gone.schedule")
        void test() {
            Asyncio.sleep(Duration.ZERO);
        }
    }

    @Test
    void replayOfAFileThatIsGone_saysWhereToKeepIt() {
        assertThat(Launched.classes(NoSuchFile.class).message()).contains("there is no such file")
                .contains("which a clean build removes");
    }

    static class TwoKits {

        @Explored
        @Simulated
        void test() {}
    }

    @Test
    void exploredAndSimulated_togetherAreRefused() {
        assertThat(Launched.classes(TwoKits.class).failures()).isNotEmpty()
                .anySatisfy(failure -> assertThat(failure).hasMessageContaining("remove one"));
    }
}
