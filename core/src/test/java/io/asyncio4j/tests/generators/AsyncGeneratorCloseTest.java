package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.millisSince;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.GeneratorExit;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Closing a generator before its end: what its code sees, and what leaves {@code close}. */
class AsyncGeneratorCloseTest {

    private final List<Object> log = new ArrayList<>();

    private AsyncGenerator<Integer> loggingGenerator() {
        return AsyncGenerator.of(out -> {
            try {
                for (int i = 1; i <= 3; i++) {
                    out.yield(i);
                    log.add("asked after " + i);
                }
            } finally {
                log.add("clean");
            }
        });
    }

    // AGN-01
    @Test
    void breakOutOfTheLoop_andClose_letsTheCleanUpAwait_tickByTick() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                } finally {
                    log.add("cleaning");
                    sleep(Duration.ZERO);
                    sleep(Duration.ZERO);
                    log.add("clean");
                }
            });
            Task<?> beside = createTask(() -> {
                for (int i = 0; i < 4; i++) {
                    log.add("tick " + i);
                    sleep(Duration.ZERO);
                }
            });
            try (numbers) {
                for (int number : numbers) {
                    log.add("got " + number);
                    break;
                }
            }
            log.add("closed");
            beside.await();
            assertThat(log).containsExactly("got 1", "cleaning", "tick 0", "tick 1", "clean", "closed",
                    "tick 2",
                    "tick 3");
        });
    }

    // AGN-01
    @Test
    void breakWithoutClose_leavesTheCodeWhereItIs_untilTheRunEnds() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = loggingGenerator();
            for (int number : numbers) {
                log.add(number);
                break;
            }
            sleep(ms(10));
            log.add("end of main");
            assertThat(numbers.toString()).contains("suspended");
        });
        assertThat(log).containsExactly(1, "end of main", "clean");
    }

    // AGN-01
    @Test
    void exceptionInTheLoop_closesIt_andGoesOn() {
        Loops.run(() -> {
            var failure = new IOException("in the loop");
            assertThatThrownBy(() -> {
                try (AsyncGenerator<Integer> numbers = loggingGenerator()) {
                    for (int number : numbers) {
                        log.add(number);
                        throw failure;
                    }
                }
            }).isSameAs(failure).hasNoSuppressedExceptions();
            assertThat(log).containsExactly(1, "clean");
        });
    }

    // AGN-01
    @Test
    void yieldThrowsGeneratorExit_whichSaysWhy_andIsACancelledError() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                } catch (GeneratorExit e) {
                    log.add(e);
                    throw e;
                }
            });
            Task<?> self = currentTask();
            numbers.iterator().next();
            numbers.close();
            assertThat(log).singleElement()
                    .isInstanceOfSatisfying(CancelledError.class, e -> assertThat(e)
                            .hasMessage("the generator was closed"));
            assertThat(self.cancelling()).isZero();
            assertThat(sleep(ms(1), "no request is left")).isEqualTo("no request is left");
        });
    }

    // AGN-01
    @Test
    void oneThatHasNotBegun_neverWill() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = loggingGenerator();
            numbers.close();
            assertThat(numbers.iterator().hasNext()).isFalse();
            assertThatThrownBy(numbers.iterator()::next).isInstanceOf(NoSuchElementException.class);
            assertThat(log).isEmpty();
        });
    }

    // AGN-01
    @Test
    void closedTwice_theSecondTimeDoesNothing() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = loggingGenerator();
            numbers.iterator().next();
            numbers.close();
            numbers.close();
            assertThat(log).containsExactly("clean");
            assertThat(numbers.iterator().hasNext()).isFalse();
        });
    }

    // AGN-01
    @Test
    void closedWithAnElementThatHasNextHasFetched_thatIsDropped() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = loggingGenerator();
            Iterator<Integer> iterator = numbers.iterator();
            assertThat(iterator.hasNext()).isTrue();
            numbers.close();
            assertThat(iterator.hasNext()).isFalse();
            assertThat(log).containsExactly("clean");
        });
    }

    // AGN-01
    @Test
    void closedAtItsEnd_doesNothing() {
        Loops.run(() -> {
            try (AsyncGenerator<Integer> numbers = loggingGenerator()) {
                assertThat(numbers).containsExactly(1, 2, 3);
            }
            assertThat(log).containsExactly("asked after 1", "asked after 2", "asked after 3", "clean");
        });
    }

    // AGN-01
    @Test
    void generatorExitSwallowed_andTheCodeReturns_isAsGood() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                } catch (GeneratorExit e) {
                    sleep(ms(1));
                    log.add("swallowed");
                }
            });
            numbers.iterator().next();
            numbers.close();
            assertThat(log).containsExactly("swallowed");
            assertThat(numbers.iterator().hasNext()).isFalse();
        });
    }

    // AGN-01
    @Test
    void anotherExceptionOfTheCleanUp_leavesClose_once() {
        Loops.run(() -> {
            for (Exception failure : List.of(new IOException("clean-up"), new IllegalStateException("too"))) {
                AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                    try {
                        out.yield(1);
                    } catch (GeneratorExit e) {
                        sleep(Duration.ZERO);
                        throw failure;
                    }
                });
                numbers.iterator().next();
                assertThatThrownBy(numbers::close).isSameAs(failure);
                assertThat(numbers.iterator().hasNext()).isFalse();
                numbers.close();
                assertThat(numbers.toString()).contains("closed");
            }
        });
    }

    // AGN-01
    @Test
    void closedByAnotherTask_runsTheCleanUpThere() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                } finally {
                    log.add(currentTask());
                    sleep(ms(5));
                }
            });
            Duration start = EventLoop.running().time();
            numbers.iterator().next();
            Task<?> closer = createTask(numbers::close);
            closer.await();
            assertThat(log).containsExactly(closer);
            assertThat(millisSince(start)).isEqualTo(5);
            assertThat(numbers.iterator().hasNext()).isFalse();
        });
    }

    // AGN-01
    @Test
    void closedTwiceAtOnce_theSecondIsRefused_andTheCleanUpRunsOnce() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                } finally {
                    log.add("clean");
                    sleep(ms(5));
                    log.add("cleaned");
                }
            });
            numbers.iterator().next();
            Task<?> first = createTask(numbers::close);
            Task<?> second = createTask(numbers::close);
            assertThatThrownBy(second::await)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is already running");
            first.await();
            assertThat(log).containsExactly("clean", "cleaned");
        });
    }

    // AGN-01
    @Test
    void elementsWithinTheCleanUp_beforeTheGeneratorExitIsThrownOn_areAnError() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                } finally {
                    log.add("clean");
                    out.yield(2);
                }
            });
            numbers.iterator().next();
            assertThatThrownBy(numbers::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ignored GeneratorExit");
            numbers.close();
            assertThat(log).containsExactly("clean");
        });
    }
}
