package io.asyncio4j.testkit.tests.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueShutDownException;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.TestLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** The core's primitives with three tasks, one of them cancelled, in all orders with up to three steps out of their turn. */
class SyncTest {

    private static final int BOUND = 3;

    private static void exploreAll(Simulation.Body body) {
        Exploration.Report report = new Exploration().exhaustive(BOUND).schedules(1_000_000).start(body);
        assertThat(report.complete()).isTrue();
        assertThat(report.schedules()).isGreaterThan(10);
    }

    /** Three tasks that do {@code part}, of which one may be cancelled at any moment. */
    private static List<Task<?>> three(TestLoop test, boolean cancelsOne, IntConsumer part) {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            tasks.add(test.loop().createTask(TaskOptions.named("task " + i), () -> part.accept(number)));
        }
        if (cancelsOne) {
            test.loop().createTask(TaskOptions.named("canceller"), () -> {
                tasks.get(1).cancel();
            });
        }
        return tasks;
    }

    private static void yieldOnce() {
        Asyncio.sleep(Duration.ZERO);
    }

    @Test
    void lock_hasOneHolder_andIsLostByNoCancellation() {
        for (boolean cancels : new boolean[] {false, true}) {
            exploreAll(test -> {
                var lock = new Lock();
                int[] holders = {0};
                test.invariant("one holder", () -> holders[0] <= 1);
                Asyncio.wait(three(test, cancels, _ -> {
                    try (var _ = lock.acquire()) {
                        holders[0]++;
                        try {
                            yieldOnce();
                        } finally {
                            holders[0]--;
                        }
                    }
                }));
                assertThat(lock.locked()).isFalse();
                assertThat(lock.statistics().waiters()).isZero();
            });
        }
    }

    @Test
    void semaphore_losesNoPermit() {
        for (boolean cancels : new boolean[] {false, true}) {
            exploreAll(test -> {
                var semaphore = new Semaphore(2);
                int[] holders = {0};
                test.invariant("two holders at most", () -> holders[0] <= 2);
                Asyncio.wait(three(test, cancels, _ -> {
                    try (var _ = semaphore.acquire()) {
                        holders[0]++;
                        try {
                            yieldOnce();
                        } finally {
                            holders[0]--;
                        }
                    }
                }));
                semaphore.acquire();
                semaphore.acquire(); // both permits are there, or this is a deadlock
            });
        }
    }

    @Test
    void queue_losesAndDoublesNoItem() {
        for (boolean cancels : new boolean[] {false, true}) {
            exploreAll(test -> {
                var queue = new Queue<Integer>(1);
                List<Integer> got = new ArrayList<>();
                List<Integer> put = new ArrayList<>();
                Task<?> consumer = test.background("consumer", () -> {
                    while (true) {
                        got.add(queue.get());
                    }
                });
                Asyncio.wait(three(test, cancels, number -> {
                    queue.put(number);
                    put.add(number);
                }));
                test.settle();
                assertThat(queue.empty()).isTrue();
                assertThat(got).doesNotHaveDuplicates().containsAll(put);
                assertThat(consumer.done()).isFalse();
            });
        }
    }

    @Test
    void queue_handsACancelledGettersItemOn() {
        exploreAll(test -> {
            var queue = new Queue<Integer>();
            List<Integer> got = new ArrayList<>();
            List<Task<?>> getters = three(test, true, _ -> got.add(queue.get()));
            test.loop().createTask(() -> {
                queue.putNowait(1);
                queue.putNowait(2);
            });
            test.settle();
            queue.putNowait(3);
            Asyncio.wait(getters);
            int left = queue.qsize();
            assertThat(got.size() + left).isEqualTo(3);
        });
    }

    @Test
    void event_wakesAll() {
        exploreAll(test -> {
            var event = new Event();
            List<Task<?>> waiters = three(test, true, _ -> event.await());
            test.loop().createTask(event::set);
            Asyncio.wait(waiters); // or it is a deadlock
            assertThat(event.statistics().waiters()).isZero();
        });
    }

    @Test
    void condition_passesTheNotificationOfACancelledWaiterOn() {
        exploreAll(test -> {
            var condition = new Condition();
            int[] tokens = {0};
            int[] taken = {0};
            List<Task<?>> waiters = three(test, true, _ -> {
                try (var _ = condition.acquire()) {
                    while (tokens[0] == 0) {
                        condition.await();
                    }
                    tokens[0]--;
                    taken[0]++;
                }
            });
            for (int i = 0; i < 3; i++) {
                test.loop().createTask(() -> {
                    try (var _ = condition.acquire()) {
                        tokens[0]++;
                        condition.signal(1);
                    }
                });
            }
            Asyncio.wait(waiters); // each that was not cancelled gets a token, or this is a deadlock
            test.settle();
            assertThat(taken[0] + tokens[0]).isEqualTo(3);
        });
    }

    @Test
    void barrier_letsAllThrough_orNone() {
        exploreAll(test -> {
            var barrier = new Barrier(3);
            List<Integer> places = new ArrayList<>();
            Asyncio.wait(three(test, false, _ -> places.add(barrier.await())));
            assertThat(places).containsExactlyInAnyOrder(0, 1, 2);
        });
    }

    @Test
    void boundedSemaphore_losesNoPermit_andGetsNoneTooMany() {
        exploreAll(test -> {
            var semaphore = new BoundedSemaphore(1);
            int[] holders = {0};
            test.invariant("one holder", () -> holders[0] <= 1);
            Asyncio.wait(three(test, true, _ -> {
                try (var _ = semaphore.acquire()) {
                    holders[0]++;
                    try {
                        yieldOnce();
                    } finally {
                        holders[0]--;
                    }
                }
            }));
            assertThat(semaphore.statistics().value()).isOne();
        });
    }

    @Test
    void priorityQueue_givesTheLeastThatIsThere_toEachOnce() {
        exploreAll(test -> {
            var queue = new PriorityQueue<Integer>();
            List<Integer> got = new ArrayList<>();
            queue.putNowait(3);
            queue.putNowait(1);
            Task<?> putter = test.loop().createTask(() -> queue.put(2));
            List<Task<?>> getters = three(test, true, _ -> {
                int least = queue.empty() ? Integer.MAX_VALUE : queue.getNowait();
                yieldOnce();
                got.add(least == Integer.MAX_VALUE ? queue.get() : least);
            });
            Asyncio.wait(getters);
            putter.await();
            assertThat(got).doesNotHaveDuplicates();
            assertThat(got.size() + queue.qsize()).isBetween(2, 3); // the cancelled one may have taken one with it
        });
    }

    @Test
    void lifoQueue_joinEndsWhenAllIsDone() {
        exploreAll(test -> {
            var queue = new LifoQueue<Integer>(2);
            int[] done = {0};
            for (int i = 0; i < 2; i++) {
                test.background("worker " + i, () -> {
                    while (true) {
                        queue.get();
                        yieldOnce();
                        done[0]++;
                        queue.taskDone();
                    }
                });
            }
            Asyncio.wait(three(test, false, queue::put));
            queue.join(); // or it is a deadlock
            assertThat(done[0]).isEqualTo(3);
        });
    }

    @Test
    void queue_shutDown_endsAllWhoWait() {
        exploreAll(test -> {
            var queue = new Queue<Integer>(1);
            int[] ended = {0};
            List<Task<?>> tasks = three(test, true, number -> {
                try {
                    if (number == 0) {
                        queue.get();
                        queue.get();
                    } else {
                        queue.put(number);
                        queue.put(number);
                    }
                    ended[0]++;
                } catch (QueueShutDownException e) {
                    ended[0]++;
                }
            });
            test.loop().createTask(() -> {
                queue.shutdown(true);
            });
            Asyncio.wait(tasks); // or it is a deadlock
            assertThat(ended[0]).isBetween(2, 3);
            assertThat(queue.statistics().getters() + queue.statistics().putters()).isZero();
        });
    }

    @Test
    void timeout_aroundALock_losesNothing_whicheverComesFirst() {
        exploreAll(test -> {
            var lock = new Lock();
            int[] holders = {0};
            int[] outcomes = {0};
            test.invariant("one holder", () -> holders[0] <= 1);
            Asyncio.wait(three(test, false, _ -> {
                try {
                    Asyncio.timeout(Duration.ofMillis(2), () -> {
                        try (var _ = lock.acquire()) {
                            holders[0]++;
                            try {
                                Asyncio.sleep(Duration.ofMillis(1));
                            } finally {
                                holders[0]--;
                            }
                        }
                    });
                    outcomes[0]++;
                } catch (TimeoutException e) {
                    outcomes[0]++;
                }
            }));
            assertThat(outcomes[0]).isEqualTo(3);
            assertThat(lock.locked()).isFalse();
            assertThat(lock.statistics().waiters()).isZero();
        });
    }

    @Test
    void shieldAndWaitFor_leaveTheInnerTaskAlone_andTellEachCaller() {
        exploreAll(test -> {
            var gate = new Event();
            Task<String> inner = test.loop().createTask(TaskOptions.named("inner"), () -> {
                gate.await();
                return "done";
            });
            List<String> told = new ArrayList<>();
            List<Task<?>> callers = three(test, true, number -> {
                told.add(number + Asyncio.shield(inner).await());
            });
            test.loop().createTask(gate::set);
            Asyncio.wait(callers);
            assertThat(inner.await()).isEqualTo("done");
            assertThat(told).contains("0done", "2done");
        });
    }

    @Test
    void groupAndTimeout_endWithAllTheirTasks() {
        exploreAll(test -> {
            int[] running = {0};
            try {
                Asyncio.taskGroup(group -> {
                    for (int i = 0; i < 3; i++) {
                        int number = i;
                        group.createTask(() -> {
                            running[0]++;
                            try {
                                yieldOnce();
                                if (number == 1) {
                                    throw new IllegalStateException("one fails");
                                }
                                Asyncio.sleep(Duration.ofHours(1));
                            } finally {
                                running[0]--;
                            }
                        });
                    }
                });
            } catch (io.asyncio4j.ExceptionGroup e) {
                assertThat(e.exceptions()).hasSize(1);
            } catch (CancelledError e) {
                throw new AssertionError("nobody has cancelled the task", e);
            }
            assertThat(running[0]).isZero();
            assertThat(test.time()).isZero();
        });
    }
}
