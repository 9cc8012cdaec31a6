package io.asyncio4j.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * LOO-13: many threads put, one takes. Nothing is lost, nothing comes twice, each thread's entries stay in
 * order, and whoever finds the inbox empty is told so. A naive inbox, tried in the same way, loses entries.
 */
class InboxStressTest {

    private static final int PRODUCERS = 4;
    private static final int ENTRIES = 50_000;

    private record Entry(int producer, int number) {}

    /** What is tried: an inbox, or something that would like to be one. */
    private interface Door {

        boolean put(Object entry);

        void drainTo(Consumer<Object> taker);
    }

    private static final class RealDoor implements Door {

        private final Inbox inbox = new Inbox();

        @Override
        public boolean put(Object entry) {
            return inbox.put(entry);
        }

        @Override
        public void drainTo(Consumer<Object> taker) {
            inbox.drainTo(taker);
        }
    }

    /** The broken twin: the same stack, but looking at the top and replacing it are two steps. */
    private static final class NaiveDoor implements Door {

        private record Node(Object entry, Node below) {}

        private volatile Node top;

        @Override
        public boolean put(Object entry) {
            Node seen = top;
            top = new Node(entry, seen);
            return seen == null;
        }

        @Override
        public void drainTo(Consumer<Object> taker) {
            Node newestFirst = top;
            top = null;
            List<Object> entries = new ArrayList<>();
            for (Node node = newestFirst; node != null; node = node.below()) {
                entries.add(node.entry());
            }
            entries.reversed().forEach(taker);
        }
    }

    /** What a trial has brought: entries by producer; how often the inbox was found empty, and full. */
    private record Trial(List<List<Integer>> received, int foundEmpty, int takenFull) {

        boolean isFaultless() {
            return received.stream().allMatch(Trial::isComplete) && foundEmpty == takenFull;
        }

        private static boolean isComplete(List<Integer> numbers) {
            if (numbers.size() != ENTRIES) {
                return false;
            }
            for (int i = 0; i < ENTRIES; i++) {
                if (numbers.get(i) != i) {
                    return false;
                }
            }
            return true;
        }
    }

    private static Trial tryOut(Door door) throws Exception {
        var start = new CyclicBarrier(PRODUCERS + 1);
        var foundEmpty = new AtomicInteger();
        List<Thread> producers = new ArrayList<>();
        List<List<Integer>> received = new ArrayList<>();
        for (int p = 0; p < PRODUCERS; p++) {
            int producer = p;
            received.add(new ArrayList<>());
            producers.add(Thread.ofPlatform().start(() -> {
                awaitAll(start);
                for (int i = 0; i < ENTRIES; i++) {
                    if (door.put(new Entry(producer, i))) {
                        foundEmpty.incrementAndGet();
                    }
                }
            }));
        }
        awaitAll(start);
        var queue = new ArrayDeque<Object>();
        int takenFull = 0;
        boolean alive = true;
        while (alive) {
            alive = producers.stream().anyMatch(Thread::isAlive);
            door.drainTo(queue::add); // once more after the last has ended
            takenFull += queue.isEmpty() ? 0 : 1;
            while (!queue.isEmpty()) {
                var entry = (Entry) queue.remove();
                received.get(entry.producer()).add(entry.number());
            }
        }
        return new Trial(received, foundEmpty.get(), takenFull);
    }

    private static void awaitAll(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void manyProducers_nothingIsLost_andEachKeepsItsOrder() throws Exception {
        for (int trial = 0; trial < 5; trial++) {
            Trial outcome = tryOut(new RealDoor());
            for (List<Integer> numbers : outcome.received()) {
                assertThat(numbers).hasSize(ENTRIES).isSorted().doesNotHaveDuplicates();
            }
            assertThat(outcome.foundEmpty())
                    .as("each time it was filled, exactly one producer was told to wake the loop")
                    .isEqualTo(outcome.takenFull());
            assertThat(outcome.isFaultless()).isTrue();
        }
    }

    @Test
    void brokenTwin_losesEntries() throws Exception {
        boolean faulty = false;
        for (int trial = 0; trial < 50 && !faulty; trial++) {
            faulty = !tryOut(new NaiveDoor()).isFaultless();
        }
        assertThat(faulty).as("the naive inbox has been caught").isTrue();
    }
}
