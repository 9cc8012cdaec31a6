package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Signal.SIGHUP;
import static io.asyncio4j.Signal.SIGINT;
import static io.asyncio4j.Signal.SIGTERM;
import static io.asyncio4j.tests.support.Loops.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LoopExit;
import io.asyncio4j.Promise;
import io.asyncio4j.Runner;
import io.asyncio4j.SignalExit;
import io.asyncio4j.Task;
import io.asyncio4j.VoidCoroutine;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.RaisedSignals;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The first signal of a run, raised in this JVM. SIGTERM, since a JVM that was started in the background may
 * ignore the others. What a second one does, and an exit that nobody catches, is RunnerSignalProcessTest's.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptionTest {

    private final List<String> log = new ArrayList<>();

    private static Runner newRunner() {
        return new Runner(Loops.virtual()).cancelOn(SIGTERM);
    }

    /** {@return what to wait for} A timer would not do: virtual time jumps before the signal has come. */
    private static Promise<String> never() {
        return EventLoop.running().createFuture();
    }

    /** Raises SIGTERM when the running task has given way. */
    private static void raiseSoon() {
        EventLoop.running().callSoon(() -> RaisedSignals.raise(SIGTERM));
    }

    // RUN-11
    @Test
    void firstSignal_cancelsMain_andSignalExitLeavesRun() {
        try (var runner = newRunner()) {
            List<Promise<String>> awaited = new ArrayList<>();
            SignalExit exit = catchThrowableOfType(SignalExit.class, () -> runner.run(() -> {
                awaited.add(never());
                raiseSoon();
                try {
                    awaited.getFirst().await();
                } catch (CancelledError e) {
                    log.add("cancelled, message " + e.message() + ", cancelling "
                            + currentTask().cancelling());
                    sleep(ms(10));
                    log.add("cleaned up");
                    throw e;
                }
            }));
            assertThat(exit.signal()).isEqualTo(SIGTERM);
            assertThat(exit).hasMessage("SIGTERM").hasCauseInstanceOf(CancelledError.class);
            assertThat(log).containsExactly("cancelled, message null, cancelling 1", "cleaned up");
            assertThat(awaited.getFirst().cancelled()).isTrue();
        }
    }

    // RUN-11
    @Test
    void mainThatOnlyGivesWay_isCancelledToo() {
        try (var runner = newRunner()) {
            VoidCoroutine main = () -> {
                RaisedSignals.raise(SIGTERM);
                while (true) {
                    sleep(Duration.ZERO);
                }
            };
            assertThat(catchThrowable(() -> runner.run(main))).isInstanceOf(SignalExit.class);
        }
    }

    // RUN-11
    @Test
    void mainThatRaisesACancellationOfItsOwn_isTakenForTheCancelledOne() {
        try (var runner = newRunner()) {
            var own = new CancelledError("own");
            VoidCoroutine main = () -> {
                raiseSoon();
                try {
                    never().await();
                } catch (CancelledError e) {
                    currentTask().uncancel();
                    throw own;
                }
            };
            assertThat(catchThrowable(() -> runner.run(main))).isInstanceOf(SignalExit.class).hasCause(own);
        }
    }

    // RUN-12
    @Test
    void mainThatSomebodyElseHasCancelled_endsCancelled() {
        try (var runner = newRunner()) {
            VoidCoroutine main = () -> {
                Task<?> me = currentTask();
                createTask(() -> {
                    me.cancel("somebody else");
                    RaisedSignals.raise(SIGTERM);
                });
                try {
                    never().await();
                } finally {
                    while (me.cancelling() < 2) {
                        waitForTheSignal();
                    }
                }
            };
            assertThat(catchThrowable(() -> runner.run(main))).isInstanceOf(CancelledError.class)
                    .hasMessageContaining("somebody else");
        }
    }

    /** Gives way, if it can: the cancellation that a signal brings comes at the next await. */
    private static void waitForTheSignal() {
        try {
            sleep(Duration.ZERO);
        } catch (CancelledError e) {
            // this is it
        }
    }

    // RUN-11
    @Test
    void mainThatReturnsInSpiteOfIt_hasItsResult_andItsFailureComesFirst() {
        try (var runner = newRunner()) {
            assertThat(runner.run(() -> {
                raiseSoon();
                try {
                    return never().await();
                } catch (CancelledError e) {
                    return "result";
                }
            })).isEqualTo("result");
            var failure = new IOException("in the clean-up");
            VoidCoroutine fails = () -> {
                raiseSoon();
                try {
                    never().await();
                } catch (CancelledError e) {
                    throw failure;
                }
            };
            assertThat(catchThrowable(() -> runner.run(fails))).isSameAs(failure);
        }
    }

    // RUN-11
    @Test
    void eachRun_hasAFirstSignalOfItsOwn() {
        try (var runner = newRunner()) {
            VoidCoroutine main = () -> {
                raiseSoon();
                never().await();
            };
            for (int i = 0; i < 3; i++) {
                assertThat(catchThrowable(() -> runner.run(main))).isInstanceOf(SignalExit.class);
                assertThat(runner.run(() -> sleep(ms(1), "not cancelled"))).isEqualTo("not cancelled");
            }
        }
    }

    // RUN-11
    @Test
    void mainThatCatchesIt_andGoesOn_isNotCancelledAgain() {
        try (var runner = newRunner()) {
            runner.run(() -> {
                raiseSoon();
                try {
                    never().await();
                } catch (CancelledError e) {
                    log.add("left " + currentTask().uncancel());
                }
                log.add(sleep(ms(100), "slept"));
            });
            assertThat(log).containsExactly("left 0", "slept");
        }
    }

    // RUN-11
    @Test
    void onlyMainIsCancelled_theOthersWhenTheRunnerIsClosed() {
        var runner = newRunner();
        assertThat(catchThrowable(() -> runner.run(() -> {
            createTask(() -> {
                try {
                    never().await();
                } finally {
                    log.add("other cancelled");
                }
            });
            Promise<String> gate = never();
            Task<String> shielded = createTask(() -> gate.await());
            raiseSoon();
            try {
                shield(shielded).await();
            } catch (CancelledError e) {
                gate.setResult("shielded goes on");
                log.add(shielded.await());
                throw e;
            }
        }))).isInstanceOf(SignalExit.class);
        assertThat(log).containsExactly("shielded goes on");
        runner.close();
        assertThat(log).containsExactly("shielded goes on", "other cancelled");
    }

    // RUN-11
    @Test
    void signalForMainThatIsDoneAlready_isNotLost() throws Exception {
        var secondWaits = new CountDownLatch(1);
        var secondIsTold = new CountDownLatch(1);
        var secondEnds = new CompletableFuture<Throwable>();
        try (var runner = newRunner()) {
            VoidCoroutine main = () -> {
                // tells when the signal has come: the runs are told in the order in which they have begun
                Thread.ofPlatform().start(() -> secondEnds.complete(catchThrowable(() -> {
                    try (var second = newRunner()) {
                        second.run(() -> {
                            secondWaits.countDown();
                            try {
                                never().await();
                            } finally {
                                secondIsTold.countDown();
                            }
                        });
                    }
                })));
                secondWaits.await();
                currentTask().addDoneCallback(done -> {
                    RaisedSignals.raise(SIGTERM);
                    await(secondIsTold);
                });
            };
            assertThat(catchThrowable(() -> runner.run(main))).isInstanceOf(SignalExit.class);
        }
        assertThat(secondEnds.get(30, TimeUnit.SECONDS)).isInstanceOf(SignalExit.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // RUN-11
    @Test
    void severalSignals_theOneThatComesIsTold() {
        try (var runner = new Runner(Loops.virtual()).cancelOn(SIGINT, SIGTERM, SIGTERM)) {
            VoidCoroutine main = () -> {
                raiseSoon();
                never().await();
            };
            SignalExit exit = catchThrowableOfType(SignalExit.class, () -> runner.run(main));
            assertThat(exit.signal()).isEqualTo(SIGTERM);
        }
    }

    // RUN-11
    @Test
    void signals_areCaughtDuringTheRunOnly_andOnlyThoseThatWereAskedFor() {
        try (var runner = newRunner()) {
            assertThat(RaisedSignals.isHandled(SIGTERM)).isFalse();
            runner.run(() -> assertThat(RaisedSignals.isHandled(SIGTERM)).isTrue());
            assertThat(RaisedSignals.isHandled(SIGTERM)).isFalse();
            runner.cancelOn();
            runner.run(() -> assertThat(RaisedSignals.isHandled(SIGTERM)).isFalse());
            runner.cancelOn(SIGHUP);
            runner.run(() -> assertThat(RaisedSignals.isHandled(SIGTERM)).isFalse());
            assertThat(catchThrowable(() -> runner.cancelOn(SIGTERM).run(() -> {
                throw new LoopExit("fatal");
            }))).isInstanceOf(LoopExit.class);
            assertThat(RaisedSignals.isHandled(SIGTERM)).isFalse();
        }
        Asyncio.run(Loops.virtual(), () -> assertThat(RaisedSignals.isHandled(SIGTERM)).isFalse());
    }

    // RUN-11
    @Test
    void signalExitThatATaskThrows_endsTheLoop_asEveryLoopExit() {
        try (var runner = newRunner()) {
            Loops.collectReports(runner.getLoop());
            var exit = new SignalExit(SIGHUP);
            VoidCoroutine main = () -> {
                createTask(() -> {
                    throw exit;
                });
                never().await();
            };
            assertThat(catchThrowable(() -> runner.run(main))).isSameAs(exit);
        }
    }

    // RUN-11
    @Test
    void handlerOfUncaughtExceptions_isCalledForEveryOtherOne() throws Exception {
        List<Throwable> uncaught = new ArrayList<>();
        var later = new IllegalStateException("later");
        Thread thread = Thread.ofPlatform().unstarted(() -> {
            try (var runner = newRunner()) {
                runner.run(() -> {
                    raiseSoon();
                    never().await();
                });
            } catch (SignalExit e) {
                log.add("caught " + e.signal());
            }
            throw later;
        });
        thread.setUncaughtExceptionHandler((where, e) -> uncaught.add(e));
        thread.start();
        thread.join();
        assertThat(log).containsExactly("caught SIGTERM");
        assertThat(uncaught).containsExactly(later);
    }
}
