package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Signal.SIGHUP;
import static io.asyncio4j.Signal.SIGINT;
import static io.asyncio4j.Signal.SIGTERM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Promise;
import io.asyncio4j.Runner;
import io.asyncio4j.Signal;
import io.asyncio4j.SignalExit;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.RaisedSignals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks of loops for a signal that is raised in this JVM, whose own handler stands for the program's. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SignalHandlerTest {

    private static final ContextVar<String> VARIABLE = ContextVar.of("variable", "unset");

    private final List<String> log = new ArrayList<>();
    private final LinkedBlockingQueue<String> program = new LinkedBlockingQueue<>();
    private RaisedSignals.Installed installed;

    @BeforeEach
    void installTheProgramsHandler() {
        installed = RaisedSignals.install(SIGTERM, () -> program.add("program's handler"));
    }

    @AfterEach
    void removeIt() {
        installed.close();
    }

    /** Raises SIGTERM once what is ready has run, and expects that the program's own handler gets it. */
    private void raiseForTheProgram() throws InterruptedException {
        RaisedSignals.raise(SIGTERM);
        assertThat(program.poll(30, TimeUnit.SECONDS)).isEqualTo("program's handler");
    }

    // LOO-24
    @Test
    void callback_runsOnTheLoop_eachTime_betweenTasks() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            for (int i = 1; i <= 3; i++) {
                Promise<String> came = loop.createFuture();
                loop.addSignalHandler(SIGTERM, () -> came.setResult("on the loop: "
                        + (EventLoop.running() == loop) + ", task: " + currentTask()));
                RaisedSignals.raise(SIGTERM);
                assertThat(came.await()).isEqualTo("on the loop: true, task: null");
            }
        });
        assertThat(program).isEmpty();
    }

    // LOO-24
    @Test
    void signal_wakesALoopThatWaits_onRealTimeToo() throws Exception {
        try (EventLoop loop = EventLoop.create()) {
            loop.addSignalHandler(SIGTERM, () -> {
                log.add("came");
                loop.stop();
            });
            loop.callSoon(() -> Thread.ofPlatform().start(() -> RaisedSignals.raise(SIGTERM)));
            loop.runForever();
        }
        assertThat(log).containsExactly("came");
    }

    // LOO-24
    @Test
    void callback_runsInACopyOfTheContextOfBefore() {
        Loops.run(() -> {
            Promise<String> seen = EventLoop.running().createFuture();
            VARIABLE.set("when it was added");
            EventLoop.running().addSignalHandler(SIGTERM, () -> {
                seen.setResult(VARIABLE.get());
                VARIABLE.set("by the callback");
            });
            VARIABLE.set("later");
            RaisedSignals.raise(SIGTERM);
            assertThat(seen.await()).isEqualTo("when it was added");
            assertThat(VARIABLE.get()).isEqualTo("later");
        });
    }

    // LOO-24
    @Test
    void secondCallback_replacesTheFirst() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> came = loop.createFuture();
            loop.addSignalHandler(SIGTERM, () -> log.add("first"));
            loop.addSignalHandler(SIGTERM, () -> came.setResult("second"));
            RaisedSignals.raise(SIGTERM);
            assertThat(came.await()).isEqualTo("second");
            assertThat(log).isEmpty();
            assertThat(loop.removeSignalHandler(SIGTERM)).isTrue();
            assertThat(loop.removeSignalHandler(SIGTERM)).isFalse();
            raiseForTheProgram();
        });
    }

    // LOO-24
    @Test
    void remove_saysWhetherItWasThere_andGivesTheSignalBack() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            assertThat(loop.removeSignalHandler(SIGTERM)).isFalse();
            loop.addSignalHandler(SIGTERM, () -> log.add("not reached"));
            assertThat(loop.removeSignalHandler(SIGINT)).isFalse();
            assertThat(loop.removeSignalHandler(SIGTERM)).isTrue();
            assertThat(loop.removeSignalHandler(SIGTERM)).isFalse();
            raiseForTheProgram();
            Loops.ticks(3);
            assertThat(log).isEmpty();
        });
    }

    // LOO-24
    @Test
    void remove_givesASignalThatNobodyHandledBackToTheJvm() {
        installed.close();
        Loops.run(() -> {
            EventLoop.running().addSignalHandler(SIGTERM, () -> {});
            assertThat(RaisedSignals.isHandled(SIGTERM)).isTrue();
            EventLoop.running().removeSignalHandler(SIGTERM);
            assertThat(RaisedSignals.isHandled(SIGTERM)).isFalse();
        });
    }

    // LOO-24
    @Test
    void closingTheLoop_removesItsCallbacks() throws Exception {
        Loops.run(() -> EventLoop.running().addSignalHandler(SIGTERM, () -> log.add("not reached")));
        raiseForTheProgram();
        EventLoop loop = Loops.virtual().build();
        loop.addSignalHandler(SIGTERM, () -> log.add("not reached"));
        loop.close();
        raiseForTheProgram();
        assertThat(log).isEmpty();
    }

    // LOO-24
    @Test
    void loopThatDoesNotRun_callsBackWhenItRunsNext() {
        try (EventLoop loop = Loops.virtual().build(); EventLoop other = Loops.virtual().build()) {
            loop.addSignalHandler(SIGTERM, () -> log.add("came"));
            var isTold = new CountDownLatch(1);
            other.addSignalHandler(SIGTERM, isTold::countDown); // it is told after the first
            RaisedSignals.raise(SIGTERM);
            other.runUntilComplete(() -> {
                while (isTold.getCount() > 0) {
                    Loops.ticks(1);
                }
            });
            assertThat(log).isEmpty();
            loop.runUntilComplete(() -> Loops.ticks(1));
            assertThat(log).containsExactly("came");
        }
    }

    // LOO-24
    @Test
    void twoLoops_areBothTold_andTheLastOneGivesTheSignalBack() throws Exception {
        EventLoop first = EventLoop.create();
        EventLoop second = EventLoop.create();
        for (EventLoop loop : List.of(first, second)) {
            loop.addSignalHandler(SIGTERM, loop::stop);
        }
        var firstEnds = new CompletableFuture<String>();
        Thread.ofPlatform().start(() -> {
            first.runForever();
            firstEnds.complete("first stopped");
        });
        RaisedSignals.raise(SIGTERM);
        second.runForever();
        assertThat(firstEnds.get(30, TimeUnit.SECONDS)).isEqualTo("first stopped");
        first.close();
        RaisedSignals.raise(SIGTERM);
        second.runForever();
        second.close();
        assertThat(program).isEmpty();
        raiseForTheProgram();
    }

    // LOO-24 RUN-11
    @Test
    void callback_isCalledInPlaceOfTheRun_whichHasTheSignalAgainAfterIt() {
        try (var runner = new Runner(Loops.virtual()).cancelOn(SIGTERM)) {
            VoidCoroutine main = () -> {
                EventLoop loop = EventLoop.running();
                Promise<String> came = loop.createFuture();
                loop.addSignalHandler(SIGTERM, () -> came.setResult("callback"));
                RaisedSignals.raise(SIGTERM);
                log.add(came.await());
                assertThat(currentTask().cancelling()).isZero();
                loop.removeSignalHandler(SIGTERM);
                RaisedSignals.raise(SIGTERM);
                loop.createFuture().await();
            };
            assertThat(catchThrowable(() -> runner.run(main))).isInstanceOf(SignalExit.class);
            assertThat(log).containsExactly("callback");
        }
        assertThat(program).isEmpty();
    }

    // LOO-24
    @Test
    void callbackThatFails_isReported_andStays() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            List<Promise<String>> came = new ArrayList<>();
            var failure = new IllegalStateException("callback");
            var reports = Loops.collectReports();
            loop.addSignalHandler(SIGTERM, () -> {
                came.getLast().setResult("came");
                throw failure;
            });
            for (int i = 0; i < 2; i++) {
                came.add(loop.createFuture());
                RaisedSignals.raise(SIGTERM);
                assertThat(came.getLast().await()).isEqualTo("came");
            }
            assertThat(reports).hasSize(2)
                    .allSatisfy(report -> assertThat(report).containsEntry("exception", failure));
        });
    }

    // LOO-24
    @Test
    void callback_mayStartATask() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Promise<String> ended = loop.createFuture();
            loop.addSignalHandler(SIGTERM, () -> createTask(() -> {
                Loops.ticks(2);
                ended.setResult("shut down gracefully");
            }));
            RaisedSignals.raise(SIGTERM);
            assertThat(ended.await()).isEqualTo("shut down gracefully");
        });
    }

    // RUN-11
    @Test
    void exitStatus_is128AndTheNumber() {
        assertThat(Signal.values()).extracting(Signal::exitStatus).containsExactly(130, 143, 129);
        assertThat(new SignalExit(SIGHUP)).isInstanceOf(LoopExit.class).hasMessage("SIGHUP");
    }

    // LOO-24
    @Test
    void nullIsRefused() {
        Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            assertThatNullPointerException().isThrownBy(() -> loop.addSignalHandler(null, () -> {}))
                    .withMessage("signal must not be null");
            assertThatNullPointerException().isThrownBy(() -> loop.addSignalHandler(SIGTERM, null))
                    .withMessage("callback must not be null");
            assertThatNullPointerException().isThrownBy(() -> loop.removeSignalHandler(null))
                    .withMessage("signal must not be null");
            raiseForTheProgram();
        });
    }

    // LOO-24
    @Test
    void anotherThread_mayNot_andAClosedLoopIsAnError() {
        EventLoop closed = Loops.run(() -> {
            EventLoop loop = EventLoop.running();
            Throwable adding = toThread(() -> catchThrowable(() -> loop.addSignalHandler(SIGTERM, () -> {})));
            assertThat(adding).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot set a signal handler of");
            Throwable removing = toThread(() -> catchThrowable(() -> loop.removeSignalHandler(SIGTERM)));
            assertThat(removing).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot remove a signal handler of");
            return loop;
        });
        assertThatIllegalStateException().isThrownBy(() -> closed.addSignalHandler(SIGTERM, () -> {}))
                .withMessageContaining("Event loop is closed");
        assertThat(closed.removeSignalHandler(SIGTERM)).isFalse();
    }
}
