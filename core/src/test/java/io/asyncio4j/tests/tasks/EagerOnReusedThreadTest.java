package io.asyncio4j.tests.tasks;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task that runs on the thread of one that has just ended, and starts others eagerly there. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EagerOnReusedThreadTest {

    private static final TaskOptions EAGER = TaskOptions.DEFAULT.eager();

    private final List<String> log = new ArrayList<>();

    // EAG-04, EAG-15
    @Test
    void creatorBehindAnEndedTask_getsTheLoopBack_andTheEndedOneDoesNotRunAgain() {
        Loops.run(() -> {
            Task<?> first = createTask(() -> {
                log.add("first");
            });
            Task<?> creator = createTask(() -> {
                log.add("creator 1");
                Task<?> child = createTask(EAGER, () -> {
                    log.add("child 1");
                    ticks(1);
                    log.add("child 2");
                });
                log.add("creator 2");
                child.await();
                log.add("creator 3");
            });
            first.await();
            creator.await();
            assertThat(log)
                    .containsExactly("first", "creator 1", "child 1", "creator 2", "child 2", "creator 3");
            assertThat(allTasks()).hasSize(1);
        });
    }

    // EAG-04, EAG-15
    @Test
    void nestedCreators_getTheLoopBackInnermostFirst() {
        Loops.run(() -> {
            createTask(() -> {
                log.add("first");
            });
            Task<?> outer = createTask(() -> {
                Task<?> outerTask = currentTask();
                log.add("outer");
                createTask(EAGER, () -> {
                    Task<?> innerTask = currentTask();
                    log.add("inner");
                    createTask(EAGER, () -> {
                        log.add("innermost");
                    });
                    assertThat(currentTask()).isSameAs(innerTask);
                    log.add("inner goes on");
                });
                assertThat(currentTask()).isSameAs(outerTask);
                log.add("outer goes on");
            });
            outer.await();
            assertThat(log)
                    .containsExactly(
                            "first", "outer", "inner", "innermost", "inner goes on", "outer goes on");
        });
    }

    // EAG-04, EAG-15
    @Test
    void behindAChainOfEndedTasks_oneOfWhichFailed_eachCreatorGoesOn() {
        Loops.run(() -> {
            Task<?> failing = createTask(() -> {
                log.add("failing");
                throw new IllegalArgumentException("on purpose");
            });
            List<Task<?>> creators = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String name = "creator " + i;
                creators.add(createTask(() -> {
                    createTask(EAGER, () -> {
                        log.add("child of " + name);
                    });
                    log.add(name);
                }));
            }
            assertThatThrownBy(failing::await).hasMessage("on purpose");
            for (Task<?> creator : creators) {
                creator.await();
            }
            assertThat(log)
                    .containsExactly(
                            "failing",
                            "child of creator 0",
                            "creator 0",
                            "child of creator 1",
                            "creator 1",
                            "child of creator 2",
                            "creator 2");
        });
    }
}
