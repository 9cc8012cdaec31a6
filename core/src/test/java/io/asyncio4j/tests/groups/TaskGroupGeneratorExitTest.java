package io.asyncio4j.tests.groups;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.AsyncGenerator;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.GeneratorExit;
import io.asyncio4j.Promise;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.tests.support.Loops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A generator's exit is no cancellation: nobody has asked the task to end, and the generator must. */
class TaskGroupGeneratorExitTest {

    private final List<String> log = new ArrayList<>();
    private final TaskGroup[] kept = new TaskGroup[1];

    // TGR-24, AGN-01
    @Test
    void cancelledGroup_letsTheExitThrough_andNothingBehindItRuns() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                taskGroup(scope -> {
                    kept[0] = scope;
                    out.yield(1);
                });
                log.add("behind");
            });
            assertThat(numbers.iterator().next()).isEqualTo(1);
            kept[0].cancel();
            assertThat(catchThrowable(numbers::close)).isNull();
            assertThat(log).isEmpty();
        });
    }

    // TGR-24, AGN-01
    @Test
    void groupThatIsNotCancelled_doesSo_too() {
        Loops.run(() -> {
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> {
                taskGroup(scope -> {
                    scope.createTask(() -> sleep(Duration.ofHours(1)));
                    out.yield(1);
                });
                log.add("behind");
            });
            assertThat(numbers.iterator().next()).isEqualTo(1);
            ticks(1);
            numbers.close();
            assertThat(log).isEmpty();
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // TGR-04: as in CPython 3.14, the exit is among the members
    @Test
    void withAFailingTask_theExitIsAMember() {
        Loops.run(() -> {
            var failure = new IOException("child");
            AsyncGenerator<Integer> numbers = AsyncGenerator.of(out -> taskGroup(scope -> {
                scope.createTask(() -> {
                    try {
                        sleep(Duration.ofHours(1));
                    } catch (CancelledError e) {
                        throw failure;
                    }
                });
                out.yield(1);
            }));
            assertThat(numbers.iterator().next()).isEqualTo(1);
            ticks(1);
            assertThatThrownBy(numbers::close).isInstanceOfSatisfying(ExceptionGroup.class, group -> {
                assertThat(group.exceptions()).hasSize(2).first().isSameAs(failure);
                assertThat(group.exceptions().get(1)).isInstanceOf(GeneratorExit.class);
            });
        });
    }

    // AGN-01, TSK-17: as CPython's task, which keeps it as its exception
    @Test
    void taskThatAnExitLeaves_hasFailed_andIsNotCancelled() {
        Loops.run(() -> {
            var exit = new GeneratorExit();
            Task<?> task = createTask(() -> {
                throw exit;
            });
            assertThat(catchThrowable(task::await)).isSameAs(exit);
            assertThat(task.cancelled()).isFalse();
            assertThat(task.exception()).isSameAs(exit);
            Task<?> inTime = createTask(() -> {
                throw exit;
            });
            assertThat(catchThrowable(() -> waitFor(inTime, Duration.ZERO)))
                    .isInstanceOf(TimeoutException.class); // it was cancelled before its first step
        });
    }

    // AGN-01, CAN-07
    @Test
    void requestThatMeetsAnExit_isDelivered_andKeepsIt() {
        Loops.run(() -> {
            var exit = new GeneratorExit();
            Promise<String> promise = EventLoop.running().createFuture();
            Task<String> task = createTask(() -> promise.await());
            ticks(1);
            promise.setException(exit);
            task.cancel("by name");
            CancelledError error = (CancelledError) catchThrowable(task::await);
            assertThat(error.message()).isEqualTo("by name");
            assertThat(error).hasSuppressedException(exit).isNotSameAs(exit);
            assertThat(sleep(ms(1), "goes on")).isEqualTo("goes on");
        });
    }
}
