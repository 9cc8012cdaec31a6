package io.asyncio4j.tests.queues;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class QueueIterationTest {

    private static Task<Void> consumes(Iterable<Integer> items, String name, List<String> log) {
        return createTask(() -> {
            try {
                for (Integer item : items) {
                    log.add(name + " got " + item);
                }
                log.add(name + " is through");
            } catch (CancelledError e) {
                log.add(name + " cancelled");
                throw e;
            }
        });
    }

    private static void fill(Queue<Integer> queue, int... items) {
        for (int item : items) {
            queue.putNowait(item);
        }
    }

    // QUE-01 QUE-11
    @Test
    void overAQueueThatWasShutDown_takesTheItemsInItsOrder_withoutALoop() {
        List<List<Integer>> orders = new ArrayList<>();
        for (Queue<Integer> queue : List.of(
                new Queue<Integer>(), new LifoQueue<Integer>(), new PriorityQueue<Integer>())) {
            fill(queue, 2, 3, 1);
            queue.shutdown();
            List<Integer> items = new ArrayList<>();
            for (int item : queue) {
                items.add(item);
            }
            orders.add(items);
            assertThat(queue.iterator().hasNext()).isFalse();
            assertThat(queue.statistics().unfinishedTasks()).as("it does not call taskDone()").isEqualTo(3);
        }
        assertThat(orders).containsExactly(List.of(2, 3, 1), List.of(1, 3, 2), List.of(1, 2, 3));
    }

    // QUE-03 QUE-11
    @Test
    void waitsForItems_untilTheShutdown() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>(1);
            createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    sleep(ms(10));
                    queue.put(i);
                }
                sleep(ms(5));
                queue.shutdown();
            });
            for (int item : queue) {
                log.add(item + " at " + millisSince(start));
            }
            log.add("through at " + millisSince(start));
            assertThat(log).containsExactly("0 at 10", "1 at 20", "2 at 30", "through at 35");
        });
    }

    // QUE-05 QUE-11
    @Test
    void severalConsumers_shareTheItems_andAllEndAtTheShutdown() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            for (String name : List.of("a", "b", "c")) {
                consumes(queue, name, log);
            }
            ticks(1);
            fill(queue, 1, 2);
            ticks(1);
            log.add("shutdown");
            queue.shutdown();
            ticks(1);
            // a takes both items before b runs; then both wait again, at the end of the line
            assertThat(log).containsExactly(
                    "a got 1", "a got 2", "shutdown", "c is through", "a is through", "b is through");
        });
    }

    // QUE-11
    @Test
    void gracefulShutdown_letsTheConsumersTakeWhatIsLeft() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            fill(queue, 1, 2, 3);
            Task<Void> slow = createTask(() -> {
                for (int item : queue) {
                    log.add("got " + item);
                    sleep(ms(10));
                }
            });
            ticks(1);
            queue.shutdown();
            slow.await();
            assertThat(log).containsExactly("got 1", "got 2", "got 3");
        });
    }

    // QUE-12
    @Test
    void immediateShutdown_endsTheConsumersAtTheirNextItem() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            fill(queue, 1, 2, 3);
            Task<Void> slow = createTask(() -> {
                for (int item : queue) {
                    log.add("got " + item);
                    sleep(ms(10));
                    queue.taskDone();
                }
                log.add("through");
            });
            ticks(1);
            queue.shutdown(true);
            queue.join();
            slow.await();
            assertThat(log).containsExactly("got 1", "through");
        });
    }

    // QUE-07
    @Test
    void breakLosesNoItem() {
        var queue = new Queue<Integer>();
        fill(queue, 1, 2, 3);
        for (int item : queue) {
            assertThat(item).isEqualTo(1);
            break;
        }
        assertThat(queue.qsize()).isEqualTo(2);
        for (int item : queue) {
            assertThat(item).isEqualTo(2);
            break;
        }
        assertThat(queue.getNowait()).isEqualTo(3);
    }

    // QUE-07
    @Test
    void cancelOfAConsumerThatWasWoken_losesNoItem_andPassesTheWakeOn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            Task<Void> a = consumes(queue, "a", log);
            consumes(queue, "b", log);
            ticks(1);
            queue.putNowait(1);
            a.cancel();
            ticks(2);
            assertThat(log).containsExactly("a cancelled", "b got 1");
            assertThat(queue.empty()).isTrue();
        });
    }

    // QUE-06
    @Test
    void cancelledIteration_canBeGoneOnWith() {
        Loops.run(() -> {
            var queue = new Queue<Integer>();
            Iterator<Integer> iterator = queue.iterator();
            Task<Boolean> waits = createTask(() -> iterator.hasNext());
            ticks(1);
            waits.cancel();
            queue.putNowait(1);
            assertThatThrownBy(waits::await).isInstanceOf(CancelledError.class);
            assertThat(queue.statistics().getters()).isZero();
            assertThat(queue.qsize()).isEqualTo(1);
            assertThat(iterator.hasNext()).isTrue();
            assertThat(iterator.next()).isEqualTo(1);
        });
    }

    // QUE-05
    @Test
    void hasNextTakesTheItem_once_andKeepsItForNext() {
        var queue = new Queue<Integer>();
        fill(queue, 1, 2);
        Iterator<Integer> iterator = queue.iterator();
        assertThat(queue.qsize()).as("an iterator alone takes nothing").isEqualTo(2);
        assertThat(iterator.hasNext()).isTrue();
        assertThat(iterator.hasNext()).isTrue();
        assertThat(queue.qsize()).isEqualTo(1);
        assertThat(queue.getNowait()).isEqualTo(2);
        queue.shutdown(true);
        assertThat(iterator.hasNext()).isTrue();
        assertThat(iterator.next()).as("it was taken before the shutdown").isEqualTo(1);
        assertThat(iterator.hasNext()).isFalse();
    }

    // QUE-05
    @Test
    void hasNextThatTakesTheItem_wakesAPutter() {
        Loops.run(() -> {
            var queue = new Queue<Integer>(1);
            queue.put(1);
            Task<Void> putter = createTask(() -> queue.put(2));
            ticks(1);
            Iterator<Integer> iterator = queue.iterator();
            assertThat(iterator.hasNext()).isTrue();
            putter.await();
            assertThat(queue.getNowait()).isEqualTo(2);
            assertThat(iterator.next()).isEqualTo(1);
        });
    }

    // QUE-03 QUE-11
    @Test
    void nextAlone_waits_andAtTheEndItIsRefused() {
        Loops.run(() -> {
            var queue = new Queue<Integer>();
            Iterator<Integer> iterator = queue.iterator();
            EventLoop.running().callLater(ms(10), () -> queue.putNowait(1));
            assertThat(iterator.next()).isEqualTo(1);
            EventLoop.running().callLater(ms(10), queue::shutdown);
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next)
                        .withMessageContaining(
                                "<Queue maxsize=0 tasks=1 shutdown> was shut down and is empty");
            }
        });
    }

    // QUE-01
    @Test
    void nullItems_areItems_andDoNotEndIt() {
        var queue = new Queue<String>();
        queue.put(null);
        queue.put("x");
        queue.put(null);
        queue.shutdown();
        List<String> items = new ArrayList<>();
        queue.forEach(items::add);
        assertThat(items).containsExactly(null, "x", null);
    }

    // QUE-05
    @Test
    void remove_isNotSupported() {
        var queue = new Queue<Integer>();
        queue.put(1);
        Iterator<Integer> iterator = queue.iterator();
        iterator.next();
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(iterator::remove);
    }
}
