package io.asyncio4j.tests.loop;

import static io.asyncio4j.Asyncio.blocking;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.EventLoop;
import io.asyncio4j.EventLoopBuilder.Threads;
import io.asyncio4j.Future;
import io.asyncio4j.LoopThread;
import io.asyncio4j.Promise;
import io.asyncio4j.tests.support.Loops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunningLoopTest {

    private static boolean nothingRunsHere() {
        try {
            EventLoop.running();
            return false;
        } catch (IllegalStateException e) {
            return e.getMessage().startsWith("no running event loop") && EventLoop.runningOrNull() == null;
        }
    }

    // POL-01
    @Test
    void running_isTheLoop_inTasksAndCallbacks() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<EventLoop> seen = new ArrayList<>();
            Promise<String> future = loop.createFuture();
            future.addDoneCallback(done -> seen.add(EventLoop.running()));
            future.setResult("done");
            loop.callSoon(() -> seen.add(EventLoop.runningOrNull()));
            loop.callLater(ms(1), () -> seen.add(EventLoop.running()));
            createTask(() -> seen.add(EventLoop.running())).await();
            sleep(ms(2));
            assertThat(seen).containsExactly(loop, loop, loop, loop);
            assertThat(EventLoop.running()).isSameAs(loop).isSameAs(EventLoop.runningOrNull());
        });
    }

    // POL-01
    @Test
    void running_isAbsentElsewhere_andSaysWhatToDo() {
        assertThatThrownBy(EventLoop::running)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no running event loop")
                .hasMessageContaining("Asyncio.run");
        assertThatThrownBy(() -> sleep(ms(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> createTask(() -> "never")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> currentTask()).isInstanceOf(IllegalStateException.class);
    }

    // POL-01
    @Test
    void running_isAbsentBeforeAndAfterARun() {
        EventLoop loop = Loops.virtual().build();
        assertThat(nothingRunsHere()).isTrue();
        loop.runUntilComplete(() -> EventLoop.running());
        assertThat(nothingRunsHere()).isTrue();
        loop.close();
        assertThat(nothingRunsHere()).isTrue();
    }

    // POL-01
    @Test
    void running_isAbsentAfterARunThatFailed() {
        assertThatThrownBy(() -> Loops.run(() -> {
            sleep(ms(1));
            throwIt(new IllegalArgumentException("broken"));
        })).isInstanceOf(IllegalArgumentException.class);
        assertThat(nothingRunsHere()).isTrue();
    }

    // POL-05
    @Test
    void running_isAbsentInToThreadAndBlocking_andBackAfterwards() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            assertThat(toThread(RunningLoopTest::nothingRunsHere)).isTrue();
            assertThat(EventLoop.running()).isSameAs(loop);
            assertThat(blocking(RunningLoopTest::nothingRunsHere)).isTrue();
            assertThat(EventLoop.running()).isSameAs(loop);
            assertThat(currentTask()).isNotNull();
        });
    }

    // POL-01 POL-05
    @Test
    void amongSeveralLoops_eachTaskAndCallbackFindsItsOwn_andWhatRunsElsewhereNone() throws Exception {
        try (var first = LoopThread.start("first");
                var second = LoopThread.start("second");
                var other = LoopThread.start("other", EventLoop.builder().threads(Threads.PORTABLE))) {
            List<CompletableFuture<Boolean>> wellEverywhere = new ArrayList<>();
            for (LoopThread thread : List.of(first, second, other)) {
                wellEverywhere.add(runCoroutineThreadsafe(() -> findsItself(thread.loop()), thread.loop()));
            }
            Loops.run(() -> assertThat(findsItself(EventLoop.running())).isTrue());
            for (CompletableFuture<Boolean> well : wellEverywhere) {
                assertThat(well.get(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(nothingRunsHere()).isTrue();
        }
    }

    private static boolean findsItself(EventLoop loop) throws Exception {
        boolean well = true;
        for (int i = 0; i < 200; i++) {
            well &= EventLoop.running() == loop;
            Promise<Boolean> called = loop.createFuture();
            loop.callSoon(() -> called.setResult(EventLoop.running() == loop));
            well &= called.await();
            well &= blocking(RunningLoopTest::nothingRunsHere);
            well &= toThread(RunningLoopTest::nothingRunsHere);
        }
        return well;
    }

    // POL-05
    @Test
    void running_isAbsentInThreadsThatATaskStarts() {
        Loops.run(() -> {
            List<Boolean> seen = new ArrayList<>();
            Thread.ofPlatform().start(() -> seen.add(nothingRunsHere())).join();
            Thread.startVirtualThread(() -> seen.add(nothingRunsHere())).join();
            assertThat(seen).containsExactly(true, true);
        });
    }

    // POL-05
    @Test
    void aVirtualThreadThatATaskStarts_runsBesideTheLoop() {
        Loops.run(() -> {
            var fromOutside = new CompletableFuture<Boolean>();
            var fromTask = new CompletableFuture<String>();
            Thread thread = Thread.startVirtualThread(
                    () -> fromOutside.complete(fromTask.join().equals("go on") && nothingRunsHere()));
            fromTask.complete("go on");
            // the loop is held here, and yet the other thread gets on
            assertThat(fromOutside.get(30, TimeUnit.SECONDS)).isTrue();
            thread.join();
        });
    }

    // POL-05
    @Test
    void twoLoopsInTwoThreads_areEachOthersStrangers() throws Exception {
        int loops = 2;
        var bothRun = new CyclicBarrier(loops);
        List<CompletableFuture<EventLoop>> runs = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            var run = new CompletableFuture<EventLoop>();
            runs.add(run);
            Thread.ofPlatform().start(() -> {
                try {
                    run.complete(Loops.run(() -> {
                        EventLoop mine = EventLoop.running();
                        bothRun.await(30, TimeUnit.SECONDS);
                        for (int turn = 0; turn < 200; turn++) {
                            assertThat(EventLoop.running()).isSameAs(mine);
                            assertThat(createTask(() -> EventLoop.running()).await()).isSameAs(mine);
                            sleep(ms(1));
                        }
                        bothRun.await(30, TimeUnit.SECONDS);
                        return mine;
                    }));
                } catch (Throwable e) {
                    run.completeExceptionally(e);
                }
            });
        }
        EventLoop first = runs.get(0).get(60, TimeUnit.SECONDS);
        assertThat(runs.get(1).get(60, TimeUnit.SECONDS)).isNotSameAs(first);
    }

    // POL-01
    @Test
    void awaitingInACallback_isRefused() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Future<String> pending = loop.createFuture();
            List<String> refusals = new ArrayList<>();
            loop.callSoon(() -> {
                assertThat(currentTask()).isNull();
                try {
                    pending.await();
                } catch (IllegalStateException e) {
                    refusals.add(e.getMessage());
                }
            });
            sleep(Duration.ZERO);
            assertThat(refusals).hasSize(1);
            assertThat(refusals.getFirst()).startsWith("cannot await in a callback");
        });
    }

    private static void throwIt(RuntimeException e) {
        throw e;
    }
}
