package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.Invariant;
import io.asyncio4j.testkit.LeakError;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.SimulationFailure;
import io.asyncio4j.testkit.StuckError;
import io.asyncio4j.testkit.tests.support.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a simulation finds, and how it says so. */
class SimulationTest {

    @Test
    void lostUpdate_isFound_withItsSeedAndTrace_andTheSeedFindsItAgain() {
        var failure =
                catchThrowableOfType(SimulationFailure.class, () -> Simulation.run(Programs::checkThenAct));
        assertThat(failure).hasMessageContaining("an update is lost: 1")
                .hasMessageContaining("Repeat it with -Dasyncio4j.seed=0x").hasMessageContaining("sends")
                .hasCauseInstanceOf(AssertionError.class);
        assertThat(failure.trace()).isNotEmpty();
        var again = catchThrowableOfType(SimulationFailure.class,
                () -> new Simulation().seeds(0).seed(failure.seed()).start(Programs::checkThenAct));
        assertThat(again.trace()).isEqualTo(failure.trace());
    }

    @Test
    void propertyNamesTheOneSeedThatIsRun() {
        System.setProperty("asyncio4j.seed", "0x2a");
        try {
            List<Long> numbers = new ArrayList<>();
            Simulation.Report report = Simulation.run(test -> numbers.add(test.random().nextLong()));
            assertThat(report.runs()).isOne();
            assertThat(numbers).hasSize(2).containsOnly(numbers.getFirst()); // the first seed is run twice
            System.setProperty("asyncio4j.seed", "many");
            assertThatThrownBy(() -> Simulation.run(test -> {}))
                    .hasMessageContaining("not a seed: 'many'; expected");
        } finally {
            System.clearProperty("asyncio4j.seed");
        }
    }

    @Test
    void deadlock_isNamedAtOnce_withItsCycle() {
        assertThatThrownBy(() -> Simulation.run(test -> {
            var tasks = new io.asyncio4j.Task<?>[2];
            tasks[0] = test.loop().createTask(TaskOptions.named("first"), () -> tasks[1].await());
            tasks[1] = test.loop().createTask(TaskOptions.named("second"), () -> tasks[0].await());
            tasks[0].await();
        })).hasCauseInstanceOf(StuckError.class).hasMessageContaining("deadlock: all tasks wait")
                .hasMessageContaining("in a cycle").hasMessageContaining("'first' -> 'second'");
    }

    @Test
    void aDeadlockThroughLocks_isNamed_withWhatEachWaitsFor_andWhere() {
        assertThatThrownBy(() -> Simulation.run(test -> {
            var a = new Lock().named("a");
            var b = new Lock().named("b");
            var first = test.loop().createTask(TaskOptions.named("first"), () -> takeBoth(a, b));
            test.loop().createTask(TaskOptions.named("second"), () -> takeBoth(b, a));
            first.await();
        })).hasCauseInstanceOf(StuckError.class)
                .hasMessageMatching("(?s).*Tasks wait for each other in a cycle: '(first|second)' -> .*"
                        + "\n    'first' waits for Lock 'b' held by Task 'second', at SimulationTest\\.takeBoth\\(.*")
                .hasMessageContaining(
                        "\n    'second' waits for Lock 'a' held by Task 'first', at SimulationTest.takeBoth(");
    }

    private static void takeBoth(Lock first, Lock second) throws InterruptedException {
        try (var _ = first.acquire()) {
            Asyncio.sleep(Duration.ZERO);
            try (var _ = second.acquire()) {
                Asyncio.sleep(Duration.ZERO);
            }
        }
    }

    @Test
    void livelock_isNamed() {
        assertThatThrownBy(() -> Simulation.run(test -> {
            while (true) {
                Asyncio.sleep(Duration.ZERO);
            }
        })).hasCauseInstanceOf(StuckError.class)
                .hasMessageContaining("livelock: the program has taken 100001 steps");
    }

    @Test
    void starvation_isNamed_withWhoStarves() {
        assertThatThrownBy(() -> Simulation.run(test -> {
            var lock = new Lock();
            boolean[] greedy = {true};
            test.loop().createTask(TaskOptions.named("greedy"), () -> {
                lock.acquire(); // and never gives it back
                while (greedy[0]) {
                    Asyncio.sleep(Duration.ZERO);
                }
            });
            Asyncio.sleep(Duration.ZERO);
            test.loop().createTask(TaskOptions.named("starved"), () -> {
                lock.acquire();
                greedy[0] = false;
            }).await();
        })).hasCauseInstanceOf(StuckError.class)
                .hasMessageContaining(
                        "starvation: in 100001 steps without once waiting for anything, 'main', 'starved'"
                                + " had no turn in the latter half, while 'greedy' went on");
    }

