package io.asyncio4j.testkit.tests.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.Asyncio;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.BoundedSemaphore;
import io.asyncio4j.sync.BrokenBarrierException;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Held;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.TestLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The core's primitives with three tasks, one of them cancelled at any moment, in all orders without a bound. What is checked is
 * kept in objects of the library, so that the exploration knows what steps have to do with each other.
 */
class AllOrdersTest {

    private static void inAllOrders(Simulation.Body body) {
        Exploration.Report report = new Exploration().reduced().schedules(1_000_000).start(test -> {
            test.state(() -> "");
            body.run(test);
        });
        assertThat(report.complete()).isTrue();
        assertThat(report.schedules()).isGreaterThan(5);
    }

    private static List<Task<?>> three(TestLoop test, IntConsumer part) {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            tasks.add(test.loop().createTask(TaskOptions.named("task " + i), () -> part.accept(number)));
        }
        test.loop().createTask(TaskOptions.named("canceller"), () -> {
            tasks.get(1).cancel();
        });
        return tasks;
    }

    private static void yieldOnce() {
        Asyncio.sleep(Duration.ZERO);
    }

    private static void endsWell(List<Task<?>> tasks) {
        Asyncio.wait(tasks); // or it is a deadlock
        for (int number = 0; number < 3; number++) {
            Task<?> task = tasks.get(number);
            assertThat(task.cancelled() ? number == 1 : task.exception() == null).as("%s", task).isTrue();
        }
    }

    private static void oneAtATime(TestLoop test, Supplier<Held> acquire) {
        var inside = new Event();
        endsWell(three(test, _ -> {
            try (var _ = acquire.get()) {
                assertThat(inside.isSet()).as("another one is inside").isFalse();
                inside.set();
                try {
                    yieldOnce();
                } finally {
                    inside.clear();
                }
            }
        }));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lock(boolean owned) {
        inAllOrders(test -> {
            Lock lock = owned ? Lock.owned() : new Lock();
            oneAtATime(test, lock::acquire);
            assertThat(lock.locked()).isFalse();
            assertThat(lock.statistics().waiters()).isZero();
        });
    }

    @Test
    void semaphore() {
        inAllOrders(test -> {
            var semaphore = new Semaphore(1);
            oneAtATime(test, semaphore::acquire);
            assertThat(semaphore.statistics().value()).isOne();
        });
    }

    @Test
    void event() {
        inAllOrders(test -> {
            var event = new Event();
            List<Task<?>> tasks = three(test, _ -> event.await());
            test.loop().createTask(event::set);
            endsWell(tasks);
            assertThat(event.statistics().waiters()).isZero();
        });
    }

    @Test
    void condition() {
        inAllOrders(test -> {
            var condition = new Condition();
            var tokens = new Queue<Integer>();
            List<Task<?>> tasks = three(test, number -> {
                try (var _ = condition.acquire()) {
                    if (number == 2) {
                        tokens.putNowait(1);
                        tokens.putNowait(2);
                        condition.signalAll();
                    } else {
                        condition.waitFor(() -> !tokens.empty());
                        tokens.getNowait();
                    }
                }
            });
            endsWell(tasks);
            assertThat(condition.locked()).isFalse();
        });
    }

    @Test
    void barrier() {
        inAllOrders(test -> {
            var barrier = new Barrier(2);
            List<Task<?>> tasks = three(test, number -> {
                try {
                    barrier.await();
                } catch (BrokenBarrierException e) {
                    assertThat(number).isNotEqualTo(1);
                }
            });
            test.settle();
            barrier.abort(); // for the third one, or the one whose partner was cancelled
            endsWell(tasks);
            assertThat(barrier.nWaiting()).isZero();
        });
    }

    @Test
    void queue() {
        inAllOrders(test -> {
            var queue = new Queue<Integer>(1);
            List<Task<?>> tasks = three(test, number -> {
                if (number == 0) {
                    queue.put(10);
                    queue.put(20);
                } else {
                    queue.get();
                }
            });
            test.settle();
            while (!queue.empty()) { // what the cancelled one has not taken
                queue.getNowait();
                test.settle();
            }
            endsWell(tasks);
            assertThat(queue.statistics().getters() + queue.statistics().putters()).isZero();
        });
    }

    @Test
    void boundedSemaphore() {
        inAllOrders(test -> {
            var semaphore = new BoundedSemaphore(1);
            oneAtATime(test, semaphore::acquire);
            assertThat(semaphore.statistics().value()).isOne();
            assertThatIllegalStateException().isThrownBy(semaphore::release);
        });
    }

    @Test
    void priorityQueue() {
        inAllOrders(test -> {
            var queue = new PriorityQueue<Integer>(2);
            var out = new Queue<Integer>();
            List<Task<?>> tasks = three(test, number -> {
                if (number == 0) {
                    queue.put(20);
                    queue.put(10); // in one step with the first, so it is the one that is taken first
                    queue.put(30);
                } else {
                    out.putNowait(queue.get());
                }
            });
            test.settle();
            while (!queue.empty()) {
                out.putNowait(queue.getNowait());
                test.settle();
            }
            endsWell(tasks);
            List<Integer> all = new ArrayList<>();
            while (!out.empty()) {
                all.add(out.getNowait());
            }
            assertThat(all).startsWith(10).containsExactlyInAnyOrder(10, 20, 30);
        });
    }

    @Test
    void lifoQueue_andJoin() {
        inAllOrders(test -> {
            var queue = new LifoQueue<Integer>();
            Task<?> joining = test.loop().createTask(TaskOptions.named("joining"), () -> {
                queue.putNowait(1);
                queue.putNowait(2);
                queue.join();
                assertThat(queue.empty()).isTrue();
            });
            List<Task<?>> tasks = three(test, _ -> {
                queue.get();
                queue.taskDone();
            });
            test.settle();
            queue.putNowait(3); // one may not have got an item
            endsWell(tasks);
            while (!queue.empty()) {
                queue.getNowait();
                queue.taskDone();
            }
            joining.await();
            assertThat(queue.statistics().getters()).isZero();
        });
    }

    @Test
    void taskGroup() {
        inAllOrders(test -> {
            List<Event> begun = List.of(new Event(), new Event(), new Event());
            List<Event> ended = List.of(new Event(), new Event(), new Event());
            Task<?> group = test.loop().createTask(TaskOptions.named("group"), () -> {
                try {
                    Asyncio.taskGroup(children -> {
                        for (int i = 0; i < 3; i++) {
                            int number = i;
                            children.createTask(() -> child(number, begun.get(number), ended.get(number)));
                        }
                    });
                } catch (ExceptionGroup e) {
                    assertThat(e.exceptions()).hasSize(1);
                } finally {
                    for (int i = 0; i < 3; i++) {
                        assertThat(ended.get(i).isSet()).as("child %d has ended", i)
                                .isEqualTo(begun.get(i).isSet());
                    }
                }
            });
            test.loop().createTask(TaskOptions.named("canceller"), () -> {
                group.cancel();
            });
            Asyncio.wait(List.of(group));
            assertThat(group.cancelled() || group.exception() == null).as("%s", group).isTrue();
        });
    }

    private static void child(int number, Event begun, Event ended) {
        begun.set();
        try {
            yieldOnce();
            if (number == 1) {
                throw new IllegalStateException("one fails");
            }
            yieldOnce();
        } finally {
            ended.set();
        }
    }

    @Test
    void timeout() {
        inAllOrders(test -> {
            var lock = new Lock();
            endsWell(three(test, _ -> {
                try {
                    Asyncio.timeout(Duration.ofMillis(1), () -> {
                        try (var _ = lock.acquire()) {
                            Asyncio.sleep(Duration.ofMillis(1)); // over when the limit is
                        }
                    });
                } catch (TimeoutException e) {
                    // one of the two comes first
                }
            }));
            assertThat(lock.locked()).isFalse();
            assertThat(lock.statistics().waiters()).isZero();
        });
    }
}
