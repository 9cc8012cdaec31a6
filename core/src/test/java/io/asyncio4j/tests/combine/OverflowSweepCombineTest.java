package io.asyncio4j.tests.combine;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.WaitResult;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.OverflowSweep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Combinators, called where the stack overflows within them: at each frame in turn. What was tried in vain leaves nothing
 * behind, so that doing it once more, with stack enough, does what it should.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OverflowSweepCombineTest {

    private static final int ROUNDS = 20;

    private static void sweep(Runnable operation) {
        assertThat(OverflowSweep.of(operation)).isPositive();
    }

    private static void rounds(VoidCoroutine round) {
        for (int i = 0; i < ROUNDS; i++) {
            Loops.run(round);
        }
    }

    private static void within(VoidCoroutine body) {
        try {
            timeout(ms(50), body);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    // TSK-18, SHD-01
    @Test
    void shield_isMadeOnce_andTheOthersAreNotHeardOf() {
        rounds(() -> {
            List<Map<String, Object>> reports = Loops.collectReports();
            Promise<String> promise = EventLoop.running().createFuture();
            Task<String> inner = createTask(() -> promise.await());
            ticks(1);
            List<Future<String>> outer = new ArrayList<>(1);
            sweep(() -> outer.add(shield(inner)));
            assertThat(inner.toString()).containsOnlyOnce("shield()");
            promise.setException(new IllegalStateException("failed"));
            ticks(4);
            assertThat(outer.getFirst().exception()).hasMessage("failed");
            outer.clear();
            System.gc();
            ticks(4);
            assertThat(reports).isEmpty();
        });
    }

    // TSK-18, WAI-01
    @Test
    void wait_listensNoMore_whereItHasFailed() {
        rounds(() -> {
            Promise<String> never = EventLoop.running().createFuture();
            Task<String> soon = createTask(() -> sleep(ms(1), "soon"));
            List<WaitResult<Future<String>>> results = new ArrayList<>(1);
            sweep(() -> results
                    .add(Asyncio.wait(List.<Future<String>>of(never, soon), ms(1_000),
                            ReturnWhen.FIRST_COMPLETED)));
            assertThat(results.getFirst().done()).containsExactly(soon);
            assertThat(results.getFirst().pending()).containsExactly(never);
            assertThat(never.toString()).doesNotContain("wait()");
            assertThat(stepsUntil(ms(2_000))).as("those of timers that were left").isNotEmpty()
                    .noneMatch(step -> step.contains("Waiting"));
        });
    }

    private static List<String> stepsUntil(Duration delay) {
        List<String> steps = new ArrayList<>();
        var observer = new LoopObserver() {
            @Override
            public void stepBegins(Step step) {
                steps.add(step.toString());
            }
        };
        EventLoop.running().addObserver(observer);
        sleep(delay);
        EventLoop.running().removeObserver(observer);
        return steps;
    }

    // TSK-18, ASC-01
    @Test
    void asCompleted_handsOutEachOnce() {
        rounds(() -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int result = i;
                tasks.add(createTask(() -> sleep(ms(result), result)));
            }
            List<Integer> results = new ArrayList<>(4);
            Iterator<Future<Integer>> completed = asCompleted(tasks, ms(1_000)).futures().iterator();
            for (int i = 0; i < 4; i++) {
                assertThat(completed.hasNext()).isTrue();
                sweep(() -> results.add(completed.next().result()));
            }
            assertThat(completed.hasNext()).isFalse();
            assertThat(results).containsExactly(0, 1, 2, 3);
        });
    }

    // TSK-18, ASC-01: where it is made
    @Test
    void asCompleted_leavesTheTasksAlone() {
        rounds(() -> {
            Task<Integer> task = createTask(() -> sleep(ms(1), 1));
            List<Iterator<Future<Integer>>> made = new ArrayList<>(1);
            sweep(() -> made.add(asCompleted(List.of(task), ms(1_000)).futures().iterator()));
            assertThat(task.toString()).containsOnlyOnce("asCompleted()");
            assertThat(made.getFirst().next().result()).isEqualTo(1);
            assertThat(allTasks()).containsExactly(currentTask());
        });
    }

    // TSK-18, TMO-01: no timer of one that has failed cancels the task later
    @Test
    void timeout_letsGoOfTheTask() {
        rounds(() -> {
            List<Map<String, Object>> reports = Loops.collectReports();
            List<String> log = new ArrayList<>(100);
            sweep(() -> within(() -> log.add("body")));
            sweep(() -> within(() -> sleep(ms(1))));
            sleep(ms(200));
            assertThat(currentTask().cancelling()).isZero();
            assertThat(log).isNotEmpty();
            assertThat(reports).isEmpty();
        });
    }

    // TSK-18, TMO-02: one whose time is over
    @Test
    void timeout_thatExpires_isPaidBack() {
        rounds(() -> {
            int[] expired = new int[1];
            sweep(() -> {
                try {
                    timeout(ms(5), () -> sleep(ms(1_000)));
                } catch (TimeoutException e) {
                    expired[0]++;
                }
            });
            assertThat(expired[0]).isEqualTo(1);
            assertThat(currentTask().cancelling()).isZero();
            sleep(ms(20));
        });
    }

    // TSK-18, WFR-01
    @Test
    void waitFor_letsGoOfTheFuture() {
        rounds(() -> {
            Promise<String> promise = EventLoop.running().createFuture();
            EventLoop.running().callLater(ms(5), () -> promise.setResult("value"));
            List<String> results = new ArrayList<>(1);
            sweep(() -> {
                try {
                    results.add(waitFor(promise, ms(100)));
                } catch (TimeoutException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(results).containsExactly("value");
            sleep(ms(200));
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TSK-18
    @Test
    void group_isLeftWhole_howeverDeepItStands() {
        rounds(() -> {
            int[] begun = new int[1];
            int[] ended = new int[1];
            sweep(() -> Asyncio.taskGroup(group -> {
                group.createTask(() -> {
                    begun[0]++;
                    try {
                        sleep(ms(1));
                    } finally {
                        ended[0]++;
                    }
                });
            }));
            assertThat(begun[0]).isEqualTo(ended[0]).isPositive();
            assertThat(currentTask().cancelling()).isZero();
            ticks(3);
            assertThat(allTasks()).containsExactly(currentTask());
        });
    }

    // TSK-18
    @Test
    void startOfATask_isHeardOfOnce() {
        rounds(() -> {
            List<Integer> started = new ArrayList<>(1);
            int[] bodies = new int[1];
            Asyncio.taskGroup(group -> {
                sweep(() -> started.add(group.<Integer>start(status -> {
                    sleep(ms(1));
                    status.started(++bodies[0]);
                    sleep(ms(1));
                })));
            });
            assertThat(started).hasSize(1);
            assertThat(allTasks()).containsExactly(currentTask());
        });
    }

    // TSK-18, FUT-06: and one that was used up is as it was
    @Test
    void requestsToCancel_areTakenBackOnce() {
        rounds(() -> {
            Task<Integer> task = createTask(() -> {
                int[] left = new int[1];
                assertThatThrownBy(() -> sleep(ms(1_000))).isInstanceOf(io.asyncio4j.CancelledError.class);
                sweep(() -> left[0] = currentTask().uncancel());
                return left[0];
            });
            ticks(1);
            task.cancel();
            task.cancel();
            assertThat(task.await()).isEqualTo(1);
        });
    }
}
