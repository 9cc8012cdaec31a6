package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.await;
import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.LogCapture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * While a task or callback holds its loop for too long, that is logged, with where it is. Here it holds the loop until
 * it is.
 */
class WatchdogTest {

    private static final String FRAME = "\n  at (java.base/)?[\\w.$]+\\((\\w+\\.java:\\d+|Native Method)\\)";

    /** Runs {@code main} on a loop of its own in which a step may take {@code millis} milliseconds. */
    private static void run(LogCapture log, String name, long millis, VoidCoroutine main) {
        Asyncio.run(EventLoop.builder().name(name), () -> {
            EventLoop.running().setSlowCallbackDuration(ms(millis));
            sleep(Duration.ZERO);
            createTask(TaskOptions.named("main"), main).await();
        });
        awaitLastWord(log, name);
    }

    /** Waits until it is logged that the last step that was reported is over, which comes a little later. */
    private static void awaitLastWord(LogCapture log, String loop) {
        long start = System.nanoTime();
        while (!about(log, loop).isEmpty() && !about(log, loop).getLast().startsWith("INFO")) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            Thread.onSpinWait();
        }
    }

    private static void spinUntilLogged(LogCapture log, String part) {
        Thread other = Thread.ofPlatform().daemon().start(() -> blockUntilLogged(log, part));
        while (other.isAlive()) {
            // computes
        }
    }

    private static void blockUntilLogged(LogCapture log, String part) {
        try {
            log.awaitLine(part);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> about(LogCapture log, String loop) {
        return log.lines().stream().filter(line -> line.contains(" " + loop + " ")).toList();
    }

    // DBG-04 JVA-04
    @Test
    void taskThatComputes_isNamed_withItsStack() {
        try (var log = new LogCapture()) {
            run(log, "spun", 20,
                    () -> createTask(TaskOptions.named("spinner"), () -> spinUntilLogged(log, "spinner"))
                            .await());
            assertThat(about(log, "spun").getFirst()).matches(
                    "WARNING <Task pending name='spinner' coro=<WatchdogTest\\.<lambda>\\(\\) running at"
                            + " WatchdogTest\\.java:\\d+>> has held spun for 0\\.0\\d\\d seconds"
                            + " \\(most recent call last\\):(" + FRAME + ")+")
                    .containsSubsequence("WatchdogTest.lambda$", "WatchdogTest.spinUntilLogged(")
                    .doesNotContain("\n  at io.asyncio4j.Task", "\n  at io.asyncio4j.internal",
                            "VirtualThread");
        }
    }

    // DBG-04 JVA-04
    @Test
    void taskThatBlocks_isNamed_withItsStack_andWithTheTimeWhenItGoesOn() throws Exception {
        try (var log = new LogCapture()) {
            run(log, "blocked", 20, () -> {
                createTask(TaskOptions.named("blocker"), () -> blockUntilLogged(log, "blocker")).await();
            });
            assertThat(about(log, "blocked")).hasSizeGreaterThanOrEqualTo(2)
                    .satisfies(lines -> assertThat(lines.get(0))
                            .startsWith(
                                    "WARNING <Task pending name='blocker' coro=<WatchdogTest.<lambda>() running at"
                                            + " LogCapture.java:")
                            .containsSubsequence("WatchdogTest.lambda$", "WatchdogTest.blockUntilLogged(",
                                    "LogCapture.awaitLine(", "java.lang.Object.wait("))
                    .satisfies(lines -> assertThat(lines.get(1)).matches(
                            "INFO <Task pending name='blocker' coro=<.+>> has let go of blocked after about"
                                    + " 0\\.\\d\\d\\d seconds"));
        }
    }

    // DBG-04 JVA-04
    @Test
    void taskThatSleepsInItsThread_isNamed() {
        try (var log = new LogCapture()) {
            run(log, "slept", 10, () -> {
                while (about(log, "slept").isEmpty()) {
                    Thread.sleep(30);
                }
            });
            assertThat(about(log, "slept").getFirst())
                    .containsSubsequence("WatchdogTest.lambda$", "java.lang.Thread.sleep(");
        }
    }

    // DBG-04
    @Test
    void callback_isNamed_withoutTheFramesOfWhoRunsTheLoop() throws Exception {
        try (var log = new LogCapture()) {
            run(log, "called back", 20, () -> {
                EventLoop.running().callSoon(() -> blockUntilLogged(log, "called back"));
                sleep(Duration.ZERO);
            });
            assertThat(about(log, "called back").getFirst())
                    .startsWith("WARNING <Handle WatchdogTest.<lambda>> has held called back for 0.0")
                    .containsSubsequence("WatchdogTest.lambda$", "LogCapture.awaitLine(")
                    .doesNotContain("WatchdogTest.run(", "org.junit");
        }
    }

    // DBG-04
    @Test
    void doneCallback_isNamed_andNobodysTextFormIsAskedFor() throws Exception {
        try (var log = new LogCapture()) {
            run(log, "done", 20, () -> {
                var future = EventLoop.running().<Object>createFuture();
                future.addDoneCallback(done -> blockUntilLogged(log, "done"));
                future.setResult(new Object() {
                    @Override
                    public String toString() {
                        throw new AssertionError("asked for by " + Thread.currentThread());
                    }
                });
                sleep(Duration.ZERO);
            });
            assertThat(about(log, "done").getFirst())
                    .startsWith("WARNING <Handle WatchdogTest.<lambda>> has held done for ");
        }
    }

    // DBG-04
    @Test
    void taskThatIsStartedEagerly_isTheOneThatHoldsTheLoop() {
        try (var log = new LogCapture()) {
            run(log, "eager loop", 20, () -> createTask(TaskOptions.named("creator"), () -> {
                createTask(TaskOptions.named("child").eager(), () -> blockUntilLogged(log, "child"));
            }).await());
            assertThat(about(log, "eager loop").getFirst()).startsWith("WARNING <Task pending name='child'");
        }
    }

    private static void produce(AsyncGenerator.Out<Integer> out, LogCapture log) {
        blockUntilLogged(log, "generating");
        out.yield(1);
    }

    private static void consume(LogCapture log) {
        for (int each : AsyncGenerator.<Integer>of(out -> produce(out, log))) {
            assertThat(each).isOne();
        }
    }

    // DBG-04
    @Test
    void taskInAGeneratorsCode_isShownWithBothStacks() {
        try (var log = new LogCapture()) {
            run(log, "generating", 20, () -> consume(log));
            assertThat(about(log, "generating").getFirst()).containsSubsequence(
                    "\n  at io.asyncio4j.tests.watch.WatchdogTest.consume(",
                    "\n  at io.asyncio4j.tests.watch.WatchdogTest.produce(");
        }
    }

    // DBG-04
    @Test
    void longerIsToldAgain_atTenTimesTheDuration() {
        try (var log = new LogCapture()) {
            run(log, "long", 10, () -> blockUntilLogged(log, "for 0.1"));
            assertThat(about(log, "long")).hasSizeGreaterThanOrEqualTo(2);
            assertThat(about(log, "long").get(0)).contains(" has held long for 0.01");
            assertThat(about(log, "long").get(1)).contains(" has held long for 0.10");
        }
    }

    // DBG-04
    @Test
    void sameCode_isToldAgainAtItsTenthTime() throws Exception {
        try (var log = new LogCapture()) {
            run(log, "often", 10, () -> {
                while (about(log, "often").stream().noneMatch(line -> line.contains("10th"))) {
                    Thread.sleep(25);
                    sleep(Duration.ZERO);
                }
            });
            assertThat(about(log, "often")).filteredOn(line -> line.contains("seconds (most recent"))
                    .hasSize(1);
            assertThat(about(log, "often"))
                    .filteredOn(line -> line.contains("seconds, the 10th time at this place ("))
                    .hasSize(1);
        }
    }

    /** Runs {@code main} on a loop called quiet until another loop has been held for long, and reported. */
    private static List<String> reportsAbout(VoidCoroutine main) throws Exception {
        try (var log = new LogCapture();
                var noisy = LoopThread.start("noisy thread", EventLoop.builder().name("noisy"))) {
            noisy.loop().setSlowCallbackDuration(ms(30));
            var held = runCoroutineThreadsafe(() -> blockUntilLogged(log, "noisy for 0.3"), noisy.loop());
            run(log, "quiet", 100, () -> {
                var running = createTask(main);
                await(held); // without a step in between
                running.cancel();
            });
            held.join();
            awaitLastWord(log, "noisy");
            return about(log, "quiet");
        }
    }

    // DBG-04
    @Test
    void loopThatWaits_isNotHeld() throws Exception {
        assertThat(reportsAbout(() -> sleep(Duration.ofDays(1)))).isEmpty();
    }

    // DBG-04
    @Test
    void manyShortSteps_areNoLongOne() throws Exception {
        assertThat(reportsAbout(() -> {
            while (true) {
                Thread.sleep(1);
                sleep(Duration.ZERO);
            }
        })).isEmpty();
    }

    // DBG-04 JVA-04
    @Test
    void callOffTheLoop_doesNotHoldIt() throws Exception {
        var never = new CountDownLatch(1);
        assertThat(reportsAbout(() -> blocking(() -> never.await()))).isEmpty();
    }

    // DBG-04
    @Test
    void nullDuration_isNever() throws Exception {
        assertThat(reportsAbout(() -> {
            EventLoop.running().setSlowCallbackDuration(null);
            Thread.sleep(250);
        })).isEmpty();
    }

    private static Thread watchdog() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("asyncio4j-watchdog")).findAny().orElseThrow();
    }

    /** A logger that fails, once it is in use, whenever it is told of {@code about}. */
    private static final class BrokenLogger extends Handler implements AutoCloseable {

        private static final Logger LOGGER = Logger.getLogger("io.asyncio4j");
        private final String about;

        BrokenLogger(String about) {
            this.about = about;
            LOGGER.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().contains(about)) {
                throw new NoClassDefFoundError("a broken logger");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            LOGGER.removeHandler(this);
        }
    }

    // JVA-06
    @Test
    void loggerThatThrows_doesNotEndTheWatchdog() throws Exception {
        try (var log = new LogCapture()) {
            run(log, "unlogged", 20, () -> {
                Thread watchdog = watchdog();
                try (var _ = new BrokenLogger("unlogged")) {
                    blockUntilLogged(log, "unlogged");
                }
                sleep(Duration.ZERO);
                createTask(TaskOptions.named("healed"), () -> spinUntilLogged(log, "healed")).await();
                assertThat(watchdog()).isSameAs(watchdog);
            });
        }
    }

    // JVA-06
    @Test
    void watchdog_isADaemon_endsWhenNoLoopRuns_andComesBack() throws Exception {
        try (var log = new LogCapture()) {
            var watchdogs = new Thread[1];
            run(log, "first", 100, () -> watchdogs[0] = watchdog());
            assertThat(watchdogs[0].isDaemon()).isTrue();
            assertThat(watchdogs[0].join(Duration.ofSeconds(30))).isTrue();
            run(log, "second", 20, () -> blockUntilLogged(log, "second"));
            assertThat(about(log, "second")).isNotEmpty();
        }
    }
}
