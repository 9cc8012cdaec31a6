package io.asyncio4j.testkit.tests.bugs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Promise;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.sync.Condition;
import io.asyncio4j.sync.Event;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.PriorityQueue;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.testkit.Exploration;
import io.asyncio4j.testkit.ExplorationFailure;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.SimulationFailure;
import io.asyncio4j.testkit.StuckError;
import io.asyncio4j.testkit.TestLoop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each form of a lost wake-up is told from a deadlock, and who did what is named, with the places. */
class NamedWakeUpsTest {

    private static void start(TestLoop test, String name, VoidCoroutine body) {
        test.loop().createTask(TaskOptions.named(name), body);
    }

    /** {@return what a simulation says of {@code body}, which an exploration says likewise} */
    private static String said(Simulation.Body body) {
        var bySeed = catchThrowableOfType(SimulationFailure.class, () -> Simulation.run(body));
        assertThat(bySeed).hasCauseInstanceOf(StuckError.class);
        var byOrder = catchThrowableOfType(ExplorationFailure.class, () -> Exploration.run(body));
        assertThat(byOrder).hasCauseInstanceOf(StuckError.class);
        assertThat(firstWord(byOrder)).isEqualTo(firstWord(bySeed));
        return String.valueOf(bySeed.getMessage());
    }

    private static String firstWord(Throwable failure) {
        return String.valueOf(failure.getCause().getMessage()).replaceAll("(?s):.*", "");
    }

    @Test
    void eventThatWasSetAndClearedBeforeTheWaiterCame() {
        assertThat(said(test -> {
            var event = new Event().named("ready");
            start(test, "setter", () -> {
                event.set();
                event.clear();
            });
            Asyncio.sleep(Duration.ZERO);
            event.await();
        })).contains("lost wake-up: all tasks wait").containsPattern(
                "Event 'ready' was set by 'setter' \\(NamedWakeUpsTest.java:\\d+\\) and cleared by 'setter'"
                        + " \\(NamedWakeUpsTest.java:\\d+\\) before 'main' \\(NamedWakeUpsTest.java:\\d+\\) came to wait");
    }

    @Test
    void eventThatIsClearedAfterTheWork_andWasSetMeanwhile() {
        Bug bug = Bug.all().stream().filter(each -> each.name().startsWith("event cleared")).findFirst()
                .orElseThrow();
        var failure = catchThrowableOfType(SimulationFailure.class, () -> Simulation.run(bug.broken()));
        assertThat(failure).hasMessageContaining("lost wake-up: all tasks wait").hasMessageContaining(
                "Event was set by 'main' (WakeUpBugs.java:");
    }

    @Test
    void eventThatNobodyHasSet_isADeadlock() {
        assertThat(said(test -> new Event().await())).contains("deadlock: all tasks wait")
                .doesNotContain("lost wake-up");
    }

    @Test
    void signalThatCameWhenNobodyWaited() {
        assertThat(said(test -> {
            var condition = new Condition().named("changed");
            start(test, "early", () -> {
                try (var _ = condition.acquire()) {
                    condition.signal();
                }
            });
            Asyncio.sleep(Duration.ZERO);
            try (var _ = condition.acquire()) {
                condition.await();
            }
        })).contains("lost wake-up: all tasks wait").containsPattern(
                "Condition 'changed' was signalled by 'early' \\(NamedWakeUpsTest.java:\\d+\\) when nobody waited for it,"
                        + " before 'main' \\(NamedWakeUpsTest.java:\\d+\\) came");
    }

    @Test
    void signalThatHasWokenTheWrongOne() {
        assertThat(said(test -> {
            var condition = new Condition();
            String[] present = {""};
            for (String wanted : new String[] {"tea", "coffee"}) {
                start(test, wanted + " drinker", () -> {
                    try (var _ = condition.acquire()) {
                        condition.waitFor(() -> present[0].equals(wanted));
                    }
                });
            }
            Asyncio.sleep(Duration.ZERO);
            try (var _ = condition.acquire()) {
                present[0] = "coffee";
                condition.signal(); // not signalAll
            }
            Asyncio.wait(Asyncio.allTasks().stream().filter(task -> task != Asyncio.currentTask()).toList());
        })).contains("lost wake-up: all tasks wait").containsPattern(
                "Condition was signalled by 'main' \\(NamedWakeUpsTest.java:\\d+\\), which has woken 'tea drinker' and not"
                        + " 'coffee drinker' \\(NamedWakeUpsTest.java:\\d+\\)")
                .contains("signalAll");
    }

