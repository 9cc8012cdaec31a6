package io.asyncio4j.tests.queues;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static io.asyncio4j.tests.queues.QueueUsers.gets;
import static io.asyncio4j.tests.queues.QueueUsers.puts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Task;
import io.asyncio4j.sync.LifoQueue;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueShutDownException;
import io.asyncio4j.sync.QueueStatistics;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueShutdownTest {

    private static Task<Void> joins(Queue<?> queue, List<String> log) {
        return createTask(() -> {
            queue.join();
            log.add("joined");
        });
    }

    private static void refusesEverything(Queue<String> queue) {
        assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(() -> queue.put("x"));
        assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(() -> queue.putNowait("x"));
        assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(queue::get);
        assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(queue::getNowait);
    }

    // QUE-11 QUE-12
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void emptyQueue_refusesEverythingOnceItIsShutDown(boolean immediate) {
        for (Queue<String> queue : List.of(
                new Queue<String>(), new LifoQueue<String>(), new PriorityQueue<String>())) {
            queue.shutdown(immediate);
            refusesEverything(queue);
            queue.join();
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 0, 0, 0, 0, true));
            assertThatIllegalStateException().isThrownBy(queue::taskDone);
            queue.shutdown(immediate);
            refusesEverything(queue);
        }
    }

    // QUE-11
    @Test
    void messages_nameTheQueueAndTheRemedy() {
        var queue = new Queue<String>();
        queue.shutdown();
        assertThatThrownBy(() -> queue.put("x")).isInstanceOf(QueueShutDownException.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot put an item in <Queue maxsize=0 shutdown>: it was shut down; "
                        + "stop putting items in, or make a new queue");
        assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class)
                .hasMessage(
                        "cannot get an item from <Queue maxsize=0 shutdown>: it was shut down and is empty; "
                                + "stop taking items, or iterate over it, which ends then");
    }

    // QUE-11
    @Test
    void gettersThatWait_areWokenAndRefused() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>();
            gets(queue, "a", log);
            gets(queue, "b", log);
            ticks(1);
            queue.shutdown();
            log.add(queue.toString());
            ticks(1);
            assertThat(log).containsExactly("<Queue maxsize=0 shutdown>", "a shut down", "b shut down");
            queue.join();
            refusesEverything(queue);
        });
    }

    // QUE-11
    @Test
    void puttersThatWait_areWokenAndRefused_theItemsCanBeTaken_joinStillWaits() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>(1);
            queue.putNowait("x");
            puts(queue, "a", log);
            puts(queue, "b", log);
            Task<Void> joiner = joins(queue, log);
            ticks(1);
            assertThat(queue).hasToString("<Queue maxsize=1 items=['x'] putters[2] tasks=1>");
            queue.shutdown();
            assertThat(queue).hasToString("<Queue maxsize=1 items=['x'] tasks=1 shutdown>");
            ticks(1);
            assertThat(log).containsExactly("a shut down", "b shut down");
            assertThat(queue.get()).isEqualTo("x");
            refusesEverything(queue);
            ticks(1);
            assertThat(joiner.done()).isFalse();
            queue.taskDone();
            joiner.await();
            assertThatIllegalStateException().isThrownBy(queue::taskDone);
        });
    }

    // QUE-11
    @Test
    void putIntoAFullQueue_afterShutdown_isRefusedAtOnce() {
        Loops.run(() -> {
            var queue = new Queue<String>(1);
            queue.putNowait("x");
            queue.shutdown();
            assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(() -> queue.put("y"));
            assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(() -> queue.putNowait("y"));
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(1, 1, 0, 0, 1, true));
        });
    }

    // QUE-11
    @Test
    void shutdownRightAfterAPut_theWokenGetterStillGetsTheItem_theOthersAreRefused() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>();
            gets(queue, "a", log);
            gets(queue, "b", log);
            ticks(1);
            queue.putNowait("x");
            queue.shutdown();
            ticks(1);
            assertThat(log).containsExactly("a got x", "b shut down");
        });
    }

    // QUE-12
    @Test
    void immediateShutdownRightAfterAPut_refusesTheWokenGetterToo() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>();
            gets(queue, "a", log);
            gets(queue, "b", log);
            ticks(1);
            queue.putNowait("x");
            queue.shutdown(true);
            ticks(1);
            assertThat(log).containsExactly("a shut down", "b shut down");
            assertThat(queue).hasToString("<Queue maxsize=0 shutdown>");
        });
    }

    // QUE-11
    @Test
    void shutdownRightAfterAGet_refusesThePutterThatTheSlotWasFor() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>(1);
            queue.putNowait("x");
            puts(queue, "a", log);
            puts(queue, "b", log);
            ticks(1);
            queue.getNowait();
            queue.shutdown();
            ticks(1);
            assertThat(log).containsExactly("a shut down", "b shut down");
            assertThat(queue).hasToString("<Queue maxsize=1 tasks=1 shutdown>");
        });
    }

    // QUE-11 QUE-07
    @Test
    void cancelAfterShutdown_givesTheCancellation_andTheOthersAreRefused() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>(1);
            Task<Void> a = gets(queue, "a", log);
            gets(queue, "b", log);
            ticks(1);
            queue.shutdown();
            a.cancel();
            ticks(1);
            assertThat(log).containsExactly("a cancelled", "b shut down");

            var full = new Queue<String>(1);
            full.putNowait("x");
            Task<Void> c = puts(full, "c", log);
            puts(full, "d", log);
            ticks(1);
            full.shutdown(true);
            c.cancel();
            ticks(1);
            assertThat(log.subList(2, 4)).containsExactly("c cancelled", "d shut down");
        });
    }

    // QUE-12
    @Test
    void immediateShutdown_dropsTheItems_releasesJoin_thenWakesPutters() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>(1);
            queue.putNowait("x");
            puts(queue, "a", log);
            puts(queue, "b", log);
            joins(queue, log);
            ticks(1);
            queue.shutdown(true);
            assertThat(queue).hasToString("<Queue maxsize=1 shutdown>");
            ticks(1);
            assertThat(log).containsExactly("joined", "a shut down", "b shut down");
            refusesEverything(queue);
            assertThatIllegalStateException().isThrownBy(queue::taskDone);
        });
    }

    // QUE-12
    @Test
    void immediateShutdown_itemsThatWereTakenStillNeedTaskDone() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>();
            queue.putNowait("x");
            queue.putNowait("y");
            Task<Void> joiner = joins(queue, log);
            assertThat(queue.get()).isEqualTo("x");
            queue.shutdown(true);
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 0, 0, 0, 1, true));
            ticks(2);
            assertThat(joiner.done()).isFalse();
            refusesEverything(queue);
            queue.taskDone();
            assertThatIllegalStateException().isThrownBy(queue::taskDone);
            joiner.await();
        });
    }

    // QUE-12
    @Test
    void gracefulThenImmediate_dropsWhatIsLeft() {
        var queue = new Queue<Integer>();
        for (int i = 0; i < 3; i++) {
            queue.putNowait(i);
        }
        queue.getNowait();
        queue.shutdown();
        assertThat(queue).hasToString("<Queue maxsize=0 items=[1, 2] tasks=3 shutdown>");
        queue.shutdown(true);
        assertThat(queue).hasToString("<Queue maxsize=0 tasks=1 shutdown>");
        queue.taskDone();
        assertThat(queue).hasToString("<Queue maxsize=0 shutdown>");
    }

    // QUE-12
    @Test
    void immediateShutdown_withMoreItemsThanUnfinished_countsDownToZeroNotBelow() {
        var queue = new Queue<Integer>();
        for (int i = 0; i < 3; i++) {
            queue.putNowait(i);
        }
        queue.taskDone(); // before the items were taken: nobody can tell
        queue.taskDone();
        queue.shutdown(true);
        assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 0, 0, 0, 0, true));
        queue.join();
    }

    // QUE-11
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherShutdownLater_wakesNobodyTwice(boolean immediate) {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>();
            gets(queue, "a", log);
            ticks(1);
            queue.shutdown();
            queue.shutdown(immediate);
            ticks(2);
            assertThat(log).containsExactly("a shut down");
        });
    }
}