    @Test
    void starvationOfATaskThatTheTestNames_isFoundAfterItsNumberOfSteps() {
        Simulation.Body body = test -> {
            var slow = test.loop().createTask(TaskOptions.named("slow"),
                    () -> Asyncio.sleep(Duration.ofMillis(30)));
            var quick = test.loop().createTask(TaskOptions.named("quick"), () -> {
                for (int i = 0; i < 100; i++) {
                    Asyncio.sleep(Duration.ofMillis(1));
                }
            });
            Asyncio.gather(slow, quick).await();
        };
        new Exploration().exhaustive(0).start(test -> {
            test.progress("slow", 50); // of exact time: the other one takes 30 steps meanwhile
            body.run(test);
        });
        assertThatThrownBy(() -> new Exploration().exhaustive(0).start(test -> {
            test.progress("slow", 20);
            body.run(test);
        })).isInstanceOf(ExplorationFailure.class).hasMessageContaining(
                "starvation: task 'slow' has had no turn for more than");
    }

    @Test
    void leak_failsASeed() {
        assertThatThrownBy(() -> Simulation.run(test -> {
            test.loop().createTask(TaskOptions.named("left"), () -> Asyncio.sleep(Duration.ofDays(1)));
            Asyncio.sleep(Duration.ofSeconds(1));
        })).hasCauseInstanceOf(LeakError.class).hasMessageContaining("task 'left'");
    }

    @Test
    void invariant_isCheckedAfterEachStep() {
        assertThatThrownBy(() -> Simulation.run(test -> {
            int[] open = {0};
            test.invariant("at most one is open", () -> open[0] <= 1);
            for (int i = 0; i < 2; i++) {
                test.loop().createTask(() -> {
                    open[0]++;
                    Asyncio.sleep(Duration.ofMillis(1));
                    open[0]--;
                });
            }
            Asyncio.sleep(Duration.ofSeconds(1));
        })).hasMessageContaining("invariant 'at most one is open' does not hold after the step of T3");
    }

    private record AtMost(int most, List<String> open) implements Invariant {

        @Override
        public String name() {
            return "at most " + most;
        }

        @Override
        public boolean holds() {
            return open.size() <= most;
        }

        @Override
        public String explain() {
            return "open are " + open;
        }
    }

    @Test
    void invariantAsAnObject_explainsHowThingsStand() {
        Simulation.Body body = test -> {
            List<String> open = new ArrayList<>();
            test.invariant(new AtMost(2, open));
            for (String each : List.of("a", "b", "c")) {
                open.add(each);
                Asyncio.sleep(Duration.ofMillis(1));
            }
        };
        assertThatThrownBy(() -> Simulation.run(body)).hasMessageContaining(
                "invariant 'at most 2' does not hold (java.lang.AssertionError: open are [a, b, c]) after the step of T1");
    }

    @Test
    void permutedReadyQueue_findsWhatLeansOnFirstInFirstOut_andNoOtherSimulationDoes() {
        Simulation.Body leans = test -> {
            var order = new StringBuilder();
            var first = test.loop().createTask(() -> {
                order.append('a');
            });
            var second = test.loop().createTask(() -> {
                order.append('b');
            });
            Asyncio.gather(first, second).await();
            assertThat(order.toString()).isEqualTo("ab");
        };
        new Simulation().seeds(100).start(leans);
        var failure = catchThrowableOfType(SimulationFailure.class,
                () -> new Simulation().seeds(100).permuteReady().start(leans));
        assertThat(failure).hasMessageContaining("\"ba\"");
        var again = catchThrowableOfType(SimulationFailure.class,
                () -> new Simulation().seeds(0).seed(failure.seed()).permuteReady().start(leans));
        assertThat(again.trace()).isEqualTo(failure.trace());
    }

