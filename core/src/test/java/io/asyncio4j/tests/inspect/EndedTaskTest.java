package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.inspect.EndedTask;
import io.asyncio4j.inspect.LoopStatistics;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What a loop remembers of tasks that are done. */
class EndedTaskTest {

    private static Task<Void> named(String name, VoidCoroutine body) {
        return createTask(TaskOptions.named(name), body);
    }

    private static List<EndedTask> ended() {
        return EndedTask.of(EventLoop.running());
    }

    private static EndedTask ended(String name) {
        return ended().stream().filter(task -> task.name().equals(name)).findFirst().orElseThrow();
    }

    private static void fail(IOException e) throws IOException {
        throw e;
    }

    @Test
    void eachOutcome_isRemembered_theLastOneFirst() {
        Loops.run(() -> {
            Task<String> value =
                    createTask(TaskOptions.named("value"), Coroutine.of("fetch", () -> "result"));
            Task<Void> failed = named("failed", () -> {
                throw new IOException("no route");
            });
            Task<Void> cancelled = named("cancelled", () -> sleep(Duration.ofHours(1)));
            Task<Void> unnamed = createTask(() -> {});
            ticks(1);
            cancelled.cancel("enough");
            ticks(2);
            assertThat(failed.exception()).isInstanceOf(IOException.class);
            assertThat(ended()).extracting(EndedTask::name)
                    .containsExactly("cancelled", unnamed.getName(), "failed", "value");
            assertThat(ended("value"))
                    .isEqualTo(new EndedTask(value.id(), "value", "fetch()", "value", "", "", "",
                            null, null, null));
            assertThat(ended("failed").outcome()).isEqualTo("exception");
            assertThat(ended("failed").exception()).isEqualTo("IOException: no route");
            assertThat(ended("failed").coroutine()).isEqualTo("EndedTaskTest.<lambda>()");
            assertThat(ended("cancelled").outcome()).isEqualTo("cancelled");
            assertThat(ended("cancelled").cancelMessage()).isEqualTo("enough");
            assertThat(ended("cancelled").cancelledBy())
                    .isEqualTo("Task '" + Asyncio.currentTask().getName() + "'");
        });
    }

    @Test
    void whoCancelled_isToldOfTimeoutsGroupsCallbacksAndTasksThatHaveEnded() {
        Loops.run(() -> {
            named("late", () -> {
                assertThatThrownBy(() -> timeout(ms(1), _ -> sleep(Duration.ofHours(1))))
                        .isInstanceOf(TimeoutException.class);
            });
            Task<Void> called = named("called", () -> sleep(Duration.ofHours(1)));
            EventLoop.running().callLater(ms(1), () -> called.cancel());
            Task<Void> told = named("told", () -> sleep(Duration.ofHours(1)));
            called.addDoneCallback(_ -> told.cancel());
            Task<Void> target = named("target", () -> {
                try {
                    sleep(ms(2));
                } catch (CancelledError e) {
                    sleep(ms(2)); // refuses
                }
            });
            named("killer", () -> target.cancel(new StringJoiner("", "an object", "")));
            sleep(ms(10));
            try {
                taskGroup(g -> {
                    g.createTask(TaskOptions.named("sibling"), () -> sleep(Duration.ofHours(1)));
                    g.createTask(() -> fail(new IOException("x")));
                });
            } catch (Exception e) {
                assertThat(e).hasMessageContaining("unhandled errors");
            }
            assertThat(ended("late").outcome()).isEqualTo("value");
            assertThat(ended("late").cancelledBy()).isEqualTo("timeout()");
            assertThat(ended("called").cancelledBy()).isEqualTo("EndedTaskTest.<lambda>()");
            assertThat(ended("told").cancelledBy()).isEqualTo("EndedTaskTest.<lambda>()");
            assertThat(ended("target").outcome()).isEqualTo("value");
            assertThat(ended("target").cancelledBy()).isEqualTo("Task 'killer'");
            assertThat(ended("target").cancelMessage()).isEqualTo("StringJoiner");
            assertThat(ended("sibling").cancelledBy()).isEqualTo("taskGroup()");
        });
    }

    private static Task<Void> alike(TaskOptions options, boolean cancels) {
        return createTask(options, () -> {
            if (cancels) {
                Asyncio.currentTask().cancel();
            }
            ticks(1);
        });
    }

