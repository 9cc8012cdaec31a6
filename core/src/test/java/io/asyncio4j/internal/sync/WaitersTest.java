package io.asyncio4j.internal.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.internal.sync.Waiters.Waiter;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The line in which tasks wait, against a naive list of them. No task is needed: promises do. */
class WaitersTest {

    private final EventLoop loop = EventLoop.create();
    private final Waiters waiters = new Waiters() {
        @Override
        public String kind() {
            return "test";
        }

        @Override
        public String text() {
            return "Test";
        }
    };
    private final List<Entry> line = new ArrayList<>();
    private final List<Entry> everyone = new ArrayList<>();

    /** What the naive list knows about a waiter. */
    private static final class Entry {
        final Waiter waiter;
        final Promise<?> promise;
        boolean woken;
        boolean cancelled;

        Entry(Waiter waiter) {
            this.waiter = waiter;
            this.promise = promiseOf(waiter);
        }

        boolean pending() {
            return !woken && !cancelled;
        }
    }

    private static Promise<?> promiseOf(Waiter waiter) {
        try {
            Field promise = Waiter.class.getDeclaredField("promise");
            promise.setAccessible(true);
            return (Promise<?>) promise.get(waiter);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("promise", e);
        }
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private Entry join() {
        var entry = new Entry(waiters.join(loop));
        line.add(entry);
        everyone.add(entry);
        return entry;
    }

    private void leave(Entry entry) {
        waiters.leave(entry.waiter);
        line.remove(entry);
    }

    private static void cancel(Entry entry) {
        assertThat(entry.promise.cancel()).isEqualTo(entry.pending());
        entry.cancelled |= entry.pending();
    }

    private boolean wakeFirstPending() {
        for (Entry entry : line) {
            if (entry.pending()) {
                entry.woken = true;
                return true;
            }
        }
        return false;
    }

    private void wakeHead() {
        waiters.wakeHead();
        if (!line.isEmpty() && line.getFirst().pending()) {
            line.getFirst().woken = true;
        }
    }

    private void callNext() {
        waiters.callNext();
        while (!line.isEmpty()) {
            Entry head = line.removeFirst();
            if (head.pending()) {
                head.woken = true;
                return;
            }
        }
    }

    private void wakeAll() {
        waiters.wakeAll();
        while (wakeFirstPending()) {
            // each turn wakes one
        }
    }

    private void callAll() {
        waiters.callAll();
        while (wakeFirstPending()) {
            // each turn wakes one
        }
        line.clear();
    }

    private void assertAlike() {
        assertThat(waiters.size()).isEqualTo(line.size());
        assertThat(waiters.isEmpty()).isEqualTo(line.isEmpty());
        for (Entry entry : everyone) {
            assertThat(entry.promise.done()).isEqualTo(!entry.pending());
            assertThat(entry.promise.cancelled()).isEqualTo(entry.cancelled);
            assertThat(entry.waiter.wasWoken()).isEqualTo(entry.woken);
        }
    }

    private void assertAnyNotCancelled() {
        assertThat(waiters.anyNotCancelled()).isEqualTo(line.stream().anyMatch(entry -> !entry.cancelled));
    }

    // LCK-03 SEM-04 EVT-01
    @Test
    void randomMoves_doWhatTheyDoToANaiveList() {
        var random = new Random(27);
        for (int round = 0; round < 300; round++) {
            everyone.clear();
            for (int move = 0; move < 60; move++) {
                move(random);
                assertAlike();
                if (random.nextBoolean()) { // it moves a cursor, so not each time
                    assertAnyNotCancelled();
                }
            }
            line.clear();
            waiters.callAll();
        }
    }

    private void move(Random random) {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6 -> join();
            case 7, 8, 9, 10 -> anyOf(random).forEach(WaitersTest::cancel);
            case 11, 12, 13 -> anyOf(random).forEach(this::leave);
            case 14 -> wakeHead();
            case 15, 16 -> assertThat(waiters.wakeNext()).isEqualTo(wakeFirstPending());
            case 17 -> callNext();
            case 18 -> wakeAll();
            default -> {
                if (random.nextInt(5) == 0) {
                    callAll();
                }
            }
        }
    }

