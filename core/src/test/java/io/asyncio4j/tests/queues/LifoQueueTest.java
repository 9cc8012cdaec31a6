package io.asyncio4j.tests.queues;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.Task;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueEmptyException;
import io.asyncio4j.sync.QueueFullException;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifoQueueTest {

    private static <T> List<T> drain(Queue<T> queue) {
        List<T> items = new ArrayList<>();
        while (!queue.empty()) {
            items.add(queue.getNowait());
        }
        return items;
    }

    // QUE-01
    @Test
    void lastIn_firstOut() {
        var queue = new LifoQueue<Integer>();
        for (int item : new int[] {1, 3, 2}) {
            queue.put(item);
        }
        assertThat(queue.get()).isEqualTo(2);
        queue.put(4);
        assertThat(drain(queue)).containsExactly(4, 3, 1);
    }

    // QUE-01
    @Test
    void nullIsAnItem() {
        var queue = new LifoQueue<String>();
        queue.put("x");
        queue.put(null);
        assertThat(drain(queue)).containsExactly(null, "x");
    }

    // QUE-02 QUE-04
    @Test
    void boundedAndUnbounded() {
        var queue = new LifoQueue<Integer>(1);
        assertThatExceptionOfType(QueueEmptyException.class).isThrownBy(queue::getNowait)
                .withMessageContaining("<LifoQueue maxsize=1> is empty");
        queue.put(1);
        assertThat(queue.full()).isTrue();
        assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.putNowait(2))
                .withMessageContaining("<LifoQueue maxsize=1 items=[1] tasks=1> is full");
        assertThat(new LifoQueue<Integer>().maxsize()).isZero();
        assertThat(new LifoQueue<Integer>(-1).full()).isFalse();
    }

    // QUE-03 QUE-05
    @Test
    void getterThatWaits_getsTheNewestItemOfItsTick() {
        Loops.run(() -> {
            var queue = new LifoQueue<Integer>();
            Task<Integer> getter = createTask(() -> queue.get());
            ticks(1);
            queue.putNowait(1);
            queue.putNowait(2);
            assertThat(getter.await()).isEqualTo(2);
            assertThat(queue.get()).isEqualTo(1);
        });
    }

    // QUE-03 QUE-05
    @Test
    void puttersThatWait_areServedInTheOrderInWhichTheyCame() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new LifoQueue<String>(2);
            queue.put("x");
            queue.put("y");
            for (String item : List.of("a", "b")) {
                createTask(() -> {
                    queue.put(item);
                    log.add("put " + item);
                });
            }
            ticks(1);
            log.add("took " + queue.get());
            ticks(1);
            log.add("took " + queue.get());
            ticks(1);
            assertThat(log).containsExactly("took y", "put a", "took a", "put b");
            assertThat(drain(queue)).containsExactly("b", "x");
        });
    }

    // QUE-12
    @Test
    void immediateShutdown_dropsAll() {
        var queue = new LifoQueue<Integer>();
        queue.put(1);
        queue.put(2);
        queue.get();
        queue.shutdown(true);
        assertThat(queue).hasToString("<LifoQueue maxsize=0 tasks=1 shutdown>");
        queue.taskDone();
        assertThatIllegalStateException().isThrownBy(queue::taskDone);
    }
}
