package io.asyncio4j.tests.futures;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.collectReports;
import static io.asyncio4j.tests.support.Loops.ms;
import static io.asyncio4j.tests.support.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Objects of the program whose toString throws an Error: a text of ours may suffer, the loop may not. */
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileTextFormsTest {

    private static final class Hostile {

        @Override
        public String toString() {
            throw new StackOverflowError("in toString");
        }
    }

    // REP-01
    @Test
    void asAResult_whenACallbackFails_isReported_andTheLoopGoesOn() {
        Loops.run(() -> {
            List<Map<String, Object>> reports = collectReports();
            Promise<Object> promise = EventLoop.running().createFuture();
            var failure = new IllegalArgumentException("callback");
            promise.addDoneCallback(future -> {
                throw failure;
            });
            promise.setResult(new Hostile());
            ticks(2);
            assertThat(reports).singleElement().satisfies(report -> {
                assertThat(report).containsEntry("exception", failure);
                assertThat(report.get("message").toString()).contains("toString failed");
            });
            assertThat(sleep(ms(1), "alive")).isEqualTo("alive");
        });
    }

    // REP-01
    @Test
    void asAResult_isNamedInTextsOfItsFutureAndTask() {
        Loops.run(() -> {
            Promise<Object> promise = EventLoop.running().createFuture();
            promise.setResult(new Hostile());
            Task<Object> task = createTask(() -> new Hostile());
            task.await();
            assertThat(promise.toString()).contains("finished").contains("StackOverflowError");
            assertThat(task.toString()).contains("finished").contains("StackOverflowError");
        });
    }

    // CAN-02, CAN-03
    @Test
    void asACancelMessage_beforeTheFirstStep_theTaskIsCancelled_andRunReturns() {
        Loops.run(() -> {
            var message = new Hostile();
            Task<?> task = createTask(() -> {});
            task.cancel(message);
            assertCancelledWith(message, task);
        });
    }

    // CAN-03
    @Test
    void asACancelMessage_atAnAwait_theTaskIsCancelled() {
        Loops.run(() -> {
            var message = new Hostile();
            Task<?> task = createTask(() -> sleep(ms(1_000)));
            ticks(1);
            task.cancel(message);
            assertCancelledWith(message, task);
        });
    }

    // CAN-03
    @Test
    void asACancelMessage_ofAPromise_itsAwaitThrowsIt() {
        Loops.run(() -> {
            var message = new Hostile();
            Promise<Object> promise = EventLoop.running().createFuture();
            Task<?> task = createTask(() -> promise.await());
            ticks(1);
            promise.cancel(message);
            assertCancelledWith(message, task);
        });
    }

    private static void assertCancelledWith(Object message, Task<?> task) {
        ticks(3);
        assertThat(task.cancelled()).isTrue();
        CancelledError error = catchThrowableOfType(CancelledError.class, task::await);
        assertThat(error.message()).isSameAs(message);
        assertThat(error.getMessage()).contains("toString failed");
        assertThat(sleep(ms(1), "alive")).isEqualTo("alive");
    }
}