    /** One that has joined at some time, if there is one: it may have left already. */
    private List<Entry> anyOf(Random random) {
        return everyone.isEmpty() ? List.of() : List.of(everyone.get(random.nextInt(everyone.size())));
    }

    // LCK-05
    @Test
    void emptyLine_doesNothing() {
        assertThat(waiters.isEmpty()).isTrue();
        assertThat(waiters.size()).isZero();
        assertThat(waiters.anyNotCancelled()).isFalse();
        assertThat(waiters.wakeNext()).isFalse();
        waiters.wakeHead();
        waiters.wakeAll();
        waiters.callNext();
        waiters.callAll();
        assertThat(waiters.describe("Line", "state")).isEqualTo("<Line [state]>");
        join();
        assertThat(waiters.describe("Line", "state")).isEqualTo("<Line [state, waiters:1]>");
    }

    // LCK-05
    @Test
    void leavingTwice_isLeavingOnce() {
        Entry first = join();
        join();
        Entry third = join();
        leave(first);
        leave(first);
        leave(third);
        leave(third);
        assertThat(waiters.size()).isEqualTo(1);
        assertThat(waiters.wakeNext()).isTrue();
        assertThat(waiters.wakeNext()).isFalse();
    }

    // LCK-06
    @Test
    void wakeHead_doesNotReachBeyondAHeadThatIsDone() {
        Entry head = join();
        Entry next = join();
        cancel(head);
        wakeHead();
        assertAlike();
        assertThat(next.promise.done()).isFalse();
        leave(head);
        wakeHead();
        assertThat(next.waiter.wasWoken()).isTrue();
    }

    // SEM-05
    @Test
    void newcomer_isFoundWhereAllInFrontAreDone() {
        cancel(join());
        assertThat(waiters.anyNotCancelled()).isFalse();
        assertThat(waiters.wakeNext()).isFalse();
        Entry newcomer = join();
        assertThat(waiters.anyNotCancelled()).isTrue();
        assertThat(waiters.wakeNext()).isTrue();
        assertThat(newcomer.waiter.wasWoken()).isTrue();
        assertThat(waiters.anyNotCancelled()).as("one that was woken counts").isTrue();
    }

    // The waiter of a task that has gone on is the next one's, and one that somebody may look at still is not.
    @Test
    void theNextToJoin_getsTheWaiterOfATaskThatHasGoneOn_andNoOther() {
        loop.runUntilComplete(() -> {
            for (boolean calledOut : new boolean[] {true, false}) {
                var first = new Waiter[1];
                var task = createTask(() -> {
                    first[0] = waiters.join(loop);
                    first[0].await();
                    waiters.leave(first[0]);
                });
                sleep(Duration.ZERO);
                if (calledOut) {
                    waiters.callNext(); // takes it out of the line at once
                } else {
                    waiters.wakeHead();
                }
                Waiter second = waiters.join(loop); // the task has not run yet
                assertThat(second).isNotSameAs(first[0]);
                assertThat(first[0].wasWoken()).isTrue();
                task.await();
                Waiter third = waiters.join(loop);
                assertThat(third).isSameAs(first[0]);
                assertThat(third.wasWoken()).isFalse();
                assertThat(waiters.join(loop)).isNotSameAs(third).isNotSameAs(second);
                assertThat(waiters.size()).isEqualTo(3);
                waiters.callAll();
                assertThat(third.wasWoken()).isTrue();
            }
        });
    }

    @Test
    void theWaiterOfATaskThatWasCancelled_isUsedNoMore() {
        loop.runUntilComplete(() -> {
            var first = new Waiter[1];
            var task = createTask(() -> {
                first[0] = waiters.join(loop);
                try {
                    first[0].await();
                } finally {
                    waiters.leave(first[0]);
                }
            });
            sleep(Duration.ZERO);
            waiters.callNext();
            task.cancel();
            sleep(Duration.ZERO);
            assertThat(task.cancelled()).isTrue();
            assertThat(waiters.join(loop)).isNotSameAs(first[0]);
            waiters.callAll();
        });
    }
}