    @Test
    void cancelAtEveryAwait_findsTheOneThatLeaks() {
        int[] permits = {0};
        Simulation.Body leaky = test -> {
            var semaphore = new Semaphore(1);
            var worker = test.loop().createTask(TaskOptions.named("worker"), () -> {
                Asyncio.sleep(Duration.ofMillis(1));
                semaphore.acquire();
                Asyncio.sleep(Duration.ofMillis(1)); // not in a try: a cancellation here loses the permit
                semaphore.release();
            });
            Asyncio.wait(List.of(worker));
            permits[0] = semaphore.locked() ? 0 : 1;
            assertThat(semaphore.locked()).as("permit lost").isFalse();
        };
        Simulation.run(leaky);
        assertThatThrownBy(() -> new Simulation().seeds(5).cancelAtEveryAwait("worker").start(leaky))
                .hasMessageContaining("with task 'worker' cancelled at await 2")
                .hasMessageContaining("permit lost")
                .hasMessageContaining("fault: cancels");
        assertThatThrownBy(() -> new Simulation().seeds(5).cancelAtEveryAwait("wroker").start(leaky))
                .hasMessageContaining("there is no task named 'wroker'");
    }

    @Test
    void cancelAtEveryAwait_andWakeUp_passesWhereEachIsCleanedUp() {
        Simulation.Report report = new Simulation().seeds(5).cancelAtEveryAwait("worker").start(test -> {
            var lock = new Lock();
            lock.acquire();
            var worker = test.loop().createTask(TaskOptions.named("worker"), () -> {
                try (var _ = lock.acquire()) {
                    Asyncio.sleep(Duration.ofMillis(1));
                }
            });
            Asyncio.sleep(Duration.ofMillis(1));
            lock.release();
            Asyncio.wait(List.of(worker));
            assertThat(lock.locked()).isFalse();
        });
        assertThat(report.runs()).isGreaterThan(5 * 5);
    }

    @Test
    void ordersOfTheBody_cancelATaskWhenItWakes() {
        List<String> events = new ArrayList<>();
        new Simulation().seeds(1).start(test -> {
            test.faults().cancelAtWakeUp("sleeper", 1);
            var sleeper = test.loop().createTask(TaskOptions.named("sleeper"), () -> {
                try {
                    Asyncio.sleep(Duration.ofMillis(1));
                    events.add("slept");
                } catch (CancelledError e) {
                    events.add("cancelled");
                    throw e;
                }
            });
            Asyncio.wait(List.of(sleeper));
        });
        assertThat(events).containsOnly("cancelled");
    }

    @Test
    void uuidsAndRandomNumbers_areTheSeeds() {
        List<UUID> uuids = new ArrayList<>();
        new Simulation().seeds(2).start(test -> uuids.add(test.randomUuid()));
        assertThat(uuids).hasSize(3);
        assertThat(uuids.get(0)).isEqualTo(uuids.get(1)).isNotEqualTo(uuids.get(2));
        assertThat(uuids.get(0).version()).isEqualTo(4);
        assertThat(uuids.get(0).variant()).isEqualTo(2);
    }

    // the longest timer is the scale of all that takes time: 200 years of it, twice, are more than the clock has
    @Test
    void sleepForAges_doesNotTurnTheClockBack() {
        new Simulation().seeds(200).limit(Duration.ofMinutes(5)).start(test -> {
            test.background("heartbeat", () -> Asyncio.sleep(Duration.ofDays(200 * 365)));
            Duration before = test.time();
            for (int i = 0; i < 5; i++) {
                Asyncio.toThread(() -> 1);
                assertThat(test.time()).isGreaterThanOrEqualTo(before);
                before = test.time();
            }
        });
    }

    @Test
    void waitForWhatNeverComes_besideASleepForEver_isADeadlock() {
        assertThatThrownBy(() -> new Simulation().seeds(20).start(test -> {
            test.background("heartbeat", () -> Asyncio.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
            Asyncio.sleep(Duration.ofDays(1));
            test.loop().createFuture().await();
        })).hasCauseInstanceOf(StuckError.class).hasMessageContaining("deadlock: all tasks wait");
    }

    @Test
    void nameThatOnlyBeginsAsADefaultName_isShown() {
        List<String> trace = new Simulation().trace(1, test -> test.loop()
                .createTask(TaskOptions.named("Task-force"), () -> Asyncio.sleep(Duration.ZERO)).await());
        assertThat(trace).anyMatch(line -> line.contains("creates T2 Task-force "));
    }
}
