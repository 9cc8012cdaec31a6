package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.CoroutineObject;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.Task;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class EventLoopCloseTest {

    private final List<Object> log = new ArrayList<>();

    private static void turn(EventLoop loop) {
        loop.stop();
        loop.runForever();
    }

    // LOO-18
    @Test
    void close_isIdempotent() {
        EventLoop loop = Loops.virtual().build();
        loop.close();
        loop.close();
        assertThat(loop.isClosed()).isTrue();
    }

    // LOO-18
    @Test
    void close_isForbiddenWhileRunning_fromWithinAndFromOutside() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            assertThatThrownBy(loop::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Cannot close a running event loop");
            var outside = new ArrayList<Throwable>();
            Thread.ofPlatform().start(() -> {
                try {
                    loop.close();
                } catch (IllegalStateException e) {
                    outside.add(e);
                }
            }).join();
            assertThat(outside).hasSize(1);
            assertThat(loop.isClosed()).isFalse();
            sleep(ms(1));
        });
    }

    // LOO-18
    @Test
    void close_dropsWhatIsQueued() {
        EventLoop loop = Loops.virtual().build();
        loop.callSoon(() -> log.add("ready"));
        loop.callSoonThreadsafe(() -> log.add("from outside"));
        loop.callLater(ms(0), () -> log.add("timer"));
        loop.close();
        assertThat(log).isEmpty();
    }

    // LOO-18
    @Test
    void close_shutsTheDefaultExecutorDown_withoutWaitingForIt() throws Exception {
        EventLoop loop = Loops.virtual().build();
        var release = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            loop.setDefaultExecutor(executor);
            Future<String> future = loop.runInExecutor(null, () -> {
                release.await();
                return "late";
            });
            turn(loop);
            loop.close();
            assertThat(executor.isShutdown()).isTrue();
            assertThat(executor.isTerminated()).isFalse();
            assertThat(future.done()).isFalse();
            release.countDown();
        }
    }

    // LOO-19
    @Test
    void afterClose_everyCallThatWouldScheduleIsRefused() {
        EventLoop loop = Loops.virtual().build();
        Promise<String> future = loop.createFuture();
        Promise<String> finished = loop.createFuture();
        finished.setResult("done");
        loop.close();
        List<ThrowingCallable> calls = List.of(
                () -> loop.callSoon(() -> {}),
                () -> loop.callSoonThreadsafe(() -> {}),
                () -> loop.callLater(ms(1), () -> {}),
                () -> loop.callAt(ms(1), () -> {}),
                () -> loop.createTask(() -> "never"),
                () -> loop.createTask(TaskOptions.named("x").eager(), () -> "never"),
                () -> loop.newTask(() -> "never", TaskOptions.DEFAULT),
                () -> loop.runInExecutor(null, () -> "never"),
                () -> loop.runInExecutor(Runnable::run, () -> "never"),
                () -> runCoroutineThreadsafe(() -> "never", loop),
                () -> finished.addDoneCallback(done -> {}),
                loop::runForever,
                () -> loop.runUntilComplete(future),
                () -> loop.runUntilComplete(() -> "never"));
        for (int i = 0; i < calls.size(); i++) {
            assertThatThrownBy(calls.get(i))
                    .as("call %d", i)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Event loop is closed");
        }
    }

    // LOO-19
    @Test
    void afterClose_aCoroutineThatIsRefused_isClosed() {
        EventLoop loop = Loops.virtual().build();
        loop.close();
        CoroutineObject<String> coroutine = Coroutine.of("main", () -> "never");
        assertThatThrownBy(() -> loop.createTask(coroutine)).isInstanceOf(IllegalStateException.class);
        assertThat(coroutine.state()).isEqualTo(CoroutineObject.State.CLOSED);
    }

    // LOO-19
    @Test
    void afterClose_whatSchedulesNothingStillWorks() {
        EventLoop loop = Loops.virtual().build();
        loop.close();
        loop.stop();
        Promise<String> future = loop.createFuture();
        future.setResult("fine");
        assertThat(future.result()).isEqualTo("fine");
        assertThat(loop.time()).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(loop.getDebug()).isFalse();
    }

    // JVA-06
    @Test
    void close_reportsEachTaskThatIsStillPending_oldestFirst_andUnwindsIt() {
        EventLoop loop = Loops.virtual().build();
        var reports = Loops.collectReports(loop);
        Task<?> parked = loop.createTask(() -> {
            try {
                log.add("parked");
                sleep(ms(1000));
            } catch (CancelledError e) {
                log.add("unwound: " + e.getMessage());
                throw e;
            } finally {
                log.add("finally");
            }
        });
        turn(loop);
        Task<?> neverStarted = loop.createTask(() -> {
            log.add("never started");
        });
        loop.close();

        assertThat(log).containsExactly("parked", "unwound: the event loop was closed", "finally");
        assertThat(reports).extracting(report -> report.get("message"))
                .containsExactly(
                        "Task was destroyed but it is pending!", "Task was destroyed but it is pending!");
        assertThat(reports).extracting(report -> report.get("task")).containsExactly(parked, neverStarted);
        assertThat(parked.cancelled()).isTrue();
        assertThat(neverStarted.cancelled()).isTrue();
    }

    // JVA-06
    @Test
    void close_runsNoBodyTwice_alsoOfATaskThatAwaitsAnother() {
        EventLoop loop = Loops.virtual().build();
        Loops.collectReports(loop);
        Task<?> inner = loop.createTask(() -> {
            log.add("inner starts");
            sleep(ms(1000));
        });
        loop.createTask(() -> {
            log.add("outer starts");
            try {
                inner.await();
            } finally {
                log.add("outer ends");
            }
        });
        turn(loop);
        loop.close();
        assertThat(log).containsExactly("inner starts", "outer starts", "outer ends");
    }

    // JVA-06
    @Test
    void close_endsATaskThatAwaitsWhileItCleansUp() {
        EventLoop loop = Loops.virtual().build();
        Loops.collectReports(loop);
        loop.createTask(() -> {
            try {
                sleep(ms(1000));
            } finally {
                log.add("cleaning up");
                try {
                    sleep(ms(1));
                    log.add("not reached");
                } catch (CancelledError e) {
                    log.add("refused");
                }
                log.add("cleaned up");
            }
        });
        turn(loop);
        loop.close();
        assertThat(log).containsExactly("cleaning up", "refused", "cleaned up");
    }

    // JVA-06 LOO-19
    @Test
    void close_refusesNewTasksOfATaskThatIsUnwound() {
        EventLoop loop = Loops.virtual().build();
        Loops.collectReports(loop);
        loop.createTask(() -> {
            try {
                sleep(ms(1000));
            } finally {
                try {
                    createTask(() -> log.add("never"));
                } catch (IllegalStateException e) {
                    log.add(e.getMessage().startsWith("Event loop is closed"));
                }
            }
        });
        turn(loop);
        loop.close();
        assertThat(log).containsExactly(true);
    }

    // JVA-06
    @Test
    void close_ofALoop_byATaskOfAnother_unwindsItsTasks() {
        EventLoop inner = Loops.virtual().build();
        Loops.collectReports(inner);
        inner.createTask(() -> {
            try {
                sleep(ms(1000));
            } finally {
                log.add(EventLoop.running() == inner);
            }
        });
        turn(inner);
        Loops.run(() -> {
            EventLoop outer = EventLoop.running();
            inner.close();
            assertThat(EventLoop.running()).isSameAs(outer);
            sleep(ms(1));
            assertThat(EventLoop.running()).isSameAs(outer);
        });
        assertThat(log).containsExactly(true);
    }
}
