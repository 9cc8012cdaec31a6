package io.asyncio4j.monitor.internal.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.monitor.internal.timeline.Timeline.Mark;
import io.asyncio4j.monitor.internal.timeline.Timeline.Size;
import io.asyncio4j.monitor.internal.timeline.Timeline.Step;
import io.asyncio4j.monitor.internal.timeline.Timeline.Task;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is found to be wrong with a timeline, and what is not. */
class RedFlagsTest {

    private static final long MS = 1_000_000;

    private final Timeline timeline = new Timeline("loop-1", "carried", Instant.EPOCH, 1_000 * MS, 100 * MS);

    private int task(String name) {
        var task = new Task(timeline.tasks.size() + 1);
        task.name = name;
        task.created = 0;
        timeline.tasks.add(task);
        return timeline.tasks.size() - 1;
    }

    private Step step(int task, double startMs, double endMs, String awaits) {
        var step = new Step((long) (startMs * MS), task);
        step.end = (long) (endMs * MS);
        step.text = awaits;
        timeline.steps.add(step);
        if (task >= 0) {
            timeline.tasks.get(task).steps++;
            timeline.tasks.get(task).ran += step.nanos();
        }
        return step;
    }

    private List<String> sentences() {
        return RedFlags.of(timeline).stream().map(flag -> flag.kind() + ": " + flag.sentence()).toList();
    }

    @Test
    void aLoopThatDoesItsWork_hasNone() {
        int worker = task("worker");
        for (int i = 0; i < 100; i++) {
            step(worker, i * 10, i * 10 + 1, "Queue 'jobs'").readyAt = i * 10L * MS;
        }
        assertThat(sentences()).isEmpty();
    }

    @Test
    void aLongStep_isToldOnceForEachPlace_withItsLine() {
        int culprit = task("convert");
        step(culprit, 10, 130, "sleep");
        step(culprit, 200, 350, "sleep");
        step(task("quick"), 400, 499, "sleep");
        timeline.marks.add(new Mark(60 * MS, culprit, Mark.Kind.HELD,
                "Thread.sleep(Thread.java:540)\nApp.convert(App.java:7)", Timeline.UNKNOWN));
        timeline.marks.add(new Mark(260 * MS, culprit, Mark.Kind.HELD, "App.convert(App.java:7)",
                Timeline.UNKNOWN));
        assertThat(sentences())
                .containsExactly("long-step: Task 'convert' held the loop for 150 ms, from 200 ms on,"
                        + " in App.convert(App.java:7); nothing else could run. There were 2 such steps there.");
    }

    @Test
    void aStarvedTask_isTold_withWhoWentBeforeIt() {
        int hungry = task("hungry");
        int greedy = task("greedy-1");
        step(greedy, 100, 190, "sleep(0)");
        step(greedy, 190, 199, "sleep(0)");
        step(hungry, 200, 201, "sleep").readyAt = 100 * MS;
        assertThat(sentences())
                .containsExactly("starved: Task 'hungry' was ready for 100 ms before it ran, from 100 ms"
                        + " on; 2 steps went before it, and 'greedy-#' had the loop for 99 % of that time.");
    }

    @Test
    void tasksThatNeverAwait_areTold_onceForAKind() {
        for (int i = 0; i < 3; i++) {
            int task = task("hash-" + i);
            step(task, 100 * i, 100 * i + 25, null);
            timeline.tasks.get(task).ended = 500 * MS;
        }
        int good = task("good");
        step(good, 400, 425, "sleep");
        step(good, 430, 431, null);
        timeline.tasks.get(good).ended = 500 * MS;
        assertThat(sentences())
                .containsExactly("never-awaits: 3 tasks such as 'hash-0' have run for 75.0 ms in all"
                        + " without one await; such work belongs on another thread: toThread, blocking, or sleep(0) now and"
                        + " then.");
    }

