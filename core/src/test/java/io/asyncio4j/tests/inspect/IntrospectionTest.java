package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class IntrospectionTest {

    // INT-01
    @Test
    void currentTask_isTheTaskThatAsks() {
        Loops.run(() -> {
            List<Task<?>> seen = new ArrayList<>();
            Task<?> task = createTask(() -> {
                seen.add(currentTask());
                seen.add(currentTask(EventLoop.running()));
            });
            task.await();
            assertThat(seen).containsExactly(task, task);
        });
    }

    // INT-01
    @Test
    void currentTask_isNullInACallback() {
        Loops.run(() -> {
            List<Task<?>> seen = new ArrayList<>();
            EventLoop.running().callSoon(() -> seen.add(currentTask()));
            EventLoop.running().callLater(ms(5), () -> seen.add(currentTask()));
            Promise<Integer> promise = EventLoop.running().createFuture();
            promise.addDoneCallback(future -> seen.add(currentTask()));
            promise.setResult(1);
            sleep(ms(10));
            assertThat(seen).containsExactly(null, null, null);
        });
    }

    // INT-01
    @Test
    void currentTask_withoutARunningLoop_needsTheLoopAsArgument() {
        assertThatThrownBy(() -> currentTask())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        assertThatThrownBy(() -> allTasks())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop");
        try (EventLoop loop = Loops.virtual().build()) {
            assertThat(currentTask(loop)).isNull();
            loop.runUntilComplete(() -> 1);
            assertThat(currentTask(loop)).isNull();
        }
    }

    // INT-02
    @Test
    void currentTask_isRight_howeverTasksInterleave() {
        Loops.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                tasks.add(createTask(() -> {
                    for (int step = 0; step < 5; step++) {
                        if (currentTask() != tasks.get(number)) {
                            wrong.add(number + " at step " + step);
                        }
                        sleep((number + step) % 3 == 0 ? ms(number) : Duration.ZERO);
                    }
                }));
            }
            for (Task<?> task : tasks) {
                task.await();
            }
            assertThat(wrong).isEmpty();
        });
    }

    // INT-03
    @Test
    void allTasks_areThoseNotDone_inAFreshSetEachTime() {
        Loops.run(() -> {
            Task<?> main = currentTask();
            assertThat(allTasks()).containsExactly(main);
            Promise<Integer> gate = EventLoop.running().createFuture();
            Task<?> queued = createTask(() -> 1);
            Task<?> parked = createTask(() -> gate.await());
            Set<Task<?>> before = allTasks();
            assertThat(before).containsExactly(main, queued, parked);
            ticks(1);
            assertThat(before).as("a snapshot").hasSize(3);
            assertThat(allTasks()).containsExactly(main, parked).isNotSameAs(before);
            gate.setResult(1);
            parked.await();
            assertThat(allTasks(EventLoop.running())).containsExactly(main);
        });
    }

    // INT-03
    @Test
    void allTasksOfALoop_areItsOwn() {
        try (EventLoop one = Loops.virtual().build(); EventLoop two = Loops.virtual().build()) {
            Task<?> ofOne = one.createTask(() -> 1);
            Task<?> ofTwo = two.createTask(() -> 2);
            assertThat(allTasks(one)).containsExactly(ofOne);
            assertThat(allTasks(two)).containsExactly(ofTwo);
            one.runUntilComplete(ofOne);
            two.runUntilComplete(ofTwo);
            assertThat(allTasks(one)).isEmpty();
            assertThat(allTasks(two)).isEmpty();
        }
    }

    // INT-03
    @Test
    void slotsThatAreUsedAgain_keepTheOrderOfCreation() {
        Loops.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                tasks.add(createTask(() -> sleep(ms(1_000))));
            }
            for (int i = 0; i < 40; i += 3) {
                tasks.get(i).cancel();
            }
            ticks(2);
            for (int i = 0; i < 30; i++) {
                tasks.add(createTask(() -> sleep(ms(1_000))));
            }
            tasks.removeIf(Task::done);
            tasks.addFirst(currentTask());
            assertThat(new ArrayList<>(allTasks())).isEqualTo(tasks);
        });
    }

    // INT-04
    @Test
    void theCurrentTaskIsTheOnlyOneThatRuns() {
        Loops.run(() -> {
            int[] inside = new int[1];
            List<String> broken = new ArrayList<>();
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                tasks.add(createTask(() -> {
                    for (int step = 0; step < 20; step++) {
                        if (++inside[0] != 1 || currentTask().getName().isEmpty()) {
                            broken.add("step " + step + " overlaps");
                        }
                        Thread.yield(); // gives nothing away
                        inside[0]--;
                        sleep(Duration.ZERO);
                    }
                }));
            }
            for (Task<?> task : tasks) {
                task.await();
            }
            assertThat(broken).isEmpty();
        });
    }

    // INT-04
    @Test
    void anotherThread_cannotActAsTheCurrentTask() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Task<?> task = createTask(() -> sleep(ms(1)));
            var messages = new AtomicReference<List<String>>();
            Thread stranger = Thread.ofPlatform().start(() -> {
                List<String> caught = new ArrayList<>();
                for (Runnable misuse : List.<Runnable>of(
                        () -> loop.createTask(() -> 1), task::cancel, task::uncancel, task::await)) {
                    try {
                        misuse.run();
                        caught.add("nothing");
                    } catch (IllegalStateException e) {
                        caught.add(e.getMessage());
                    }
                }
                messages.set(caught);
            });
            stranger.join();
            assertThat(messages.get()).hasSize(4);
            assertThat(messages.get().subList(0, 3))
                    .allMatch(text -> text.startsWith("Non-thread-safe operation"));
            assertThat(messages.get().getLast()).contains("no event loop is running in this thread");
            assertThat(allTasks()).containsExactly(currentTask(), task);
            task.await();
            assertThat(task.cancelling()).isZero();
        });
    }

    // INT-05
    @Test
    void allTasks_fromAnotherThread_whileTasksComeAndGo_isConsistent() throws Exception {
        EventLoop loop = Loops.virtual().build();
        var stop = new AtomicBoolean();
        var looked = new CompletableFuture<Integer>();
        List<Task<?>> lasting = new ArrayList<>();
        Thread watcher = Thread.ofPlatform().unstarted(() -> {
            try {
                int looks = 0;
                List<Task<?>> expected = List.copyOf(lasting);
                do {
                    assertThat(allTasks(loop)).doesNotContainNull().containsAll(expected);
                    looks++;
                } while (!stop.get());
                looked.complete(looks);
            } catch (Throwable e) {
                looked.completeExceptionally(e);
            }
        });
        loop.runUntilComplete(() -> {
            Promise<Integer> gate = EventLoop.running().createFuture();
            for (int i = 0; i < 20; i++) {
                lasting.add(createTask(() -> gate.await()));
            }
            ticks(1);
            watcher.start();
            for (int round = 0; round < 300; round++) {
                for (int i = 0; i < 30; i++) {
                    createTask(() -> sleep(Duration.ZERO));
                }
                ticks(2);
            }
            stop.set(true);
            watcher.join();
            gate.setResult(1);
            ticks(1);
            return 0;
        });
        assertThat(looked.get(30, TimeUnit.SECONDS)).isPositive();
        assertThat(allTasks(loop)).isEmpty();
        loop.close();
    }
}
