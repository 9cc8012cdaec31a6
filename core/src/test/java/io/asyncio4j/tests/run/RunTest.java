package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunTest {

    private final List<Object> log = new ArrayList<>();

    // RUN-01
    @Test
    void run_returnsTheResult_andClosesItsLoop() {
        List<EventLoop> loops = new ArrayList<>();
        String result = Loops.run(() -> {
            loops.add(EventLoop.running());
            return sleep(ms(5), "result");
        });
        assertThat(result).isEqualTo("result");
        assertThat(loops.getFirst().isClosed()).isTrue();
        assertThat(loops.getFirst().isRunning()).isFalse();
    }

    // RUN-01
    @Test
    void run_throwsTheVeryExceptionOfMain_checkedOrNot_andClosesItsLoop() {
        List<EventLoop> loops = new ArrayList<>();
        List<Throwable> failures = List.of(
                new IOException("checked"),
                new IllegalStateException("unchecked"),
                new AssertionError("error"),
                new CancelledError("nobody cancelled"));
        for (Throwable failure : failures) {
            assertThatThrownBy(() -> Loops.run(() -> {
                loops.add(EventLoop.running());
                sleep(ms(1));
                throwIt(failure);
            })).isSameAs(failure);
        }
        assertThat(loops).hasSize(4).doesNotHaveDuplicates().allMatch(EventLoop::isClosed);
    }

    // RUN-01
    @Test
    void run_makesAFreshLoopEachTime() {
        EventLoop first = Loops.run(() -> EventLoop.running());
        EventLoop second = Loops.run(() -> EventLoop.running());
        assertThat(first).isNotSameAs(second);
    }

    // RUN-01
    @Test
    void run_onRealTime_works() {
        assertThat(Asyncio.run(() -> sleep(ms(2), "real"))).isEqualTo("real");
    }

    // RUN-01
    @Test
    void main_isATaskOfTheLoop() {
        Loops.run(() -> {
            Task<?> main = currentTask();
            assertThat(main).isNotNull();
            assertThat(allTasks()).containsExactly(main);
        });
    }

    // RUN-02
    @Test
    void run_takesAFunctionOnly_andNullIsRefused() {
        assertThatThrownBy(() -> Asyncio.run((Coroutine<String>) null))
                .isInstanceOf(NullPointerException.class);
        CoroutineObject<String> coroutine = Coroutine.of("main", () -> "object");
        assertThat(Loops.run(coroutine)).isEqualTo("object");
        assertThatThrownBy(() -> Loops.run(coroutine))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot reuse already awaited coroutine");
    }

    // RUN-03
    @Test
    void run_insideOfARunningLoop_isRefused_andClosesTheCoroutine() {
        Loops.run(() -> {
            CoroutineObject<String> coroutine = Coroutine.of("inner", () -> "never");
            assertThatThrownBy(() -> Loops.run(coroutine))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Asyncio.run() cannot be called from a running event loop")
                    .hasMessageContaining("create a task");
            assertThat(coroutine.state()).isEqualTo(CoroutineObject.State.CLOSED);
            assertThat(sleep(ms(1), "still alive")).isEqualTo("still alive");
        });
    }

    // RUN-03
    @Test
    void run_insideOfACallback_isRefused() {
        Loops.run(() -> {
            EventLoop.running().callSoon(() -> {
                try {
                    Loops.run(() -> "never");
                } catch (IllegalStateException e) {
                    log.add(e.getMessage().startsWith("Asyncio.run() cannot be called"));
                }
            });
            Loops.ticks(1);
        });
        assertThat(log).containsExactly(true);
    }

    // RUN-03
    @Test
    void run_offTheLoop_isAllowed() {
        Loops.run(() -> {
            assertThat(toThread(() -> Loops.run(() -> sleep(ms(3), "in a thread")))).isEqualTo("in a thread");
            assertThat(Asyncio.blocking(() -> Loops.run(() -> sleep(ms(3), "off it")))).isEqualTo("off it");
            assertThat(sleep(ms(1), "and on")).isEqualTo("and on");
        });
    }

    // RUN-04
    @Test
    void debug_isWhatTheBuilderSays() {
        assertThat(Asyncio.run(Loops.virtual().debug(true), () -> EventLoop.running().getDebug())).isTrue();
        assertThat(Asyncio.run(Loops.virtual().debug(false), () -> EventLoop.running().getDebug())).isFalse();
        assertThat(Loops.run(() -> EventLoop.running().getDebug())).isFalse();
    }

    // RUN-05
    @Test
    void theBuilder_isTheLoopFactory() {
        TaskFactory factory = (loop, coroutine, options) -> loop.newTask(coroutine, options);
        Asyncio.run(Loops.virtual().name("custom").taskFactory(factory), () -> {
            assertThat(EventLoop.running()).asString().startsWith("<EventLoop custom ");
            assertThat(EventLoop.running().getTaskFactory()).isSameAs(factory);
        });
    }

    // RUN-06
    @Test
    void run_cancelsWhatIsLeft_thenShutsTheExecutorDown_thenClosesTheLoop() {
        List<EventLoop> loops = new ArrayList<>();
        var executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
            @Override
            public void shutdown() {
                if (!isShutdown()) {
                    log.add("executor shut down, loop closed=" + loops.getFirst().isClosed());
                }
                super.shutdown();
            }
        };
        Loops.run(() -> {
            loops.add(EventLoop.running());
            EventLoop.running().setDefaultExecutor(executor);
            createTask(() -> leaveBehind("slow", 20));
            createTask(() -> leaveBehind("quick", 10));
            sleep(ms(1));
            log.add("main ends");
        });
        log.add("closed=" + loops.getFirst().isClosed());
        assertThat(log)
                .containsExactly(
                        "main ends",
                        "slow cancelled",
                        "quick cancelled",
                        "quick ended",
                        "slow ended",
                        "executor shut down, loop closed=false",
                        "closed=true");
        assertThat(executor.isTerminated()).isTrue();
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
    void run_waitsForTheThreadsOfTheExecutor() {
        var release = new CountDownLatch(1);
        Loops.run(() -> {
            EventLoop.running().runInExecutor(null, () -> {
                release.await();
                log.add("thread ended");
                return "ignored";
            });
            sleep(ms(1));
            log.add("main ends");
            release.countDown();
        });
        assertThat(log).containsExactly("main ends", "thread ended");
    }

    // RUN-06
    @Test
    void run_clearsUp_alsoWhenMainFails() {
        assertThatThrownBy(() -> Loops.run(() -> {
            createTask(() -> leaveBehind("left over", 5));
            sleep(ms(1));
            throwIt(new IOException("main failed"));
        })).isInstanceOf(IOException.class).hasMessage("main failed").hasNoSuppressedExceptions();
        assertThat(log).containsExactly("left over cancelled", "left over ended");
    }

    // RUN-06
    @Test
    void aTaskThatWasNotStartedYet_neverStarts() {
        Loops.run(() -> {
            createTask(() -> log.add("queued before main ends: starts in the last turn"));
            EventLoop.running().callSoon(() -> createTask(() -> log.add("queued in the last turn: never")));
        });
        assertThat(log).containsExactly("queued before main ends: starts in the last turn");
    }

    // RUN-06
    @Test
    void aTaskThatRefusesToBeCancelled_isWaitedFor() {
        Loops.run(() -> {
            createTask(() -> {
                try {
                    sleep(ms(1000));
                } catch (CancelledError e) {
                    log.add("refused");
                }
                sleep(ms(50));
                log.add("ended by itself");
            });
            sleep(ms(1));
        });
        assertThat(log).containsExactly("refused", "ended by itself");
    }

    // RUN-07
    @Test
    void aLeftOverTaskThatFails_isReported_andTheResultStays() {
        var failure = new IllegalStateException("while cleaning up");
        List<Map<String, Object>> reports = new ArrayList<>();
        List<Task<?>> tasks = new ArrayList<>();
        String result = Loops.run(() -> {
            EventLoop.running().setExceptionHandler((loop, context) -> reports.add(context));
            tasks.add(createTask(() -> {
                try {
                    sleep(ms(1000));
                } finally {
                    throwIt(failure);
                }
            }));
            sleep(ms(1));
            return "untouched";
        });
        assertThat(result).isEqualTo("untouched");
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst())
                .containsOnly(
                        Map.entry("message", "unhandled exception during Asyncio.run() shutdown"),
                        Map.entry("exception", failure),
                        Map.entry("task", tasks.getFirst()));
    }

    // RUN-07
    @Test
    void leftOverTasksThatAreCancelledOrEndWell_areNotReported() {
        List<Map<String, Object>> reports = new ArrayList<>();
        Loops.run(() -> {
            EventLoop.running().setExceptionHandler((loop, context) -> reports.add(context));
            createTask(() -> leaveBehind("a", 1));
            createTask(() -> {
                try {
                    sleep(ms(1000));
                } catch (CancelledError e) {
                    log.add("b ends well");
                }
            });
            sleep(ms(1));
        });
        assertThat(reports).isEmpty();
        assertThat(log).contains("a ended", "b ends well");
    }

    // RUN-17 LOO-17
    @Test
    void aFatalErrorOfAnotherTask_leavesRun_afterClearingUp() {
        var fatal = new LoopExit("enough");
        assertThatThrownBy(() -> Loops.run(() -> {
            createTask(() -> throwIt(fatal));
            leaveBehind("main", 5);
        })).isSameAs(fatal);
        assertThat(log).containsExactly("main cancelled", "main ended");
    }

    @SuppressWarnings("unchecked") // the type argument is only there to throw without declaring
    private static <X extends Throwable> void throwIt(Throwable failure) throws X {
        throw (X) failure;
    }
}