    /** As in a recording of hours: a mark for each slow turn, and no step that it is of. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyMarks_areLookedUpQuickly() {
        int worker = task("worker");
        for (int i = 0; i < 300_000; i++) {
            double begin = i / 300.0;
            step(worker, begin, begin + 0.001, "Queue 'jobs'");
            timeline.marks
                    .add(new Mark((long) ((begin + 0.002) * MS), Timeline.NONE, Mark.Kind.HELD, "App.run",
                            Timeline.UNKNOWN));
        }
        step(worker, 1_000, 1_200, "sleep");
        timeline.marks.add(new Mark(1_100 * MS, worker, Mark.Kind.HELD, "App.hash", Timeline.UNKNOWN));
        assertThat(sentences())
                .anyMatch(line -> line.startsWith("long-step: Task 'worker' held the loop for 200 ms")
                        && line.contains(", in App.hash;"));
    }

    @Test
    void aLockConvoy_isTold() {
        int[] tasks = {task("w-1"), task("w-2"), task("w-3"), task("w-4")};
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < tasks.length; i++) {
                Step step = step(tasks[i], round * 40 + i * 10, round * 40 + i * 10 + 1, "Lock 'db'");
                step.readyAt = step.start;
            }
        }
        assertThat(sentences()).hasSize(1).first().asString()
                .startsWith(
                        "lock-convoy: Lock 'db' is a bottleneck: up to 4 tasks at a time were in line for it, it"
                                + " was handed on to one of them 40 times, and they waited ");
    }

    @Test
    void aLockWithoutAName_isToldWithItsLine() {
        int[] tasks = {task("w-1"), task("w-2"), task("w-3"), task("w-4")};
        for (int i = 0; i < 40; i++) {
            Step step = step(tasks[i % 4], i * 10, i * 10 + 1, "Lock #1");
            step.readyAt = step.start;
            step.site = i % 7 == 3 ? "in Lock.acquire\nShop.buy(Shop.java:12)\nShop.main(Shop.java:3)" : null;
        }
        assertThat(sentences()).hasSize(1).first().asString().startsWith(
                "lock-convoy: Lock #1, acquired at Shop.buy(Shop.java:12), is a bottleneck: up to 4 tasks");
    }

    @Test
    void tasksThatWaitForNews_areNoConvoy() {
        int[] tasks = {task("w-1"), task("w-2"), task("w-3"), task("w-4")};
        for (int i = 0; i < 40; i++) {
            step(tasks[i % 4], i * 10, i * 10 + 1, "Condition 'changed'").readyAt = i * 10L * MS;
        }
        assertThat(sentences()).isEmpty();
    }

    @Test
    void oneOfVeryManyLocks_goesByItsLine() {
        int[] tasks = {task("w-1"), task("w-2"), task("w-3"), task("w-4")};
        for (int i = 0; i < 40; i++) {
            Step step = step(tasks[i % 4], i * 10, i * 10 + 1, "lock");
            step.readyAt = step.start;
            step.site = i % 2 == 0 ? "in Lock.acquire\nShop.buy(Shop.java:12)\nShop.main(Shop.java:3)"
                    : "in Lock.acquire\nShop.buy(Shop.java:12)";
        }
        assertThat(sentences()).hasSize(1).first().asString()
                .startsWith("lock-convoy: The Lock at Shop.buy(Shop.java:12) is a bottleneck: up to 4 tasks");
    }

    @Test
    void locksThatAreTakenInTurn_areNoConvoy() {
        int[] tasks = {task("w-1"), task("w-2")};
        for (int i = 0; i < 40; i++) {
            step(tasks[i % 2], i * 20, i * 20 + 1, "Lock 'db'").readyAt = i * 20L * MS;
        }
        assertThat(sentences()).isEmpty();
    }

    @Test
    void whatOnlyGrows_isTold() {
        int worker = task("worker");
        for (int i = 0; i < 100; i++) {
            step(worker, i * 10, i * 10 + 1, "sleep(0)").readyBehind = i * 5;
            timeline.sizes.add(new Size(i * 10L * MS, "Queue 'jobs'", 10 + i * 7L));
            timeline.sizes.add(new Size(i * 10L * MS, "Queue 'steady'", 300 + i % 50));
        }
        assertThat(sentences()).containsExactly(
                "growing: Queue 'jobs' only grew, from 10 to 703: more is put into it than is taken out; give it a"
                        + " maxsize, so that whoever puts has to wait.",
                "growing: The ready queue only grew, from 0 to 495: the loop is given more to do than it can do.");
    }

    @Test
    void tasksThatAreMade_andDoNotEnd_areTold() {
        for (int i = 0; i < 500; i++) {
            timeline.tasks.get(task("request-" + i)).created = i * 2L * MS;
        }
        assertThat(sentences())
                .containsExactly("growing: The number of tasks only grew, from 0 to 500: more are made"
                        + " than end; a Semaphore or a bounded Queue before they are made holds that back.");
        timeline.tasks.forEach(task -> task.ended = task.created + 20 * MS);
        assertThat(sentences()).isEmpty();
    }

    @Test
    void aTimerStorm_isTold() {
        int poller = task("poller-9");
        for (int i = 0; i < 100; i++) {
            step(poller, i * 10, i * 10 + 1, "Future").timersSet = 200;
        }
        timeline.fired = 7;
        assertThat(sentences())
                .containsExactly("timer-storm: 20,000 timers were set in 1.00 s, 20,000 of them by"
                        + " 'poller-#'; 7 of them fired. One timer for many, or a longer one, would do.");
    }

    @Test
    void aTaskThatLooksAgainAndAgain_isTold() {
        int poll = task("poll");
        for (int i = 0; i < 200; i++) {
            step(poll, i * 2, i * 2 + 0.5, "sleep");
        }
        assertThat(sentences()).hasSize(1).first().asString()
                .startsWith(
                        "polling: Task 'poll' has slept 199 times for 1.50 ms or so: it looks again and again;");
    }

    @Test
    void whoSleepsNowAndThen_orForLonger_doesNotPoll() {
        int few = task("few");
        int longer = task("longer");
        for (int i = 0; i < 90; i++) {
            if (i < 49) {
                step(few, i * 2, i * 2 + 0.5, "sleep");
            }
            step(longer, 200 + i * 8, 200 + i * 8 + 0.5, "sleep");
        }
        assertThat(sentences()).isEmpty();
    }

    @Test
    void someTimers_areNoStorm() {
        int worker = task("worker");
        for (int i = 0; i < 50; i++) {
            step(worker, i * 20, i * 20 + 1, "Future").timersSet = 99;
        }
        assertThat(sentences()).isEmpty();
    }

    @Test
    void aQueueThatFillsAndEmpties_doesNotGrow_howeverItEnds() {
        for (int i = 0; i < 100; i++) {
            timeline.sizes.add(new Size(i * 10L * MS, "Queue 'jobs'", 1 + i % 20 * 20));
        }
        assertThat(sentences()).isEmpty();
    }

    @Test
    void aLockForWhichSomeWaitOnce_isNoConvoy() {
        int[] tasks = {task("w-1"), task("w-2"), task("w-3"), task("w-4")};
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < tasks.length; i++) {
                Step step = step(tasks[i], round * 4 + i, round * 4 + i + 0.5, "Lock 'db'");
                step.readyAt = step.start;
            }
        }
        for (int task : tasks) { // and then they have it, and nobody is in line
            step(task, 14, 14.5, null);
        }
        assertThat(sentences()).isEmpty();
    }

    @Test
    void cancelRequestsThatWereSwallowed_areTold() {
        int boss = task("boss");
        Step asks = step(boss, 100, 101, "sleep");
        int returned = task("returned");
        timeline.tasks.get(returned).ignoredCancel = true;
        timeline.tasks.get(returned).outcome = "done";
        timeline.tasks.get(returned).ended = 200 * MS;
        int goesOn = task("goes-on");
        int cleansUp = task("cleans-up");
        int timedOut = task("timed-out");
        for (int task : List.of(returned, goesOn, cleansUp, timedOut)) {
            timeline.marks.add(new Mark(100 * MS, task, Mark.Kind.CANCEL, task == goesOn ? "stop" : "", 0));
        }
        timeline.marks.add(new Mark(110 * MS, timedOut, Mark.Kind.UNCANCELLED, "", Timeline.UNKNOWN));
        for (int i = 0; i < 5; i++) {
            step(goesOn, 200 + i * 10, 201 + i * 10, "sleep");
            step(timedOut, 203 + i * 10, 204 + i * 10, "sleep");
        }
        step(cleansUp, 300, 301, "Future");
        assertThat(asks.task).isEqualTo(boss);
        assertThat(sentences()).containsExactlyInAnyOrder(
                "cancel-ignored: Task 'returned' was asked to cancel by task 'boss' at 100 ms, and ended with a value"
                        + " all the same; a CancelledError that is caught is to be thrown on.",
                "cancel-ignored: Task 'goes-on' was asked to cancel by task 'boss' at 100 ms (stop), and goes on, 5"
                        + " awaits and 900 ms later; a CancelledError that is caught is to be thrown on.");
    }

    @Test
    void failuresThatNobodyHasLookedAt_areTold() {
        for (int i = 0; i < 2; i++) {
            Task task = timeline.tasks.get(task("save-" + i));
            task.failure = "java.io.IOException: full";
            task.outcome = "failed";
            task.ended = 300 * MS;
            task.unretrieved = true;
        }
        assertThat(sentences()).containsExactly("failure-unretrieved: Task 'save-0' has failed at 300 ms with"
                + " java.io.IOException: full, and until the end nobody has awaited it or asked; nor 1 more like it.");
    }

    @Test
    void tooMany_areCounted() {
        for (int i = 0; i < 8; i++) {
            step(task("task" + "abcdefgh".charAt(i)), i * 101, i * 101 + 100, "sleep");
        }
        assertThat(sentences()).hasSize(6).last().isEqualTo("long-step: And 3 more of this kind.");
    }
}
