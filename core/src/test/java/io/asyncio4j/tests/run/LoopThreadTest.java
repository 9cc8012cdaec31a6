package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.await;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Promise;
import io.asyncio4j.Signal;
import io.asyncio4j.Task;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.RaisedSignals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopThreadTest {

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private static LoopThread start(String name) {
        return LoopThread.start(name, Loops.virtual());
    }

    private static Optional<Thread> threadCalled(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .findAny();
    }

    /** Waits until it is cancelled, and logs that. */
    private void serve(String name, CountDownLatch started) {
        started.countDown();
        try {
            EventLoop.running().createFuture().await();
        } catch (CancelledError e) {
            log.add(name + " cancelled");
            sleep(ms(10));
            log.add(name + " clean");
            throw e;
        }
    }

    @Test
    void taskThatCancelsAllTasksOfItsLoop_endsTheLoop_andNobodyElse() throws Exception {
        Loops.run(() -> {
            var second = start("second");
            var done = runCoroutineThreadsafe(() -> Asyncio.allTasks().forEach(Task::cancel), second.loop());
            assertThat(catchThrowable(() -> await(done))).isInstanceOf(CancelledError.class);
            second.close();
            assertThat(second.loop().isClosed()).isTrue();
            assertThat(Objects.requireNonNull(currentTask()).cancelling()).isZero();
        });
    }

    // RUN-06
    @Test
    void aPlainThread_startsIt_usesIt_andClosesIt() throws Exception {
        EventLoop loop;
        try (var second = LoopThread.start("second")) {
            loop = second.loop();
            assertThat(loop.isRunning()).isTrue();
            assertThat(runCoroutineThreadsafe(() -> EventLoop.running(), loop).get(30, TimeUnit.SECONDS))
                    .isSameAs(loop);
            assertThat(runCoroutineThreadsafe(() -> sleep(ms(2), "slept"), loop).get(30, TimeUnit.SECONDS))
                    .isEqualTo("slept");
            assertThat(second).hasToString("<LoopThread " + loop + ">");
        }
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> runCoroutineThreadsafe(() -> "late", loop))
                .withMessageContaining("Event loop is closed");
    }

    // RUN-06
    @Test
    void close_cancelsTheTasks_andLetsThemCleanUp() throws Exception {
        var second = start("second");
        var started = new CountDownLatch(2);
        var a = runCoroutineThreadsafe(() -> serve("a", started), second.loop());
        var b = runCoroutineThreadsafe(() -> serve("b", started), second.loop());
        started.await();
        second.close();
        assertThat(log).containsExactly("a cancelled", "b cancelled", "a clean", "b clean");
        assertThat(a).isCancelled();
        assertThat(b).isCancelled();
        second.close();
        assertThat(log).hasSize(4);
    }

    // RUN-06
    @Test
    void noThreadIsLeft_afterClose() throws Exception {
        String name = "loop thread of noThreadIsLeft";
        var second = LoopThread.start(name, Loops.virtual().name("its loop"));
        Thread thread = threadCalled(name).orElseThrow();
        assertThat(second.loop()).asString().startsWith("<EventLoop its loop ");
        second.close();
        thread.join(Duration.ofSeconds(30));
        assertThat(thread.isAlive()).isFalse();
    }

    // RUN-06
    @Test
    void aTaskOfAnotherLoop_closesIt_whileThatLoopGoesOn() {
        Loops.run(() -> {
            EventLoop first = EventLoop.running();
            var started = new CountDownLatch(1);
            try (var second = start("second")) {
                runCoroutineThreadsafe(() -> {
                    try {
                        serve("task", started);
                    } finally {
                        await(runCoroutineThreadsafe(() -> log.add("first loop goes on"), first));
                    }
                }, second.loop());
                started.await();
            }
            log.add("closed");
        });
        assertThat(log).containsExactly("task cancelled", "task clean", "first loop goes on", "closed");
    }

    // RUN-06
    @Test
    void closeByACancelledTask_endsItsWait_notTheClosing() {
        Loops.run(() -> {
            EventLoop first = EventLoop.running();
            Promise<String> cleaning = first.createFuture();
            var mayEnd = new CountDownLatch(1);
            var second = start("second");
            Task<?> closes = createTask(() -> second.close());
            runCoroutineThreadsafe(() -> {
                try {
                    EventLoop.running().createFuture().await();
                } finally {
                    first.callSoonThreadsafe(() -> cleaning.setResult("cleaning"));
                    mayEnd.await();
                    log.add("task clean");
                }
            }, second.loop());
            Loops.ticks(1);
            assertThat(cleaning.await()).isEqualTo("cleaning");
            closes.cancel();
            assertThat(catchThrowable(closes::await)).isInstanceOf(CancelledError.class);
            log.add("wait ended");
            assertThat(second.loop().isClosed()).isFalse();
            mayEnd.countDown();
            second.close();
            log.add("closed");
            assertThat(second.loop().isClosed()).isTrue();
        });
        assertThat(log).containsExactly("wait ended", "task clean", "closed");
    }

    // RUN-10
    @Test
    void secondClose_whileTheFirstWaits_isNoError() {
        Loops.run(() -> {
            var second = start("second");
            var started = new CountDownLatch(1);
            var mayEnd = new CountDownLatch(1);
            runCoroutineThreadsafe(() -> {
                EventLoop.running().setExceptionHandler((loop, report) -> log.add("report " + report));
                started.countDown();
                try {
                    EventLoop.running().createFuture().await();
                } finally {
                    mayEnd.await();
                    sleep(ms(1));
                }
            }, second.loop());
            started.await();
            Task<?> first = createTask(() -> second.close());
            Task<?> again = createTask(() -> second.close());
            Loops.ticks(1);
            mayEnd.countDown();
            first.await();
            again.await();
            assertThat(second.loop().isClosed()).isTrue();
        });
        assertThat(log).isEmpty();
    }

    // RUN-03
    @Test
    void aTaskOfItsOwn_cannotCloseIt() throws Exception {
        try (var second = start("second")) {
            Throwable refusal = runCoroutineThreadsafe(() -> catchThrowable(second::close), second.loop())
                    .get(30, TimeUnit.SECONDS);
            assertThat(refusal).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a task of " + second.loop())
                    .hasMessageContaining("let another thread close it");
            assertThat(runCoroutineThreadsafe(() -> "goes on", second.loop()).get(30, TimeUnit.SECONDS))
                    .isEqualTo("goes on");
        }
    }

    // RUN-17
    @Test
    void loopExitInOneOfItsTasks_comesOutOfClose_afterTheCleanUp() throws Exception {
        var fatal = new LoopExit("enough");
        var second = start("second");
        EventLoop loop = second.loop();
        var started = new CountDownLatch(1);
        runCoroutineThreadsafe(() -> serve("other", started), loop);
        started.await();
        loop.callSoonThreadsafe(() -> {
            throw fatal;
        });
        assertThat(catchThrowable(second::close)).isSameAs(fatal);
        assertThat(log).containsExactly("other cancelled", "other clean");
        assertThat(loop.isClosed()).isTrue();
        Loops.run(() -> assertThat(catchThrowable(second::close)).isSameAs(fatal));
    }

    // RUN-01
    @Test
    void startThatFails_throwsWhatItFailedWith_andLeavesNoThread() throws Exception {
        String name = "loop thread that fails to start";
        var broken = new IllegalArgumentException("broken factory");
        var options = Loops.virtual().taskFactory((loop, coroutine, taskOptions) -> {
            log.add(Thread.currentThread().getName());
            throw broken;
        });
        assertThat(catchThrowable(() -> LoopThread.start(name, options))).isSameAs(broken);
        Optional<Thread> thread = threadCalled(name);
        if (thread.isPresent()) {
            thread.get().join(Duration.ofSeconds(30));
        }
        assertThat(threadCalled(name)).isEmpty();
        assertThat(log).startsWith(name);
    }

    // RUN-01
    @Test
    void nullIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> LoopThread.start(null)).withMessage("name");
        assertThatNullPointerException().isThrownBy(() -> LoopThread.start("second", null))
                .withMessage("options");
    }

    // RUN-11
    @Test
    void signals_areNotCaughtByIt() {
        boolean handled = RaisedSignals.isHandled(Signal.SIGINT);
        try (var second = start("second")) {
            assertThat(second.loop().isRunning()).isTrue();
            assertThat(RaisedSignals.isHandled(Signal.SIGINT)).isEqualTo(handled);
        }
    }

    // RUN-06
    @Test
    void taskThatRefusesToBeCancelled_isWaitedFor() throws Exception {
        var second = start("second");
        var started = new CountDownLatch(1);
        var stubborn = runCoroutineThreadsafe(() -> {
            try {
                serve("stubborn", started);
            } catch (CancelledError e) {
                log.add("refuses");
            }
            return "ended by itself";
        }, second.loop());
        started.await();
        second.close();
        assertThat(stubborn.get(30, TimeUnit.SECONDS)).isEqualTo("ended by itself");
        assertThat(log).containsExactly("stubborn cancelled", "stubborn clean", "refuses");
    }

    // RUN-01
    @Test
    void tenAtOnce_workForOneLoop() {
        Loops.run(() -> {
            List<LoopThread> threads = new ArrayList<>();
            List<CompletableFuture<Integer>> sums = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                var thread = start("loop " + i);
                threads.add(thread);
                int number = i;
                sums.add(runCoroutineThreadsafe(() -> {
                    assertThat(EventLoop.running()).isSameAs(thread.loop());
                    List<Task<Integer>> parts = new ArrayList<>();
                    for (int part = 0; part < 20; part++) {
                        int value = number * 100 + part;
                        parts.add(createTask(() -> sleep(ms(value % 7), value)));
                    }
                    int sum = 0;
                    for (Task<Integer> part : parts) {
                        sum += part.await();
                    }
                    return sum;
                }, thread.loop()));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(await(sums.get(i))).isEqualTo(i * 2000 + 190);
            }
            threads.forEach(LoopThread::close);
            assertThat(threads).allMatch(thread -> thread.loop().isClosed());
            assertThat(currentTask().cancelling()).isZero();
        });
    }
}
