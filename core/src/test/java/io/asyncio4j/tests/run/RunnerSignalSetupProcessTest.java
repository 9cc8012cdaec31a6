package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Signal.SIGHUP;
import static io.asyncio4j.Signal.SIGINT;
import static io.asyncio4j.Signal.SIGTERM;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Runner;
import io.asyncio4j.SignalExit;
import io.asyncio4j.tests.support.RaisedSignals;
import io.asyncio4j.tests.support.SignalledJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets a signal: the run, the program, whoever started the JVM, or nobody. */
@Timeout(120)
class RunnerSignalSetupProcessTest {

    private static void say(String line) {
        System.out.println(line);
    }

    private static void serve(String name) {
        say(name + " waits");
        try {
            sleep(Duration.ofHours(1));
        } finally {
            say(name + " cleans up");
        }
    }

    private static String readLine() throws IOException {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    }

    static final class HasAHandlerOfItsOwn {
        private HasAHandlerOfItsOwn() {}

        static void main(String[] args) throws InterruptedException {
            var came = new CountDownLatch(1);
            RaisedSignals.install(SIGINT, () -> {
                say("the program's handler");
                came.countDown();
            });
            Asyncio.run(() -> {
                say("waits");
                Asyncio.toThread(() -> came.await());
                say("goes on");
            });
        }
    }

