package io.asyncio4j.testkit.tests.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.StuckError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
        assertThat(ordersOf(new Exploration().surw().schedules(300))).hasSize(6);
    }

    /** {@return how often each order of a's one step and b's seven is run, of 700} */
    private static Map<Integer, Integer> places(Exploration exploration) {
        Map<Integer, Integer> places = new TreeMap<>();
        exploration.schedules(700).start(test -> {
            int[] steps = {0};
            int[] place = {0};
            Asyncio.gather(
                    test.loop().createTask(() -> {
                        place[0] = steps[0];
                    }),
                    test.loop().createTask(() -> {
                        for (steps[0] = 1; steps[0] < 7; steps[0]++) {
                            Asyncio.sleep(Duration.ZERO);
                        }
                    })).await();
            places.merge(place[0], 1, Integer::sum);
        });
        return places;
    }

    // a walk that takes anybody each time gives the short task its turn in the first steps
    @Test
    void surw_makesAllOrdersAboutAsLikely_whereARandomWalkPrefersTheShortTask() {
        assertThat(places(new Exploration().surw())).hasSize(8)
                .allSatisfy((_, times) -> assertThat(times).isGreaterThan(35));
        assertThat(places(new Exploration().randomWalk()).getOrDefault(7, 0)).isLessThan(35);
    }

    @Test
    void failure_isShrunk_andComesAsATable_withOneLineToRepeatIt(@TempDir Path folder) throws Exception {
        for (Exploration exploration : List.of(new Exploration().randomWalk(), new Exploration().pct(3),
                new Exploration().surw(),
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

    // what each task has still to do is in no local variable, and what it has done in the string
    private static Simulation.Body fourTasks(boolean tellsItsState, Set<String> ends) {
        return test -> {
            int[] sum = {0};
            int[] last = {0};
            if (tellsItsState) {
                test.state(() -> List.of(sum[0], last[0]));
            }
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                int number = i;
                tasks.add(test.loop().createTask(() -> {
                    sum[0] += number;
                    Asyncio.sleep(Duration.ZERO);
                    sum[0] += number;
                    Asyncio.sleep(Duration.ZERO);
                    last[0] = number;
                }));
            }
            Asyncio.wait(tasks);
            ends.add(sum[0] + " " + last[0]);
        };
    }

    @Test
    void equalStates_areNotExploredTwice_andNothingIsMissed() {
        Set<String> all = new HashSet<>();
        Set<String> pruned = new HashSet<>();
        Exploration.Report plain =
                new Exploration().exhaustive(3).schedules(100_000).start(fourTasks(false, all));
        Exploration.Report fewer =
                new Exploration().exhaustive(3).schedules(100_000).start(fourTasks(true, pruned));
        assertThat(fewer.complete()).isTrue();
        assertThat(fewer.schedules()).isLessThan(plain.schedules() / 3);
        assertThat(pruned).isEqualTo(all);
    }

    // between two rounds all tasks stand where they stood, and only the text tells what was before
    @Test
    void statesThatDifferInWhatTheTestTells_areBothExplored() {
        Set<String> ends = new HashSet<>();
        new Exploration().exhaustive(10).start(test -> {
            var text = new StringBuilder();
            test.state(text::toString);
            for (int round = 0; round < 3; round++) {
                Asyncio.gather(
                        test.loop().createTask(() -> text.append('a')),
                        test.loop().createTask(() -> text.append('b'))).await();
            }
            ends.add(text.toString());
        });
        assertThat(ends).hasSize(8);
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

    // a run that is too long to be repeated as often as shrinking would
    @Test
    void failureThatTakesLongToShrink_isToldWithinTheLimit() {
        var failure = catchThrowableOfType(ExplorationFailure.class,
                () -> new Exploration().randomWalk().limit(Duration.ofSeconds(6)).start(test -> {
                    List<Task<?>> tasks = new ArrayList<>();
                    var order = new StringBuilder();
                    for (int i = 0; i < 8; i++) {
                        int number = i;
                        tasks.add(test.loop().createTask(() -> {
                            for (int step = 0; step < 8; step++) {
                                order.append(number);
                                Asyncio.sleep(Duration.ZERO);
                            }
                        }));
                    }
                    Asyncio.wait(tasks);
                    long end = System.nanoTime() + 200_000_000; // some fifty steps are put back in their turn
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                    assertThat(order.toString()).isEqualTo("01234567".repeat(8));
                }));
        assertThat(failure).hasMessageContaining("Repeat it with -Dasyncio4j.schedule=");
    }

    @Test
    void explorationWhoseLimitIsOver_endsItsThread() throws InterruptedException {
        assertThatThrownBy(() -> new Exploration().name("too many orders").schedules(Integer.MAX_VALUE)
                .randomWalk().limit(Duration.ofMillis(500)).start(ExplorationTest::threadIsKept))
                .isInstanceOf(StuckError.class).hasMessageContaining("within its limit of 500 ms");
        assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    }

    private static volatile Thread thread;

    private static void threadIsKept(io.asyncio4j.testkit.TestLoop test) {
        test.loop().callSoon(() -> thread = Thread.currentThread()); // a callback runs on the loop's own thread
        Asyncio.sleep(Duration.ofMillis(1));
    }

    @Test
    void simulationThatIsInterrupted_isGivenUp() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new Simulation().seeds(100_000).start(ExplorationTest::threadIsKept))
                .hasMessageContaining("was interrupted, and is given up");
        assertThat(Thread.interrupted()).isTrue();
    }
}
