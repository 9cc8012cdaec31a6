package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.LeakError;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.SimulationFailure;
import io.asyncio4j.testkit.StuckError;
import io.asyncio4j.testkit.tests.support.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
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
    void resultsFromThreads_arriveInEachOrder() {
        Map<String, Integer> orders = new TreeMap<>();
        new Simulation().seeds(100).start(test -> {
            var order = new StringBuilder();
            Asyncio.gather(
                    test.loop().createTask(() -> {
                        Asyncio.toThread(() -> 1);
                        order.append('t');
                    }),
                    test.loop().createTask(() -> {
                        Asyncio.blocking(() -> 1);
                        order.append('b');
                    })).await();
            orders.merge(order.toString(), 1, Integer::sum);
        });
        assertThat(orders.keySet()).containsExactly("bt", "tb");
        assertThat(orders.values()).allMatch(count -> count > 20);
    }

    @Test
    void work_runsAtOnceAndAlone_offTheLoop() {
        new Simulation().seeds(20).start(test -> {
            Thread task = Thread.currentThread();
            List<String> events = new ArrayList<>();
            test.loop().callSoon(() -> events.add("turn"));
            Thread worker = Asyncio.toThread(() -> {
                events.add("work");
                assertThat(EventLoop.runningOrNull()).isNull();
                return Thread.currentThread();
            });
            assertThat(worker).isNotSameAs(task);
            Thread same = Asyncio.blocking(() -> {
                assertThat(EventLoop.runningOrNull()).isNull();
                return Thread.currentThread();
            });
            assertThat(same).isSameAs(task);
            assertThat(events).containsExactly("work", "turn");
        });
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
    void workThatWaitsForTheLoop_isNamedAtOnce_withItsStack() {
        assertThatThrownBy(() -> Simulation.run(test -> Asyncio.toThread(
                () -> Asyncio
                        .runCoroutineThreadsafe(() -> Asyncio.sleep(Duration.ofMillis(1), "answer"),
                                test.loop())
                        .join())))
                .hasMessageContaining("has sent something to the loop and waits for the answer")
                .hasMessageContaining("It waits at").hasMessageContaining("SimulationTest");
        // to send something without waiting is well
        new Simulation().seeds(3).start(test -> {
            var told = test.loop().<String>createFuture();
            Asyncio.toThread(() -> test.loop().callSoonThreadsafe(() -> told.setResult("told")));
            assertThat(told.await()).isEqualTo("told");
        });
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
    void strangeThread_isNamed_withItsStack() {
        assertThatThrownBy(() -> Simulation.run(test -> {
            var stage = new CompletableFuture<String>();
            test.loop().callSoon(() -> { // when that is awaited, and before the loop has nothing to do
                Thread stranger =
                        Thread.ofPlatform().name("stranger").start(() -> stage.complete("from nowhere"));
                try {
                    stranger.join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            Asyncio.await(stage);
        })).hasMessageContaining("thread 'stranger', which the simulation does not know")
                .hasMessageContaining("allow real threads").hasMessageContaining("SimulationTest");
    }

    @Test
    void strangeThread_mayBeAllowed() {
        Simulation.Report report =
                new Simulation().seeds(5).allowRealThreads("there is no other way").start(test -> {
                    var stage = new CompletableFuture<String>();
                    Thread.ofPlatform().start(() -> stage.complete("from nowhere"));
                    assertThat(Asyncio.<String>await(stage)).isEqualTo("from nowhere");
                });
        assertThat(report.runs()).isEqualTo(5);
    }

    @Test
    void strangeThreadThatCalledDuringAStep_isLetInBeforeTheLoopWaits() {
        Simulation.Report report =
                new Simulation().seeds(1).allowRealThreads("there is no other way").start(test -> {
                    var stage = new CompletableFuture<String>();
                    test.loop().callSoon(() -> {
                        Thread stranger = Thread.ofPlatform().start(() -> stage.complete("meanwhile"));
                        try {
                            stranger.join();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
                    assertThat(Asyncio.<String>await(stage)).isEqualTo("meanwhile");
                });
        assertThat(report.runs()).isEqualTo(1);
    }

    @Test
    void rejectingExecutor_rejectsByTheSeed() {
        int[] rejected = {0};
        new Simulation().seeds(50).start(test -> {
            try {
                test.loop().runInExecutor(test.faults().rejecting(0.5, Runnable::run), () -> 1).await();
            } catch (RejectedExecutionException e) {
                rejected[0]++;
            }
        });
        assertThat(rejected[0]).isBetween(10, 41);
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
}
