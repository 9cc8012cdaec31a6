package io.asyncio4j.testkit.tests.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.sync.Semaphore;
import io.asyncio4j.testkit.Simulation;
import io.asyncio4j.testkit.SimulationFailure;
import io.asyncio4j.testkit.TestLoop;
import io.asyncio4j.testkit.junit.Simulated;
import io.asyncio4j.testkit.tests.support.Launched;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a test orders to go wrong: it happens at its moment, and is a line of the trace. */
class FaultsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Task<?> worker(TestLoop test, io.asyncio4j.VoidCoroutine body) {
        return test.loop().createTask(TaskOptions.named("worker"), body);
    }

    private static List<String> whats(List<String> trace) {
        return trace.stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList();
    }

    @Test
    void eachFault_isALineOfTheTrace() {
        List<String> trace = new Simulation().trace(1, test -> {
            test.faults().cancelAtAwait("first", 1);
            test.faults().cancelAtWakeUp("second", 1);
            test.faults().timeIsOverAtAwait("third", 1);
            test.faults().timeIsOverAtWakeUp("fourth", 1);
            test.faults().delayAtAwait("fifth", 1, Duration.ofMinutes(1));
            Executor rejecting = test.faults().rejecting(1, Runnable::run);
            for (String name : List.of("first", "second", "third", "fourth", "fifth")) {
                var task = test.loop().createTask(TaskOptions.named(name),
                        () -> Asyncio.timeout(SECOND, () -> Asyncio.sleep(Duration.ofMillis(1))));
                Asyncio.wait(List.of(task));
            }
            try {
                test.loop().runInExecutor(rejecting, () -> 1).await();
            } catch (RejectedExecutionException e) {
                // as ordered
            }
        });
        assertThat(whats(trace)).contains("fault: cancels T2 at its await",
                "fault: cancels T3 at its wake-up",
                "fault: time is over T4 at its await", "fault: time is over T5 at its wake-up",
                "fault: delays T6 at its await", "fault: rejects work");
    }

    @Test
    void timeThatIsOverAtAnAwait_endsTheInnermostLimitAroundIt_andNoOther() {
        new Simulation().seeds(5).start(test -> {
            test.faults().timeIsOverAtAwait("worker", 2);
            List<String> ends = new java.util.ArrayList<>();
            Asyncio.wait(List.of(worker(test, () -> {
                Asyncio.timeout(Duration.ofHours(1), () -> {
                    Asyncio.sleep(Duration.ZERO);
                    try {
                        Asyncio.timeout(Duration.ofMinutes(1), () -> Asyncio.sleep(Duration.ofMillis(1)));
                    } catch (TimeoutException e) {
                        ends.add("inner");
                    }
                });
                ends.add("done");
            })));
            assertThat(ends).containsExactly("inner", "done");
            assertThat(test.time()).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        });
    }

    @Test
    void delay_isTheTimeOfTheStep_andOthersAreLate() {
        new Simulation().seeds(5).start(test -> {
            test.faults().delayAtAwait("worker", 1, Duration.ofMinutes(1));
            var other = test.loop().createTask(() -> {
                Asyncio.sleep(SECOND);
                return test.time();
            });
            worker(test, () -> Asyncio.sleep(Duration.ZERO));
            assertThat(other.await()).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        });
        assertThatThrownBy(() -> new Simulation().seeds(1)
                .start(test -> test.faults().delayAtAwait("worker", 1, Duration.ZERO)))
                .hasMessageContaining("a delay takes more than no time, got PT0S");
    }

    /** The clean-up of a permit that is forgotten where the time is over while it is held. */
    private static void usePermit(TestLoop test, boolean repaired) {
        var semaphore = new Semaphore(1);
        Asyncio.wait(List.of(worker(test, () -> {
            try {
                Asyncio.timeout(SECOND, () -> {
                    Asyncio.sleep(Duration.ofMillis(1));
                    semaphore.acquire();
                    try {
                        Asyncio.sleep(Duration.ofMillis(1));
                    } finally {
                        if (repaired) {
                            semaphore.release();
                        }
                    }
                    if (!repaired) {
                        semaphore.release();
                    }
                });
            } catch (TimeoutException e) {
                // the caller tries again later
            }
        })));
        assertThat(semaphore.locked()).as("permit lost").isFalse();
    }

    @Test
    void timeIsOverAtEveryAwait_findsTheOneThatLeaks() {
        assertThatThrownBy(() -> new Simulation().seeds(3).timeIsOverAtEveryAwait("worker")
                .start(test -> usePermit(test, false))).isInstanceOf(SimulationFailure.class)
                .hasMessageContaining(
                        "with task 'worker' out of time at the wake-up from await 1, has failed")
                .hasMessageContaining("permit lost")
                .hasMessageContaining("fault: time is over T2 at its wake-up");
        Simulation.Report report = new Simulation().seeds(3).timeIsOverAtEveryAwait("worker")
                .start(test -> usePermit(test, true));
        assertThat(report.runs()).isGreaterThanOrEqualTo(3 * (1 + 2 * 2 + 2));
    }

    @Test
    void sweepOfATaskWithoutATimeLimit_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Simulation().seeds(1).timeIsOverAtEveryAwait("worker")
                        .start(test -> worker(test, () -> Asyncio.sleep(SECOND)).await()))
                .withMessageContaining("no await of task 'worker' is under a time limit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Simulation().seeds(1).timeIsOverAtEveryAwait("wroker")
                        .start(test -> worker(test, () -> Asyncio.sleep(SECOND)).await()))
                .withMessageContaining("there is no task named 'wroker'");
    }

    static class Swept {

        @Simulated(seeds = 2, timeIsOverAtEveryAwait = "worker")
        void test(TestLoop test) {
            usePermit(test, false);
        }
    }

    @Test
    void annotation_sweepsLikewise() {
        assertThat(Launched.classes(Swept.class).message())
                .contains("out of time at the wake-up from await 1");
    }
}
