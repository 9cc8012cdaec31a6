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
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.TaskStatus;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** {@code TaskGroup.start} whose caller is cancelled when something else happens to the task, too. */
class TaskGroupStartRacesTest {

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
    void callerCancelledJustAfterReady_leavesTheTaskAlone() {
        Loops.run(() -> {
            Promise<String> gate = EventLoop.running().createFuture();
            taskGroup(g -> {
                Task<?> caller = g.createTask(() -> {
                    try {
                        g.start((TaskStatus<Integer> status) -> {
                            status.started(9);
                            log.add(gate.await());
                        });
                        log.add("not reached");
                    } catch (CancelledError e) {
                        log.add("caller cancelled: " + e.getMessage());
                        throw e;
                    }
                });
                g.createTask(() -> {
                    ticks(1);
                    caller.cancel("just after"); // it has been woken by started(), and has not run since
                });
                assertThat(cancellationOf(caller)).isNotNull();
                gate.setResult("the started task goes on");
            });
            assertThat(log).containsExactly("caller cancelled: just after", "the started task goes on");
        });
    }

    // CAN-08 TGR-06: the request finds a task that has failed already, so nothing else can deliver it
    @Test
    void callerCancelledWhenTheTaskHasJustFailed_doesNotLoseTheRequest() {
        for (boolean groupHasHeardOfIt : new boolean[] {true, false}) {
            log.clear();
            Loops.run(() -> {
                Promise<String> gate = EventLoop.running().createFuture();
                Task<?> caller = createTask(() -> taskGroup(g -> {
                    try {
                        g.start(status -> {
                            gate.await();
                            throw new IOException("just before");
                        });
                    } catch (CancelledError e) {
                        log.add(e.getMessage() + ", suppressed: " + e.getSuppressed()[0].getMessage());
                        throw e;
                    }
                }));
                ticks(2);
                gate.setResult("open");
                ticks(1);
                if (groupHasHeardOfIt) {
                    EventLoop.running().callSoon(() -> caller.cancel("outside")); // the caller has been woken
                } else {
                    caller.cancel("outside");
                }
                assertThat(cancellationOf(caller)).isNotNull();
                assertThat(log).containsExactly("outside, suppressed: just before");
            });
        }
    }

    // TGR-06: the timeout takes its own request back; the caller's must have reached the task all the same
    @Test
    void callerCancelledInTheTickInWhichATimeoutOfTheTaskIsOver_stillCancelsIt() {
        for (boolean callerFirst : new boolean[] {true, false}) {
            log.clear();
            Loops.run(() -> {
                Duration start = EventLoop.running().time();
                Task<?> caller = createTask(() -> taskGroup(g -> {
                    g.start(status -> {
                        try {
                            timeout(ms(10), limit -> {
                                sleep(Duration.ofHours(1));
                            });
                        } catch (TimeoutException e) {
                            log.add("timed out");
                        }
                        startForEver(ms(5));
                    });
                }));
                if (callerFirst) {
                    EventLoop.running().callLater(ms(10), caller::cancel);
                }
                ticks(3);
                if (!callerFirst) {
                    EventLoop.running().callLater(ms(10), caller::cancel);
                }
                assertThat(cancellationOf(caller)).isNotNull();
                assertThat(millisSince(start)).isLessThanOrEqualTo(15);
            });
        }
    }

    // TGR-03: each child of a group that fails is cancelled once, one that is starting too
    @Test
    void failureOfASibling_cancelsTheStartingTaskOnce_soThatItCanCleanUp() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            var failure = new IOException("sibling");
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                g.createTask(() -> {
                    sleep(ms(10));
                    throw failure;
                });
                try {
                    g.start(status -> startForEver(ms(50)));
                } catch (CancelledError e) {
                    log.add("start cancelled");
                    throw e;
                }
            }));
            assertThat(group.exceptions()).containsExactly(failure);
            assertThat(log)
                    .containsExactly(
                            "starting task cancelled: null", "starting task cleaned up", "start cancelled");
            assertThat(millisSince(start)).isEqualTo(60);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-24
    @Test
    void cancelOfTheGroup_cancelsTheStartingTaskOnce_andLeavesNormally() {
        Loops.run(() -> {
            taskGroup(g -> {
                EventLoop.running().callLater(ms(10), g::cancel);
                g.start(status -> startForEver(ms(50)));
                log.add("not reached");
            });
            assertThat(log).containsExactly("starting task cancelled: null", "starting task cleaned up");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-25
    @Test
    void eagerTask_thatCancelsTheGroup_isCancelledToo() {
        Loops.run(() -> {
            taskGroup(g -> {
                g.start(TaskOptions.DEFAULT.eager(), status -> {
                    g.cancel();
                    startForEver(ms(0));
                });
                log.add("not reached");
            });
            assertThat(log).containsExactly("starting task cancelled: null", "starting task cleaned up");
            assertThat(currentTask().cancelling()).isZero();
        });
    }
}
