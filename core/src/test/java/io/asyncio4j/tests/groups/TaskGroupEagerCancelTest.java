package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Eager tasks and groups that wind up, where versions of CPython differ from each other. */
class TaskGroupEagerCancelTest {

    private static final ContextVar<String> VAR = ContextVar.of("TaskGroupEagerCancelTest", "unset");
    private static final TaskOptions EAGER = TaskOptions.DEFAULT.eager();

    private final List<String> log = new ArrayList<>();

    // TGR-25: gh-155418; on CPython's main branch, not in 3.15.0rc1, where the group hangs for as long as the task
    @Test
    void eagerTaskThatCancelsItsOwnGroup_isCancelledWithIt() {
        Loops.run(() -> {
            taskGroup(group -> {
                group.createTask(EAGER, () -> {
                    group.cancel();
                    try {
                        sleep(Duration.ofHours(1));
                    } catch (CancelledError e) {
                        log.add("cancelled");
                        throw e;
                    }
                });
                log.add("created");
                sleep(ms(1));
                log.add("not reached");
            });
            log.add("left at " + Loops.millisSince(Duration.ZERO));
        });
        assertThat(log).containsExactly("created", "cancelled", "left at 0");
    }

    // TGR-25: gh-155433; on CPython's main branch, not in 3.15.0rc1, which loses the request
    @Test
    void requestFromOutside_whileACancelledGroupWindsUp_isNotLost() {
        Loops.run(() -> {
            Task<?> task = createTask(() -> {
                taskGroup(group -> {
                    group.createTask(() -> {
                        try {
                            sleep(Duration.ofHours(1));
                        } finally {
                            sleep(ms(10));
                            log.add("wound up");
                        }
                    });
                    ticks(1);
                    group.cancel();
                });
                log.add("behind");
            });
            sleep(ms(5));
            task.cancel("outside");
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class);
            assertThat(task.cancelling()).isEqualTo(1);
        });
        assertThat(log).containsExactly("wound up");
    }

    // EAG-01, CTX: CPython refuses to enter a context twice, and leaves the new task neither run nor queued
    @Test
    void eagerTaskInItsCreatorsOwnContext_runs_andSharesIt() {
        Loops.run(() -> {
            Context own = currentTask().getContext();
            Task<String> task = createTask(EAGER.withContext(own), () -> {
                String before = VAR.get();
                VAR.set("by the task");
                return before;
            });
            assertThat(task.done()).isTrue();
            assertThat(task.result()).isEqualTo("unset");
            assertThat(VAR.get()).isEqualTo("by the task");
        });
    }
}
