package io.asyncio4j.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.spi.LoopObserver;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A slot stands for one task at a time. */
class TaskRegistryTest {

    @Test
    void aTaskThatIsRemovedTwice_leavesItsSlotToOneTaskOnly() {
        Asyncio.run(() -> {
            TaskImpl<?> ended = TaskImpl.of(Asyncio.createTask(() -> {}));
            ended.await();
            LoopCore.running().remove(ended);
            TaskImpl<?> first = TaskImpl.of(Asyncio.createTask(() -> {}));
            TaskImpl<?> second = TaskImpl.of(Asyncio.createTask(() -> {}));
            assertThat(second.slot).isNotEqualTo(first.slot);
            first.await();
            second.await();
        });
    }

    @Test
    void afterABurst_itIsSmallAgain_andWhatIsLeftOverFromItLeadsNowhere() {
        try (var loop = Loops.virtual().build()) {
            TaskRegistry tasks = LoopCore.of(loop).tasks;
            TaskImpl<?> last = loop.runUntilComplete(() -> {
                for (int i = 0; i < 2_000; i++) {
                    Asyncio.createTask(() -> {});
                }
                TaskImpl<?> ofAll = TaskImpl.of(Asyncio.createTask(() -> {}));
                assertThat(tasks.find(ofAll.ticket())).isSameAs(ofAll);
                assertThat(tasks.seenAt(ofAll.slot)).isSameAs(ofAll);
                ofAll.await();
                return ofAll;
            });
            assertThat(tasks.alive()).isZero();
            assertThat(last.slot).isGreaterThan(2_000);
            assertThat(tasks.find(last.ticket())).isNull();
            assertThat(tasks.seenAt(last.slot)).isNull();
            assertThat(tasks.remove(last)).isFalse();
            assertThat(tasks.seenAt(TaskRegistry.NO_SLOT)).isNull();
            loop.runUntilComplete(() -> assertThat(tasks.alive()).isEqualTo(1));
        }
    }

    @Test
    void aTaskThatIsDone_isNotShownAnyMore_evenBeforeItIsRemoved() {
        List<String> log = new ArrayList<>();
        Loops.run(() -> {
            TaskRegistry tasks = LoopCore.running().tasks;
            EventLoop.running().addObserver(new LoopObserver() {
                @Override
                public void taskEnded(ObservedTask task) {
                    log.add("ended " + tasks.nameOf(task.id()) + ", " + tasks.snapshot().contains(task));
                }
            });
            Asyncio.sleep(Duration.ZERO);
            Task<?> task = Asyncio.createTask(TaskOptions.named("worker"), () -> {});
            log.add(tasks.nameOf(TaskImpl.of(task).id()) + ", " + tasks.snapshot().contains(task));
            task.await();
        });
        assertThat(log).startsWith("worker, true", "ended null, false");
    }

    @Test
    void tasksAreCounted_thoseThatHaveEndedToo() {
        Loops.run(() -> {
            TaskRegistry tasks = LoopCore.running().tasks;
            Asyncio.createTask(() -> {}).await();
            Task<?> last = Asyncio.createTask(() -> {});
            assertThat(tasks.created()).isEqualTo(3).isEqualTo(TaskImpl.of(last).id());
        });
    }

    @Test
    void aSnapshotUpToATask_leavesOutThoseThatCameLater() {
        Loops.run(() -> {
            TaskRegistry tasks = LoopCore.running().tasks;
            TaskImpl<?> first = TaskImpl.of(Asyncio.createTask(() -> {}));
            TaskImpl<?> second = TaskImpl.of(Asyncio.createTask(() -> {}));
            assertThat(tasks.snapshot(first.id())).contains(first).doesNotContain(second);
            assertThat(tasks.nameOf(second.id() + 1)).isNull();
        });
    }
}
