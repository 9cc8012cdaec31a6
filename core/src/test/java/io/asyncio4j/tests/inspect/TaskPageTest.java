package io.asyncio4j.tests.inspect;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.inspect.EventLoopMXBean;
import io.asyncio4j.inspect.SlowStep;
import io.asyncio4j.inspect.TaskPage;
import io.asyncio4j.inspect.TaskSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks as tools get them that look again and again: packed, in slices, stacks kept while nothing has moved. */
class TaskPageTest {

    private static final String NAME = "page-loop";
    private static final int ENOUGH = 10_000_000;

    private final LoopThread thread = LoopThread.start("thread", EventLoop.builder().name(NAME));
    private final EventLoopMXBean bean = LoopBeans.of(NAME);

    @AfterEach
    void close() {
        thread.close();
    }

    private <T> T call(Callable<T> body) throws Exception {
        return runCoroutineThreadsafe(body::call, thread.loop()).get();
    }

    private TaskSnapshot named(String name, int micros) {
        return bean.tasks(100, micros).tasks().stream().filter(task -> task.name().equals(name)).findFirst()
                .orElseThrow();
    }

    // a busy machine may keep the loop from answering in time, which then is looked at from outside
    private TaskPage answered(int mostTasks, int micros) {
        TaskPage page = bean.tasks(mostTasks, micros);
        while (!page.consistent()) {
            page = bean.tasks(mostTasks, micros);
        }
        return page;
    }

    private static void here(Promise<?> promise) {
        promise.await();
    }

    private static void there(Promise<?> promise) {
        promise.await();
    }

    @Test
    void theTasksOfAPage_areThoseOfAReport() throws Exception {
        call(() -> {
            for (int i = 0; i < 1_000; i++) {
                createTask(TaskOptions.named("sleeper-" + i), () -> sleep(Duration.ofHours(1)));
            }
            return null;
        });
        TaskPage page = answered(2_000, ENOUGH);
        assertThat(page.omitted()).isZero();
        assertThat(page.tasks()).extracting(TaskSnapshot::name, TaskSnapshot::state, TaskSnapshot::stack,
                TaskSnapshot::awaitedBy)
                .containsExactlyElementsOf(bean.report(2_000).snapshot().tasks().stream()
                        .map(task -> org.assertj.core.groups.Tuple.tuple(task.name(), task.state(),
                                task.stack(),
                                task.awaitedBy()))
                        .toList());
        assertThat(page.stacks()).as("each once").hasSizeLessThanOrEqualTo(3);
        TaskPage part = bean.tasks(10, ENOUGH);
        assertThat(part.ids()).isEqualTo(page.ids().subList(0, 10));
        assertThat(part.omitted()).isEqualTo(991);
        assertThatThrownBy(() -> bean.tasks(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStackIsKept_untilTheTaskWaitsForAnotherFuture_andIsNotOldThen() throws Exception {
        var promises = new ArrayList<Promise<?>>();
        call(() -> {
            promises.add(EventLoop.running().createFuture());
            promises.add(EventLoop.running().createFuture());
            return createTask(TaskOptions.named("walker"), () -> {
                here(promises.get(0));
                there(promises.get(1));
            });
        });
        assertThat(named("walker", ENOUGH).stack().getFirst()).startsWith("TaskPageTest.here(");
        assertThat(named("walker", 0).stack().getFirst()).as("without looking")
                .startsWith("TaskPageTest.here(");
        call(() -> {
            promises.get(0).setResult(null);
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            return null;
        });
        assertThat(named("walker", ENOUGH).stack().getFirst()).startsWith("TaskPageTest.there(");
    }

    @Test
    void whenTheTimeIsShort_allStacksHaveTheirTurn_overSeveralLooks() throws Exception {
        call(() -> {
            for (int i = 0; i < 200; i++) {
                createTask(() -> here(EventLoop.running().createFuture()));
            }
            return null;
        });
        assertThat(answered(500, 1).tasks().stream().filter(task -> task.stack().isEmpty()).count())
                .as("those whose turn has not come").isGreaterThan(100);
        for (int i = 0; i < 250; i++) {
            bean.tasks(500, 1);
        }
        assertThat(bean.tasks(500, 0).tasks()).noneMatch(task -> task.stack().isEmpty()
                && task.coroutine().startsWith("TaskPageTest"));
    }

    @Test
    void oneTask_isLookedAt_andCancelled_byItsNumber() throws Exception {
        Task<?> victim =
                call(() -> createTask(TaskOptions.named("victim"), () -> sleep(Duration.ofHours(1))));
        assertThat(bean.task(victim.id()).name()).isEqualTo("victim");
        assertThat(bean.task(4_711)).isNull();
        assertThat(bean.cancelTask(victim.id(), "enough")).isTrue();
        assertThat(call(() -> {
            while (!victim.done()) {
                sleep(Duration.ZERO);
            }
            return victim.cancelled();
        })).isTrue();
        assertThat(bean.task(victim.id())).isNull();
        assertThat(bean.cancelTask(victim.id(), null)).isFalse();
    }

    @Test
    void ofALoopThatIsHeld_tasksAreSeenFromOutside_theSlowStepIsKept_andNobodyIsCancelled() throws Exception {
        var letGo = new CountDownLatch(1);
        var holding = new CountDownLatch(1);
        try {
            thread.loop().callSoonThreadsafe(() -> createTask(TaskOptions.named("culprit"), () -> {
                holding.countDown();
                letGo.await();
            }));
            holding.await();
            TaskPage page = bean.tasks(100, 0);
            assertThat(page.consistent()).isFalse();
            TaskSnapshot culprit =
                    page.tasks().stream().filter(task -> task.name().equals("culprit")).findFirst()
                            .orElseThrow();
            assertThat(culprit.stack().toString()).contains("TaskPageTest.");
            assertThat(bean.task(culprit.id()).state()).isEqualTo("running");
            assertThatThrownBy(() -> bean.cancelTask(culprit.id(), null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("loop page-loop is held, so that task " + culprit.id()
                            + " cannot be cancelled now; look who holds it, and try again");
            SlowStep step = eventually(() -> bean.getRecentSlowSteps());
            assertThat(step.step()).contains("name='culprit'");
            assertThat(step.over()).isFalse();
            assertThat(step.stack().toString()).contains("TaskPageTest.");
        } finally {
            letGo.countDown();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!bean.getRecentSlowSteps().getFirst().over() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(bean.getRecentSlowSteps().getFirst().over()).isTrue();
    }

    // the watchdog looks now and then
    private static SlowStep eventually(Callable<List<SlowStep>> look) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        List<SlowStep> steps = List.of();
        while (steps.isEmpty() && System.nanoTime() < end) {
            steps = look.call();
            Thread.onSpinWait();
        }
        assertThat(steps).isNotEmpty();
        return steps.getFirst();
    }
}