    @Test
    void futureInWhosePlaceALaterOneWasCompleted() {
        assertThat(said(test -> {
            var mailbox = new Mailbox(test);
            start(test, "first", mailbox::receive);
            start(test, "second", mailbox::receive);
            Asyncio.sleep(Duration.ZERO);
            mailbox.send("letter");
            Asyncio.wait(Asyncio.allTasks().stream().filter(task -> task != Asyncio.currentTask()).toList());
        })).contains("lost wake-up: all tasks wait").containsPattern(
                "'first' waits for a future that was made at NamedWakeUpsTest.java:\\d+, and a later one that was made"
                        + " there has been completed");
    }

    /** Keeps one waiter where there may be two. */
    private static final class Mailbox {

        private final TestLoop test;
        private Promise<String> waiter;

        Mailbox(TestLoop test) {
            this.test = test;
            waiter = test.loop().createFuture();
        }

        void receive() {
            Promise<String> mine = test.loop().createFuture();
            waiter = mine;
            mine.await();
        }

        void send(String letter) {
            waiter.setResult(letter);
        }
    }

    @Test
    void lockThatAnEndedTaskHasKept_isADeadlock_andTheTaskIsNamed() {
        assertThat(said(test -> {
            var lock = new Lock().named("db");
            start(test, "careless", lock::acquire);
            Asyncio.sleep(Duration.ZERO);
            lock.acquire();
        })).contains("deadlock: all tasks wait").contains(
                "'main' waits for the lock 'db', and 'careless' has ended without releasing it");
    }

    @Test
    void permitThatAnEndedTaskHasKept_isADeadlock_andTheTaskIsNamed() {
        assertThat(said(test -> {
            var semaphore = new Semaphore(1).named("pool");
            start(test, "careless", semaphore::acquire);
            Asyncio.sleep(Duration.ZERO);
            semaphore.acquire();
        })).contains("deadlock: all tasks wait").containsPattern(
                "'main' waits for the semaphore 'pool', and 'careless', who used it last, has ended");
    }

    @Test
    void joinOfAQueue_whoseItemsNobodyHasCalledDone_namesWhoHasTakenThem() {
        String said = said(test -> {
            var jobs = new Queue<Integer>().named("jobs");
            jobs.putNowait(1);
            jobs.putNowait(2);
            start(test, "careless", () -> {
                jobs.get();
            });
            start(test, "careful", () -> {
                jobs.get();
                jobs.taskDone();
            });
            jobs.join();
        });
        assertThat(said).contains("deadlock: all tasks wait").doesNotContain("lost wake-up").containsPattern(
                "'main' \\(NamedWakeUpsTest.java:\\d+\\) waits until all items of Queue 'jobs' are done."
                        + " taskDone was not called for 1, taken by 'careless' \\(NamedWakeUpsTest.java:\\d+\\),"
                        + " which has ended. Call it for each item that was taken, in a finally");
    }

    @Test
    void joinOfAQueue_fromWhichNobodyTakes_saysSo() {
        assertThat(said(test -> {
            var jobs = new PriorityQueue<Integer>();
            jobs.putNowait(1);
            start(test, "worker", () -> {
                Asyncio.sleep(Duration.ofMillis(1));
                jobs.putNowait(2);
            });
            jobs.join();
        })).contains("deadlock: all tasks wait").containsPattern(
                "'main' \\(NamedWakeUpsTest.java:\\d+\\) waits until all items of PriorityQueue are done."
                        + " 2 are still in it, and nobody takes it out")
                .doesNotContain("taskDone was not called");
    }

    @Test
    void queuesThatAreJoinedInVain_areToldInTheSameOrderEachTime() {
        String said = said(test -> {
            for (String name : List.of("d", "b", "e", "a", "c")) {
                var jobs = new Queue<Integer>().named(name);
                jobs.putNowait(1);
                start(test, "joins " + name, jobs::join);
            }
            Asyncio.wait(
                    Asyncio.allTasks().stream().filter(task -> task.getName().startsWith("joins")).toList());
        });
        assertThat(said.lines().filter(line -> line.contains("waits until all items of Queue"))
                .map(line -> line.replaceAll(".*items of Queue '(.)'.*", "$1")))
                .containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void queueThatIsEmpty_isADeadlock_ofWhichNothingMoreIsSaid() {
        assertThat(said(test -> {
            var jobs = new Queue<Integer>();
            jobs.putNowait(1);
            jobs.get();
            jobs.get();
        })).contains("deadlock: all tasks wait").doesNotContain("waits until all items");
    }
}