    // RUN-11
    @Test
    void handlerOfTheProgram_thatWasThereFirst_keepsTheSignal() throws Exception {
        try (var child = SignalledJvm.start(HasAHandlerOfItsOwn.class)) {
            child.awaitLine("waits");
            child.send(SIGINT);
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.lines()).containsExactly("waits", "the program's handler", "goes on");
        }
    }

    static final class DemandsWhatTheProgramHandles {
        private DemandsWhatTheProgramHandles() {}

        static void main(String[] args) throws InterruptedException {
            var came = new CountDownLatch(1);
            RaisedSignals.install(SIGTERM, () -> {
                say("the program's handler");
                came.countDown();
            });
            try (var runner = new Runner().cancelOn(SIGTERM)) {
                runner.run(() -> serve("main"));
            } catch (SignalExit e) {
                say("caught " + e.signal());
            }
            came.await();
        }
    }

    // RUN-11
    @Test
    void cancelOn_takesTheSignalFromTheProgram_andGivesItBackAfterTheRun() throws Exception {
        try (var child = SignalledJvm.start(DemandsWhatTheProgramHandles.class)) {
            child.awaitLine("main waits");
            child.send(SIGTERM);
            child.awaitLine("caught SIGTERM");
            child.send(SIGTERM);
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.lines()).containsExactly(
                    "main waits", "main cleans up", "caught SIGTERM", "the program's handler");
        }
    }

    static final class GoesOnUntilItIsTold {
        private GoesOnUntilItIsTold() {}

        static void main(String[] args) {
            Asyncio.run(() -> {
                say("waits");
                say("read " + Asyncio.toThread(() -> readLine()));
            });
        }
    }

    // RUN-11
    @Test
    void sigintThatTheJvmWasStartedToIgnore_staysIgnored() throws Exception {
        try (var child = SignalledJvm.startIgnoring(SIGINT, GoesOnUntilItIsTold.class)) {
            child.awaitLine("waits");
            child.send(SIGINT);
            child.writeLine("a line");
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.lines()).containsExactly("waits", "read a line");
        }
    }

    static final class DemandsSighup {
        private DemandsSighup() {}

        static void main(String[] args) {
            try (var runner = new Runner().cancelOn(SIGHUP)) {
                runner.run(() -> {
                    say("waits");
                    say("read " + Asyncio.toThread(() -> readLine()));
                });
            }
        }
    }

    // RUN-11
    @Test
    void sighupUnderNohup_staysIgnored_alsoIfItWasAskedFor() throws Exception {
        try (var child = SignalledJvm.startIgnoring(SIGHUP, DemandsSighup.class)) {
            child.awaitLine("waits");
            child.send(SIGHUP);
            child.writeLine("a line");
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.lines()).containsExactly("waits", "read a line");
        }
    }

    static final class AsksForTooMuch {
        private AsksForTooMuch() {}

        static void main(String[] args) {
            say(Asyncio.run(() -> sleep(Duration.ofMillis(1), "a run by default")));
            try (var runner = new Runner().cancelOn(SIGTERM)) {
                try {
                    runner.run(() -> say("not reached"));
                } catch (IllegalStateException e) {
                    say("run: " + e.getMessage());
                }
                try {
                    runner.getLoop().addSignalHandler(SIGINT, () -> say("not reached"));
                } catch (IllegalStateException e) {
                    say("handler: " + e.getMessage());
                }
                say("removed: " + runner.getLoop().removeSignalHandler(SIGINT));
                runner.cancelOn().run(() -> say("a run without signals"));
            }
        }
    }

    // RUN-13 RUN-11 LOO-24
    @Test
    void jvmThatLeavesSignalsAlone_runsByDefault_andRefusesWhatIsAskedFor() throws Exception {
        try (var child = SignalledJvm.start(AsksForTooMuch.class, "-Xrs")) {
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.lines()).hasSize(5);
            assertThat(child.lines().get(0)).isEqualTo("a run by default");
            assertThat(child.lines().get(1)).startsWith("run: SIGTERM cannot be caught");
            assertThat(child.lines().get(2)).startsWith("handler: SIGINT cannot be caught");
            assertThat(child.lines().get(3)).isEqualTo("removed: false");
            assertThat(child.lines().get(4)).isEqualTo("a run without signals");
        }
    }

    // RUN-13 RUN-11 LOO-24
    @Test
    void jvmWithoutTheModuleThatCatchesSignals_runsByDefault_andNamesItWhereItIsNeeded() throws Exception {
        try (var child = SignalledJvm.start(AsksForTooMuch.class, "--limit-modules", "java.base")) {
            assertThat(child.awaitEnd()).isZero();
            String why = " cannot be caught: this JVM has no module jdk.unsupported, which can";
            assertThat(child.lines()).containsExactly(
                    "a run by default", "run: SIGTERM" + why, "handler: SIGINT" + why, "removed: false",
                    "a run without signals");
        }
    }

    static final class RunsTwice {
        private RunsTwice() {}

        static void main(String[] args) throws IOException {
            try (var runner = new Runner()) {
                runner.run(() -> {
                    createTask(() -> serve("task of the first run"));
                    sleep(Duration.ZERO);
                });
                say("between the runs");
                readLine();
                runner.run(() -> serve("second run"));
            }
        }
    }

    // RUN-11
    @Test
    void betweenTheRuns_sigintEndsTheProgramAsEver() throws Exception {
        try (var child = SignalledJvm.start(RunsTwice.class)) {
            child.awaitLine("between the runs");
            child.send(SIGINT);
            assertThat(child.awaitEnd()).isEqualTo(130);
            assertThat(child.lines()).containsExactly("task of the first run waits", "between the runs");
        }
    }

    static final class HandlesSigintItself {
        private HandlesSigintItself() {}

        static void main(String[] args) {
            Asyncio.run(() -> {
                var came = EventLoop.running().<String>createFuture();
                EventLoop.running().addSignalHandler(SIGINT, () -> came.setResult("SIGINT"));
                say("waits");
                say("got " + came.await());
                say("removed: " + EventLoop.running().removeSignalHandler(SIGINT));
                serve("main");
            });
        }
    }

    // LOO-24 RUN-11
    @Test
    void handlerOfTheLoop_comesBeforeTheRun_whichHasTheSignalAgainAfterIt() throws Exception {
        try (var child = SignalledJvm.start(HandlesSigintItself.class)) {
            child.awaitLine("waits");
            child.send(SIGINT);
            child.awaitLine("main waits");
            child.send(SIGINT);
            assertThat(child.awaitEnd()).isEqualTo(130);
            assertThat(child.lines()).containsExactly(
                    "waits", "got SIGINT", "removed: true", "main waits", "main cleans up");
        }
    }

    static final class RunsASecondRunner {
        private RunsASecondRunner() {}

        static void main(String[] args) {
            Asyncio.run(() -> {
                EventLoop loop = EventLoop.running();
                Thread.ofPlatform().daemon().start(() -> Asyncio.run(() -> {
                    runCoroutineThreadsafe(() -> say("the second runs"), loop);
                    serve("second");
                }));
                serve("first");
            });
        }
    }

    // RUN-11
    @Test
    void sigintGoesToTheFirstRunThatIsThere_byDefault() throws Exception {
        try (var child = SignalledJvm.start(RunsASecondRunner.class)) {
            child.awaitLine("second waits");
            child.send(SIGINT);
            assertThat(child.awaitEnd()).isEqualTo(130);
            assertThat(child.lines()).contains("first cleans up").doesNotContain("second cleans up");
        }
    }

    static final class LeavesARunnerOpen {
        private LeavesARunnerOpen() {}

        static void main(String[] args) throws InterruptedException {
            var waits = new CountDownLatch(1);
            Thread.ofPlatform().daemon().start(() -> {
                var open = new Runner().cancelOn(SIGTERM);
                try {
                    open.run(() -> {
                        waits.countDown();
                        serve("open elsewhere");
                    });
                } catch (SignalExit e) {
                    say("caught elsewhere");
                }
                LockSupport.park(); // its runner stays open; waiting is all that this thread does
            });
            waits.await();
            var open = new Runner().cancelOn(SIGTERM);
            try {
                open.run(() -> serve("open"));
            } catch (SignalExit e) {
                say("caught");
            }
            Asyncio.run(() -> serve("last"));
        }
    }

    // RUN-11
    @Test
    void signalExitsThatWereCaught_andRunnersThatStayOpen_doNotKeepALaterOneFromEndingTheJvm()
            throws Exception {
        try (var child = SignalledJvm.start(LeavesARunnerOpen.class)) {
            child.awaitLine("open waits");
            child.send(SIGTERM);
            child.awaitLine("last waits");
            child.send(SIGINT);
            assertThat(child.awaitEnd()).isEqualTo(130);
            // the thread of the first may be so late that its last word comes at the very end
            assertThat(child.lines())
                    .containsSubsequence("open cleans up", "caught", "last waits", "last cleans up")
                    .contains("open elsewhere cleans up");
        }
    }
}
