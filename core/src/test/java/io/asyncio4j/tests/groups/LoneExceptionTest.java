package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.LoneException;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Groups that throw a lone exception as it is. */
class LoneExceptionTest {

    private static VoidCoroutine failsAfter(int ticks, Exception failure) {
        return () -> {
            ticks(ticks);
            throw failure;
        };
    }

    // TGR-05
    @Test
    void unwrapped_isTheVeryObject_ofAChildAndOfTheBlock() {
        Loops.run(() -> {
            var failure = new IOException("lone");
            assertThat(catchThrowable(() -> new TaskGroup(LoneException.UNWRAPPED).run(g -> {
                g.createTask(failsAfter(1, failure));
                sleep(ms(1_000));
            }))).isSameAs(failure);
            assertThat(catchThrowable(() -> new TaskGroup(LoneException.UNWRAPPED).run(g -> {
                throw failure;
            }))).isSameAs(failure);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-04
    @Test
    void unwrapped_stillGroupsTwo() {
        Loops.run(() -> {
            var a = new IOException("a");
            var b = new IOException("b");
            ExceptionGroup group = catchThrowableOfType(
                    ExceptionGroup.class,
                    () -> new TaskGroup(LoneException.UNWRAPPED).run(g -> {
                        g.createTask(failsAfter(0, a));
                        g.createTask(failsAfter(0, b));
                    }));
            assertThat(group.exceptions()).containsExactly(a, b);
        });
    }

    // TGR-05
    @Test
    void wrapped_isTheDefault() {
        Loops.run(() -> {
            var failure = new IOException("lone");
            for (TaskGroup group : List.of(new TaskGroup(), new TaskGroup(LoneException.WRAPPED))) {
                ExceptionGroup wrapped = catchThrowableOfType(ExceptionGroup.class, () -> group.run(g -> {
                    throw failure;
                }));
                assertThat(wrapped.exceptions()).containsExactly(failure);
            }
        });
    }

    // TGR-11
    @Test
    void unwrapped_innerGroups_letALoneExceptionThroughToTheTop() {
        Loops.run(() -> {
            var failure = new IOException("deep");
            assertThat(catchThrowable(() -> new TaskGroup(LoneException.UNWRAPPED).run(outer -> {
                outer.createTask(() -> new TaskGroup(LoneException.UNWRAPPED).run(inner -> {
                    inner.createTask(failsAfter(1, failure));
                }));
            }))).isSameAs(failure);
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-08 UNC-08
    @Test
    void unwrapped_stillWinsOverACancellation_thatTheNextAwaitThrows() {
        Loops.run(() -> {
            var failure = new IOException("clean-up");
            Task<?> parent = createTask(() -> {
                assertThat(catchThrowable(() -> new TaskGroup(LoneException.UNWRAPPED).run(g -> {
                    try {
                        sleep(ms(1_000));
                    } catch (CancelledError e) {
                        throw failure;
                    }
                }))).isSameAs(failure);
                assertThat(currentTask().cancelling()).isEqualTo(1);
                sleep(ms(1));
            });
            ticks(1);
            parent.cancel();
            assertThat(catchThrowableOfType(CancelledError.class, parent::await)).isNotNull();
        });
    }
}
