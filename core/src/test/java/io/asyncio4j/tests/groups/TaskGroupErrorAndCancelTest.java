package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
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
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups in which something fails while their parent task is cancelled from outside. */
class TaskGroupErrorAndCancelTest {

    private final List<String> log = new ArrayList<>();

    /** Waits for ever; when cancelled, cleans up for a while. */
    private void child(String name, Duration cleanUp) {
        try {
            sleep(Duration.ofHours(1));
        } catch (CancelledError e) {
            log.add(name + " cancelled");
            sleep(cleanUp);
            log.add(name + " cleaned up");
            throw e;
        }
    }

    private void failsWhenCancelled(Exception failure) throws Exception {
        try {
            sleep(Duration.ofHours(1));
        } catch (CancelledError e) {
            throw failure;
        }
    }

    private void waitInBlock() {
        try {
            sleep(Duration.ofHours(1));
        } catch (CancelledError e) {
            log.add("block cancelled: " + e.getMessage());
            throw e;
        }
    }

    private static CancelledError cancellationOf(Task<?> task) {
        return catchThrowableOfType(CancelledError.class, task::await);
    }

    // TGR-07 TGR-08 UNC-08
    @Test
    void failuresAtTheCancellation_winOverIt_andTheNextAwaitThrowsIt() {
        Loops.run(() -> {
            var failure = new IOException("clean-up");
            Task<?> parent = createTask(() -> {
                ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                    g.createTask(() -> failsWhenCancelled(failure));
                    waitInBlock();
                }));
                assertThat(group.exceptions()).containsExactly(failure);
                log.add("handled, cancelling " + currentTask().cancelling());
                try {
                    sleep(Duration.ZERO);
                } catch (CancelledError e) {
                    log.add("next await, cancelling " + currentTask().cancelling());
                    throw e;
                }
            });
            ticks(2);
            parent.cancel("outside");
            assertThat(cancellationOf(parent)).isNotNull();
            assertThat(log)
                    .containsExactly("block cancelled: outside", "handled, cancelling 1",
                            "next await, cancelling 1");
            assertThat(parent.cancelled()).isTrue();
        });
    }

    // TGR-07 TGR-08
    @Test
    void failuresAtTheCancellation_ofABlockThatWaitsAtItsEnd() {
        Loops.run(() -> {
            var failure = new IOException("clean-up");
            List<Integer> cancelling = new ArrayList<>();
            Task<?> parent = createTask(() -> {
                try {
                    taskGroup(g -> {
                        g.createTask(() -> failsWhenCancelled(failure));
                    });
                } finally {
                    cancelling.add(currentTask().cancelling());
                }
            });
            ticks(2);
            parent.cancel();
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, parent::await);
            assertThat(group.exceptions()).containsExactly(failure);
            assertThat(cancelling).containsExactly(1);
        });
    }

    // TGR-07 TGR-28
    @Test
    void failureAtTheCancellation_doesNotCancelAgainWhoCleansUpAlready() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            List<Task<?>> children = new ArrayList<>();
            Task<?> parent = createTask(() -> taskGroup(g -> {
                children.add(g.createTask(() -> child("sibling", ms(50))));
                g.createTask(() -> failsWhenCancelled(new IOException()));
            }));
            ticks(2);
            parent.cancel();
            ticks(4);
            assertThat(parent.cancelling()).as("the group has no reason to cancel it, too").isEqualTo(1);
            assertThat(catchThrowableOfType(ExceptionGroup.class, parent::await)).isNotNull();
            assertThat(log).containsExactly("sibling cancelled", "sibling cleaned up");
            assertThat(children.getFirst().cancelling()).isEqualTo(1);
            assertThat(millisSince(start)).isEqualTo(50);
            assertThat(parent.cancelling()).isEqualTo(1);
        });
    }

    // TGR-07
    @Test
    void childThatFails_whileTheCancelledBlockCleansUp_winsOverTheCancellation() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            var failure = new IOException("child");
            Task<?> parent = createTask(() -> taskGroup(g -> {
                g.createTask(() -> {
                    sleep(ms(300));
                    throw failure;
                });
                try {
                    sleep(Duration.ofHours(1));
                } finally {
                    try {
                        sleep(ms(500));
                    } catch (CancelledError e) {
                        log.add("clean-up cancelled by the group at " + millisSince(start));
                    }
                }
            }));
            sleep(ms(100));
            parent.cancel();
            ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, parent::await);
            assertThat(group.exceptions()).containsExactly(failure);
            assertThat(log).containsExactly("clean-up cancelled by the group at 300");
            assertThat(parent.cancelling()).isEqualTo(1);
        });
    }

    // TGR-08 TGR-09 UNC-08
    @Test
    void cancelInTheTickOfAChildsFailure_staysCounted_andIsThrownByTheNextAwait() {
        for (boolean cancelFirst : new boolean[] {true, false}) {
            log.clear();
            Loops.run(() -> {
                Promise<String> gate = EventLoop.running().createFuture();
                Task<?> parent = createTask(() -> {
                    assertThat(catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                        g.createTask(() -> {
                            gate.await();
                            throw new IOException();
                        });
                        sleep(Duration.ofHours(1));
                    }))).isNotNull();
                    log.add("handled, cancelling " + currentTask().cancelling());
                    sleep(Duration.ofHours(1));
                });
                ticks(2);
                gate.setResult("open");
                ticks(cancelFirst ? 0 : 2); // else the group has asked for its own cancel before
                parent.cancel();
                assertThat(cancellationOf(parent)).isNotNull();
                assertThat(log).containsExactly("handled, cancelling 1");
                assertThat(parent.cancelling()).isEqualTo(1);
            });
        }
    }

    // TGR-08 TGR-28
    @Test
    void cancelWhileAFailedGroupWaitsForItsSiblings_isThrownByTheNextAwait() {
        Loops.run(() -> {
            Task<?> parent = createTask(() -> {
                assertThat(catchThrowableOfType(ExceptionGroup.class, () -> taskGroup(g -> {
                    g.createTask(() -> {
                        throw new IOException();
                    });
                    g.createTask(() -> child("sibling", ms(100)));
                }))).isNotNull();
                log.add("handled, cancelling " + currentTask().cancelling());
                sleep(Duration.ZERO);
                log.add("not reached");
            });
            sleep(ms(10));
            parent.cancel();
            assertThat(parent.cancelling()).isEqualTo(2);
            assertThat(cancellationOf(parent)).isNotNull();
            assertThat(log).containsExactly("sibling cancelled", "sibling cleaned up",
                    "handled, cancelling 1");
        });
    }
}
