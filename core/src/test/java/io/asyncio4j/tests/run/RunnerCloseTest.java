package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Runner;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunnerCloseTest {

    private final List<String> log = new ArrayList<>();

    private static Runner newRunner() {
        return new Runner(Loops.virtual());
    }

    private void leaveBehind(String name, int millisToCleanUp) {
        try {
            sleep(ms(1000));
        } catch (CancelledError e) {
            log.add(name + " cancelled");
            sleep(ms(millisToCleanUp));
            log.add(name + " ended");
            throw e;
        }
    }

    // RUN-06
    @Test
    void close_cancelsWhatIsLeft_thenShutsTheExecutorDown_thenClosesTheLoop() {
        var runner = newRunner();
        EventLoop loop = runner.getLoop();
        var executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
            @Override
            public void shutdown() {
                if (!isShutdown()) {
                    log.add("executor shut down, loop closed=" + loop.isClosed());
                }
                super.shutdown();
            }
        };
        loop.setDefaultExecutor(executor);
        runner.run(() -> {
            createTask(() -> leaveBehind("slow", 20));
            sleep(ms(1));
        });
        runner.run(() -> {
            createTask(() -> leaveBehind("quick", 10));
            sleep(ms(1));
        });
        log.add("closing, loop closed=" + loop.isClosed());
        runner.close();
        log.add("loop closed=" + loop.isClosed());
        assertThat(log).containsExactly(
                "closing, loop closed=false",
                "slow cancelled",
                "quick cancelled",
                "quick ended",
                "slow ended",
                "executor shut down, loop closed=false",
                "loop closed=true");
        assertThat(executor.isTerminated()).isTrue();
        assertThat(loop.time()).isEqualTo(ms(22));
    }

    // RUN-10
    @Test
    void closeTwice_doesNothingMore() {
        var runner = newRunner();
        EventLoop loop = runner.run(() -> {
            createTask(() -> leaveBehind("task", 1));
            sleep(ms(1));
            return EventLoop.running();
        });
        runner.close();
        runner.close();
        assertThat(loop.isClosed()).isTrue();
        assertThat(log).containsExactly("task cancelled", "task ended");
    }

    // RUN-10 RUN-08
    @Test
    void closeOfARunnerThatWasNotUsed_makesNoLoop_butClosesIt() {
        var runner = new Runner(EventLoop.builder().taskFactory((loop, coroutine, options) -> {
            log.add("a task is made");
            return loop.newTask(coroutine, options);
        }));
        runner.close();
        runner.close();
        assertThat(log).isEmpty();
        assertThatIllegalStateException().isThrownBy(runner::getLoop)
                .withMessageContaining("Runner is closed");
    }

    // RUN-10
    @Test
    void loopThatIsClosedAlready_isAnError_once() {
        var runner = newRunner();
        runner.getLoop().close();
        Throwable refusal = catchThrowable(runner::close);
        assertThat(refusal).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Event loop is closed");
        runner.close();
    }

    // RUN-07
    @Test
    void failuresOfWhatIsLeft_areReported_eachOnce_inTheTasksContext() {
        List<Map<String, Object>> reports;
        List<Task<?>> tasks = new ArrayList<>();
        var failure = new IOException("while cleaning up");
        try (var runner = newRunner()) {
            reports = Loops.collectReports(runner.getLoop());
            runner.run(() -> {
                tasks.add(createTask(() -> {
                    try {
                        sleep(ms(1000));
                    } catch (CancelledError e) {
                        throw failure;
                    }
                }));
                createTask(() -> leaveBehind("cancelled", 1));
                createTask(() -> {
                    try {
                        sleep(ms(1000));
                    } catch (CancelledError e) {
                        log.add("ends well");
                    }
                });
                sleep(ms(1));
            });
            assertThat(reports).isEmpty();
        }
        assertThat(reports).singleElement().isEqualTo(Map.of(
                "message", "unhandled exception during Asyncio.run() shutdown",
                "exception", failure,
                "task", tasks.getFirst()));
        assertThat(log).containsExactly("cancelled cancelled", "ends well", "cancelled ended");
    }

    // RUN-06
    @Test
    void taskThatStartsAnotherWhileItCleansUp_leavesItToTheLoop_whichEndsIt() {
        List<Map<String, Object>> reports;
        EventLoop loop;
        try (var runner = newRunner()) {
            loop = runner.getLoop();
            reports = Loops.collectReports(loop);
            runner.run(() -> {
                createTask(() -> {
                    try {
                        sleep(ms(1000));
                    } finally {
                        createTask(() -> leaveBehind("late", 1)).setName("late");
                        sleep(ms(1));
                    }
                });
                sleep(ms(1));
            });
        }
        assertThat(loop.isClosed()).isTrue();
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report).containsEntry("message", "Task was destroyed but it is pending!");
            assertThat(((Task<?>) report.get("task")).getName()).isEqualTo("late");
        });
        assertThat(log).containsExactly("late cancelled");
    }

    // RUN-06
    @Test
    void threadsOfTheExecutor_areWaitedFor() {
        var release = new CountDownLatch(1);
        var runner = newRunner();
        runner.run(() -> {
            EventLoop.running().runInExecutor(null, () -> {
                release.await();
                log.add("thread ended");
                return "ignored";
            });
        });
        release.countDown();
        runner.close();
        assertThat(log).containsExactly("thread ended");
    }

    // RUN-06 RUN-17
    @Test
    void fatalErrorOfATaskThatIsLeft_leavesClose_andTheLoopIsClosedAllTheSame() {
        var fatal = new LoopExit("enough");
        var runner = newRunner();
        EventLoop loop = runner.getLoop();
        Loops.collectReports(loop);
        runner.run(() -> {
            createTask(() -> {
                try {
                    sleep(ms(1000));
                } catch (CancelledError e) {
                    throw fatal;
                }
            });
            createTask(() -> leaveBehind("other", 10));
            sleep(ms(1));
        });
        assertThat(catchThrowable(runner::close)).isSameAs(fatal);
        assertThat(loop.isClosed()).isTrue();
        assertThat(log).contains("other cancelled").doesNotContain("other ended");
        runner.close();
    }

    // RUN-06
    @Test
    void failureOfARun_keepsWhatGoesWrongInTheCloseAfterIt() {
        var fatal = new LoopExit("while closing");
        var failure = new IOException("main's");
        VoidCoroutine story = () -> {
            try (var runner = newRunner()) {
                runner.run(() -> {
                    createTask(() -> {
                        try {
                            sleep(ms(1000));
                        } catch (CancelledError e) {
                            throw fatal;
                        }
                    });
                    sleep(ms(1));
                    throw failure;
                });
            }
        };
        assertThat(catchThrowable(story::run)).isSameAs(failure).hasSuppressedException(fatal);
    }

    // RUN-10 RUN-18
    @Test
    void closeInsideOfARun_isRefused_andTheRunnerCanBeClosedLater() {
        var runner = newRunner();
        EventLoop loop = runner.getLoop();
        runner.run(() -> {
            assertThatIllegalStateException().isThrownBy(runner::close).withMessageContaining("running");
            try {
                sleep(ms(1));
            } catch (CancelledError e) {
                assertThat(currentTask().uncancel()).as("CPython cancels it before it sees").isZero();
            }
            createTask(() -> leaveBehind("task", 1));
            sleep(ms(1));
        });
        assertThat(loop.isClosed()).isFalse();
        runner.close();
        assertThat(loop.isClosed()).isTrue();
        assertThat(log).containsExactly("task cancelled", "task ended");
    }

    // RUN-10
    @Test
    void anotherThread_canClose() throws Exception {
        var runner = newRunner();
        EventLoop loop = runner.run(() -> {
            createTask(() -> leaveBehind("task", 1));
            sleep(ms(1));
            return EventLoop.running();
        });
        var closed = new CompletableFuture<Boolean>();
        Thread.ofPlatform().start(() -> {
            runner.close();
            closed.complete(loop.isClosed());
        });
        assertThat(closed.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(log).containsExactly("task cancelled", "task ended");
    }
}
