package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.TaskStatus;
import io.asyncio4j.VoidBlock;
import io.asyncio4j.tests.support.Loops;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code TaskGroup.start} where it cannot be used, and tasks that do not keep to its rules. */
class TaskGroupStartMisuseTest {

    private final List<String> log = new ArrayList<>();

    // TGR-14
    @Test
    void endWithoutStarted_isAnError_thatNamesTheTask() {
        Loops.run(() -> {
            taskGroup(g -> {
                assertThatIllegalStateException()
                        .isThrownBy(() -> g.start(TaskOptions.named("forgetful"), status -> sleep(ms(1))))
                        .withMessageContaining("name='forgetful'")
                        .withMessageContaining("has ended without being ready")
                        .withMessageContaining("started()");
                assertThat(sleep(ms(1), "goes on")).isEqualTo("goes on");
            });
        });
    }

    // TGR-15
    @Test
    void startedTwice_isAnErrorOfTheTask() {
        Loops.run(() -> {
            assertThatThrownBy(() -> taskGroup(g -> {
                log.add("port " + g.start((TaskStatus<Integer> status) -> {
                    status.started(5);
                    status.started(6);
                }));
            })).isInstanceOfSatisfying(
                    ExceptionGroup.class,
                    group -> assertThat(group.exceptions()).singleElement()
                            .isInstanceOf(IllegalStateException.class)
                            .extracting(Throwable::getMessage).asString()
                            .contains("started() was called before"));
            assertThat(log).containsExactly("port 5");
        });
    }

    // TGR-15
    @Test
    void outsideOfTheBlock_orWithNull_nothingIsStarted() {
        Loops.run(() -> {
            var group = new TaskGroup();
            VoidBlock<TaskStatus<Object>> body = status -> log.add("ran");
            assertThatIllegalStateException().isThrownBy(() -> group.start(body))
                    .withMessageContaining("has not been entered");
            group.run(g -> {
                assertThatNullPointerException().isThrownBy(() -> g.start(null)).withMessage("body");
                g.createTask(() -> sleep(ms(5)));
                g.cancel();
                assertThatIllegalStateException().isThrownBy(() -> g.start(body))
                        .withMessageContaining("is shutting down");
            });
            assertThatIllegalStateException().isThrownBy(() -> group.start(body))
                    .withMessageContaining("is finished");
            ticks(3);
            assertThat(log).isEmpty();
        });
    }

    // TGR-17
    @Test
    void inACallback_nothingIsStarted() {
        Loops.run(() -> {
            List<Throwable> caught = new ArrayList<>();
            taskGroup(g -> {
                EventLoop.running().callSoon(
                        () -> caught.add(catchThrowable(() -> g.start(status -> log.add("ran")))));
                sleep(ms(5));
                assertThat(g).hasToString("<TaskGroup entered>");
            });
            assertThat(caught).singleElement().isInstanceOfSatisfying(
                    IllegalStateException.class, e -> assertThat(e).hasMessageContaining("callback"));
            assertThat(log).isEmpty();
        });
    }
}
