package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.tests.support.Loops;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A running loop is for its own tasks and callbacks only; CPython checks it in debug mode, we always. */
class ThreadCheckTest {

    private static void assertRefused(String what, ThrowingCallable call) {
        assertThatThrownBy(call)
                .as(what)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Non-thread-safe operation")
                .hasMessageContaining("use callSoonThreadsafe or runCoroutineThreadsafe");
    }

    // DBG-02
    @Test
    void usingARunningLoopFromAnotherThread_isRefused_whateverTheCall() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> future = loop.createFuture();
            Task<String> task = loop.createTask(() -> sleep(ms(10), "untouched"));
            TimerHandle timer = loop.callLater(ms(10), () -> {});
            Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
            calls.put("callSoon", () -> loop.callSoon(() -> {}));
            calls.put("callLater", () -> loop.callLater(ms(1), () -> {}));
            calls.put("callAt", () -> loop.callAt(ms(1), () -> {}));
            calls.put("stop", loop::stop);
            calls.put("createTask", () -> loop.createTask(() -> "never"));
            calls.put("setTaskFactory", () -> loop.setTaskFactory(null));
            calls.put("setExceptionHandler", () -> loop.setExceptionHandler(null));
            calls.put("runInExecutor", () -> loop.runInExecutor(null, () -> "never"));
            calls.put("setResult", () -> future.setResult("never"));
            calls.put("setException", () -> future.setException(new IllegalStateException("never")));
            calls.put("addDoneCallback", () -> future.addDoneCallback(done -> {}));
            calls.put("cancel of a future", future::cancel);
            calls.put("cancel of a task", task::cancel);
            calls.put("uncancel", task::uncancel);
            calls.put("cancel of a timer", timer::cancel);
            toThread(() -> calls.forEach(ThreadCheckTest::assertRefused));

            assertThat(future.done()).isFalse();
            assertThat(timer.cancelled()).isFalse();
            assertThat(task.cancelling()).isZero();
            assertThat(task.await()).isEqualTo("untouched");
        });
    }

    // DBG-02
    @Test
    void usingARunningLoopFromAnotherLoopsTask_isRefused() {
        Loops.run(() -> {
            EventLoop outer = EventLoop.running();
            toThread(() -> Loops.run(() -> assertRefused("callSoon", () -> outer.callSoon(() -> {}))));
        });
    }

    // DBG-02
    @Test
    void usingTheLoopWithinBlocking_isRefused() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Asyncio.blocking(() -> assertRefused("callSoon", () -> loop.callSoon(() -> {})));
            loop.callSoon(() -> {});
        });
    }

    // DBG-02
    @Test
    void aCoroutineThatIsRefused_isClosed() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            CoroutineObject<String> coroutine = Coroutine.of("never", () -> "never");
            toThread(() -> assertRefused("createTask", () -> loop.createTask(coroutine)));
            assertThat(coroutine.state()).isEqualTo(CoroutineObject.State.CLOSED);
        });
    }

    // DBG-02
    @Test
    void theDoorsForOtherThreads_areOpen() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> future = loop.createFuture();
            toThread(() -> {
                loop.callSoonThreadsafe(() -> future.setResult("set from outside"));
                assertThat(Asyncio.allTasks(loop)).isNotEmpty();
                assertThat(loop.isRunning()).isTrue();
            });
            assertThat(future.await()).isEqualTo("set from outside");
            assertThat(toThread(() -> Asyncio.runCoroutineThreadsafe(() -> "ran", loop).get()))
                    .isEqualTo("ran");
        });
    }

    // DBG-02
    @Test
    void aLoopThatDoesNotRun_mayBePreparedByAnyThread() throws Exception {
        try (EventLoop loop = Loops.virtual().build()) {
            Promise<List<String>> future = loop.createFuture();
            Thread.ofPlatform()
                    .start(() -> loop.callSoon(() -> future.setResult(List.of("prepared"))))
                    .join();
            assertThat(loop.runUntilComplete(future)).containsExactly("prepared");
        }
    }
}
