package io.asyncio4j.tests.queues;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static io.asyncio4j.tests.queues.QueueUsers.full;
import static io.asyncio4j.tests.queues.QueueUsers.gets;
import static io.asyncio4j.tests.queues.QueueUsers.puts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.QueueStatistics;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class QueueCancelTest {

    // QUE-06
    @Test
    void cancelledGetter_leavesTheLine_andTheNextOneGetsTheItem() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>();
            Task<Void> a = gets(queue, "a", log);
            gets(queue, "b", log);
            ticks(1);
            a.cancel();
            assertThat(queue.statistics().getters()).as("until it has run").isEqualTo(2);
            ticks(1);
            assertThat(a.cancelled()).isTrue();
            assertThat(queue.statistics().getters()).isEqualTo(1);
            queue.put("x");
            ticks(1);
            assertThat(log).containsExactly("a cancelled", "b got x");
        });
    }

    // QUE-06
    @Test
    void cancelledPutter_leavesTheLine_andItsItemIsNotPutIn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Queue<String> queue = full(1);
            puts(queue, "a", log);
            Task<Void> b = puts(queue, "b", log);
            puts(queue, "c", log);
            ticks(1);
            b.cancel();
            ticks(1);
            assertThat(queue.statistics()).isEqualTo(new QueueStatistics(1, 1, 0, 2, 1, false));
            for (int i = 0; i < 3; i++) {
                log.add("took " + queue.getNowait());
                ticks(1);
            }
            assertThat(log).containsExactly(
                    "b cancelled", "took old 1", "put a", "took a", "put c", "took c");
        });
    }

    // QUE-06
    @Test
    void cancelAfterBeingWoken_withNobodyElseInLine_givesTheCancellation_andKeepsTheItem() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<String>();
            Task<Void> getter = gets(queue, "a", log);
            ticks(1);
            queue.putNowait("x");
            queue.putNowait("y");
            getter.cancel();
            assertThatThrownBy(getter::await).isInstanceOf(CancelledError.class);
            assertThat(List.of(queue.get(), queue.get())).as("in their order").containsExactly("x", "y");

            Queue<String> full = full(1);
            Task<Void> putter = puts(full, "b", log);
            ticks(1);
            full.getNowait();
            putter.cancel();
            assertThatThrownBy(putter::await).isInstanceOf(CancelledError.class);
            assertThat(full).hasToString("<Queue maxsize=1 tasks=1>");
            assertThat(log).containsExactly("a cancelled", "b cancelled");
        });
    }

    // QUE-07
    @Test
    void cancelOfTheWokenGetter_passesTheWakeOn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            Task<Void> a = gets(queue, "a", log);
            gets(queue, "b", log);
            gets(queue, "c", log);
            ticks(1);
            queue.putNowait(1);
            a.cancel();
            ticks(2);
            assertThat(log).containsExactly("a cancelled", "b got 1");
            assertThat(queue.statistics().getters()).isEqualTo(1);
            queue.putNowait(2);
            ticks(1);
            assertThat(log).endsWith("c got 2");
        });
    }

    // QUE-07
    @Test
    void cancelOfThePutterThatWasWoken_passesTheSlotOn() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            Queue<String> queue = full(1);
            Task<Void> a = puts(queue, "a", log);
            puts(queue, "b", log);
            puts(queue, "c", log);
            ticks(1);
            queue.getNowait();
            a.cancel();
            ticks(2);
            assertThat(log).containsExactly("a cancelled", "put b");
            assertThat(queue).hasToString("<Queue maxsize=1 items=['b'] putters[1] tasks=2>");
        });
    }

    // QUE-07
    @Test
    void wakePassedOn_toOneThatIsCancelledInItsTurn_isPassedOnAgain() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            Task<Void> a = gets(queue, "a", log);
            Task<Void> b = gets(queue, "b", log);
            gets(queue, "c", log);
            ticks(1);
            queue.putNowait(1);
            a.cancel();
            ticks(1); // a has woken b
            b.cancel();
            ticks(2);
            assertThat(log).containsExactly("a cancelled", "b cancelled", "c got 1");

            Queue<String> full = full(1);
            Task<Void> d = puts(full, "d", log);
            Task<Void> e = puts(full, "e", log);
            puts(full, "f", log);
            ticks(1);
            full.getNowait();
            d.cancel();
            ticks(1);
            e.cancel();
            ticks(2);
            assertThat(log.subList(3, 6)).containsExactly("d cancelled", "e cancelled", "put f");
        });
    }

    // QUE-07
    @Test
    void wakePassedOn_skipsThoseWhoWereCancelledTogether() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            List<Task<Void>> getters = new ArrayList<>();
            for (String name : List.of("a", "b", "c", "d")) {
                getters.add(gets(queue, name, log));
            }
            ticks(1);
            queue.putNowait(1);
            getters.subList(0, 3).forEach(Task::cancel);
            ticks(1);
            log.add("one tick later");
            ticks(1);
            assertThat(log).containsExactly(
                    "a cancelled", "b cancelled", "c cancelled", "one tick later", "d got 1");
        });
    }

    // QUE-07
    @Test
    void twoItems_threeGetters_theFirstCancelled_theOthersGetThem() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            var queue = new Queue<Integer>();
            Task<Void> a = gets(queue, "a", log);
            gets(queue, "b", log);
            gets(queue, "c", log);
            ticks(1);
            queue.putNowait(1);
            queue.putNowait(2);
            a.cancel();
            ticks(2);
            assertThat(log).containsExactly("a cancelled", "b got 1", "c got 2");
        });
    }

    // WFR-13 QUE-06
    @Test
    void waitForThatTimesOut_leavesNoWaiterBehind() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            var queue = new Queue<String>(1);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> waitFor(() -> queue.get(), ms(100)))
                        .isInstanceOf(TimeoutException.class);
            }
            assertThat(queue.statistics().getters()).isZero();
            queue.put("x");
            assertThatThrownBy(() -> waitFor(() -> queue.put("y"), ms(100)))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> waitFor(queue::join, ms(100))).isInstanceOf(TimeoutException.class);
            assertThat(queue).hasToString("<Queue maxsize=1 items=['x'] tasks=1>");
            assertThat(millisSince(start)).isEqualTo(500);
        });
    }

    // WFR-13 QUE-07
    @Test
    void waitForOfAGet_thatTimesOutInTheTickOfThePut_losesNoItem() {
        Loops.run(() -> {
            var queue = new Queue<String>();
            EventLoop.running().callLater(ms(100), () -> queue.putNowait("x"));
            String got = null;
            try {
                got = waitFor(() -> queue.get(), ms(100));
            } catch (TimeoutException e) {
                assertThat(queue.qsize()).isEqualTo(1);
            }
            assertThat(got == null ? queue.getNowait() : got).isEqualTo("x");
            assertThat(queue.empty()).isTrue();
        });
    }

    // QUE-06
    @Test
    void closingTheLoop_leavesNoWaiterBehind_andReportsNothingButThePendingTasks() {
        var empty = new Queue<Integer>();
        Queue<String> full = full(1);
        EventLoop loop = Loops.virtual().build();
        List<Map<String, Object>> reports = Loops.collectReports(loop);
        List<String> log = new ArrayList<>();
        loop.runUntilComplete(() -> {
            gets(empty, "a", log);
            gets(empty, "b", log);
            puts(full, "c", log);
            puts(full, "d", log);
            createTask(() -> full.join());
            ticks(1);
        });
        empty.putNowait(1); // wakes a, and
        full.getNowait(); // c, which do not get to run
        loop.close();
        assertThat(log).containsExactlyInAnyOrder("a cancelled", "b cancelled", "c cancelled", "d cancelled");
        assertThat(reports).hasSize(5).allSatisfy(report -> assertThat((String) report.get("message"))
                .contains("Task was destroyed but it is pending"));
        assertThat(empty.statistics()).isEqualTo(new QueueStatistics(1, 0, 0, 0, 1, false));
        assertThat(full.statistics()).isEqualTo(new QueueStatistics(0, 1, 0, 0, 1, false));
        assertThat(empty.getNowait()).isEqualTo(1);
    }
}
