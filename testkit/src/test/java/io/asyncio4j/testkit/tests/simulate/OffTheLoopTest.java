package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Work off the loop: it runs at once, and the seed decides when what it brings arrives; threads that nobody knows; pools that reject. */
class OffTheLoopTest {

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

    private static Set<String> ordersOf(Simulation.Body withOrder, StringBuilder order) {
        Set<String> orders = new TreeSet<>();
        new Simulation().seeds(100).start(test -> {
            order.setLength(0);
            withOrder.run(test);
            orders.add(order.toString());
        });
        return orders;
    }

    // what one thread sends keeps its order, and what two send does not
    @Test
    void whatOtherLoopsSend_arrivesInEachOrder_whichTheSeedDecides() {
        var order = new StringBuilder();
        assertThat(ordersOf(test -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                tasks.add(Asyncio.createTask(() -> Asyncio.toThread(() -> Asyncio.run(() -> {
                    test.loop().callSoonThreadsafe(() -> order.append(name));
                    Asyncio.sleep(Duration.ZERO);
                    test.loop().callSoonThreadsafe(() -> order.append(name.toUpperCase(Locale.ROOT)));
                }))));
            }
            Asyncio.wait(tasks);
        }, order)).contains("aAbB", "bBaA", "abAB").allMatch(
                each -> each.indexOf('a') < each.indexOf('A') && each.indexOf('b') < each.indexOf('B'));
    }

    @Test
    void stagesThatWorkCompletes_arriveInEachOrder_whichTheSeedDecides() {
        var order = new StringBuilder();
        assertThat(ordersOf(test -> {
            var first = new CompletableFuture<String>();
            var second = new CompletableFuture<String>();
            Asyncio.wait(List.of(Asyncio.createTask(() -> order.append(Asyncio.<String>await(first))),
                    Asyncio.createTask(() -> order.append(Asyncio.<String>await(second))),
                    Asyncio.createTask(() -> Asyncio.toThread(() -> first.complete("1"))),
                    Asyncio.createTask(() -> Asyncio.toThread(() -> second.complete("2")))));
        }, order)).containsExactly("12", "21");
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
    void workThatWaitsForTheLoop_isNamedAtOnce_withItsStack() {
        assertThatThrownBy(() -> Simulation.run(test -> Asyncio.toThread(
                () -> Asyncio
                        .runCoroutineThreadsafe(() -> Asyncio.sleep(Duration.ofMillis(1), "answer"),
                                test.loop())
                        .join())))
                .hasMessageContaining("has sent something to the loop and waits for the answer")
                .hasMessageContaining("It waits at").hasMessageContaining("OffTheLoopTest");
        // to send something without waiting is well
        new Simulation().seeds(3).start(test -> {
            var told = test.loop().<String>createFuture();
            Asyncio.toThread(() -> test.loop().callSoonThreadsafe(() -> told.setResult("told")));
            assertThat(told.await()).isEqualTo("told");
        });
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
                .hasMessageContaining("allow real threads").hasMessageContaining("OffTheLoopTest");
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
    void threadPoolThatRejects_isMetByToThread_andShutDownWithTheLoop() {
        List<ExecutorService> pools = new ArrayList<>();
        int[] rejected = {0};
        new Simulation().seeds(50).start(test -> {
            ExecutorService pool = Executors.newSingleThreadExecutor();
            pools.add(pool);
            test.loop().setDefaultExecutor(test.faults().rejecting(0.5, pool));
            try {
                assertThat(Asyncio.toThread(() -> 1)).isOne();
            } catch (RejectedExecutionException e) {
                rejected[0]++;
            }
        });
        assertThat(rejected[0]).isBetween(10, 41);
        assertThat(pools).hasSize(51).allMatch(ExecutorService::isShutdown);
    }
}
