package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.ChildJvm;
import io.asyncio4j.tests.support.LogCapture;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Of a loop that is held by a task that waits for a lock, the watchdog says which, who has it, and if that is hopeless. */
class WatchdogLocksTest {

    private static final Object MONITOR = new Object();

    private static void run(LogCapture log, VoidCoroutine main) throws InterruptedException {
        Asyncio.run(EventLoop.builder().name("locked"), () -> {
            EventLoop.running().setSlowCallbackDuration(ms(20));
            sleep(Duration.ZERO);
            createTask(TaskOptions.named("main"), main).await();
        });
        log.awaitLine(" has let go of locked "); // it comes a little later
    }

    /** Starts a thread called rival that holds a lock from now on until the wait for it is logged. */
    private static void startRival(LogCapture log, boolean monitor, ReentrantLock lock)
            throws InterruptedException {
        var hasIt = new CountDownLatch(1);
        Thread.ofPlatform().name("rival").daemon().start(() -> {
            if (monitor) {
                synchronized (MONITOR) {
                    holdUntilLogged(log, hasIt);
                }
            } else {
                lock.lock();
                try {
                    holdUntilLogged(log, hasIt);
                } finally {
                    lock.unlock();
                }
            }
        });
        hasIt.await();
    }

    private static void holdUntilLogged(LogCapture log, CountDownLatch hasIt) {
        hasIt.countDown();
        try {
            log.awaitLine("It waits");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // JVA-04 JVA-05
    @Test
    void monitorThatAThreadHas() throws Exception {
        try (var log = new LogCapture()) {
            run(log, () -> {
                startRival(log, true, new ReentrantLock());
                synchronized (MONITOR) {
                    assertThat(log.awaitLine("It waits")).containsSubsequence(
                            "<Task pending name='", "' coro=<", "running at WatchdogLocksTest.java:",
                            "has held locked for ",
                            "\n  at io.asyncio4j.tests.watch.WatchdogLocksTest.lambda$",
                            "\nIt waits to enter a synchronized block or method that somebody else is in");
                }
            });
        }
    }

    // JVA-04
    @Test
    void lockThatAThreadHas() throws Exception {
        try (var log = new LogCapture()) {
            var lock = new ReentrantLock();
            run(log, () -> {
                startRival(log, false, lock);
                takeAndRelease(lock);
            });
            assertThat(log.awaitLine("It waits")).containsSubsequence(
                    "java.util.concurrent.locks.ReentrantLock.lock(",
                    "\nIt waits for a java.util.concurrent.locks.ReentrantLock, which thread \"rival\" has"
                            + " (most recent call last):",
                    "\n  at io.asyncio4j.tests.watch.WatchdogLocksTest.holdUntilLogged(");
        }
    }

    // JVA-04
    @Test
    void latch_hasNoOwner() throws Exception {
        try (var log = new LogCapture()) {
            var latch = new CountDownLatch(1);
            run(log, () -> {
                Thread.ofPlatform().daemon().start(() -> {
                    holdUntilLogged(log, new CountDownLatch(1));
                    latch.countDown();
                });
                latch.await();
            });
            assertThat(log.awaitLine("It waits"))
                    .endsWith("\nIt waits for a java.util.concurrent.CountDownLatch");
        }
    }

    // JVA-04
    @Test
    void lockThatASuspendedTaskOfTheSameLoopHas_isADeadlock() throws Exception {
        try (var log = new LogCapture()) {
            var lock = new ReentrantLock();
            run(log, () -> {
                createTask(TaskOptions.named("owner"), () -> takeAndSleep(lock));
                sleep(Duration.ZERO);
                interruptOnceLogged(log, "deadlocked");
                try {
                    lock.lockInterruptibly();
                } catch (InterruptedException e) {
                    // out of it
                }
            });
            assertThat(log.awaitLine("deadlocked")).containsSubsequence(
                    "has held locked for ",
                    "\n  at io.asyncio4j.tests.watch.WatchdogLocksTest.lambda$",
                    "\nThe loop is deadlocked: it waits for a java.util.concurrent.locks.ReentrantLock, which <Task pending"
                            + " name='owner' coro=<WatchdogLocksTest.<lambda>() running at WatchdogLocksTest.java:",
                    ">> has, and that task can go on only when the loop does; use io.asyncio4j.sync.Lock where tasks"
                            + " await (most recent call last):",
                    "\n  at io.asyncio4j.tests.watch.WatchdogLocksTest.takeAndSleep(");
        }
    }

    private static void takeAndRelease(ReentrantLock lock) {
        lock.lock();
        try {
            // it is only to have had it
        } finally {
            lock.unlock();
        }
    }

    private static void takeAndSleep(ReentrantLock lock) {
        lock.lock();
        try {
            sleep(Duration.ofDays(1));
        } finally {
            lock.unlock();
        }
    }

    private static void interruptOnceLogged(LogCapture log, String part) {
        Thread blocked = Thread.currentThread();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                log.awaitLine(part);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            blocked.interrupt();
        });
    }

