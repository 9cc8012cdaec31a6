package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.inspect.LoopSnapshot;
import io.asyncio4j.inspect.WaitCycle;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Queue;
import io.asyncio4j.tests.support.LogCapture;
import io.asyncio4j.tests.support.Loops;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Tasks that wait for each other by way of locks and queues: seen by whoever looks, and told by the watchdog (INT-14). */
class WaitCycleTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private int others = 1;

    private static Task<Void> named(String name, VoidCoroutine body) {
        return createTask(TaskOptions.named(name), body);
    }

    private static void takeBoth(Lock first, Lock second) {
        try (var _ = first.acquire()) {
            ticks(1);
            try (var _ = second.acquire()) {
                ticks(1);
            }
        }
    }

    @Test
    void tasksThatTakeLocksInAnotherOrder_areACycle() {
        Loops.run(() -> {
            var a = new Lock().named("a");
            var b = new Lock().named("b");
            Task<Void> reader = named("reader", () -> takeBoth(a, b));
            Task<Void> writer = named("writer", () -> takeBoth(b, a));
            named("victim", () -> takeBoth(a, b));
            ticks(3);
            LoopSnapshot snapshot = LoopSnapshot.of(EventLoop.running());
            assertThat(snapshot.cycles()).containsExactly(List.of(reader.id(), writer.id(), reader.id()));
            WaitCycle cycle = snapshot.waitCycles().getFirst();
            assertThat(cycle.tasks()).isEqualTo(snapshot.cycles().getFirst());
            assertThat(cycle.members()).extracting(WaitCycle.Member::name).containsExactly("reader",
                    "writer");
            assertThat(cycle.members()).extracting(WaitCycle.Member::waitsFor).containsExactly(
                    "Lock 'b' held by Task 'writer'", "Lock 'a' held by Task 'reader' (2 wait)");
            assertThat(cycle.members()).allSatisfy(
                    member -> assertThat(member.stack().getFirst()).startsWith("WaitCycleTest.takeBoth("));
            String line = "cycle: reader #2 (Lock 'b' held by Task 'writer') -> writer #3"
                    + " (Lock 'a' held by Task 'reader' (2 wait)) -> reader #2 (Lock 'b' held by Task 'writer')";
            assertThat(snapshot.table().lines()).first().isEqualTo(line);
            assertThat(snapshot.tree().lines()).first().isEqualTo(line);
            assertThat(snapshot.tree()).contains("(T) reader #2: Lock 'b' held by Task 'writer'");
            writer.cancel();
            ticks(5);
            assertThat(LoopSnapshot.of(EventLoop.running()).cycles()).isEmpty();
        });
    }

    @Test
    void aTaskThatWaitsForItsOwnLock_isACycle_andOneThatWaitsForAnEndedHolderIsNot() {
        Loops.run(() -> {
            var lock = new Lock();
            Task<Void> twice = named("twice", () -> takeBoth(lock, lock));
            var lost = new Lock();
            named("forgets", () -> lost.acquire());
            named("late", () -> lost.acquire());
            ticks(3);
            assertThat(LoopSnapshot.of(EventLoop.running()).cycles())
                    .containsExactly(List.of(twice.id(), twice.id()));
            Asyncio.allTasks().stream().filter(task -> task != Asyncio.currentTask()).forEach(Task::cancel);
        });
    }

    @Test
    void aCycle_goesFromWhoWaits_toWhatItWaitsFor() {
        Loops.run(() -> {
            var locks = List.of(new Lock().named("a"), new Lock().named("b"), new Lock().named("c"));
            for (int i = 0; i < 3; i++) {
                int own = i;
                named("has-" + locks.get(own).name(),
                        () -> takeBoth(locks.get(own), locks.get((own + 1) % 3)));
            }
            ticks(3);
            assertThat(LoopSnapshot.of(EventLoop.running()).waitCycles().getFirst().members())
                    .extracting(WaitCycle.Member::name).containsExactly("has-a", "has-b", "has-c");
            Asyncio.allTasks().stream().filter(task -> task != Asyncio.currentTask()).forEach(Task::cancel);
        });
    }

    /** A lock whose holder gathers a task that waits for the lock. */
    @Test
    void cycles_goThroughLocksAndAwaitsAlike() {
        Loops.run(() -> {
            var lock = new Lock().named("db");
            Task<Void> child = named("child", () -> {
                ticks(1);
                lock.acquire();
            });
            Task<Void> parent = named("parent", () -> {
                try (var _ = lock.acquire()) {
                    gather(child).await();
                }
            });
            ticks(3);
            assertThat(LoopSnapshot.of(EventLoop.running()).cycles())
                    .containsExactly(List.of(child.id(), parent.id(), child.id()));
            parent.cancel();
        });
    }

    /** Each of two stages puts more in the other's queue than that holds, and then nobody takes anything out. */
    private static void exchange(Queue<Integer> in, Queue<Integer> out) {
        while (true) {
            in.get();
            out.put(1);
            out.put(2);
        }
    }

    private static LoopSnapshot queuesThatAreFull(String name, VoidCoroutine beside) throws Exception {
        return queuesThatAreFull(name, beside, _ -> true);
    }

    private static LoopSnapshot queuesThatAreFull(String name, VoidCoroutine beside,
            Predicate<LoopSnapshot> isIt)
            throws Exception {
        try (var thread = LoopThread.start(name, EventLoop.builder().name(name))) {
            Asyncio.runCoroutineThreadsafe(() -> {
                var one = new Queue<Integer>(1).named("one");
                var two = new Queue<Integer>(1).named("two");
                named("left", () -> exchange(one, two));
                named("right", () -> exchange(two, one));
                named("beside", beside);
                ticks(1);
                one.put(0);
            }, thread.loop()).get();
            long start = System.nanoTime();
            while (true) {
                LoopSnapshot seen = LoopBeans.of(name).report(100).snapshot();
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as(() -> "never so, but " + seen.tree())
                        .isLessThan(Duration.ofSeconds(30));
                if (seen.tree().contains("Queue 'one' full 1/1")
                        && seen.tree().contains("Queue 'two' full 1/1") && isIt.test(seen)) {
                    return seen;
                }
            }
        }
    }

    @Test
    void queuesAreInCycles_whenNobodyElseCanHelp() throws Exception {
        LoopSnapshot stalled =
                queuesThatAreFull("queues-1", () -> EventLoop.running().createFuture().await(),
                        LoopSnapshot::stalled); // at first there may be something left to do
        assertThat(stalled.stalled()).isTrue();
        assertThat(stalled.waitCycles()).singleElement().satisfies(cycle -> assertThat(cycle.members())
                .extracting(member -> member.name() + ": " + member.waitsFor()).containsExactlyInAnyOrder(
                        "left: Queue 'two' full 1/1", "right: Queue 'one' full 1/1"));
    }

    @Test
    void queuesAreInNoCycle_whileATimerOrAnotherThreadMayBringSomebody() throws Exception {
        assertThat(queuesThatAreFull("queues-2", () -> sleep(HOUR)).cycles()).isEmpty();
        var release = new CountDownLatch(1);
        try {
            assertThat(queuesThatAreFull("queues-3", () -> {
                try {
                    toThread(() -> {
                        release.await();
                        return null;
                    });
                } catch (CancelledError e) {
                    release.countDown();
                    throw e;
                }
            }).cycles()).isEmpty();
        } finally {
            release.countDown();
        }
    }

    @Test
    void queuesAreInNoCycle_whileASocketMayBringSomebody() throws Exception {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source(); var _ = pipe.sink()) {
            source.configureBlocking(false);
            assertThat(queuesThatAreFull("queues-4", () -> EventLoop.running().readable(source).await())
                    .cycles()).isEmpty();
        }
    }

    // DBG-04
    @Test
    void theWatchdogTellsADeadlock_onceAndWithBothStacks() throws Exception {
        try (var log = new LogCapture();
                var thread = LoopThread.start("dead", EventLoop.builder().name("dead"))) {
            var locks = Asyncio.runCoroutineThreadsafe(() -> {
                var a = new Lock().named("a");
                var b = new Lock().named("b");
                named("reader", () -> takeBoth(a, b));
                named("writer", () -> takeBoth(b, a));
                return List.of(a, b);
            }, thread.loop()).get();
            assertThat(locks).hasSize(2);
            String told = log.awaitLine("Deadlock");
            assertThat(told.lines().map(
                    line -> line.replaceAll("java:\\d+", "java").replaceAll("lambda\\$.*\\(", "lambda(")))
                    .containsSubsequence(
                            "WARNING Deadlock: tasks of dead wait for each other, and nothing else can run:",
                            "Task 'reader' #3 waits for Lock 'b' held by Task 'writer' (most recent call last):",
                            "  at io.asyncio4j.tests.inspect.WaitCycleTest.takeBoth(WaitCycleTest.java)",
                            "Task 'writer' #4 waits for Lock 'a' held by Task 'reader' (most recent call last):",
                            "  at io.asyncio4j.tests.inspect.WaitCycleTest.takeBoth(WaitCycleTest.java)");
            long steps = LoopBeans.of("dead").getSteps();
            assertThat(steps).as("it was woken for that once").isLessThan(12);
            awaitAnother(log, thread.loop());
            awaitAnother(log, thread.loop());
            assertThat(LoopBeans.of("dead").getSteps()).as("and not again").isEqualTo(steps);
            thread.loop().callSoonThreadsafe(() -> {}); // now it is looked at again, and is as it was
            awaitAnother(log, thread.loop());
            awaitAnother(log, thread.loop());
            assertThat(log.lines()).filteredOn(line -> line.contains("tasks of dead ")).hasSize(1);
        }
    }

    // another loop that is dead, too: when that is told, the first one had its time to be told again
    private void awaitAnother(LogCapture log, EventLoop first) throws Exception {
        assertThat(first.isRunning()).isTrue();
        String name = "dead-" + ++others;
        try (var other = LoopThread.start(name, EventLoop.builder().name(name))) {
            Asyncio.runCoroutineThreadsafe(() -> {
                var lock = new Lock();
                named("twice", () -> takeBoth(lock, lock));
                return null;
            }, other.loop()).get();
            assertThat(log.awaitLine("tasks of " + name + " "))
                    .contains("Task 'twice' #3 waits for Lock held by Task 'twice'");
        }
    }

    // DBG-04
    @Test
    void aLoopThatWaitsForASocket_isNotSuspected_whoeverWaitsThereForWhom() throws Exception {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source(); var _ = pipe.sink(); var log = new LogCapture();
                var thread = LoopThread.start("listens", EventLoop.builder().name("listens"))) {
            source.configureBlocking(false);
            Asyncio.runCoroutineThreadsafe(() -> {
                var lock = new Lock();
                named("twice", () -> takeBoth(lock, lock));
                named("reads", () -> EventLoop.running().readable(source).await());
                return null;
            }, thread.loop()).get();
            awaitAnother(log, thread.loop());
            assertThat(log.lines()).noneMatch(line -> line.contains("tasks of listens"));
        }
    }

    // DBG-04
    @Test
    void aLoopThatWaitsForAnotherThread_isNotSuspected() throws Exception {
        try (var log = new LogCapture();
                var thread = LoopThread.start("alive", EventLoop.builder().name("alive"))) {
            Asyncio.runCoroutineThreadsafe(() -> {
                named("waits", () -> EventLoop.running().createFuture().await());
                return null;
            }, thread.loop()).get();
            awaitAnother(log, thread.loop());
            assertThat(log.lines()).noneMatch(line -> line.contains("tasks of alive"));
        }
    }
}
