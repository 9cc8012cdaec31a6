package io.asyncio4j.tests.generators;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.GeneratorExit;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cancelling the task that iterates: in the code, between elements, and while the code cleans up. */
class AsyncGeneratorCancelTest {

    private final List<Object> log = new ArrayList<>();

    private void waitLong() {
        sleep(Duration.ofDays(1));
    }

    // AGN-01 CAN-01
    @Test
    void caughtInTheCode_itGoesOnAndYields() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                out.yield(1);
                try {
                    waitLong();
                } catch (CancelledError e) {
                    log.add("code caught " + e.getMessage());
                }
                out.yield(2);
                out.yield(3);
            });
            Task<String> task = createTask(() -> {
                for (int number : numbers) {
                    log.add("got " + number + " cancelling " + currentTask().cancelling());
                }
                return "done";
            });
            ticks(1);
            task.cancel("msg");
            assertThat(task.await()).isEqualTo("done");
            assertThat(log).containsExactly("got 1 cancelling 0", "code caught msg", "got 2 cancelling 1",
                    "got 3 cancelling 1");
        });
    }

    // AGN-01 CAN-01
    @Test
    void notCaughtInTheCode_endsIt_andLeavesHasNext() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                    waitLong();
                    out.yield(2);
                } finally {
                    log.add("clean");
                }
            });
            Task<?> task = createTask(() -> {
                try {
                    numbers.forEach(log::add);
                } catch (CancelledError e) {
                    log.add("consumer caught " + e.getMessage());
                    log.add("more: " + numbers.iterator().hasNext());
                    throw e;
                }
            });
            ticks(1);
            task.cancel("msg");
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("msg");
            assertThat(log).containsExactly(1, "clean", "consumer caught msg", "more: false");
            assertThat(task.cancelled()).isTrue();
            assertThat(task.cancelling()).isEqualTo(1);
        });
    }

    // AGN-01 CAN-01
    @Test
    void notCaught_theCodesCleanUpMayAwait() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    waitLong();
                    out.yield(1);
                } finally {
                    log.add("clean");
                    sleep(Duration.ZERO);
                    log.add("cleaned");
                }
            });
            Task<?> task = createTask(() -> {
                try (numbers) {
                    numbers.forEach(log::add);
                }
            });
            ticks(1);
            task.cancel();
            Task<?> beside = createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    log.add("tick " + i);
                    sleep(Duration.ZERO);
                }
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            beside.await();
            assertThat(log).containsExactly("clean", "tick 0", "cleaned", "tick 1", "tick 2");
        });
    }

    // AGN-01 CAN-08
    @Test
    void requestBeforeAnElementThatIsThereAtOnce_waitsForTheCodesNextAwait() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                out.yield(1);
                log.add("code goes on");
                out.yield(2);
                try {
                    sleep(Duration.ZERO);
                } catch (CancelledError e) {
                    log.add("delivered in the code");
                    throw e;
                }
            });
            Task<?> task = createTask(() -> {
                for (int number : numbers) {
                    log.add(number);
                    if (number == 1) {
                        currentTask().cancel();
                    }
                }
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(log).containsExactly(1, "code goes on", 2, "delivered in the code");
        });
    }

    // AGN-01 CAN-08
    @Test
    void requestMadeInTheCode_isDeliveredToTheConsumersNextAwait() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                currentTask().cancel("by code");
                out.yield(1);
            });
            Task<?> task = createTask(() -> {
                log.add(numbers.iterator().next());
                sleep(Duration.ZERO);
                log.add("never");
            });
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("by code");
            assertThat(log).containsExactly(1);
        });
    }

    // AGN-01 CAN-01
    @Test
    void inTheConsumersOwnBody_tryClosesTheGenerator_andTheCleanUpMayAwait() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                    log.add("never");
                } catch (GeneratorExit e) {
                    log.add("clean 1, cancelling " + currentTask().cancelling());
                    sleep(ms(5));
                    log.add("clean 2");
                    throw e;
                }
            });
            Task<?> task = createTask(() -> {
                try (numbers) {
                    for (int number : numbers) {
                        log.add(number);
                        waitLong();
                    }
                }
            });
            ticks(1);
            task.cancel("m");
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("m");
            assertThat(log).containsExactly(1, "clean 1, cancelling 1", "clean 2");
            assertThat(task.cancelled()).isTrue();
            assertThat(task.cancelling()).isEqualTo(1);
        });
    }

    // AGN-01 CAN-01
    @Test
    void againDuringTheCleanUp_cutsThatShort() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                } catch (GeneratorExit exit) {
                    log.add("clean");
                    try {
                        waitLong();
                    } catch (CancelledError e) {
                        log.add("cut short by " + e.getMessage());
                        throw e;
                    }
                }
            });
            Task<?> task = createTask(() -> {
                try (numbers) {
                    numbers.forEach(number -> waitLong());
                }
            });
            ticks(1);
            task.cancel("first");
            ticks(1);
            task.cancel("second");
            ticks(1);
            assertThat(task.cancelled()).isTrue();
            assertThat(task.cancelling()).isEqualTo(2);
            assertThat(numbers.toString()).contains("closed");
            assertThat(log).containsExactly("clean", "cut short by second");
            assertThatThrownBy(task::await)
                    .hasMessage("first")
                    .satisfies(error -> assertThat(error.getSuppressed()).singleElement()
                            .satisfies(second -> assertThat(second).hasMessage("second")));
        });
    }

    // AGN-01 CAN-08
    @Test
    void requestThatWaitsWhenItIsClosed_meetsTheCleanUpsAwait_andLeavesClose() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                } finally {
                    log.add("clean");
                    sleep(Duration.ZERO);
                    log.add("never");
                }
            });
            Task<?> task = createTask(() -> {
                numbers.iterator().next();
                currentTask().cancel("r");
                try {
                    numbers.close();
                } catch (CancelledError e) {
                    log.add("close: " + e.getMessage());
                }
                sleep(Duration.ZERO);
                log.add("goes on, cancelling " + currentTask().cancelling());
            });
            task.await();
            assertThat(log).containsExactly("clean", "close: r", "goes on, cancelling 1");
        });
    }

    // AGN-01
    @Test
    void cancelledErrorOfTheCleanUpsOwn_leavesClose_andIsNoRequest() {
        Loops.run(() -> {
            var mine = new CancelledError("mine");
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                } catch (GeneratorExit e) {
                    throw mine;
                }
            });
            numbers.iterator().next();
            assertThatThrownBy(numbers::close).isSameAs(mine);
            assertThat(currentTask().cancelling()).isZero();
            assertThat(sleep(ms(1), "goes on")).isEqualTo("goes on");
        });
    }
}
