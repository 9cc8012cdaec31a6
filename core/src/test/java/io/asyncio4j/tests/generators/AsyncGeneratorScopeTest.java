package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.GeneratorExit;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Timeouts and task groups, around an iteration and in a generator's code: they are the task's own. */
class AsyncGeneratorScopeTest {

    private final List<Object> log = new ArrayList<>();

    // AGN-01 TMO-01
    @Test
    void timeoutInTheCode_andAroundTheIteration_eachEndsItsOwn() {
        Loops.run(() -> {
            Duration start = EventLoop.running().time();
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                out.yield(1);
                try {
                    timeout(ms(50), t -> sleep(ms(10_000)));
                } catch (TimeoutException e) {
                    log.add("code timed out at " + millisSince(start));
                }
                out.yield(2);
                try {
                    sleep(ms(10_000));
                } finally {
                    log.add("cut at " + millisSince(start));
                }
            });
            assertThatThrownBy(() -> timeout(ms(100), t -> {
                for (int number : numbers) {
                    log.add("got " + number);
                }
            })).isInstanceOf(TimeoutException.class);
            log.add("cancelling " + currentTask().cancelling());
            assertThat(log).containsExactly(
                    "got 1", "code timed out at 50", "got 2", "cut at 100", "cancelling 0");
        });
    }

    // AGN-01 WFR-01
    @Test
    void waitForOneElement_thatComesTooLate_endsTheCode() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                out.yield(1);
                sleep(ms(10_000));
                out.yield(2);
            });
            Iterator<Integer> iterator = numbers.iterator();
            assertThat(waitFor(iterator::next, ms(10))).isEqualTo(1);
            assertThatThrownBy(() -> waitFor(iterator::next, ms(10))).isInstanceOf(TimeoutException.class);
            assertThat(iterator.hasNext()).isFalse();
        });
    }

    // AGN-01 TMO-01
    @Test
    void timeoutAroundAYield_thatExpiresInTheConsumersBody_cancelsTheConsumer() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    timeout(ms(10), t -> {
                        out.yield(1);
                        log.add("back in the code");
                    });
                } catch (TimeoutException e) {
                    log.add("never");
                }
                out.yield(2);
            });
            Task<Integer> task = createTask(() -> {
                for (int number : numbers) {
                    log.add("got " + number);
                    if (number == 1) {
                        try {
                            sleep(ms(10_000));
                        } catch (CancelledError e) {
                            log.add("consumer cancelled, cancelling " + currentTask().cancelling());
                        }
                    }
                }
                return currentTask().cancelling();
            });
            assertThat(task.await()).isZero();
            assertThat(log).containsExactly(
                    "got 1", "consumer cancelled, cancelling 1", "back in the code", "got 2");
        });
    }

    // AGN-01 TMO-01
    @Test
    void timeoutAroundAYield_thatExpired_letsTheGeneratorExitPass() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    timeout(ms(10), t -> {
                        out.yield(1);
                        log.add("never");
                    });
                } catch (TimeoutException e) {
                    log.add("timed out in the code");
                } catch (GeneratorExit e) {
                    log.add("GeneratorExit");
                    throw e;
                }
            });
            Task<?> task = createTask(() -> {
                try (numbers) {
                    for (int number : numbers) {
                        log.add(number);
                        sleep(ms(10_000));
                    }
                }
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasNoSuppressedExceptions();
            assertThat(log).containsExactly(1, "GeneratorExit");
            assertThat(task.cancelling()).isZero();
        });
    }

    // AGN-01 TMO-01
    @Test
    void timeoutThatOneTaskHasEntered_andAnotherLeaves_isTheFirstOnesToTheEnd() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                timeout(ms(10), t -> out.yield(1));
                out.yield(2);
            });
            Task<String> first = createTask(() -> {
                numbers.iterator().next();
                return sleep(ms(100), "not cancelled");
            });
            ticks(1);
            assertThat(numbers.iterator().next()).isEqualTo(2);
            assertThat(first.await()).isEqualTo("not cancelled");
            numbers.close();
        });
    }

    // AGN-01 TGR-01
    @Test
    void taskGroupInTheCode_waitsForItsTasks() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                taskGroup(group -> {
                    var one = group.createTask(() -> sleep(ms(20), 1));
                    var two = group.createTask(() -> sleep(ms(10), 2));
                    out.yield(one.await());
                    out.yield(two.await());
                    group.createTask(() -> {
                        sleep(ms(5));
                        log.add("last one");
                    });
                });
                log.add("group is over");
            });
            numbers.forEach(log::add);
            assertThat(log).containsExactly(1, 2, "last one", "group is over");
        });
    }

    // AGN-01 TGR-04
    @Test
    void taskGroupInTheCode_whoseTaskFails_whileTheCodeWaits() {
        Loops.run(() -> {
            var failure = new IOException("child");
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    taskGroup(group -> {
                        group.createTask(() -> {
                            sleep(ms(10));
                            throw failure;
                        });
                        out.yield(1);
                        sleep(ms(10_000));
                    });
                } catch (ExceptionGroup e) {
                    log.add(e.exceptions());
                }
                out.yield(2);
            });
            numbers.forEach(log::add);
            log.add("cancelling " + currentTask().cancelling());
            assertThat(log).containsExactly(1, List.of(failure), 2, "cancelling 0");
        });
    }

    // AGN-01 TGR-04
    @Test
    void taskGroupInTheCode_whoseTaskFails_cancelsTheConsumerInItsBody_andLeavesCloseWithTheExit() {
        Loops.run(() -> {
            var failure = new IOException("child");
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> taskGroup(group -> {
                group.createTask(() -> {
                    sleep(ms(10));
                    throw failure;
                });
                out.yield(1);
                out.yield(2);
            }));
            Task<?> task = createTask(() -> {
                try {
                    for (int number : numbers) {
                        log.add(number);
                        sleep(ms(10_000));
                    }
                } catch (CancelledError e) {
                    log.add("consumer cancelled");
                } finally {
                    numbers.close();
                }
            });
            assertThatThrownBy(task::await)
                    .isInstanceOfSatisfying(ExceptionGroup.class, group -> {
                        assertThat(group.exceptions()).hasSize(2).first().isSameAs(failure);
                        assertThat(group.exceptions().get(1)).isInstanceOf(GeneratorExit.class);
                    });
            assertThat(log).containsExactly(1, "consumer cancelled");
            assertThat(task.cancelling()).isZero();
        });
    }

    // AGN-01 TGR-04
    @Test
    void closingInATaskGroup_cancelsItsTasks_andWaitsForThem() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                taskGroup(group -> {
                    group.createTask(() -> {
                        try {
                            sleep(ms(10_000));
                        } finally {
                            sleep(ms(5));
                            log.add("child ended");
                        }
                    });
                    sleep(Duration.ZERO);
                    out.yield(1);
                });
                log.add("never");
            });
            Duration start = EventLoop.running().time();
            assertThat(numbers.iterator().next()).isEqualTo(1);
            numbers.close();
            log.add("closed at " + millisSince(start) + ", cancelling " + currentTask().cancelling());
            assertThat(log).containsExactly("child ended", "closed at 5, cancelling 0");
        });
    }
}
