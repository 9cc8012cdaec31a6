package io.asyncio4j.testkit.tests.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.StuckError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which schedules are explored, and what is said of one that fails. */
class ExplorationTest {

    /** Fails only if b's second step comes before a's second one, and a's first before b's first. */
    private static void program(io.asyncio4j.testkit.TestLoop test) {
        var events = new StringBuilder();
        Asyncio.gather(
                test.loop().createTask(TaskOptions.named("a"), () -> {
                    events.append("a1");
                    Asyncio.sleep(Duration.ZERO);
                    events.append("a2");
                }),
                test.loop().createTask(TaskOptions.named("b"), () -> {
                    events.append("b1");
                    Asyncio.sleep(Duration.ZERO);
                    events.append("b2");
                })).await();
        assertThat(events.toString()).isNotEqualTo("a1b1b2a2");
    }

    private static Set<String> ordersOf(Exploration exploration) {
        Set<String> orders = new HashSet<>();
        exploration.start(test -> {
            var events = new StringBuilder();
            Asyncio.gather(
                    test.loop().createTask(() -> {
                        events.append('a');
                        Asyncio.sleep(Duration.ZERO);
                        events.append('A');
                    }),
                    test.loop().createTask(() -> {
                        events.append('b');
                        Asyncio.sleep(Duration.ZERO);
                        events.append('B');
                    })).await();
            orders.add(events.toString());
        });
        return orders;
    }

    @Test
    void exhaustive_goesThroughAllOrders_andNoMore() {
        assertThat(ordersOf(new Exploration().exhaustive(10)))
                .containsExactlyInAnyOrder("abAB", "abBA", "aAbB", "baBA", "baAB", "bBaA");
        assertThat(ordersOf(new Exploration().exhaustive(0))).containsExactly("abAB");
        assertThat(ordersOf(new Exploration().exhaustive(1))).containsExactlyInAnyOrder("abAB", "abBA",
                "aAbB", "baBA");
    }

    @Test
    void report_saysWhetherAllWasExplored() {
        Simulation.Body body = test -> Asyncio.gather(
                test.loop().createTask(() -> Asyncio.sleep(Duration.ZERO)),
                test.loop().createTask(() -> Asyncio.sleep(Duration.ZERO))).await();
        Exploration.Report all = new Exploration().exhaustive(10).start(body);
        assertThat(all.complete()).isTrue();
        assertThat(all.schedules()).isGreaterThanOrEqualTo(6);
        Exploration.Report some = new Exploration().exhaustive(10).schedules(2).start(body);
        assertThat(some.complete()).isFalse();
        assertThat(some.schedules()).isEqualTo(2);
    }

    @Test
    void randomWalkAndPct_findAllOrdersOfALittleProgram() {
        assertThat(ordersOf(new Exploration().randomWalk().schedules(300))).hasSize(6);
        assertThat(ordersOf(new Exploration().pct(3).schedules(300))).hasSize(6);
    }

    @Test
    void failure_isShrunk_andComesAsATable_withOneLineToRepeatIt(@TempDir Path folder) throws Exception {
        for (Exploration exploration : List.of(new Exploration().randomWalk(), new Exploration().pct(3),
                new Exploration().exhaustive(3))) {
            var failure = catchThrowableOfType(ExplorationFailure.class,
                    () -> exploration.name("two tasks").saveIn(folder).start(ExplorationTest::program));
            assertThat(failure.schedule()).matches("\\d+:1");
            assertThat(failure).hasMessageContaining("It takes one step out of its turn, marked *:")
                    .hasMessageContaining("-Dasyncio4j.schedule=" + failure.schedule());
            assertThat(failure.table().lines().findFirst()).hasValueSatisfying(
                    header -> assertThat(header).matches(" +step +main +a +b"));
            assertThat(failure.table().lines().filter(line -> line.startsWith("*"))).singleElement()
                    .asString()
                    .matches("\\* +\\d+ +ExplorationTest.java:\\d+");
            assertThat(Files.readString(folder.resolve("two_tasks.schedule")))
                    .startsWith(failure.schedule() + "\n");
        }
    }

    @Test
    void schedule_canBeReplayed_byItsTextOrTheProperty() {
        var failure = catchThrowableOfType(ExplorationFailure.class,
                () -> Exploration.run(ExplorationTest::program));
        var again = catchThrowableOfType(ExplorationFailure.class,
                () -> new Exploration().replay(failure.schedule(), ExplorationTest::program));
        assertThat(again.table()).isEqualTo(failure.table());
        new Exploration().replay("fifo", ExplorationTest::program);
        System.setProperty("asyncio4j.schedule", "fifo");
        try {
            assertThat(Exploration.run(ExplorationTest::program).schedules()).isOne();
        } finally {
            System.clearProperty("asyncio4j.schedule");
        }
        assertThatThrownBy(() -> new Exploration().replay("7:2,3:1", ExplorationTest::program))
                .hasMessageContaining("not a schedule: '7:2,3:1'; expected fifo or point:choice");
    }

    @Test
    void deadlockByLockOrder_isFound() {
        Simulation.Body body = test -> {
            var first = new Lock();
            var second = new Lock();
            Asyncio.gather(
                    test.loop().createTask(TaskOptions.named("a"), () -> {
                        try (var _ = first.acquire()) {
                            Asyncio.sleep(Duration.ZERO);
                            try (var _ = second.acquire()) {
                                Asyncio.sleep(Duration.ZERO);
                            }
                        }
                    }),
                    test.loop().createTask(TaskOptions.named("b"), () -> {
                        Asyncio.sleep(Duration.ZERO);
                        Asyncio.sleep(Duration.ZERO);
                        Asyncio.sleep(Duration.ZERO);
                        try (var _ = second.acquire()) {
                            Asyncio.sleep(Duration.ZERO);
                            try (var _ = first.acquire()) {
                                Asyncio.sleep(Duration.ZERO);
                            }
                        }
                    })).await();
        };
        new Exploration().replay("fifo", body);
        assertThatThrownBy(() -> new Exploration().exhaustive(3).start(body))
                .hasCauseInstanceOf(StuckError.class)
                .hasMessageContaining("deadlock");
    }
}
