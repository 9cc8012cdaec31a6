package io.asyncio4j.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** LOO-01: first in, first out, tickets and objects alike, whatever the ring behind it does. */
class ReadyQueueTest {

    private final ReadyQueue queue = new ReadyQueue();

    private void add(Object entry) {
        if (entry instanceof Long ticket) {
            queue.addTicket(ticket);
        } else {
            queue.addObject(entry);
        }
    }

    private Object remove() {
        long ticket = queue.remove();
        return ticket == ReadyQueue.OBJECT ? queue.removeObject() : (Object) ticket;
    }

    private List<Object> drain() {
        List<Object> entries = new ArrayList<>();
        while (!queue.isEmpty()) {
            entries.add(remove());
        }
        return entries;
    }

    /** Numbers as tickets, but each third one as an object. */
    private static List<Object> range(long from, long to) {
        return new ArrayList<>(
                LongStream.range(from, to).<Object>mapToObj(i -> i % 3 == 0 ? "object " + i : (Object) i)
                        .toList());
    }

    private void addRange(long from, long to) {
        range(from, to).forEach(this::add);
    }

    @Test
    void startsEmpty() {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
        assertThat(queue.peek()).isEqualTo(ReadyQueue.NOTHING);
    }

    @Test
    void peek_tellsTicketsObjectsAndNothingApart() {
        add("object");
        add(0L);
        add(Long.MAX_VALUE);
        assertThat(queue.peek()).isEqualTo(ReadyQueue.OBJECT);
        remove();
        assertThat(queue.peek()).isZero();
        remove();
        assertThat(queue.peek()).isEqualTo(Long.MAX_VALUE);
        remove();
        assertThat(queue.peek()).isEqualTo(ReadyQueue.NOTHING);
    }

    @Test
    void keepsTheOrder_whileItGrows() {
        addRange(0, 1000);
        assertThat(queue.size()).isEqualTo(1000);
        assertThat(drain()).isEqualTo(range(0, 1000));
    }

    @Test
    void keepsTheOrder_whenItGrowsWhileItIsWrappedRound() {
        addRange(0, 50);
        for (int i = 0; i < 40; i++) {
            remove();
        }
        addRange(50, 300);
        assertThat(drain()).isEqualTo(range(40, 300));
    }

    @Test
    void bringForward_putsOneInFront_andKeepsTheOrderOfTheOthers() {
        var random = new Random(1);
        for (int round = 0; round < 200; round++) {
            addRange(0, 70); // the ring is wrapped round in most rounds
            List<Object> expected = range(0, 70);
            for (int i = 0; i < 20; i++) {
                int place = random.nextInt(expected.size());
                assertThat(queue.at(place)).isEqualTo(expected.get(place));
                queue.bringForward(place);
                expected.addFirst(expected.remove(place));
                assertThat(remove()).isEqualTo(expected.removeFirst());
            }
            assertThat(drain()).isEqualTo(expected);
        }
    }

    @Test
    void removeLast_takesBackTheLastEntryOnly() {
        assertThat(queue.removeLast(1)).isFalse();
        add(1L);
        add(2L);
        assertThat(queue.removeLast(1)).isFalse();
        assertThat(queue.removeLast(2)).isTrue();
        assertThat(queue.removeLast(2)).isFalse();
        assertThat(drain()).containsExactly(1L);
        assertThat(queue.removeLast(1)).isFalse();
    }

    @Test
    void removeLast_doesNotLookBehindAnObject() {
        add(1L);
        add("object");
        assertThat(queue.removeLast(1)).isFalse();
        assertThat(drain()).containsExactly(1L, "object");
    }

    @Test
    void removeLast_worksAcrossTheSeamOfTheRing() {
        addRange(0, 64);
        remove();
        add(99L);
        assertThat(queue.removeLast(99)).isTrue();
        assertThat(drain()).isEqualTo(range(1, 64));
    }

    @Test
    void trim_keepsWhatIsThere() {
        addRange(0, 100_000);
        for (int i = 0; i < 99_990; i++) {
            remove();
        }
        queue.trim();
        queue.trim();
        addRange(100_000, 100_200);
        assertThat(drain()).isEqualTo(range(99_990, 100_200));
    }

    @Test
    void trim_whileThereIsMuch_keepsAllOfIt() {
        addRange(0, 50_000);
        queue.trim();
        addRange(50_000, 50_010);
        assertThat(drain()).isEqualTo(range(0, 50_010));
    }

    @Test
    void trim_ofAnEmptyQueueAfterABurst_leavesItUsable() {
        addRange(0, 100_000);
        drain();
        queue.trim();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.peek()).isEqualTo(ReadyQueue.NOTHING);
        addRange(0, 200);
        assertThat(drain()).isEqualTo(range(0, 200));
    }

    @Test
    void randomOperations_agreeWithAnArrayDeque() {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var model = new ArrayDeque<Object>();
            boolean growing = true;
            for (long i = 0; i < 20_000; i++) {
                if (random.nextInt(2_000) == 0) {
                    growing = !growing;
                }
                int choice = random.nextInt(100);
                if (choice < (growing ? 60 : 35)) {
                    Object entry = random.nextBoolean() ? i : (Object) ("object " + i);
                    add(entry);
                    model.addLast(entry);
                } else if (choice < 95) {
                    if (!model.isEmpty()) {
                        assertThat(remove()).isEqualTo(model.removeFirst());
                    }
                } else if (choice < 98) {
                    if (model.peekLast() instanceof Long last) {
                        assertThat(queue.removeLast(last)).isTrue();
                        model.removeLast();
                    }
                } else {
                    queue.trim();
                }
                assertThat(queue.size()).isEqualTo(model.size());
                assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
            }
            assertThat(drain()).isEqualTo(new ArrayList<>(model));
        }
    }
}
