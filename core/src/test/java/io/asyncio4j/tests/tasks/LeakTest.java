package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import com.sun.management.HotSpotDiagnosticMXBean;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JVA-06: whatever becomes of a loop, none of its threads stays behind, and every finally block has run. */
class LeakTest {

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cleanedUp = new AtomicInteger();

    /** Waits for ever, and notes its thread and its end. */
    private void waitForEver() {
        threads.add(Thread.currentThread());
        try {
            sleep(Duration.ofDays(1));
        } finally {
            cleanedUp.incrementAndGet();
        }
    }

    private static EventLoop quietLoop() {
        EventLoop loop = Loops.virtual().build();
        Loops.collectReports(loop);
        return loop;
    }

    private static void turn(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    private void assertThreadsEnded(int expected) throws InterruptedException {
        assertThat(threads).hasSize(expected);
        for (Thread thread : threads) {
            assertThat(thread.isVirtual()).isTrue();
            assertThat(thread.join(Duration.ofSeconds(30))).as("%s has ended", thread).isTrue();
        }
    }

    // JVA-06
    @Test
    void afterRun_noThreadIsLeft_ofTasksThatEnded() throws Exception {
        Loops.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 600; i++) { // more than are ever kept for reuse
                int millis = i % 3;
                tasks.add(createTask(() -> {
                    threads.add(Thread.currentThread());
                    sleep(ms(millis));
                    cleanedUp.incrementAndGet();
                }));
            }
            for (Task<?> task : tasks) {
                task.await();
            }
        });
        assertThat(cleanedUp).hasValue(600);
        assertThreadsEnded(threads.size());
    }

    // JVA-06
    @Test
    void afterRun_noThreadIsLeft_ofTasksThatWereCancelled() throws Exception {
        Loops.run(() -> {
            for (int i = 0; i < 300; i++) {
                createTask(this::waitForEver);
            }
            sleep(ms(1));
        });
        assertThat(cleanedUp).hasValue(300);
        assertThreadsEnded(300);
    }

    // JVA-06
    @Test
    void afterRunThatWasLeftByAFatalError_noThreadIsLeft() throws Exception {
        var fatal = new LoopExit("enough");
        assertThatThrownBy(() -> Loops.run(() -> {
            createTask(this::waitForEver);
            EventLoop.running().callLater(ms(1), () -> {
                throw fatal;
            });
            waitForEver();
        })).isSameAs(fatal);
        assertThat(cleanedUp).hasValue(2);
        assertThreadsEnded(2);
    }

    // JVA-06
    @Test
    void betweenTwoRuns_idleThreadsAreNotKept() throws Exception {
        try (EventLoop loop = quietLoop()) {
            loop.runUntilComplete(() -> {
                createTask(() -> threads.add(Thread.currentThread())).await();
                threads.add(Thread.currentThread());
            });
            assertThreadsEnded(2);
        }
    }

    // JVA-06
    @Test
    void closedWithParkedTasks_theyAreUnwound() throws Exception {
        EventLoop loop = quietLoop();
        Promise<String> future = loop.createFuture();
        Task<?> sleeper = loop.createTask(this::waitForEver);
        loop.createTask(() -> {
            threads.add(Thread.currentThread());
            try {
                sleeper.await();
            } finally {
                cleanedUp.incrementAndGet();
            }
        });
        loop.createTask(() -> {
            threads.add(Thread.currentThread());
            try {
                future.await();
            } finally {
                cleanedUp.incrementAndGet();
            }
        });
        turn(loop);
        loop.close();
        assertThat(cleanedUp).hasValue(3);
        assertThreadsEnded(3);
    }

    // JVA-06
    @Test
    void closedWithTasksThatWereNeverStarted_theyNeverAre() throws Exception {
        EventLoop loop = quietLoop();
        Task<?> lazy = loop.createTask(this::waitForEver);
        Task<?> another = loop.createTask(TaskOptions.DEFAULT.eager(), () -> {
            waitForEver();
            return "never";
        });
        loop.close();
        assertThat(lazy.cancelled()).isTrue();
        assertThat(another.cancelled()).isTrue();
        assertThat(cleanedUp).hasValue(0);
        assertThreadsEnded(0);
    }

    // JVA-06
    @Test
    void closedWithATaskThatWasWokenAndNotRunYet_itIsUnwound() throws Exception {
        EventLoop loop = quietLoop();
        Promise<String> future = loop.createFuture();
        loop.createTask(() -> {
            threads.add(Thread.currentThread());
            try {
                future.await();
            } finally {
                cleanedUp.incrementAndGet();
            }
        });
        turn(loop);
        future.setResult("too late");
        loop.close();
        assertThat(cleanedUp).hasValue(1);
        assertThreadsEnded(1);
    }

    // JVA-06
    @Test
    void closedWithATaskInBlocking_itIsInterruptedAndUnwound() throws Exception {
        EventLoop loop = quietLoop();
        var never = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        var inCall = new CountDownLatch(1);
        loop.createTask(() -> {
            threads.add(Thread.currentThread());
            try {
                blocking(() -> {
                    inCall.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                });
            } finally {
                cleanedUp.incrementAndGet();
            }
        });
        turn(loop);
        inCall.await();
        loop.close();
        interrupted.await();
        assertThreadsEnded(1);
        assertThat(cleanedUp).hasValue(1);
    }

    // JVA-06
    @Test
    void closedWithATaskInBlockingThatTakesNoNotice_itIsUnwoundWhenItComesBack() throws Exception {
        EventLoop loop = quietLoop();
        var release = new CountDownLatch(1);
        var inCall = new CountDownLatch(1);
        List<Throwable> thrown = new ArrayList<>();
        loop.createTask(() -> {
            threads.add(Thread.currentThread());
            try {
                blocking(() -> {
                    inCall.countDown();
                    while (release.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                });
            } catch (CancelledError e) {
                thrown.add(e);
                throw e;
            } finally {
                cleanedUp.incrementAndGet();
            }
        });
        turn(loop);
        inCall.await();
        loop.close();
        assertThat(cleanedUp).as("close() does not wait for it").hasValue(0);
        release.countDown();
        assertThreadsEnded(1);
        assertThat(cleanedUp).hasValue(1);
        assertThat(thrown).hasSize(1);
    }

    // JVA-06
    @Test
    void closedWithATaskThatRefusesForAWhile_itEnds() throws Exception {
        EventLoop loop = quietLoop();
        loop.createTask(() -> {
            for (int refusals = 0; refusals < 10; refusals++) {
                try {
                    waitForEver();
                } catch (CancelledError e) {
                    // goes on
                }
            }
        });
        turn(loop);
        loop.close();
        assertThat(cleanedUp).hasValue(10);
        assertThreadsEnded(1);
    }

    // JVA-06
    @Test
    void closedWithATaskThatRefusesForEver_itIsReported_andTheOthersEnd() throws Exception {
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        var task = loop.createTask(() -> {
            while (true) {
                try {
                    sleep(Duration.ofDays(1));
                } catch (CancelledError e) {
                    // goes on
                }
            }
        });
        loop.createTask(this::waitForEver);
        turn(loop);
        loop.close();
        assertThat(reports)
                .filteredOn(report -> "a task could not be ended".equals(report.get("message")))
                .singleElement()
                .satisfies(report -> assertThat(report).containsEntry("task", task));
        assertThat(cleanedUp).hasValue(1);
        assertThreadsEnded(1);
    }

    // JVA-06 THR-01
    @Test
    void afterRun_theHelperThreadsHaveEndedToo() throws Exception {
        var all = new CountDownLatch(5); // one after the other, they would share threads
        Loops.run(() -> {
            for (int i = 0; i < 5; i++) {
                createTask(() -> toThread(() -> {
                    threads.add(Thread.currentThread());
                    all.countDown();
                    all.await();
                }));
            }
            toThread(() -> all.await());
        });
        assertThreadsEnded(5);
    }

    // JVA-06
    @Test
    void aThreadDump_showsTasksWhileTheyWait_andNoneAfterwards(@TempDir Path folder) throws Exception {
        Path during = folder.resolve("during.json");
        Path afterwards = folder.resolve("afterwards.json");
        Loops.run(() -> {
            for (int i = 0; i < 5; i++) {
                createTask(TaskOptions.named("leak-test-" + i), this::waitForEver);
            }
            sleep(ms(1));
            dumpThreads(during);
        });
        assertThreadsEnded(5);
        dumpThreads(afterwards);
        assertThat(Files.readString(during)).contains("\"leak-test-0\"", "\"leak-test-4\"");
        assertThat(Files.readString(afterwards)).contains("\"main\"").doesNotContain("leak-test-");
    }

    private static void dumpThreads(Path file) throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toAbsolutePath().toString(), ThreadDumpFormat.JSON);
    }
}
