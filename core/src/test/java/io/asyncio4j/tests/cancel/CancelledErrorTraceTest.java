package io.asyncio4j.tests.cancel;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** CAN-18: a cancellation shows where it met the task if somebody will look, and else costs no stack trace. */
class CancelledErrorTraceTest {

    private static void waitsHere() {
        EventLoop.running().createFuture().await();
    }

    private static boolean shows(Throwable error) {
        return Arrays.stream(error.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("waitsHere"));
    }

    private static Throwable causeOf(VoidCoroutine awaits) {
        Throwable timeout = catchThrowable(awaits::run);
        assertThat(timeout).isInstanceOf(TimeoutException.class).hasCauseInstanceOf(CancelledError.class);
        return timeout.getCause();
    }

    /** {@return what a task, and another one that awaits it, get when it is cancelled} */
    private static Throwable errorOfACancelledTask() {
        return createTask(CancelledErrorTraceTest::errorOfACancelledTaskAwaitedHere).await();
    }

    private static Throwable errorOfACancelledTaskAwaitedHere() {
        var caught = new Throwable[1];
        Task<Void> task = createTask(() -> {
            try {
                waitsHere();
            } catch (CancelledError e) {
                caught[0] = e;
                throw e;
            }
        });
        ticks(1);
        task.cancel("why");
        assertThat(catchThrowable(task::await)).isSameAs(caught[0]).hasMessage("why");
        return caught[0];
    }

    @Test
    void ofATaskThatIsCancelled_itHasNoTrace() {
        Loops.run(() -> {
            assertThat(errorOfACancelledTask().getStackTrace()).isEmpty();
        });
    }

    @Test
    void inDebugMode_itHasOne() {
        Loops.run(() -> {
            EventLoop.running().setDebug(true);
            assertThat(shows(errorOfACancelledTask())).isTrue();
        });
    }

    @Test
    void behindATimeout_itShowsWhereTheBlockWaited() {
        Loops.run(() -> {
            assertThat(shows(causeOf(() -> timeout(ms(1), t -> waitsHere())))).isTrue();
            assertThat(shows(causeOf(() -> waitFor(() -> {
                waitsHere();
                return 1;
            }, ms(1))))).isTrue();
        });
    }

    @Test
    void behindATimeout_itShowsWhereTheTaskWaited_forWhichTheBlockWaited() {
        Loops.run(() -> {
            Task<Void> task = createTask(CancelledErrorTraceTest::waitsHere);
            assertThat(shows(causeOf(() -> timeout(ms(1), t -> task.await())))).isTrue();
            assertThat(errorOfACancelledTask().getStackTrace()).isEmpty(); // it was that request's only
        });
    }

    @Test
    void thatTheMainTaskGetsOfAnother_showsWhereMainAsksForIt() {
        Loops.run(() -> {
            assertThat(errorOfACancelledTaskAwaitedHere().getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("errorOfACancelledTaskAwaitedHere"))
                    .noneMatch(frame -> frame.getMethodName().equals("waitsHere"));
        });
    }

    @Test
    void ofAMainTask_itHasATrace() {
        Throwable error = catchThrowable(() -> Loops.run(() -> {
            var main = currentTask();
            createTask(() -> {
                main.cancel();
            });
            waitsHere();
            sleep(ms(1));
        }));
        assertThat(error).isInstanceOf(CancelledError.class);
        assertThat(shows(error)).isTrue();
    }
}
