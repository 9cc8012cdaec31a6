package io.asyncio4j.tests.queues;

import static io.asyncio4j.tests.support.Loops.ticks;
import static io.asyncio4j.tests.queues.QueueUsers.full;
import static io.asyncio4j.tests.queues.QueueUsers.gets;
import static io.asyncio4j.tests.queues.QueueUsers.puts;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Task;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cancelled task wakes no other one that there is nothing for: that would lose its place in line. */
class QueueCancelPlacesTest {

    // QUE-07
    @Test
    void cancelOfAGetterThatWasNotWoken_wakesNobody_soAllKeepTheirPlaces() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            gets(queue, "a", log);
            Task<Void> b = gets(queue, "b", log);
            gets(queue, "c", log);
            gets(queue, "d", log);
            ticks(1);
            b.cancel();
            queue.putNowait(1); // for a, which runs after b: b finds the item there
            ticks(1);
            assertThat(queue).hasToString("<Queue maxsize=0 getters[2] tasks=1>");
            ticks(1);
            queue.putNowait(2);
            ticks(1);
            queue.putNowait(3);
            ticks(1);
            assertThat(log).containsExactly("b cancelled", "a got 1", "c got 2", "d got 3");
        });
    }

    // QUE-07
    @Test
    void cancelOfAPutterThatWasNotWoken_wakesNobody_soAllKeepTheirPlaces() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Queue<String> queue = full(2);
            puts(queue, "a", log);
            Task<Void> b = puts(queue, "b", log);
            puts(queue, "c", log);
            puts(queue, "d", log);
            ticks(1);
            b.cancel();
            queue.getNowait(); // for a, which runs after b: b finds the slot free
            ticks(1);
            assertThat(queue).hasToString("<Queue maxsize=2 items=['old 2', 'a'] putters[2] tasks=3>");
            ticks(1);
            for (int i = 0; i < 3; i++) {
                log.add("took " + queue.getNowait());
                ticks(1);
            }
            assertThat(log).containsExactly(
                    "b cancelled", "put a", "took old 2", "put c", "took a", "put d", "took c");
        });
    }

    // QUE-07
    @Test
    void cancelOfAWokenGetter_whenTheItemIsGone_wakesNobody() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            Task<Void> a = gets(queue, "a", log);
            gets(queue, "b", log);
            gets(queue, "c", log);
            ticks(1);
            queue.putNowait(1);
            a.cancel();
            queue.getNowait();
            ticks(1);
            assertThat(queue.statistics().getters()).isEqualTo(2);
            ticks(1);
            queue.putNowait(2);
            ticks(1);
            queue.putNowait(3);
            ticks(1);
            assertThat(log).containsExactly("a cancelled", "b got 2", "c got 3");
        });
    }

    // QUE-07
    @Test
    void cancelOfAWokenPutter_whenTheSlotIsGone_wakesNobody() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Queue<String> queue = full(1);
            Task<Void> a = puts(queue, "a", log);
            puts(queue, "b", log);
            puts(queue, "c", log);
            ticks(1);
            queue.getNowait();
            a.cancel();
            queue.putNowait("quicker");
            ticks(1);
            assertThat(queue.statistics().putters()).isEqualTo(2);
            ticks(1);
            for (int i = 0; i < 3; i++) {
                log.add("took " + queue.getNowait());
                ticks(1);
            }
            assertThat(log).containsExactly(
                    "a cancelled", "took quicker", "put b", "took b", "put c", "took c");
        });
    }
}
