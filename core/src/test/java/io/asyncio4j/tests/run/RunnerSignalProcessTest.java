package io.asyncio4j.tests.run;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Signal.SIGHUP;
import static io.asyncio4j.Signal.SIGINT;
import static io.asyncio4j.Signal.SIGTERM;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Runner;
import io.asyncio4j.SignalExit;
import io.asyncio4j.tests.support.Loops;
import io.asyncio4j.tests.support.SignalledJvm;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a program ends that a signal reaches while {@code run} is under way. */
@Timeout(120)
class RunnerSignalProcessTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private static void say(String line) {
        System.out.println(line);
    }

    /** Waits for a signal in a task called {@code name}, and cleans up. */
    private static void serve(String name, int millisToCleanUp) {
        say(name + " waits");
        try {
            sleep(HOUR);
        } catch (CancelledError e) {
            say(name + " cleans up");
            sleep(Loops.ms(millisToCleanUp));
            say(name + " is clean");
            throw e;
        }
    }

    static final class Serves {
        private Serves() {}

        static void main(String[] args) {
            Asyncio.run(() -> {
                createTask(() -> serve("left-over task", 20));
                sleep(Duration.ZERO);
                serve("main", 10);
            });
            say("not reached");
        }
    }

    // RUN-11 RUN-06
    @Test
    void sigint_letsMainCleanUp_thenTheTasksThatAreLeft_andEndsWith130() throws Exception {
        try (var child = SignalledJvm.start(Serves.class)) {
            child.awaitLine("main waits");
            child.send(SIGINT);
            assertThat(child.awaitEnd()).isEqualTo(130);
            assertThat(child.lines()).containsExactly(
                    "left-over task waits",
                    "main waits",
                    "main cleans up",
                    "main is clean",
                    "left-over task cleans up",
                    "left-over task is clean");
        }
    }

    // RUN-11
    @Test
    void sigterm_isLeftAloneByDefault_andEndsWith143WithoutCleanUp() throws Exception {
        try (var child = SignalledJvm.start(Serves.class)) {
            child.awaitLine("main waits");
            child.send(SIGTERM);
            assertThat(child.awaitEnd()).isEqualTo(143);
            assertThat(child.lines()).containsExactly("left-over task waits", "main waits");
        }
    }

    static final class HangsInCleanUp {
        private HangsInCleanUp() {}

        static void main(String[] args) {
            Asyncio.run(() -> serve("main", Integer.MAX_VALUE));
        }
    }

    // RUN-11
    @Test
    void secondSigint_whileTheCleanUpOfMainHangs_endsAtOnceWith130() throws Exception {
        try (var child = SignalledJvm.start(HangsInCleanUp.class)) {
            child.awaitLine("main waits");
            child.send(SIGINT);
            child.awaitLine("main cleans up");
            child.send(SIGINT);
            assertThat(child.awaitEnd()).isEqualTo(130);
            assertThat(child.lines()).containsExactly("main waits", "main cleans up");
        }
    }

    static final class LeavesATaskThatHangs {
        private LeavesATaskThatHangs() {}

        static void main(String[] args) {
            Asyncio.run(() -> {
                createTask(() -> serve("left-over task", Integer.MAX_VALUE));
                sleep(Duration.ZERO);
                serve("main", 1);
            });
        }
    }

    // RUN-11
    @Test
    void secondSigint_whileTheCleanUpOfALeftOverTaskHangs_endsAtOnceWith130() throws Exception {
        try (var child = SignalledJvm.start(LeavesATaskThatHangs.class)) {
            child.awaitLine("main waits");
            child.send(SIGINT);
            child.awaitLine("left-over task cleans up");
            child.send(SIGINT);
            assertThat(child.awaitEnd()).isEqualTo(130);
            assertThat(child.lines().getLast()).isEqualTo("left-over task cleans up");
        }
    }

    static final class CancelsOnTermAndHup {
        private CancelsOnTermAndHup() {}

        static void main(String[] args) {
            try (var runner = new Runner().cancelOn(SIGTERM, SIGHUP)) {
                runner.run(() -> serve("main", 10));
            }
        }
    }

    // RUN-11
    @Test
    void cancelOn_makesSigtermDoSo_andTheStatusIsItsOwn() throws Exception {
        try (var child = SignalledJvm.start(CancelsOnTermAndHup.class)) {
            child.awaitLine("main waits");
            child.send(SIGTERM);
            assertThat(child.awaitEnd()).isEqualTo(143);
            assertThat(child.lines()).containsExactly("main waits", "main cleans up", "main is clean");
        }
    }

    // RUN-11
    @Test
    void cancelOn_takesThePlaceOfSigint_whichEndsTheProgramWithoutCleanUp() throws Exception {
        try (var child = SignalledJvm.start(CancelsOnTermAndHup.class)) {
            child.awaitLine("main waits");
            child.send(SIGINT);
            assertThat(child.awaitEnd()).isEqualTo(130);
            assertThat(child.lines()).containsExactly("main waits");
        }
    }

    // RUN-11
    @Test
    void anotherSignalOfTheSameRunner_isTheSecondOne_andItsStatusCounts() throws Exception {
        try (var child = SignalledJvm.start(CancelsOnTermAndHupHanging.class)) {
            child.awaitLine("main waits");
            child.send(SIGTERM);
            child.awaitLine("main cleans up");
            child.send(SIGHUP);
            assertThat(child.awaitEnd()).isEqualTo(129);
        }
    }

    static final class CancelsOnTermAndHupHanging {
        private CancelsOnTermAndHupHanging() {}

        static void main(String[] args) {
            try (var runner = new Runner().cancelOn(SIGTERM, SIGHUP)) {
                runner.run(() -> serve("main", Integer.MAX_VALUE));
            }
        }
    }

    static final class RefusesToEnd {
        private RefusesToEnd() {}

        static void main(String[] args) {
            String result = Asyncio.run(() -> {
                try {
                    serve("main", 1);
                } catch (CancelledError e) {
                    say("cancelled once");
                }
                return "result";
            });
            say("main's " + result);
        }
    }

    // RUN-11
    @Test
    void mainThatReturnsInSpiteOfIt_letsTheProgramGoOn() throws Exception {
        try (var child = SignalledJvm.start(RefusesToEnd.class)) {
            child.awaitLine("main waits");
            child.send(SIGINT);
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.lines()).containsExactly(
                    "main waits", "main cleans up", "main is clean", "cancelled once", "main's result");
        }
    }

    static final class CatchesTheExit {
        private CatchesTheExit() {}

        static void main(String[] args) {
            try {
                Asyncio.run(() -> serve("main", 1));
            } catch (SignalExit e) {
                say("caught " + e.signal());
            }
            say(Asyncio.run(() -> "another run"));
        }
    }

    // RUN-11
    @Test
    void signalExitThatTheProgramCatches_letsItGoOn() throws Exception {
        try (var child = SignalledJvm.start(CatchesTheExit.class)) {
            child.awaitLine("main waits");
            child.send(SIGINT);
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.lines()).containsExactly(
                    "main waits", "main cleans up", "main is clean", "caught SIGINT", "another run");
        }
    }

    static final class FailsWhenCancelled {
        private FailsWhenCancelled() {}

        static void main(String[] args) {
            Asyncio.run(() -> {
                try {
                    serve("main", 1);
                } catch (CancelledError e) {
                    throw new IllegalStateException("the clean-up fails");
                }
            });
        }
    }

    // RUN-11
    @Test
    void mainThatFailsInItsCleanUp_endsTheProgramWithThatFailure() throws Exception {
        try (var child = SignalledJvm.start(FailsWhenCancelled.class)) {
            child.awaitLine("main waits");
            child.send(SIGINT);
            assertThat(child.awaitEnd()).isEqualTo(1);
            assertThat(child.lines()).filteredOn(line -> line.startsWith("Exception in thread"))
                    .singleElement().asString().endsWith("IllegalStateException: the clean-up fails");
        }
    }

    static final class KeepsTheLoopBusy {
        private KeepsTheLoopBusy() {}

        static void main(String[] args) {
            Asyncio.run(() -> {
                say("busy");
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                say("not reached");
            });
        }
    }

    // RUN-11
    @Test
    void taskThatNeverAwaits_isEndedByTheSecondSignal() throws Exception {
        try (var child =
                SignalledJvm.start(KeepsTheLoopBusy.class, "-Dasyncio4j.slowCallbackDuration=never")) {
            child.awaitLine("busy");
            child.send(SIGINT);
            child.sendUntilItEnds(SIGINT);
            assertThat(child.awaitEnd()).isEqualTo(130);
            assertThat(child.lines()).containsExactly("busy");
        }
    }

    static final class RunsInTwoThreads {
        private RunsInTwoThreads() {}

        static void main(String[] args) throws InterruptedException {
            var secondWaits = new CountDownLatch(1);
            var firstIsClosed = new CountDownLatch(1);
            Thread.ofPlatform().start(() -> {
                try (var runner = new Runner().cancelOn(SIGTERM)) {
                    runner.run(() -> {
                        createTask(secondWaits::countDown);
                        try {
                            sleep(HOUR);
                        } finally {
                            toThread(() -> firstIsClosed.await());
                            sleep(Loops.ms(50)); // the first thread would end the JVM now if it did not wait
                            say("second is clean");
                        }
                    });
                }
            });
            secondWaits.await();
            try (var runner = new Runner().cancelOn(SIGTERM)) {
                runner.run(() -> serve("first", 1));
            } finally {
                firstIsClosed.countDown();
            }
        }
    }

    // RUN-11
    @Test
    void runsInTwoThreads_bothCleanUpBeforeTheEnd() throws Exception {
        try (var child = SignalledJvm.start(RunsInTwoThreads.class)) {
            child.awaitLine("first waits");
            child.send(SIGTERM);
            assertThat(child.awaitEnd()).isEqualTo(143);
            assertThat(child.lines())
                    .containsExactly("first waits", "first cleans up", "first is clean", "second is clean");
        }
    }
}
