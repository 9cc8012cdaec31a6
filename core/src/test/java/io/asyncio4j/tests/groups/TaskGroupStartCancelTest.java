package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Task;
import io.asyncio4j.TaskStatus;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a cancellation makes of {@code TaskGroup.start}, and of the task that it waits for. */
class TaskGroupStartCancelTest {

    private final List<String> log = new ArrayList<>();

    /** Is never ready; when cancelled, cleans up for a while. */
    private void startForEver(Duration cleanUp) {
        try {
            sleep(Duration.ofHours(1));
        } catch (CancelledError e) {
            log.add("starting task cancelled: " + e.getMessage());
            sleep(cleanUp);
            log.add("starting task cleaned up");
            throw e;
        }
    }

    private static CancelledError cancellationOf(Task<?> task) {
        return catchThrowableOfType(CancelledError.class, task::await);
    }

    // TGR-06
    @Test
    void callerCancelledBeforeReady_cancelsTheTask_andWaitsForItsCleanUp() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<?> caller = createTask(() -> taskGroup(g -> {
                try {
                    g.start(status -> startForEver(ms(50)));
                } finally {
                    log.add("start left at " + millisSince(start) + " in " + g);
                }
            }));
            sleep(ms(10));
            caller.cancel("outside");
            assertThat(cancellationOf(caller).message()).isEqualTo("outside");
            assertThat(log)
                    .containsExactly(
                            "starting task cancelled: outside",
                            "starting task cleaned up",
                            "start left at 60 in <TaskGroup entered>");
            assertThat(caller.cancelling()).isEqualTo(1);
        });
    }

    // TGR-06 CAN-08
    @Test
    void callerCancelledBeforeItCallsStart_takesTheRequestThere_andTheTaskAtItsFirstAwait() {
        Loops.run(() -> {
            Task<?> caller = createTask(() -> taskGroup(g -> {
                currentTask().cancel("before");
                try {
                    g.start(status -> startForEver(ms(5)));
                } finally {
                    log.add("start left");
                }
            }));
            assertThat(cancellationOf(caller).message()).isEqualTo("before");
            assertThat(log)
                    .containsExactly("starting task cancelled: before", "starting task cleaned up",
                            "start left");
        });
    }

    // TGR-06
    @Test
    void timeoutOfAStart_cancelsTheTask_andTheGroupGoesOn() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            taskGroup(g -> {
                assertThatThrownBy(() -> timeout(ms(10), limit -> g.start(status -> startForEver(ms(5)))))
                        .isInstanceOf(TimeoutException.class);
                log.add("timed out at " + millisSince(start) + " in " + g);
                assertThat(currentTask().cancelling()).isZero();
                assertThat((int) g.start((TaskStatus<Integer> status) -> status.started(2))).isEqualTo(2);
            });
            assertThat(log)
                    .containsExactly(
                            "starting task cancelled: null",
                            "starting task cleaned up",
                            "timed out at 15 in <TaskGroup entered>");
        });
    }

    // TGR-28
    @Test
    void callerCancelledAgainDuringTheCleanUp_isStillThereWhenTheTaskEnds() {
        Loops.run(() -> {
            List<Task<?>> starting = new ArrayList<>();
            Task<?> caller = createTask(() -> taskGroup(g -> {
                try {
                    g.start(status -> {
                        starting.add(currentTask());
                        try {
                            sleep(Duration.ofHours(1));
                        } finally {
                            assertThat(catchThrowable(() -> sleep(ms(1_000))))
                                    .isInstanceOf(CancelledError.class);
                            sleep(ms(20));
                            log.add("cleaned up");
                        }
                    });
                } finally {
                    log.add("start left");
                }
            }));
            sleep(ms(10));
            caller.cancel("one");
            sleep(ms(10));
            caller.cancel("two");
            assertThat(cancellationOf(caller)).isNotNull();
            assertThat(log).containsExactly("cleaned up", "start left");
            assertThat(starting.getFirst().cancelled()).isTrue();
            assertThat(caller.cancelling()).isEqualTo(2);
        });
    }

    // TGR-06
    @Test
    void taskThatRefusesTheCancellation_andCallsStartedThen_isNotStarted() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            Task<?> caller = createTask(() -> taskGroup(g -> {
                try {
                    g.start((TaskStatus<Integer> status) -> {
                        assertThat(catchThrowable(() -> sleep(Duration.ofHours(1))))
                                .isInstanceOf(CancelledError.class);
                        sleep(ms(10));
                        status.started(10);
                        log.add(status + " at " + millisSince(start));
                        sleep(ms(20));
                    });
                    log.add("not reached");
                } finally {
                    log.add("start left at " + millisSince(start));
                }
            }));
            ticks(2);
            caller.cancel("outside");
            assertThat(cancellationOf(caller).message()).isEqualTo("outside");
            assertThat(log).containsExactly("<TaskStatus given up> at 10", "start left at 30");
        });
    }

    // TGR-07 TGR-08
    @Test
    void taskThatFailsAtItsCancellation_givesThatToTheCaller_whoseNextAwaitThrowsTheCancellation() {
        Loops.run(() -> {
            var failure = new IOException("clean-up");
            Task<?> caller = createTask(() -> {
                ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                    g.start(status -> {
                        try {
                            sleep(Duration.ofHours(1));
                        } catch (CancelledError e) {
                            throw failure;
                        }
                    });
                }));
                assertThat(group.exceptions()).containsExactly(failure);
                log.add("handled, cancelling " + currentTask().cancelling());
                sleep(Duration.ZERO);
                log.add("not reached");
            });
            ticks(2);
            caller.cancel();
            assertThat(cancellationOf(caller)).isNotNull();
            assertThat(log).containsExactly("handled, cancelling 1");
        });
    }

    // TGR-06
    @Test
    void closingOfTheLoop_endsTheCaller_andTheTask() {
        EventLoop loop = Loops.virtual().build();
        List<Map<String, Object>> reports = Loops.collectReports(loop);
        loop.createTask(() -> taskGroup(g -> {
            try {
                g.start(status -> startForEver(ms(5)));
            } catch (CancelledError e) {
                log.add("start left: " + e.getMessage());
                throw e;
            }
        }));
        loop.runUntilComplete(() -> sleep(ms(1)));
        loop.close();
        assertThat(log)
                .containsExactly(
                        "start left: the event loop was closed",
                        "starting task cancelled: the event loop was closed");
        assertThat(reports)
                .extracting(report -> report.get("message"))
                .containsExactly("Task was destroyed but it is pending!",
                        "Task was destroyed but it is pending!");
    }
}
