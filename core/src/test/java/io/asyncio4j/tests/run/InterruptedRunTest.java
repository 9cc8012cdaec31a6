package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Runner;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An interrupt of the thread that is in run does what Ctrl-C does: main is cancelled, and cleans up. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptedRunTest {

    private static final Duration FOREVER = Duration.ofDays(1);

    enum Kind { PLATFORM, VIRTUAL }

    // what a thread in run did in the end
    private @Nullable Throwable thrown;
    private boolean flag;
    private final CountDownLatch allSent = new CountDownLatch(1);
    private final List<String> log = new ArrayList<>();

    @AfterEach
    void clearTheFlag() {
        Thread.interrupted();
    }

    /** Runs {@code program} on a fresh thread, and interrupts that as soon as each of {@code moments} has come. */
    private void run(Kind kind, Runnable program, CountDownLatch... moments) throws InterruptedException {
        Runnable body = () -> {
            thrown = catchThrowable(program::run);
            flag = Thread.currentThread().isInterrupted();
        };
        Thread thread =
                kind == Kind.VIRTUAL ? Thread.ofVirtual().start(body) : Thread.ofPlatform().start(body);
        for (CountDownLatch moment : moments) {
            moment.await();
            thread.interrupt();
        }
        allSent.countDown();
        thread.join();
    }

    private static void waitForEver() {
        EventLoop.running().createFuture().await();
    }

    private void waitAndCleanUp() {
        try {
            waitForEver();
        } finally {
            for (int i = 0; i < 3; i++) {
                sleep(ms(1));
            }
            log.add("cleaned up");
        }
    }

    private static CountDownLatch moment() {
        return new CountDownLatch(1);
    }

    @ParameterizedTest
    @EnumSource
    void whileTheLoopWaits_mainIsCancelled_cleansUp_andTheFlagIsSet(Kind kind) throws InterruptedException {
        CountDownLatch entered = moment();
        run(kind, () -> Asyncio.run(EventLoop.builder().name("L"), () -> {
            try {
                entered.countDown();
                waitForEver();
            } finally {
                log.add("flag " + Thread.currentThread().isInterrupted());
                sleep(ms(2));
                log.add("cleaned up");
            }
        }), entered);
        assertThat(thrown).isInstanceOf(CancelledError.class)
                .hasMessageMatching("interrupted: thread .*, which runs L");
        assertThat(log).containsExactly("flag false", "cleaned up");
        assertThat(flag).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whileOneTaskGoesRoundOnItsOwnThread(Kind kind) throws InterruptedException {
        CountDownLatch entered = moment();
        run(kind, () -> Asyncio.run(() -> {
            while (true) {
                sleep(Duration.ZERO);
                entered.countDown();
            }
        }), entered);
        assertThat(thrown).isInstanceOf(CancelledError.class);
        assertThat(flag).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whileTasksTakeTurns(Kind kind) throws InterruptedException {
        CountDownLatch entered = moment();
        run(kind, () -> Asyncio.run(() -> {
            createTask(() -> ticks(Integer.MAX_VALUE));
            ticks(10);
            entered.countDown();
            ticks(Integer.MAX_VALUE);
        }), entered);
        assertThat(thrown).isInstanceOf(CancelledError.class);
        assertThat(flag).isTrue();
    }

    // a thread that carries a virtual one loses its flag when that is unmounted
    @ParameterizedTest
    @EnumSource
    void whileAStepHoldsTheLoop_isNotLost(Kind kind) throws InterruptedException {
        CountDownLatch entered = moment();
        run(kind, () -> Asyncio.run(() -> {
            entered.countDown();
            while (allSent.getCount() > 0) {
                Thread.onSpinWait();
            }
            waitAndCleanUp();
        }), entered);
        assertThat(thrown).isInstanceOf(CancelledError.class);
        assertThat(log).as("that it has come is noticed once").containsExactly("cleaned up");
        assertThat(flag).isTrue();
    }

    // as above; the loop's thread, which waits for the call to end, takes its flag away to do so
    @ParameterizedTest
    @EnumSource
    void whileACallHoldsTheLoop_isNotLost(Kind kind) throws InterruptedException {
        CountDownLatch entered = moment();
        run(kind, () -> Asyncio.run(() -> {
            entered.countDown();
            allSent.await();
            log.add("not interrupted itself");
            waitAndCleanUp();
        }), entered);
        assertThat(thrown).isInstanceOf(CancelledError.class);
        assertThat(log).containsExactly("not interrupted itself", "cleaned up");
        assertThat(flag).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whileTheLoopWaitsForChannels(Kind kind) throws InterruptedException {
        CountDownLatch entered = moment();
        run(kind, () -> Asyncio.run(() -> {
            Pipe pipe = Pipe.open();
            try (var in = pipe.source(); var _ = pipe.sink()) {
                in.configureBlocking(false);
                createTask(() -> EventLoop.running().readable(in).await());
                sleep(ms(2)); // a wait in the selector, which takes the place of who tells
                entered.countDown();
                while (true) {
                    sleep(Duration.ofMillis(1));
                }
            }
        }), entered);
        assertThat(thrown).isInstanceOf(CancelledError.class);
        assertThat(flag).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void afterACallbackHasReadAFile(Kind kind, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "text");
        CountDownLatch entered = moment();
        run(kind, () -> Asyncio.run(() -> {
            EventLoop.running().callSoon(() -> {
                try (var channel = FileChannel.open(file)) {
                    channel.read(ByteBuffer.allocate(10));
                    entered.countDown();
                    allSent.await();
                } catch (IOException | InterruptedException e) {
                    log.add(e.toString());
                    Thread.currentThread().interrupt();
                }
                createTask(() -> ticks(3)); // the thread loses its flag while it carries that
            });
            waitForEver();
        }), entered);
        assertThat(thrown).isInstanceOf(CancelledError.class);
    }

    @ParameterizedTest
    @EnumSource
    void whileMainIsInBlocking_interruptsThatCall(Kind kind) throws InterruptedException {
        CountDownLatch entered = moment();
        run(kind, () -> Asyncio.run(() -> blocking(() -> {
            entered.countDown();
            Thread.sleep(FOREVER);
        })), entered);
        assertThat(thrown).isInstanceOf(CancelledError.class);
        assertThat(flag).isTrue();
    }

    @Test
    void mainThatRefuses_returns_andTheFlagIsSet() throws InterruptedException {
        CountDownLatch entered = moment();
        var result = new String[1];
        run(Kind.PLATFORM, () -> result[0] = Asyncio.run(() -> {
            try {
                entered.countDown();
                waitForEver();
            } catch (CancelledError e) {
                // it has better things to do
            }
            return "done";
        }), entered);
        assertThat(thrown).isNull();
        assertThat(result).containsExactly("done");
        assertThat(flag).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void secondOne_endsTheWaitingForMainsCleanUp_whichIsTold(Kind kind) throws InterruptedException {
        CountDownLatch entered = moment();
        CountDownLatch cleaning = moment();
        run(kind, () -> Asyncio.run(EventLoop.builder().name("L"), () -> {
            try {
                entered.countDown();
                waitForEver();
            } finally {
                log.add("cleans up");
                cleaning.countDown();
                try {
                    waitForEver();
                } catch (CancelledError e) {
                    log.add(e.getMessage());
                }
            }
        }), entered, cleaning);
        assertThat(thrown).isInstanceOf(CancelledError.class).hasMessageMatching(
                "interrupted twice: thread .*, which ran L; what was still cleaning up was not waited for");
        assertThat(log).containsExactly("cleans up", "the event loop was closed");
        assertThat(flag).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void secondOne_endsTheWaitingForThoseThatAreLeft(Kind kind) throws InterruptedException {
        CountDownLatch entered = moment();
        CountDownLatch cleaning = moment();
        List<Map<String, Object>> reports = new ArrayList<>();
        run(kind, () -> Asyncio.run(() -> {
            EventLoop.running().setExceptionHandler((loop, report) -> reports.add(report));
            createTask(() -> {
                try {
                    waitForEver();
                } catch (CancelledError e) {
                    throw new IllegalStateException("of the clean-up");
                }
            });
            createTask(() -> {
                try {
                    waitForEver();
                } finally {
                    cleaning.countDown();
                    waitForEver();
                }
            });
            sleep(Duration.ZERO);
            entered.countDown();
            waitForEver();
        }), entered, cleaning);
        assertThat(thrown).isInstanceOf(CancelledError.class).hasMessageStartingWith("interrupted: ");
        assertThat(thrown.getSuppressed()).singleElement().asInstanceOf(THROWABLE)
                .isInstanceOf(CancelledError.class).hasMessageStartingWith("interrupted twice: ");
        assertThat(reports).extracting(report -> report.get("message")).containsExactly(
                "unhandled exception during Asyncio.run() shutdown", "Task was destroyed but it is pending!");
        assertThat(flag).isTrue();
    }

    @Test
    void oneThatComesWhenMainHasEnded_endsTheWaitingForThoseThatAreLeft() throws InterruptedException {
        CountDownLatch cleaning = moment();
        run(Kind.PLATFORM, () -> Asyncio.run(() -> {
            EventLoop.running().setExceptionHandler((loop, report) -> {});
            createTask(() -> {
                try {
                    waitForEver();
                } finally {
                    cleaning.countDown();
                    waitForEver();
                }
            });
            sleep(Duration.ZERO);
        }), cleaning);
        assertThat(thrown).isInstanceOf(CancelledError.class)
                .hasMessageStartingWith("interrupted while it closed: ");
        assertThat(flag).isTrue();
    }

    @Test
    void oneThatComesWhenMainHasEnded_endsTheWaitingForOtherThreads() throws InterruptedException {
        CountDownLatch working = moment();
        CountDownLatch toldToEnd = moment();
        CountDownLatch end = moment();
        run(Kind.PLATFORM, () -> Asyncio.run(() -> {
            createTask(() -> toThread(() -> {
                working.countDown();
                awaitUninterruptibly(end, toldToEnd);
                return null;
            }));
            while (working.getCount() > 0) {
                sleep(ms(1));
            }
        }), toldToEnd);
        end.countDown();
        assertThat(thrown).isInstanceOf(CancelledError.class)
                .hasMessageStartingWith("interrupted while it closed: ");
        assertThat(flag).isTrue();
    }

    private static void awaitUninterruptibly(CountDownLatch end, CountDownLatch interrupted) {
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }
    }

    @Test
    void ofARunner_endsOneRun_andTheNextOneBeginsAnew() {
        Thread runner = Thread.currentThread();
        try (var several = new Runner(Loops.virtual())) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> several.run(() -> {
                    try {
                        interruptFromOutside(runner);
                        waitForEver();
                    } finally {
                        ticks(3);
                        log.add("cleaned up");
                    }
                })).isInstanceOf(CancelledError.class);
                assertThat(runner.isInterrupted()).isTrue(); // and it stays so during the next run, which does not mind
            }
            assertThat(several.<String>run(() -> sleep(ms(1), "third"))).isEqualTo("third");
        }
        assertThat(log).containsExactly("cleaned up", "cleaned up");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void interruptFromOutside(Thread thread) {
        Thread helper = Thread.ofPlatform().start(thread::interrupt);
        while (helper.isAlive()) { // not join(): a task that waits on the thread itself hears of the interrupt there
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource
    void notWanted_isKeptForAfterTheRun(Kind kind) throws InterruptedException {
        CountDownLatch entered = moment();
        run(kind, () -> Asyncio.run(EventLoop.builder().cancelOnInterrupt(false), () -> {
            createTask(() -> {
                entered.countDown();
                sleep(FOREVER);
            });
            toThread(() -> {
                allSent.await();
                return null;
            });
            ticks(10);
            log.add("went on");
        }), entered);
        assertThat(thrown).isNull();
        assertThat(log).containsExactly("went on");
        assertThat(flag).isTrue();
    }
}
