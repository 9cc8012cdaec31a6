package io.asyncio4j.tests.queues;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.asyncio4j.Task;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueEmptyException;
import io.asyncio4j.sync.QueueFullException;
import io.asyncio4j.sync.QueueStatistics;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PriorityQueueTest {

    private record Job(int priority, String name) {}

    private static <T> List<T> drain(Queue<T> queue) {
        List<T> items = new ArrayList<>();
        while (!queue.empty()) {
            items.add(queue.getNowait());
        }
        return items;
    }

    // QUE-01
    @Test
    void smallestFirst_inTheItemsNaturalOrder() {
        var queue = new PriorityQueue<Integer>();
        for (int item : new int[] {1, 3, 2}) {
            queue.put(item);
        }
        assertThat(drain(queue)).containsExactly(1, 2, 3);
    }

    // QUE-01
    @Test
    void smallestFirst_byAComparator() {
        var queue = new PriorityQueue<String>(Comparator.<String>reverseOrder());
        for (String item : List.of("b", "c", "a")) {
            queue.put(item);
        }
        assertThat(drain(queue)).containsExactly("c", "b", "a");
    }

    // QUE-01
    @Test
    void equalItems_comeOutInTheOrderInWhichTheyWerePutIn() {
        var random = new Random(42);
        var queue = new PriorityQueue<Job>(Comparator.comparingInt(Job::priority));
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            jobs.add(new Job(random.nextInt(5), "job " + i));
        }
        jobs.subList(0, 100).forEach(queue::put);
        List<Job> taken = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            taken.add(queue.get());
        }
        jobs.subList(100, 200).forEach(queue::put);
        List<Job> left = new ArrayList<>(jobs);
        left.removeAll(taken);
        left.sort(Comparator.comparingInt(Job::priority)); // stable
        assertThat(drain(queue)).isEqualTo(left);
    }

    // QUE-02 QUE-04
    @Test
    void boundedAndUnbounded() {
        for (var queue : List.of(
                new PriorityQueue<Integer>(2), new PriorityQueue<Integer>(2, Comparator.naturalOrder()))) {
            assertThatExceptionOfType(QueueEmptyException.class).isThrownBy(queue::getNowait);
            queue.put(2);
            queue.put(1);
            assertThat(queue.full()).isTrue();
            assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.putNowait(0))
                    .withMessageContaining("<PriorityQueue maxsize=2 items=[1, 2] tasks=2> is full");
        }
        assertThat(new PriorityQueue<Integer>().maxsize()).isZero();
        assertThat(new PriorityQueue<Integer>(Comparator.naturalOrder()).maxsize()).isZero();
    }

    // QUE-03 QUE-05
    @Test
    void getterThatWaits_getsTheSmallestItemOfItsTick() {
        Loops.run(() -> {
            var queue = new PriorityQueue<Integer>();
            Task<Integer> a = createTask(() -> queue.get());
            Task<Integer> b = createTask(() -> queue.get());
            ticks(1);
            queue.putNowait(2);
            queue.putNowait(1);
            assertThat(a.await()).isEqualTo(1);
            assertThat(b.await()).isEqualTo(2);
        });
    }

    // QUE-03 QUE-05
    @Test
    void puttersThatWait_areServedInTheOrderInWhichTheyCame_notInThatOfTheirItems() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new PriorityQueue<Integer>(1);
            queue.put(5);
            for (int item : new int[] {3, 1}) {
                createTask(() -> {
                    queue.put(item);
                    log.add("put " + item);
                });
            }
            ticks(1);
            queue.get();
            ticks(1);
            queue.get();
            ticks(1);
            assertThat(log).containsExactly("put 3", "put 1");
        });
    }

    // QUE-01
    @Test
    void nullItem_andNullComparator_areRefused() {
        var queue = new PriorityQueue<String>();
        assertThatNullPointerException().isThrownBy(() -> queue.putNowait(null))
                .withMessageContaining("a PriorityQueue takes no null item");
        assertThatNullPointerException()
                .isThrownBy(() -> new PriorityQueue<String>(Comparator.nullsFirst(null)).put(null));
        assertThatNullPointerException().isThrownBy(() -> new PriorityQueue<String>(null))
                .withMessage("comparator");
        assertThatNullPointerException().isThrownBy(() -> new PriorityQueue<String>(1, null))
                .withMessage("comparator");
        assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 0, 0, 0, 0, false));
    }

    // QUE-01
    @Test
    void itemsThatCannotBeCompared_areRefused_theFirstOneToo() {
        var queue = new PriorityQueue<Object>();
        assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> queue.put(new Object()))
                .withMessageContaining("takes Comparable items only")
                .withMessageContaining("java.lang.Object")
                .withMessageContaining("give it a comparator");
        queue.put(1);
        assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> queue.put("x"));
        assertThat(queue).hasToString("<PriorityQueue maxsize=0 items=[1] tasks=1>");
        queue.put(0);
        assertThat(drain(queue)).containsExactly(0, 1);
    }

    // QUE-01
    @Test
    void comparatorThatFails_refusesTheItem_andChangesNothing() {
        var queue = new PriorityQueue<Integer>((one, other) -> {
            if (one == 13 || other == 13) {
                throw new IllegalArgumentException("unlucky");
            }
            return Integer.compare(one, other);
        });
        for (int item : new int[] {5, 3, 8, 1}) {
            queue.put(item);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> queue.put(13)).withMessage("unlucky");
        assertThat(queue.statistics()).isEqualTo(new QueueStatistics(4, 0, 0, 0, 4, false));
        assertThat(drain(queue)).containsExactly(1, 3, 5, 8);
    }

    // QUE-05
    @Test
    void refusedItem_letsTheWaitingGettersWaitOn() {
        Loops.run(() -> {
            var queue = new PriorityQueue<String>();
            Task<String> getter = createTask(() -> queue.get());
            ticks(1);
            assertThatNullPointerException().isThrownBy(() -> queue.putNowait(null));
            ticks(2);
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 0, 1, 0, 0, false));
            queue.putNowait("x");
            assertThat(getter.await()).isEqualTo("x");
        });
    }

    // QUE-05
    @Test
    void refusedItem_costsNoGetterItsPlace() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new PriorityQueue<String>();
            for (String name : List.of("a", "b")) {
                createTask(() -> {
                    log.add(name + " got " + queue.get());
                });
            }
            ticks(1);
            assertThatNullPointerException().isThrownBy(() -> queue.putNowait(null));
            ticks(2);
            queue.putNowait("x");
            ticks(1);
            assertThat(log).containsExactly("a got x");
        });
    }
}
