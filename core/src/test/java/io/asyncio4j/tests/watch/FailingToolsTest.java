package io.asyncio4j.tests.watch;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.inspect.LoopStatistics;
import io.asyncio4j.internal.kernel.LoopCore;
import io.asyncio4j.internal.trace.Tools;
import io.asyncio4j.tests.support.ChildJvm;
import io.asyncio4j.tests.support.LogCapture;
import io.asyncio4j.tests.support.OwnLibrary;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What observes loops may fail: they run all the same. */
class FailingToolsTest {

    private static final String JFR = "io.asyncio4j.internal.jfr.";
    private static final String CULPRIT = "io.asyncio4j.internal.watch.Culprit";
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    /** Runs two loops. */
    public static final class Program {

        private Program() {}

        public static void run() {
            for (int i = 0; i < 2; i++) {
                int result = Asyncio.run(() -> {
                    var task = createTask(() -> 42);
                    sleep(Duration.ofMillis(1));
                    return task.await();
                });
                IO.println(result);
            }
        }
    }

    /** As where a class path has classes of several versions. */
    // JVA-06
    @ParameterizedTest
    @ValueSource(strings = {"RecordingListener", "LoopRecorder"})
    void whereJfrFails_loopsRun_andItIsSaidOnce(String missing) throws Exception {
        try (var log = new LogCapture();
                var recording = FlightRecording.start();
                var library = new OwnLibrary().without(JFR + missing)) {
            library.run(Program.class);
            assertThat(log.lines()).containsExactly("WARNING no events will be written to recordings");
            assertThat(log.thrown()).singleElement().isInstanceOf(LinkageError.class);
            assertThat(recording.stop()).isEmpty();
        }
    }

    /** A task that holds its loop until that is counted. */
    public static final class Holding {

        private Holding() {}

        public static void run() {
            Asyncio.run(() -> {
                EventLoop loop = EventLoop.running();
                loop.setSlowCallbackDuration(Duration.ofMillis(20));
                sleep(Duration.ZERO);
                long start = System.nanoTime();
                while (LoopStatistics.of(loop).slowSteps() == 0) {
                    if (System.nanoTime() - start > PATIENCE_NANOS) {
                        throw new IllegalStateException("nobody has counted it");
                    }
                }
            });
        }
    }

    /** As where no descriptor is left to load a class by. */
    // JVA-06
    @Test
    void whereTheWatchdogCannotTellWhoHoldsALoop_itIsCounted() throws Exception {
        try (var log = new LogCapture(); var library = new OwnLibrary().without(CULPRIT)) {
            library.run(Holding.class);
            assertThat(log.lines()).isEmpty();
        }
    }

    /** A flight log that nobody stops, while the loop is held. */
    public static final class Watched {

        private Watched() {}

        public static void run() {
            Asyncio.run(() -> {
                EventLoop loop = EventLoop.running();
                loop.setSlowCallbackDuration(null);
                Tools tools = Tools.of(LoopCore.of(loop));
                tools.startFlight(1, 1_000_000_000); // it looks at this step, which holds the loop until it has ended
                long start = System.nanoTime();
                while (true) {
                    try {
                        tools.close(tools.startFlight(1, PATIENCE_NANOS));
                        return;
                    } catch (IllegalStateException e) { // it is on
                        if (System.nanoTime() - start > PATIENCE_NANOS) {
                            throw e;
                        }
                        Thread.onSpinWait();
                    }
                }
            });
        }
    }

    // JVA-06
    @Test
    void whereALogCannotTellWhoHoldsALoop_itEndsInTimeAllTheSame() throws Exception {
        try (var library = new OwnLibrary().without(CULPRIT)) {
            library.run(Watched.class);
        }
    }

    /** Runs {@link Program} where the library's threads cannot be started. */
    static final class WithoutThreads {

        private WithoutThreads() {}

        public static void main(String[] args) throws Exception {
            try (var library = new OwnLibrary().withoutThreadsFor(
                    JFR + "Recordings", JFR + "Ticker", "io.asyncio4j.Watchdog")) {
                if (args[0].equals("recording")) {
                    new Recording().start();
                }
                library.run(Program.class);
            }
        }
    }

    // JVA-06
    @ParameterizedTest
    @ValueSource(strings = {"no recording", "recording"})
    void whereThreadsCannotBeHad_loopsRun(String what) {
        var output = ChildJvm.run(WithoutThreads.class, List.of(what), ChildJvm.FLAG);
        assertThat(output.lines()).containsExactly("42", "42");
        assertThat(output.exitCode()).isZero();
    }
}