    /** What they have in common is remembered once. */
    @Test
    void tasksOfOneCoroutine_haveTheirOwnNames_andTheirOwnEnds() {
        Loops.run(() -> {
            for (boolean cancels : List.of(false, true, false)) {
                Task<Void> named = alike(TaskOptions.named("given"), cancels);
                Task<Void> unnamed = alike(TaskOptions.DEFAULT, cancels);
                Task<Void> other = alike(TaskOptions.DEFAULT, !cancels);
                ticks(4);
                String end = cancels ? "cancelled" : "value";
                assertThat(ended().subList(0, 3))
                        .extracting(task -> task.id() + " " + task.name() + " " + task.outcome())
                        .containsExactlyInAnyOrder(named.id() + " given " + end,
                                unnamed.id() + " " + unnamed.getName() + " " + end,
                                other.id() + " " + other.getName() + " " + (cancels ? "value" : "cancelled"));
            }
        });
    }

    @Test
    void theLast256_areRemembered() {
        Loops.run(() -> {
            for (int i = 0; i < 300; i++) {
                createTask(TaskOptions.named("t" + i), () -> {});
            }
            ticks(1);
            assertThat(ended()).hasSize(EndedTask.MOST).extracting(EndedTask::name).startsWith("t299", "t298")
                    .endsWith("t45", "t44");
        });
    }

    /** A finished task's name is the one that it had then, and costs nothing before somebody asks. */
    @Test
    void names_areThoseAtTheEnd() {
        Loops.run(() -> {
            Task<Void> task = createTask(() -> {});
            task.setName("renamed");
            task.await();
            assertThat(ended().getFirst().name()).isEqualTo("renamed");
        });
    }

    @Test
    void neitherResultsNorExceptionsNorMessages_areKeptAlive() {
        Loops.run(() -> {
            var result = createTask(() -> new byte[1_000_000]);
            var failure = createTask(() -> {
                throw new IOException("x".repeat(1_000_000));
            });
            ticks(2);
            var kept = List.of(new WeakReference<>(result.result()), new WeakReference<>(failure.exception()),
                    new WeakReference<>(result), new WeakReference<>(failure));
            assertThat(ended().get(0).exception()).hasSize(200).startsWith("IOException: xxx")
                    .endsWith("...");
            result = null;
            failure = null;
            for (int i = 0; i < 100 && kept.stream().anyMatch(reference -> reference.get() != null); i++) {
                System.gc();
                sleep(ms(1));
            }
            assertThat(kept).allMatch(reference -> reference.get() == null);
        });
    }

    @Test
    void times_areMeasuredOnRequest_ofTasksThatAreCreatedFromThenOn() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Task<Void> before = named("before", () -> ticks(3));
            EndedTask.measure(loop, true);
            Task<Void> child = named("child", () -> {
                spin(ms(3));
                ticks(2);
            });
            Task<Void> eager = named("eager", () -> {
                createTask(new TaskOptions(null, null, true), () -> spin(ms(4)));
                spin(ms(1));
            });
            gather(before, child, eager).await();
            EndedTask seen = ended("child");
            assertThat(seen.steps()).isEqualTo(3);
            assertThat(seen.ranMillis()).isBetween(3.0, 1_000.0);
            assertThat(seen.livedMillis()).isGreaterThanOrEqualTo(seen.ranMillis());
            assertThat(ended("before").livedMillis()).isNull();
            assertThat(ended("before").steps()).isNull();
            EndedTask inner =
                    ended().stream().filter(task -> task.id() == eager.id() + 1).findFirst().orElseThrow();
            assertThat(inner.ranMillis()).isGreaterThanOrEqualTo(4.0);
            EndedTask outer = ended("eager");
            assertThat(outer.ranMillis() + inner.ranMillis()).as("the child's time is not the creator's")
                    .isLessThanOrEqualTo(outer.livedMillis());
            EndedTask.measure(loop, false);
            named("after", () -> {}).await();
            assertThat(ended("after").ranMillis()).isNull();
            assertThat(ended("child")).as("what was measured stays").isEqualTo(seen);
        });
    }

    private static void spin(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void otherThreads_seeThemByTheBean_andSwitchTheTimesOn() throws Exception {
        try (var thread = LoopThread.start("ended-1", EventLoop.builder().name("ended-1"))) {
            var bean = LoopBeans.of("ended-1");
            assertThat(bean.isMeasuring()).isFalse();
            bean.setMeasuring(true);
            assertThat(bean.isMeasuring()).isTrue();
            Asyncio.runCoroutineThreadsafe(() -> {
                named("one", () -> sleep(ms(1))).await();
            }, thread.loop()).get();
            EndedTask one = bean.endedTasks().stream().filter(task -> task.name().equals("one")).findFirst()
                    .orElseThrow();
            assertThat(one.steps()).isEqualTo(2);
            assertThat(one.livedMillis()).isGreaterThanOrEqualTo(1.0);
            bean.setMeasuring(false);
            assertThat(LoopStatistics.of(thread.loop()).tasksAlive()).isEqualTo(1);
        }
    }
}
