package io.asyncio4j.tests.queues;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Task;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueStatistics;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class QueueTextTest {

    /** An item whose text form is made by {@code text}. */
    private record Item(Supplier<String> text) {

        @Override
        public String toString() {
            return text.get();
        }
    }

    // QUE-10
    @Test
    void emptyQueues_showTypeAndMaxsize() {
        assertThat(new Queue<Integer>()).hasToString("<Queue maxsize=0>");
        assertThat(new Queue<Integer>(-2)).hasToString("<Queue maxsize=-2>");
        assertThat(new LifoQueue<Integer>(3)).hasToString("<LifoQueue maxsize=3>");
        assertThat(new PriorityQueue<Integer>()).hasToString("<PriorityQueue maxsize=0>");
    }

    // QUE-10
    @Test
    void text_andStatistics_followTheState() {
        Loops.run(() -> {
            var queue = new Queue<Integer>(2);
            Task<Integer> getter = createTask(() -> queue.get());
            ticks(1);
            assertThat(queue).hasToString("<Queue maxsize=2 getters[1]>");
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 2, 1, 0, 0, false));
            for (int i = 1; i <= 2; i++) {
                queue.put(i);
            }
            getter.await();
            queue.put(3);
            List<Task<Void>> putters =
                    List.of(createTask(() -> queue.put(4)), createTask(() -> queue.put(5)));
            ticks(1);
            assertThat(queue).hasToString("<Queue maxsize=2 items=[2, 3] putters[2] tasks=3>");
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(2, 2, 0, 2, 3, false));
            queue.taskDone();
            assertThat(queue).hasToString("<Queue maxsize=2 items=[2, 3] putters[2] tasks=2>");
            putters.forEach(Task::cancel);
            ticks(1);
            queue.shutdown();
            assertThat(queue).hasToString("<Queue maxsize=2 items=[2, 3] tasks=2 shutdown>");
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(2, 2, 0, 0, 2, true));
            queue.taskDone();
            queue.taskDone();
            assertThat(queue).hasToString("<Queue maxsize=2 items=[2, 3] shutdown>");
        });
    }

    // QUE-10
    @Test
    void items_areShownAsTheQueueKeepsThem() {
        var fifo = new Queue<Integer>();
        var lifo = new LifoQueue<Integer>();
        var heap = new PriorityQueue<Integer>();
        for (Queue<Integer> queue : List.of(fifo, lifo, heap)) {
            for (int item : new int[] {3, 1, 2}) {
                queue.put(item);
            }
        }
        assertThat(fifo).hasToString("<Queue maxsize=0 items=[3, 1, 2] tasks=3>");
        assertThat(lifo).hasToString("<LifoQueue maxsize=0 items=[3, 1, 2] tasks=3>");
        assertThat(heap).hasToString("<PriorityQueue maxsize=0 items=[1, 3, 2] tasks=3>");
    }

    // QUE-10
    @Test
    void textsAreQuoted_andNullIsNull() {
        for (Queue<Object> queue : List.of(new Queue<Object>(), new LifoQueue<Object>())) {
            queue.put("null");
            queue.put(null);
            @SuppressWarnings("UnnecessaryStringBuilder") // a text that is no String
            Object builder = new StringBuilder("builder");
            queue.put(builder);
            assertThat(queue.toString()).contains("items=['null', null, 'builder'] tasks=3");
        }
    }

    // QUE-10
    @Test
    void manyItems_areCutAfterTen() {
        var queue = new Queue<Integer>();
        for (int i = 0; i < 10; i++) {
            queue.put(i);
        }
        assertThat(queue).hasToString("<Queue maxsize=0 items=[0, 1, 2, 3, 4, 5, 6, 7, 8, 9] tasks=10>");
        queue.put(10);
        assertThat(queue).hasToString("<Queue maxsize=0 items=[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ...] tasks=11>");
    }

    // QUE-10
    @Test
    void longItem_isCutAtSixtyCharacters() {
        var queue = new Queue<Object>();
        queue.put(new Item(() -> "y".repeat(60)));
        queue.put("x".repeat(1_000_000));
        assertThat(queue).hasToString(
                "<Queue maxsize=0 items=[" + "y".repeat(60) + ", '" + "x".repeat(56) + "...] tasks=2>");
    }

    // QUE-10
    @Test
    void itemWhoseTextFormFails_hidesNothing() {
        var queue = new Queue<Object>();
        queue.put(1);
        queue.put(new Item(() -> {
            throw new NullPointerException("no text");
        }));
        queue.put(new Item(() -> {
            throw new StackOverflowError();
        }));
        queue.put(2);
        assertThat(queue).hasToString("<Queue maxsize=0 items=[1,"
                + " <toString of an item failed: java.lang.NullPointerException>,"
                + " <toString of an item failed: java.lang.StackOverflowError>, 2] tasks=4>");
        assertThat(queue).as("and the next time, too").asString().contains("items=[1, <toString of an item");
    }

    // QUE-10
    @Test
    void itemWithoutAText_hidesNothing() {
        var queue = new Queue<Object>();
        queue.put(new Item(() -> null));
        queue.put(2);
        assertThat(queue).hasToString("<Queue maxsize=0 items=[null, 2] tasks=2>");
    }

    // QUE-10
    @Test
    void queueInItself_isShownOnce() {
        var queue = new Queue<Object>();
        queue.put(queue);
        queue.put(List.of(queue, 1));
        assertThat(queue).hasToString("<Queue maxsize=0 items=[<Queue maxsize=0 items=[...] tasks=2>,"
                + " [<Queue maxsize=0 items=[...] tasks=2>, 1]] tasks=2>");
        assertThat(queue.toString()).as("again").startsWith("<Queue maxsize=0 items=[<Queue");
    }

    // QUE-10
    @Test
    void itemWhoseTextFormChangesTheQueue_doesNoHarm() {
        for (Queue<Object> queue : List.of(new Queue<Object>(), new LifoQueue<Object>())) {
            List<Object> taken = new ArrayList<>();
            queue.put(new Item(() -> {
                taken.add(queue.getNowait());
                queue.put("new");
                queue.put("newer");
                return "changes it";
            }));
            queue.put(2);
            assertThat(queue.toString()).contains("items=[changes it, 2]");
            assertThat(taken).hasSize(1);
            assertThat(queue.qsize()).isEqualTo(3);
        }
    }
}
