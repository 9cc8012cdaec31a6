package io.asyncio4j.tests.queues;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tests.support.Loops;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueJoinTest {

    private static List<Queue<Integer>> queues() {
        return List.of(new Queue<Integer>(), new LifoQueue<Integer>(), new PriorityQueue<Integer>());
    }

    // QUE-08
    @Test
    void taskDoneMoreOftenThanItemsWerePutIn_isRefused() {
        for (Queue<Integer> queue : queues()) {
            String type = queue.getClass().getSimpleName();
            assertThatIllegalStateException().isThrownBy(queue::taskDone)
                    .withMessageContaining("taskDone() called too many times: <" + type + " maxsize=0>")
                    .withMessageContaining("call it once for each item");
            queue.put(1);
            queue.get();
            queue.taskDone();
            assertThatIllegalStateException().isThrownBy(queue::taskDone);
            queue.put(2);
            queue.taskDone();
            assertThat(queue.statistics().unfinishedTasks()).isZero();
        }
    }

    // QUE-09 BND-02
    @Test
    void joinOfAQueueWithNothingToDo_returnsAtOnce_withoutALoop() {
        for (Queue<Integer> queue : queues()) {
            queue.join();
            queue.put(1);
            queue.get();
            queue.taskDone();
            queue.join();
            queue.join();
        }
    }

    // QUE-09
    @Test
    void joinReturns_whenEveryItemWasMarkedAsDone_notWhenItWasTaken() {
        Loops.run(() -> {
            for (Queue<Integer> queue : queues()) {
                Duration start = EventLoop.running().time();
                int[] sum = {0};
                for (int i = 0; i < 100; i++) {
                    queue.putNowait(i);
                }
                List<Task<Void>> workers = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    workers.add(createTask(() -> {
                        for (int item : queue) {
                            sleep(ms(10));
                            sum[0] += item;
                            queue.taskDone();
                        }
                    }));
                }
                queue.join();
                assertThat(sum[0]).isEqualTo(4950);
                assertThat(millisSince(start)).isEqualTo(500);
                queue.shutdown();
                for (Task<Void> worker : workers) {
                    worker.await();
                }
            }
        });
    }

    // QUE-09
    @Test
    void allWhoJoin_areWokenOneTickLater_inTheOrderInWhichTheyCame() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            queue.putNowait(1);
            queue.putNowait(2);
            for (String name : List.of("a", "b")) {
                createTask(() -> {
                    queue.join();
                    log.add(name);
                });
            }
            ticks(1);
            queue.taskDone();
            ticks(2);
            assertThat(log).isEmpty();
            queue.taskDone();
            log.add("done");
            ticks(1);
            assertThat(log).containsExactly("done", "a", "b");
        });
    }

    // QUE-09
    @Test
    void joinReturns_evenIfItemsCameAfterTheLastWasDone_aNewJoinWaitsForThose() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            queue.putNowait(1);
            Task<Void> joiner = createTask(() -> {
                queue.join();
                log.add("joined " + queue);
            });
            ticks(1);
            queue.getNowait();
            queue.taskDone();
            queue.putNowait(2);
            joiner.await();
            assertThat(log).containsExactly("joined <Queue maxsize=0 items=[2] tasks=1>");
            Task<Void> second = createTask(() -> queue.join());
            ticks(2);
            assertThat(second.done()).isFalse();
            queue.taskDone();
            second.await();
        });
    }

    // QUE-09
    @Test
    void cancelledJoin_changesNothing_andTheOtherJoinersGoOn() {
        Loops.run(() -> {
            var queue = new Queue<Integer>();
            queue.putNowait(1);
            Task<Void> a = createTask(() -> queue.join());
            Task<Void> b = createTask(() -> queue.join());
            ticks(1);
            a.cancel();
            assertThatThrownBy(a::await).isInstanceOf(CancelledError.class);
            assertThat(queue).hasToString("<Queue maxsize=0 items=[1] tasks=1>");
            queue.taskDone();
            b.await();
        });
    }

    // QUE-09
    @Test
    void cancelAfterTheLastWasDone_cancelsOneJoin_theOtherReturns() {
        Loops.run(() -> {
            var queue = new Queue<Integer>();
            queue.putNowait(1);
            Task<Void> a = createTask(() -> queue.join());
            Task<Void> b = createTask(() -> queue.join());
            ticks(1);
            queue.taskDone();
            a.cancel();
            assertThatThrownBy(a::await).isInstanceOf(CancelledError.class);
            b.await();
        });
    }

    // QUE-09
    @Test
    void cancelledJoiner_isNotKeptInLine() {
        Loops.run(() -> {
            var queue = new Queue<Integer>();
            queue.putNowait(1);
            WeakReference<Object> message = joinerCancelledWithAMessage(queue);
            ticks(2);
            for (int i = 0; i < 100 && message.get() != null; i++) {
                System.gc();
            }
            assertThat(message.get()).as("kept by the future that was waited for").isNull();
            queue.taskDone();
        });
    }

    private static WeakReference<Object> joinerCancelledWithAMessage(Queue<?> queue) {
        var message = new Object();
        Task<Void> task = createTask(queue::join);
        ticks(1);
        task.cancel(message);
        ticks(1);
        assertThat(task.cancelled()).isTrue();
        return new WeakReference<>(message);
    }
}
