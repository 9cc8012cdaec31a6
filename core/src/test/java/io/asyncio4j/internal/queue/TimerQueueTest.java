package io.asyncio4j.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** LOO-06, LOO-10: the soonest first, first in first out among equals, also after a sweep. */
class TimerQueueTest {

    private record Timer(long deadline, int order) {}

    private static final Comparator<Timer> BY_DEADLINE_THEN_ORDER =
            Comparator.comparingLong(Timer::deadline).thenComparingInt(Timer::order);

    private final TimerQueue<Timer> queue = new TimerQueue<>();

    private List<Timer> drain() {
        List<Timer> timers = new ArrayList<>();
        while (!queue.isEmpty()) {
            assertThat(queue.firstDeadlineNanos()).isEqualTo(queue.first().deadline());
            timers.add(queue.removeFirst());
        }
        return timers;
    }

    @Test
    void startsEmpty() {
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
        assertThat(drain()).isEmpty();
    }

    @Test
    void theSoonestComesFirst() {
        for (long deadline : new long[] {5, -3, 9, Long.MAX_VALUE, 0, Long.MIN_VALUE}) {
            queue.add(deadline, new Timer(deadline, 0));
        }
        assertThat(drain())
                .extracting(Timer::deadline)
                .containsExactly(Long.MIN_VALUE, -3L, 0L, 5L, 9L, Long.MAX_VALUE);
    }

    @Test
    void equals_areFirstInFirstOut() {
        for (int i = 0; i < 1000; i++) {
            queue.add(7, new Timer(7, i));
        }
        assertThat(drain())
                .extracting(Timer::order)
                .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    }

    @Test
    void equals_areFirstInFirstOut_alsoWhenOthersComeAndGo() {
        var random = new Random(3);
        List<Timer> removed = new ArrayList<>();
        int order = 0;
        for (long round = 0; round < 200; round++) {
            for (int i = 0; i < 5; i++) {
                long deadline = round + random.nextInt(3);
                queue.add(deadline, new Timer(deadline, order++));
            }
            while (!queue.isEmpty() && queue.firstDeadlineNanos() <= round) {
                removed.add(queue.removeFirst());
            }
        }
        removed.addAll(drain());
        assertThat(removed).hasSize(1000).isSortedAccordingTo(BY_DEADLINE_THEN_ORDER);
    }

    @Test
    void purge_forgetsTheDead_andKeepsTheOrderOfTheOthers() {
        List<Timer> alive = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            var timer = new Timer(i % 11, i);
            queue.add(timer.deadline(), timer);
            if (i % 3 == 0) {
                alive.add(timer);
            }
        }
        queue.purge(timer -> timer.order() % 3 != 0);
        assertThat(queue.size()).isEqualTo(alive.size());
        alive.sort(BY_DEADLINE_THEN_ORDER);
        assertThat(drain()).isEqualTo(alive);
    }

    @Test
    void purge_ofEverythingOrNothing() {
        for (int i = 0; i < 10_000; i++) {
            queue.add(i % 5, new Timer(i % 5, i));
        }
        queue.purge(timer -> false);
        assertThat(queue.size()).isEqualTo(10_000);
        queue.purge(timer -> true);
        assertThat(queue.isEmpty()).isTrue();
        queue.add(1, new Timer(1, 1));
        assertThat(drain()).containsExactly(new Timer(1, 1));
    }

    @Test
    void clear_dropsEverything() {
        for (int i = 0; i < 100; i++) {
            queue.add(i, new Timer(i, i));
        }
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        queue.add(2, new Timer(2, 0));
        queue.add(1, new Timer(1, 1));
        assertThat(drain()).extracting(Timer::deadline).containsExactly(1L, 2L);
    }

    @Test
    void randomOperations_agreeWithASortedList() {
        for (int seed = 0; seed < 30; seed++) {
            var random = new Random(seed);
            int distinct = 1 + random.nextInt(50);
            List<Timer> model = new ArrayList<>();
            int order = 0;
            for (int i = 0; i < 3000; i++) {
                int choice = random.nextInt(1000);
                if (choice < 580) {
                    var timer = new Timer(random.nextInt(distinct), order++);
                    queue.add(timer.deadline(), timer);
                    model.add(timer);
                } else if (choice < 995 && !model.isEmpty()) {
                    Timer expected = model.stream().min(BY_DEADLINE_THEN_ORDER).orElseThrow();
                    assertThat(queue.firstDeadlineNanos()).isEqualTo(expected.deadline());
                    assertThat(queue.first()).isSameAs(expected);
                    assertThat(queue.removeFirst()).isSameAs(expected);
                    model.remove(expected);
                } else {
                    Set<Timer> dead = new HashSet<>();
                    model.forEach(timer -> {
                        if (random.nextBoolean()) {
                            dead.add(timer);
                        }
                    });
                    queue.purge(dead::contains);
                    model.removeAll(dead);
                }
                assertThat(queue.size()).isEqualTo(model.size());
            }
            model.sort(BY_DEADLINE_THEN_ORDER);
            assertThat(drain()).isEqualTo(model);
        }
    }

    @Test
    void afterABurst_whichHasFired_itsMemoryIsGivenBack_andTheOrderIsKept() {
        int burst = 100_000;
        for (int i = 0; i < burst; i++) {
            queue.add(i, new Timer(i, i));
        }
        assertThat(queue.capacity()).isGreaterThanOrEqualTo(burst);
        for (int i = 0; i < burst - 10; i++) {
            assertThat(queue.removeFirst().order()).isEqualTo(i);
        }
        assertThat(queue.capacity()).isLessThanOrEqualTo(1 << 13);
        assertThat(drain()).extracting(Timer::order)
                .containsExactlyElementsOf(IntStream.range(burst - 10, burst).boxed().toList());
    }
}
