package io.asyncio4j.testkit.tests.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.internal.kernel.FutureListener;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.TestLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The library's own tools come to a loop from other threads, at moments that the machine decides: Flight Recorder is looked
 * for half a second after the first loop, jconsole asks what the tasks do. What the kit does is the same with them and without.
 */
class UndisturbedTest {

    private static final int SCHEDULES = 150;

    /** Something that other threads do while the caller holds the loop. */
    private interface Disturbance {
        void of(EventLoop loop) throws Exception;
    }

    private static final Disturbance NONE = _ -> {};

    private static void observerComes(EventLoop loop) throws InterruptedException {
        Thread.ofPlatform().start(() -> loop.addObserver(new LoopObserver() {})).join();
    }

    /** What jconsole and the watchdog have a loop do for them. */
    private static final class Question extends FutureListener implements LoopObserver.Housekeeping {

        private final EventLoop loop;

        Question(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void call() {
            LoopSnapshot.of(loop);
        }

        @Override
        public String toString() {
            return "question";
        }
    }

    // it is let in like that of another thread, which need not be waited for
    private static void somebodyAsks(EventLoop loop) {
        LoopCore.of(loop).turns.enqueueFromOutside(new Question(loop));
    }

    private static Exploration explorationBy(Exploration.Strategy strategy) {
        var exploration = new Exploration().schedules(SCHEDULES);
        return switch (strategy) {
            case RANDOM_WALK -> exploration.randomWalk();
            case PCT -> exploration.pct(3);
            case SURW -> exploration.surw();
            case EXHAUSTIVE -> exploration.exhaustive(2);
            case REDUCED -> exploration.reduced();
        };
    }

    private static void inThreeTasks(TestLoop test, Part part, Disturbance disturbance) throws Exception {
        List<Task<?>> tasks = new ArrayList<>();
        for (char name = 'a'; name < 'd'; name++) {
            char own = name;
            tasks.add(test.loop().createTask(() -> part.run(own, () -> {
                if (own == 'b') {
                    disturbance.of(test.loop());
                }
            })));
        }
        disturbance.of(test.loop());
        Asyncio.wait(tasks);
    }

    /** What a task does. */
    private interface Part {
        void run(char name, Disturbed disturbed) throws Exception;
    }

    /** The moment of a disturbance. */
    private interface Disturbed {
        void now() throws Exception;
    }

    /** {@return in which orders an exploration runs three tasks with a lock each} */
    private static List<String> orders(Exploration exploration, Disturbance disturbance) {
        List<String> orders = new ArrayList<>();
        Exploration.Report report = exploration.start(test -> {
            test.state(() -> "");
            var order = new StringBuilder();
            inThreeTasks(test, (name, disturbed) -> {
                try (var _ = new Lock().acquire()) {
                    for (int await = 0; await < 4; await++) {
                        order.append(name);
                        Asyncio.sleep(Duration.ZERO);
                        disturbed.now();
                    }
                }
            }, disturbance);
            orders.add(order.toString());
        });
        orders.add(report.toString());
        return orders;
    }

    @Test
    void explorationIsTheSame_whenAnObserverComes() {
        int[] moments = {0};
        assertThat(orders(new Exploration().exhaustive(2).schedules(60), loop -> {
            if (moments[0]++ % 3 == 0) {
                observerComes(loop);
            }
        })).isEqualTo(orders(new Exploration().exhaustive(2).schedules(60), NONE));
    }

    @ParameterizedTest
    @EnumSource
    void explorationsAreTheSame_whenSomebodyAsksWhatTheTasksDo(Exploration.Strategy strategy) {
        assertThat(orders(explorationBy(strategy), UndisturbedTest::somebodyAsks))
                .isEqualTo(orders(explorationBy(strategy), NONE));
    }

    @ParameterizedTest
    @EnumSource
    void failureIsShownTheSame_whenSomebodyAsks(Exploration.Strategy strategy) {
        ExplorationFailure failure = failure(strategy, NONE);
        ExplorationFailure disturbed = failure(strategy, UndisturbedTest::somebodyAsks);
        assertThat(disturbed).hasMessage(failure.getMessage());
        assertThat(disturbed.schedule()).isEqualTo(failure.schedule());
        assertThat(disturbed.table()).isEqualTo(failure.table());
    }

    private static ExplorationFailure failure(Exploration.Strategy strategy, Disturbance disturbance) {
        return catchThrowableOfType(ExplorationFailure.class, () -> explorationBy(strategy).start(test -> {
            int[] count = {0};
            inThreeTasks(test, (name, disturbed) -> {
                Asyncio.sleep(Duration.ofMillis(1));
                disturbed.now();
                int seen = count[0];
                Asyncio.sleep(Duration.ofMillis(1));
                disturbed.now();
                count[0] = seen + 1;
            }, disturbance);
            assertThat(count[0]).isEqualTo(3);
        }));
    }

    @Test
    void seedsAreTheSame_whenSomebodyAsks() {
        assertThat(hash(UndisturbedTest::somebodyAsks)).isEqualTo(hash(NONE));
    }

    private static String hash(Disturbance disturbance) {
        return new Simulation().seeds(50).permuteReady()
                .start(test -> inThreeTasks(test, (name, disturbed) -> {
                    for (int await = 0; await < 4; await++) {
                        Asyncio.sleep(Duration.ZERO);
                        disturbed.now();
                    }
                    Asyncio.sleep(Duration.ofMillis(1));
                }, disturbance)).hash();
    }
}