    // JVA-04
    @Test
    void timedWait_isNoDeadlock() throws Exception {
        try (var log = new LogCapture()) {
            var lock = new ReentrantLock();
            run(log, () -> {
                createTask(TaskOptions.named("owner"), () -> takeAndSleep(lock));
                sleep(Duration.ZERO);
                interruptOnceLogged(log, "It waits");
                try {
                    assertThat(lock.tryLock(1, TimeUnit.DAYS)).isFalse();
                } catch (InterruptedException e) {
                    // out of it
                }
            });
            assertThat(log.awaitLine("It waits")).containsSubsequence(
                    "\nIt waits, for a limited time, for a java.util.concurrent.locks.ReentrantLock, which <Task pending"
                            + " name='owner' ",
                    " has, and that task can go on only when the loop does");
        }
    }

    // JVA-04
    @Test
    void lockThatATaskOffTheLoopHas_isNoDeadlock() throws Exception {
        try (var log = new LogCapture()) {
            var lock = new ReentrantLock();
            run(log, () -> {
                var hasIt = EventLoop.running().createFuture();
                Task<?> owner = createTask(TaskOptions.named("owner"), () -> {
                    lock.lock();
                    try {
                        hasIt.setResult(null);
                        blocking(() -> holdUntilLogged(log, new CountDownLatch(1)));
                    } finally {
                        lock.unlock();
                    }
                });
                hasIt.await();
                interruptOnceLogged(log, "It waits");
                try {
                    lock.lockInterruptibly();
                    lock.unlock();
                } catch (InterruptedException e) {
                    // whichever comes first
                }
                owner.await();
            });
            assertThat(log.awaitLine("It waits")).containsSubsequence(
                    "\nIt waits for a java.util.concurrent.locks.ReentrantLock, which <Task pending name='owner' ",
                    " of the same loop has, which is off the loop in blocking(...) (most recent call last):",
                    "\n  at io.asyncio4j.tests.watch.WatchdogLocksTest.holdUntilLogged(");
        }
    }

    /** Prints the first report about a loop that nothing can save, and ends the JVM. */
    static final class Deadlocked {
        private Deadlocked() {}

        private static final ReentrantLock LOCK = new ReentrantLock();

        static void main(String[] args) throws InterruptedException {
            var log = new LogCapture();
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    IO.println(log.awaitLine("It waits").replace("\n", " | "));
                } catch (InterruptedException e) {
                    IO.println(e);
                }
                Runtime.getRuntime().halt(2);
            });
            run(log, () -> {
                if (args.length > 0) {
                    createTask(TaskOptions.named("owner"), () -> takeAndSleep(LOCK));
                    sleep(Duration.ZERO);
                    takeAndRelease(LOCK);
                }
                createTask(TaskOptions.named("bystander"), () -> sleep(Duration.ofDays(1)));
                createTask(TaskOptions.named("owner"), Deadlocked::enterAndSleep);
                sleep(Duration.ZERO);
                enter();
            });
        }

        private static void enterAndSleep() {
            synchronized (MONITOR) {
                sleep(Duration.ofDays(1));
            }
        }

        private static void enter() {
            synchronized (MONITOR) {
                IO.println("not reached");
            }
        }
    }

    private static String reportOfDeadlocked(List<String> arguments, String... flags) {
        var all = new ArrayList<>(List.of(flags));
        all.add(ChildJvm.FLAG);
        all.add(Loops.isCarried() ? "-Dasyncio4j.threads=carried" : "-Dasyncio4j.threads=portable");
        var output = ChildJvm.run(Deadlocked.class, arguments, all.toArray(String[]::new));
        assertThat(output.exitCode()).as("%s", output.lines()).isEqualTo(2);
        assertThat(output.lines()).hasSize(1);
        return output.lines().getFirst();
    }

    // JVA-04 JVA-05
    @Test
    void monitorThatASuspendedTaskOfTheSameLoopIsIn_isSuspected() {
        assertThat(reportOfDeadlocked(List.of())).containsSubsequence(
                "has held locked for ",
                " |   at io.asyncio4j.tests.watch.WatchdogLocksTest$Deadlocked.enter(",
                " | It waits to enter a synchronized block or method that somebody else is in. If it is one of these"
                        + " tasks, the loop is deadlocked: they can go on only when the loop does; use"
                        + " io.asyncio4j.sync.Lock where tasks await |   <Task pending name='",
                "<Task pending name='owner' coro=<WatchdogLocksTest.Deadlocked.<lambda>() running at"
                        + " WatchdogLocksTest.java:");
    }

    // JVA-04
    @Test
    void withoutTheModuleThatTells_itIsOnlySaidThatThereIsALock() {
        assertThat(reportOfDeadlocked(List.of("lock"), "--limit-modules",
                "java.base,java.logging,jdk.unsupported"))
                .endsWith(
                        " | It waits for a java.util.concurrent.locks.ReentrantLock; with --add-modules java.management"
                                + " this would say who has it");
    }
}
