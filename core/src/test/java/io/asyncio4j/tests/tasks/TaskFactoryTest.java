package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.ensureFuture;
import static io.asyncio4j.Asyncio.gather;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskFactory;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskFactoryTest {

    /** Makes ordinary tasks and remembers with which options. */
    private static final class Recording implements TaskFactory {

        final List<TaskOptions> options = new ArrayList<>();

        @Override
        public Task<?> createTask(EventLoop loop, Coroutine<?> coroutine, TaskOptions options) {
            this.options.add(options);
            return loop.newTask(coroutine, options);
        }
    }

    // TSK-08
    @Test
    void name_isPassedThrough_andEndsUpOnTheTask() {
        Loops.run(() -> {
            var factory = new Recording();
            EventLoop.running().setTaskFactory(factory);
            Task<Integer> task = createTask(TaskOptions.named("mine"), () -> 1);
            assertThat(task.getName()).isEqualTo("mine");
            assertThat(factory.options).containsExactly(TaskOptions.named("mine"));
            assertThat(task.await()).isEqualTo(1);
        });
    }

    // TSK-08
    @Test
    void factoryMayChangeTheOptions() {
        Loops.run(() -> {
            EventLoop.running().setTaskFactory(
                    (loop, coroutine, options) -> loop.newTask(coroutine,
                            options.withName("job " + options.name())));
            assertThat(createTask(TaskOptions.named("7"), () -> {}).getName()).isEqualTo("job 7");
        });
    }

    // TSK-09
    @Test
    void setNull_restoresTheDefault() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            var factory = new Recording();
            assertThat(loop.getTaskFactory()).isNull();
            loop.setTaskFactory(factory);
            assertThat(loop.getTaskFactory()).isSameAs(factory);
            createTask(() -> {}).await();
            loop.setTaskFactory(null);
            assertThat(loop.getTaskFactory()).isNull();
            createTask(() -> {}).await();
            assertThat(factory.options).hasSize(1);
        });
    }

    // TSK-09
    @Test
    void factoryMakesEveryTask_alsoThoseOfGatherEnsureFutureAndRun() {
        var factory = new Recording();
        List<Integer> result = Asyncio.run(
                Loops.virtual().taskFactory(factory),
                () -> {
                    assertThat(factory.options).as("the main task").hasSize(1);
                    ensureFuture(() -> 1).await();
                    assertThat(factory.options).hasSize(2);
                    return gather(List.<Coroutine<Integer>>of(() -> 2, () -> 3)).await();
                });
        assertThat(result).containsExactly(2, 3);
        assertThat(factory.options).hasSizeGreaterThanOrEqualTo(4);
    }

    // TSK-09
    @Test
    void factoryThatFails_failsTheCreator_andNothingElse() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            loop.setTaskFactory((where, coroutine, options) -> {
                throw new UnsupportedOperationException("no tasks today");
            });
            assertThatThrownBy(() -> createTask(() -> 1))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("no tasks today");
            loop.setTaskFactory(null);
            assertThat(createTask(() -> 1).await()).isEqualTo(1);
        });
    }

    // TSK-26
    @Test
    void allOptionsReachTheFactory_eagerStartToo() {
        Loops.run(() -> {
            var factory = new Recording();
            EventLoop.running().setTaskFactory(factory);
            assertThat(createTask(TaskOptions.DEFAULT.eager(), () -> 1).done()).isTrue();
            assertThat(createTask(TaskOptions.DEFAULT.lazy(), () -> 1).done()).isFalse();
            assertThat(createTask(() -> 1).done()).isFalse();
            assertThat(factory.options).extracting(TaskOptions::eagerStart)
                    .containsExactly(true, false, null);
        });
    }

    // TSK-26
    @Test
    void eagerStart_isHonouredWithoutAFactory() {
        Loops.run(() -> {
            List<String> log = new ArrayList<>();
            createTask(TaskOptions.named("a").eager(), () -> log.add("eager"));
            createTask(TaskOptions.named("b").lazy(), () -> log.add("lazy"));
            log.add("creator");
            Loops.ticks(1);
            assertThat(log).containsExactly("eager", "creator", "lazy");
        });
    }
}
