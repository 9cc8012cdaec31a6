package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.GeneratorExit;
import io.asyncio4j.Runner;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Generators that nobody has closed: when they are collected, when a runner ends, when a loop is closed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsyncGeneratorLoopEndTest {

    private final List<Object> log = new ArrayList<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    private AsyncGenerator<Integer> oneElement(String name) {
        return AsyncGenerator.of(out -> {
            threads.add(Thread.currentThread());
            try {
                out.yield(1);
            } finally {
                log.add(name + " cleans");
                sleep(ms(10));
                log.add(name + " cleaned");
            }
        });
    }

    private void assertThreadsEnded(int expected) throws InterruptedException {
        assertThat(threads).hasSize(expected);
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(10))).as("%s has ended", thread).isTrue();
        }
    }

    private static void turn(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    // AGN-02
    @Test
    void whileItsLoopIsClosed_aTaskMayBeginTheFirstGeneratorOfAll() {
        EventLoop loop = EventLoop.create();
        loop.createTask(() -> {
            try {
                sleep(Duration.ofHours(1));
            } finally {
                log.add(oneElement("late").iterator().next());
            }
        });
        turn(loop);
        loop.close();
        assertThat(log).startsWith(1, "late cleans");
    }

    // AGN-02 RUN-06
    @Test
    void atTheEndOfARun_theyAreClosed_andTheirCleanUpMayAwait() throws InterruptedException {
        List<AsyncGenerator<Integer>> kept = new ArrayList<>();
        Loops.run(() -> {
            for (String name : List.of("a", "b")) {
                kept.add(oneElement(name));
                kept.getLast().iterator().next();
            }
            log.add("end of main");
        });
        assertThat(log).containsExactly("end of main", "a cleans", "b cleans", "a cleaned", "b cleaned");
        assertThreadsEnded(2);
        assertThat(kept).allSatisfy(generator -> assertThat(generator.toString()).contains("closed"));
    }

    // AGN-02 RUN-06
    @Test
    void atTheEndOfARun_failuresOfTheirCleanUp_areReported_aCancellationOrAnErrorToo() {
        List<Map<String, Object>> reports = new ArrayList<>();
        List<AsyncGenerator<Integer>> kept = new ArrayList<>();
        var failure = new IOException("clean-up");
        var cancellation = new CancelledError("mine");
        var error = new AssertionError("no Exception");
        Loops.run(() -> {
            EventLoop.running().setExceptionHandler((loop, context) -> reports.add(context));
            for (Throwable thrown : List.of(failure, cancellation, error)) {
                kept.add(AsyncGenerator.of(out -> {
                    try {
                        out.yield(1);
                    } catch (GeneratorExit e) {
                        sleep(ms(1));
                        if (thrown instanceof IOException io) {
                            throw io;
                        }
                        throw (Error) thrown;
                    }
                }));
                kept.getLast().iterator().next();
            }
        });
        assertThat(reports).extracting(report -> report.get("exception")).containsExactly(failure,
                cancellation, error);
        assertThat(reports).allSatisfy(report -> {
            assertThat(report).containsOnlyKeys("message", "exception", "asyncgen");
            assertThat(report.get("message")).asString()
                    .startsWith(
                            "an error occurred during closing of asynchronous generator <AsyncGenerator ");
            assertThat(report.get("asyncgen")).hasToString(kept.getFirst().toString());
        });
    }

    // AGN-02 RUN-06
    @Test
    void runner_closesThemAfterTheTasks_withoutAnyReport() throws InterruptedException {
        AsyncGenerator<Integer> numbers = oneElement("generator");
        List<Map<String, Object>> reports;
        try (var runner = new Runner(Loops.virtual())) {
            reports = Loops.collectReports(runner.getLoop());
            runner.run(() -> {
                createTask(() -> {
                    try {
                        numbers.forEach(number -> sleep(Duration.ofDays(1)));
                    } finally {
                        log.add("task ends");
                    }
                });
                sleep(ms(1));
            });
            runner.run(() -> log.add("second run"));
        }
        assertThat(log).containsExactly("second run", "task ends", "generator cleans", "generator cleaned");
        assertThat(reports).isEmpty();
        assertThreadsEnded(1);
    }

    // AGN-02
    @Test
    void runner_keepsThemFromRunToRun() {
        AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
            for (int i = 1; i <= 3; i++) {
                out.yield(i);
                sleep(ms(1));
            }
        });
        try (var runner = new Runner(Loops.virtual())) {
            for (int i = 1; i <= 3; i++) {
                assertThat(runner.run(() -> numbers.iterator().next())).isEqualTo(i);
            }
        }
    }

    // AGN-02 JVA-06
    @Test
    void closedLoop_endsThoseAtAYield_whoseAwaitsThrow() throws InterruptedException {
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        AsyncGenerator<Integer> numbers = oneElement("generator");
        loop.runUntilComplete(() -> {
            log.add(numbers.iterator().next());
        });
        loop.close();
        assertThat(log).containsExactly(1, "generator cleans");
        assertThat(numbers.toString()).contains("closed");
        assertThat(reports).isEmpty();
        assertThreadsEnded(1);
    }

    // AGN-02 JVA-06
    @Test
    void closedLoop_endsATaskThatWaitsInTheCode_andTheCode() throws InterruptedException {
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
            threads.add(Thread.currentThread());
            try {
                sleep(Duration.ofDays(1));
            } catch (CancelledError e) {
                log.add("code: " + e.getMessage());
                throw e;
            }
        });
        Task<?> task = loop.createTask(() -> {
            threads.add(Thread.currentThread());
            try {
                numbers.forEach(log::add);
            } finally {
                log.add("task ends");
            }
        });
        turn(loop);
        loop.close();
        assertThat(log).containsExactly("code: the event loop was closed", "task ends");
        assertThat(task.cancelled()).isTrue();
        assertThat(reports).singleElement()
                .satisfies(report -> assertThat(report).containsEntry("task", task));
        assertThreadsEnded(2);
    }

    // AGN-02 JVA-06
    @Test
    void closedLoop_whileATaskWaitsInTheCode_whichYieldsAllTheSame() throws InterruptedException {
        EventLoop loop = Loops.virtual().build();
        Loops.collectReports(loop);
        AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
            threads.add(Thread.currentThread());
            try {
                try {
                    sleep(Duration.ofDays(1));
                } catch (CancelledError e) {
                    out.yield(1);
                }
            } catch (GeneratorExit e) {
                log.add("exit");
                throw e;
            }
        });
        Task<?> task = loop.createTask(() -> {
            threads.add(Thread.currentThread());
            for (int number : numbers) {
                log.add(number);
                sleep(Duration.ofDays(1));
            }
        });
        turn(loop);
        loop.close();
        assertThat(log).containsExactly(1, "exit");
        assertThat(task.cancelled()).isTrue();
        assertThreadsEnded(2);
    }

    // AGN-02 JVA-06
    @Test
    void closedLoop_endsThoseThatACleanUpHasBegun_andLeft() throws InterruptedException {
        EventLoop loop = Loops.virtual().build();
        Loops.collectReports(loop);
        AsyncGenerator<Integer> second = oneElement("second");
        AsyncGenerator<Integer> first = AsyncGenerator.of(out -> {
            threads.add(Thread.currentThread());
            try {
                out.yield(1);
            } finally {
                log.add("first takes " + second.iterator().next());
            }
        });
        loop.runUntilComplete(() -> {
            log.add(first.iterator().next());
        });
        loop.close();
        assertThat(log).containsExactly(1, "first takes 1", "second cleans");
        assertThreadsEnded(2);
    }

    // AGN-02 JVA-06
    @Test
    void afterTheLoopIsClosed_theIterationIsOver() {
        EventLoop loop = Loops.virtual().build();
        AsyncGenerator<Integer> numbers = oneElement("generator");
        loop.runUntilComplete(() -> {
            log.add(numbers.iterator().next());
        });
        loop.close();
        assertThat(numbers.iterator().hasNext()).isFalse();
        numbers.close();
        Loops.run(() -> assertThat(numbers).isEmpty());
    }

    // AGN-01
    @Test
    void oneThatTheProgramHasLost_isClosed_whenItIsCollected() {
        Loops.run(() -> {
            var cleans = new CountDownLatch(1);
            takeOneAndForget(cleans, Duration.ZERO);
            collectUntil(cleans);
            ticks(2);
            assertThat(allTasks()).containsExactly(currentTask());
        });
    }

    // AGN-01
    @Test
    void loopIsClosed_whileALostOneCleansUp_thatIsNoNewsOfATask() {
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        var cleans = new CountDownLatch(1);
        loop.runUntilComplete(() -> {
            takeOneAndForget(cleans, Duration.ofDays(1));
            collectUntil(cleans);
        });
        loop.close();
        assertThat(reports).isEmpty();
    }

    // AGN-02: nobody has asked for a cancellation, and nothing may be lost
    @Test
    void oneThatTheProgramHasLost_andThatThrowsACancellation_isReported() {
        var cancellation = new CancelledError("mine");
        List<Map<String, Object>> reports = new ArrayList<>();
        Loops.run(() -> {
            EventLoop.running().setExceptionHandler((loop, context) -> reports.add(context));
            var cleans = new CountDownLatch(1);
            takeOneAndForget(() -> {
                cleans.countDown();
                throw cancellation;
            });
            collectUntil(cleans);
            ticks(2);
        });
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report).containsEntry("exception", cancellation);
            assertThat(report.get("message")).asString()
                    .startsWith("an error occurred during closing of asynchronous generator");
        });
    }

    private static void collectUntil(CountDownLatch happened) {
        do {
            System.gc();
        } while (!blocking(() -> happened.await(1, TimeUnit.SECONDS))); // one collection may come too early
    }

    private static void takeOneAndForget(CountDownLatch cleans, Duration cleanUp) {
        takeOneAndForget(() -> {
            cleans.countDown();
            sleep(cleanUp);
        });
    }

    private static void takeOneAndForget(VoidCoroutine cleanUp) {
        int first = AsyncGenerator.<Integer>of(out -> {
            try {
                out.yield(1);
            } finally {
                cleanUp.run();
            }
        }).iterator().next();
        assertThat(first).isEqualTo(1);
    }

    // AGN-02 JVA-06
    @Test
    void tenThousand_halfOfThemLeft_noThreadStaysBehind() throws InterruptedException {
        List<AsyncGenerator<Integer>> kept = new ArrayList<>();
        Loops.run(() -> {
            for (int i = 0; i < 10_000; i++) {
                AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                    threads.add(Thread.currentThread());
                    out.yield(1);
                    out.yield(2);
                });
                numbers.iterator().next();
                if (i % 2 == 0) {
                    numbers.close();
                } else {
                    kept.add(numbers);
                }
            }
        });
        assertThat(kept).hasSize(5_000);
        assertThreadsEnded(threads.size());
        assertThat(threads).hasSizeGreaterThanOrEqualTo(5_000);
    }
}
