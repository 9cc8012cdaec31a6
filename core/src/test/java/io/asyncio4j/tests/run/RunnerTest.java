package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Promise;
import io.asyncio4j.Runner;
import io.asyncio4j.Signal;
import io.asyncio4j.SignalExit;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RunnerTest {

    private final List<String> log = new ArrayList<>();

    private static Runner newRunner() {
        return new Runner(Loops.virtual());
    }

    // RUN-01
    @Test
    void run_givesTheResult_orThrowsTheVeryException() {
        try (var runner = newRunner()) {
            assertThat(runner.run(() -> sleep(ms(5), "result"))).isEqualTo("result");
            assertThat(runner.run(() -> (String) null)).isNull();
            for (Throwable failure : List.of(
                    new IOException("checked"),
                    new IllegalStateException("unchecked"),
                    new AssertionError("error"),
                    new CancelledError("by nobody"),
                    new LoopExit("fatal"))) {
                VoidCoroutine main = () -> {
                    sleep(ms(1));
                    throwIt(failure);
                };
                assertThat(catchThrowable(() -> runner.run(main))).isSameAs(failure);
            }
            assertThat(runner.run(() -> sleep(ms(5), "still usable"))).isEqualTo("still usable");
        }
    }

    // RUN-01
    @Test
    void runsOfARunner_shareTheLoop_whoseTimeGoesOn() {
        try (var runner = newRunner()) {
            EventLoop loop = runner.run(() -> {
                sleep(ms(10));
                return EventLoop.running();
            });
            assertThat(loop.isRunning()).isFalse();
            assertThat(loop.isClosed()).isFalse();
            runner.run(() -> {
                assertThat(EventLoop.running()).isSameAs(loop);
                sleep(ms(10));
            });
            assertThat(loop.time()).isEqualTo(ms(20));
        }
    }

    // RUN-01
    @Test
    void tasksThatARunLeaves_goOnInTheNextOne() {
        try (var runner = newRunner()) {
            List<Integer> steps = new ArrayList<>();
            runner.run(() -> {
                createTask(() -> {
                    for (int i = 0; i < 3; i++) {
                        steps.add(i);
                        sleep(ms(10));
                    }
                });
                sleep(ms(5));
            });
            assertThat(steps).containsExactly(0);
            runner.run(() -> sleep(ms(25)));
            assertThat(steps).containsExactly(0, 1, 2);
        }
    }

    // RUN-02
    @Test
    void run_takesAnyAwaitable() {
        try (var runner = newRunner()) {
            Awaitable<String> awaitable = () -> sleep(ms(1), "awaitable");
            assertThat(runner.run(awaitable)).isEqualTo("awaitable");
            Promise<String> promise = runner.getLoop().createFuture();
            runner.getLoop().callLater(ms(5), () -> promise.setResult("future"));
            assertThat(runner.run(promise)).isEqualTo("future");
            Task<String> task = runner.getLoop().createTask(() -> sleep(ms(1), "task"));
            assertThat(runner.run(task)).isEqualTo("task");
            assertThat(runner.run(Coroutine.of("object", () -> "coroutine object")))
                    .isEqualTo("coroutine object");
        }
    }

    // RUN-02
    @Test
    void nullIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> new Runner((EventLoopBuilder) null))
                .withMessage("options");
        assertThatNullPointerException().isThrownBy(() -> new SignalExit(null)).withMessage("signal");
        try (var runner = newRunner()) {
            assertThatNullPointerException().isThrownBy(() -> runner.run((Awaitable<String>) null))
                    .withMessage("main");
            assertThatNullPointerException().isThrownBy(() -> runner.run((VoidCoroutine) null));
            assertThatNullPointerException().isThrownBy(() -> runner.cancelOn((Signal) null));
        }
    }

    // RUN-03
    @Test
    void runInsideOfARun_isRefused_andTheCoroutineIsClosed() {
        try (var runner = newRunner(); var other = newRunner()) {
            for (Runner inner : List.of(runner, other)) {
                CoroutineObject<String> coroutine = Coroutine.of("inner", () -> "never");
                runner.run(() -> {
                    assertThatIllegalStateException().isThrownBy(() -> inner.run(coroutine))
                            .withMessageStartingWith(
                                    "Runner.run() cannot be called from a running event loop")
                            .withMessageContaining(EventLoop.running().toString())
                            .withMessageContaining("create a task");
                    assertThat(sleep(ms(1), "goes on")).isEqualTo("goes on");
                });
                assertThat(coroutine.state()).isEqualTo(CoroutineObject.State.CLOSED);
            }
            assertThat(other.run(() -> "unharmed")).isEqualTo("unharmed");
        }
    }

    // RUN-03 RUN-18
    @Test
    void runFromAnotherThread_whileTheLoopRuns_isRefused() {
        try (var runner = newRunner()) {
            CoroutineObject<String> coroutine = Coroutine.of("second", () -> "never");
            runner.run(() -> {
                Throwable refusal = toThread(() -> catchThrowable(() -> runner.run(coroutine)));
                assertThat(refusal).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("create a task of");
                assertThat(sleep(ms(1), "goes on")).isEqualTo("goes on");
                assertThat(allTasks()).containsExactly(currentTask());
            });
            assertThat(coroutine.state()).isEqualTo(CoroutineObject.State.CLOSED);
        }
    }

    // RUN-04
    @Test
    void debug_isWhatTheOptionsSay() {
        for (boolean debug : new boolean[] {true, false}) {
            try (var runner = new Runner(Loops.virtual().debug(debug))) {
                assertThat(runner.getLoop().getDebug()).isEqualTo(debug);
                assertThat(runner.run(() -> EventLoop.running().getDebug())).isEqualTo(debug);
            }
        }
        try (var runner = new Runner()) {
            assertThat(runner.getLoop().getDebug()).isFalse();
        }
    }

    // RUN-05
    @Test
    void options_areTheLoopFactory() {
        TaskFactory factory = (loop, coroutine, options) -> {
            log.add("factory makes a task");
            return loop.newTask(coroutine, options);
        };
        try (var runner = new Runner(Loops.virtual().name("custom").taskFactory(factory))) {
            assertThat(runner.getLoop()).asString().startsWith("<EventLoop custom ");
            assertThat(log).isEmpty();
            runner.run(() -> log.add("main runs"));
        }
        assertThat(log).as("of main, of the closing of generators, of the shutdown of the executor")
                .containsExactly("factory makes a task", "main runs", "factory makes a task",
                        "factory makes a task");
    }

    // RUN-08
    @Test
    void theLoop_isMadeWhenItIsNeededFirst_andOnce() {
        var broken = EventLoop.builder().taskFactory((loop, coroutine, options) -> {
            throw new IllegalStateException("not asked for");
        });
        try (var runner = new Runner(broken)) {
            assertThat(runner.cancelOn(Signal.SIGTERM)).isSameAs(runner);
        }
        try (var runner = newRunner()) {
            EventLoop loop = runner.run(() -> EventLoop.running());
            assertThat(runner.getLoop()).isSameAs(loop);
            assertThat(runner.getLoop()).isSameAs(loop);
        }
        try (var runner = newRunner()) {
            EventLoop loop = runner.getLoop();
            assertThat(loop.isRunning()).isFalse();
            assertThat(runner.run(() -> EventLoop.running())).isSameAs(loop);
        }
    }

    // RUN-10
    @Test
    void afterClose_everythingIsRefused_andTheCoroutineIsClosed() {
        var runner = newRunner();
        runner.run(() -> sleep(ms(1)));
        runner.close();
        CoroutineObject<String> coroutine = Coroutine.of("late", () -> "never");
        assertThatIllegalStateException().isThrownBy(() -> runner.run(coroutine))
                .withMessageContaining("Runner is closed");
        assertThat(coroutine.state()).isEqualTo(CoroutineObject.State.CLOSED);
        assertThatIllegalStateException().isThrownBy(runner::getLoop)
                .withMessageContaining("Runner is closed");
        assertThatIllegalStateException().isThrownBy(() -> runner.cancelOn(Signal.SIGTERM))
                .withMessageContaining("Runner is closed");
    }

    // RUN-15
    @Test
    void loopThatIsStopped_endsTheRun_andMainCanGoOnInALaterOne() {
        try (var runner = newRunner()) {
            List<Task<?>> mains = new ArrayList<>();
            VoidCoroutine main = () -> {
                mains.add(currentTask());
                EventLoop.running().callSoon(EventLoop.running()::stop);
                sleep(ms(10));
                log.add("first main ends");
            };
            assertThatIllegalStateException().isThrownBy(() -> runner.run(main))
                    .withMessageContaining("Event loop stopped before Future completed");
            assertThat(mains.getFirst().done()).isFalse();
            runner.run(() -> sleep(ms(20)));
            assertThat(log).containsExactly("first main ends");
            assertThat(mains.getFirst().done()).isTrue();
        }
    }

    // RUN-16
    @Test
    void runThatWasBrokenOff_doesNotStopALaterOne() {
        try (var runner = newRunner()) {
            Loops.collectReports(runner.getLoop());
            var fatal = new LoopExit("enough");
            VoidCoroutine main = () -> {
                createTask(() -> throwIt(fatal));
                sleep(ms(10));
                log.add("first main ends");
            };
            assertThat(catchThrowable(() -> runner.run(main))).isSameAs(fatal);
            assertThat(runner.run(() -> sleep(ms(20), "second main ends"))).isEqualTo("second main ends");
            assertThat(log).containsExactly("first main ends");
        }
    }

    // RUN-17
    @Test
    void failureThatRunThrows_isNotReportedOnceMore() {
        List<Map<String, Object>> reports;
        try (var runner = newRunner()) {
            reports = Loops.collectReports(runner.getLoop());
            for (Throwable failure : List.of(new IOException("main's"), new LoopExit("main's"))) {
                VoidCoroutine main = () -> throwIt(failure);
                assertThat(catchThrowable(() -> runner.run(main))).isSameAs(failure);
            }
        }
        assertThat(reports).isEmpty();
    }

    // RUN-01
    @Test
    void aVirtualThread_canRunARunner_andAnotherThreadGoOnWithIt() throws Exception {
        try (var runner = newRunner()) {
            var first = new CompletableFuture<EventLoop>();
            Thread.ofVirtual().start(() -> first.complete(runner.run(() -> {
                sleep(ms(1));
                return EventLoop.running();
            })));
            EventLoop loop = first.get(30, TimeUnit.SECONDS);
            assertThat(runner.run(() -> EventLoop.running())).isSameAs(loop);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    // RUN-01 RUN-14
    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void loopExitAsAResult_isAResult() {
        var exit = new LoopExit("not thrown");
        try (var runner = newRunner()) {
            assertThat(runner.run(() -> sleep(ms(1), exit))).isSameAs(exit);
            assertThat(runner.run(() -> catchThrowable(() -> throwIt(exit)))).isSameAs(exit);
        }
    }

    // RUN-01
    @Test
    void exceptionOfMain_showsWhoCalledRun() {
        try (var runner = newRunner()) {
            VoidCoroutine main = () -> throwIt(new IOException("main's"));
            Throwable failure = catchThrowable(() -> runner.run(main));
            assertThat(failure.getStackTrace())
                    .extracting(StackTraceElement::getMethodName)
                    .containsSubsequence("main", "run", "exceptionOfMain_showsWhoCalledRun");
        }
    }

    // RUN-01
    @Test
    void asyncioRun_isARunnerForOneMain() {
        Runner runner = newRunner();
        Asyncio.run(() -> assertThat(toThread(() -> runner.run(() -> "elsewhere"))).isEqualTo("elsewhere"));
        runner.close();
    }

    @SuppressWarnings("unchecked") // the type argument is only there to throw without declaring
    private static <X extends Throwable> void throwIt(Throwable failure) throws X {
        throw (X) failure;
    }
}
