package io.asyncio4j.tests.threads;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.await;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopAsExecutorTest {

    private static final ContextVar<String> VARIABLE = ContextVar.of("variable", "unset");

    private final List<String> log = new ArrayList<>();

    // RCT-01
    @Test
    void commandsOfTheLoopItself_areTasks_inTheOrderInWhichTheyCame() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Executor executor = loop.asExecutor();
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                executor.execute(() -> {
                    tasks.add(currentTask());
                    log.add("command " + number);
                });
            }
            log.add("execute returns first");
            assertThat(allTasks()).hasSize(1);
            Loops.ticks(2);
            assertThat(log).containsExactly("execute returns first", "command 0", "command 1", "command 2");
            assertThat(tasks).doesNotContainNull().doesNotHaveDuplicates().doesNotContain(currentTask())
                    .allMatch(task -> task.getLoop() == loop);
        });
    }

    // RCT-01
    @Test
    void anyThread_mayHandCommandsIn_andTheirOrderIsKept() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> last = loop.createFuture();
            Executor executor = loop.asExecutor();
            toThread(() -> {
                for (int i = 0; i < 100; i++) {
                    int number = i;
                    executor.execute(() -> log.add("command " + number + (EventLoop.running() == loop)));
                }
                Thread.ofPlatform().start(() -> executor.execute(() -> last.setResult("last"))).join();
            });
            assertThat(last.await()).isEqualTo("last");
            assertThat(log).hasSize(100).startsWith("command 0true").endsWith("command 99true");
        });
    }

    // RCT-01
    @Test
    void command_mayAwait_whileOthersRun() {
        Loops.run(() -> {
            Executor executor = EventLoop.running().asExecutor();
            Promise<String> gate = EventLoop.running().createFuture();
            executor.execute(() -> log.add("first got " + gate.await()));
            executor.execute(() -> {
                sleep(ms(10));
                gate.setResult("the second's");
            });
            executor.execute(() -> log.add("third"));
            sleep(ms(20));
            assertThat(log).containsExactly("third", "first got the second's");
        });
    }

    // RCT-01
    @Test
    void loopThatDoesNotRunYet_runsThemWhenItDoes() {
        try (EventLoop loop = Loops.virtual().build()) {
            loop.asExecutor().execute(() -> log.add("command"));
            assertThat(log).isEmpty();
            loop.runUntilComplete(() -> Loops.ticks(2));
            assertThat(log).containsExactly("command");
        }
    }

    // RCT-01
    @Test
    void command_runsInACopyOfTheContextOfWhoHandsItIn() {
        Loops.run(() -> {
            Executor executor = EventLoop.running().asExecutor();
            VARIABLE.set("main's");
            executor.execute(() -> {
                log.add(VARIABLE.get());
                VARIABLE.set("command's");
            });
            VARIABLE.set("later");
            Loops.ticks(3);
            assertThat(log).containsExactly("main's");
            assertThat(VARIABLE.get()).isEqualTo("later");
        });
    }

    // TSK-16
    @Test
    void failure_isReportedAtOnce_withTheTask_andTheLoopGoesOn() {
        Loops.run(() -> {
            var reports = Loops.collectReports();
            List<Task<?>> tasks = new ArrayList<>();
            var failure = new IllegalStateException("command fails");
            var error = new AssertionError("an error, too");
            Executor executor = EventLoop.running().asExecutor();
            executor.execute(() -> {
                tasks.add(currentTask());
                throw failure;
            });
            executor.execute(() -> {
                sleep(ms(5));
                throw error;
            });
            Loops.ticks(2);
            assertThat(reports).singleElement().satisfies(report -> {
                assertThat(report).containsOnlyKeys("message", "exception", "task");
                assertThat((String) report.get("message")).startsWith("Exception in command")
                        .contains("LoopAsExecutorTest");
                assertThat(report).containsEntry("exception", failure).containsEntry("task",
                        tasks.getFirst());
            });
            sleep(ms(10));
            assertThat(reports).hasSize(2);
            assertThat(reports.getLast()).containsEntry("exception", error);
            assertThat(tasks.getFirst().exception()).as("the task itself has not failed").isNull();
        });
    }

    // RUN-06
    @Test
    void commandThatIsCancelled_isNoFailure() {
        Loops.run(() -> {
            var reports = Loops.collectReports();
            List<Task<?>> tasks = new ArrayList<>();
            EventLoop.running().asExecutor().execute(() -> {
                tasks.add(currentTask());
                EventLoop.running().createFuture().await();
            });
            Loops.ticks(2);
            tasks.getFirst().cancel();
            Loops.ticks(2);
            assertThat(tasks.getFirst().cancelled()).isTrue();
            assertThat(reports).isEmpty();
        });
    }

    // RUN-06
    @Test
    void commandsThatAreLeft_areCancelledWithTheRun_andCleanUp() {
        Loops.run(() -> {
            EventLoop.running().asExecutor().execute(() -> {
                try {
                    sleep(ms(1000));
                } catch (CancelledError e) {
                    log.add("cancelled");
                    sleep(ms(10));
                    log.add("clean");
                    throw e;
                }
            });
            Loops.ticks(2);
        });
        assertThat(log).containsExactly("cancelled", "clean");
    }

    // TSK-17
    @Test
    void loopExitOfACommand_endsTheLoop() {
        var fatal = new LoopExit("enough");
        VoidCoroutine main = () -> {
            var reports = Loops.collectReports();
            EventLoop.running().asExecutor().execute(() -> {
                throw fatal;
            });
            try {
                sleep(ms(1000));
            } finally {
                log.add("reports: " + reports);
            }
        };
        assertThat(catchThrowable(() -> Loops.run(main))).isSameAs(fatal);
        assertThat(log).containsExactly("reports: []");
    }

    // LOO-16
    @Test
    void closedLoop_rejectsCommands() {
        Executor executor = Loops.run(() -> EventLoop.running().asExecutor());
        assertThatThrownBy(() -> executor.execute(() -> log.add("never")))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("Event loop is closed")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(log).isEmpty();
    }

    // RCT-06
    @Test
    void nullIsRefused() {
        Loops.run(() -> {
            Executor executor = EventLoop.running().asExecutor();
            assertThatNullPointerException().isThrownBy(() -> executor.execute(null)).withMessage("command");
        });
    }

    // RCT-01
    @Test
    void completableFutures_canRunTheirStagesOnIt() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Executor executor = loop.asExecutor();
            CompletableFuture<String> stages = CompletableFuture.supplyAsync(() -> {
                assertThat(EventLoop.running()).isSameAs(loop);
                return sleep(ms(10), "supplied");
            }, executor).thenApplyAsync(value -> {
                assertThat(EventLoop.running()).isSameAs(loop);
                return sleep(ms(10), value + ", applied");
            }, executor);
            Task<String> waits = createTask(() -> await(stages));
            assertThat(waits.await()).isEqualTo("supplied, applied");
            assertThat(loop.time()).isEqualTo(ms(20));
        });
    }

    // RCT-02
    @Test
    void failureOfAStage_belongsToItsFuture_andIsNotReported() {
        Loops.run(() -> {
            var reports = Loops.collectReports();
            var failure = new IllegalStateException("stage");
            CompletableFuture<String> stage = CompletableFuture.supplyAsync(() -> {
                sleep(ms(1));
                throw failure;
            }, EventLoop.running().asExecutor());
            assertThat(catchThrowable(() -> await(stage))).isSameAs(failure);
            assertThat(catchThrowable(stage::join)).isInstanceOf(CompletionException.class).hasCause(failure);
            assertThat(reports).isEmpty();
        });
    }
}
