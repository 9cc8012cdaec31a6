package io.asyncio4j.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** LOO-01: first in, first out, whatever the ring behind it does. */
class ReadyQueueTest {

    private final ReadyQueue queue = new ReadyQueue();

    private List<Object> drain() {
        List<Object> entries = new ArrayList<>();
        while (!queue.isEmpty()) {
            entries.add(queue.remove());
        }
        return entries;
    }

    private static List<Object> range(int from, int to) {
        return new ArrayList<>(IntStream.range(from, to).boxed().toList());
    }

    @Test
    void startsEmpty() {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
        assertThat(queue.peek()).isNull();
        assertThatThrownBy(queue::remove).isInstanceOf(NullPointerException.class);
    }

    @Test
    void keepsTheOrder_whileItGrows() {
        range(0, 1000).forEach(queue::add);
        assertThat(queue.size()).isEqualTo(1000);
        assertThat(queue.peek()).isEqualTo(0);
        assertThat(drain()).isEqualTo(range(0, 1000));
    }

    @Test
    void keepsTheOrder_whenItGrowsWhileItIsWrappedRound() {
        range(0, 50).forEach(queue::add);
        for (int i = 0; i < 40; i++) {
            assertThat(queue.remove()).isEqualTo(i);
        }
        range(50, 300).forEach(queue::add);
        assertThat(drain()).isEqualTo(range(40, 300));
    }

    @Test
    void removeLast_takesBackTheLastEntryOnly() {
        Object first = new Object();
        Object last = new Object();
        assertThat(queue.removeLast(first)).isFalse();
        queue.add(first);
        queue.add(last);
        assertThat(queue.removeLast(first)).isFalse();
        assertThat(queue.removeLast(last)).isTrue();
        assertThat(queue.removeLast(last)).isFalse();
        assertThat(drain()).containsExactly(first);
        assertThat(queue.removeLast(first)).isFalse();
    }

    @Test
    void removeLast_comparesIdentity() {
        queue.add(List.of("same"));
        assertThat(queue.removeLast(List.of("same"))).isFalse();
        assertThat(queue.size()).isEqualTo(1);
    }

    @Test
    void removeLast_worksAcrossTheSeamOfTheRing() {
        range(0, 64).forEach(queue::add);
        assertThat(queue.remove()).isEqualTo(0);
        Object acrossTheSeam = new Object();
        queue.add(acrossTheSeam);
        assertThat(queue.removeLast(acrossTheSeam)).isTrue();
        assertThat(drain()).isEqualTo(range(1, 64));
    }

    @Test
    void trim_keepsWhatIsThere() {
        range(0, 100_000).forEach(queue::add);
        for (int i = 0; i < 99_990; i++) {
            queue.remove();
        }
        queue.trim();
        queue.trim();
        assertThat(queue.peek()).isEqualTo(99_990);
        range(100_000, 100_200).forEach(queue::add);
        assertThat(drain()).isEqualTo(range(99_990, 100_200));
    }

    @Test
    void trim_ofAnEmptyQueueAfterABurst_leavesItUsable() {
        range(0, 100_000).forEach(queue::add);
        drain();
        queue.trim();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.peek()).isNull();
        range(0, 200).forEach(queue::add);
        assertThat(drain()).isEqualTo(range(0, 200));
    }

    @Test
    void clear_dropsEverything() {
        range(0, 100).forEach(queue::add);
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.peek()).isNull();
        queue.add("new");
        assertThat(drain()).containsExactly("new");
    }

    @Test
    void randomOperations_agreeWithAnArrayDeque() {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var model = new ArrayDeque<Object>();
            queue.clear();
            boolean growing = true;
            for (int i = 0; i < 20_000; i++) {
                if (random.nextInt(2_000) == 0) {
                    growing = !growing;
                }
                int choice = random.nextInt(100);
                if (choice < (growing ? 60 : 35)) {
                    Object entry = new Object();
                    queue.add(entry);
                    model.addLast(entry);
                } else if (choice < 95) {
                    if (!model.isEmpty()) {
                        assertThat(queue.remove()).isSameAs(model.removeFirst());
                    }
                } else if (choice < 98) {
                    Object last = model.peekLast();
                    if (last != null) {
                        assertThat(queue.removeLast(last)).isTrue();
                        model.removeLast();
                    }
                } else {
                    queue.trim();
                }
                assertThat(queue.size()).isEqualTo(model.size());
                assertThat(queue.peek()).isSameAs(model.peekFirst());
            }
            assertThat(drain()).isEqualTo(new ArrayList<>(model));
        }
    }
}
