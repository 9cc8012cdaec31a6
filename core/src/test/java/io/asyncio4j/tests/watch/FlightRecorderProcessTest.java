package io.asyncio4j.tests.watch;

import static io.asyncio4j.tests.watch.FlightRecording.LOOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.tests.support.ChildJvm;
import io.asyncio4j.tests.support.Loops;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.ObjectName;
import jdk.jfr.FlightRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flight recordings and whole programs: off costs nothing, and each way to switch a recording on works. */
class FlightRecorderProcessTest {

    private static final String BACKEND =
            "-Dasyncio4j.threads=" + (Loops.isCarried() ? "carried" : "portable");

    /** A small program. */
    static final class Hello {

        private Hello() {}

        public static void main(String[] args) {
            Asyncio.run(EventLoop.builder().name(LOOP), () -> {
                Asyncio.createTask(() -> Asyncio.sleep(Duration.ofMillis(1))).await();
                System.out.println("hello");
            });
        }
    }

    /** Its recording is started in the way of jcmd while its loop runs, and JFR was not initialised before. */
    static final class StartedLater {

        private StartedLater() {}

        public static void main(String[] args) {
            Asyncio.run(EventLoop.builder().name(LOOP), () -> {
                for (Thread starting : threads("asyncio4j-jfr-start")) {
                    Asyncio.toThread(() -> starting.join());
                }
                System.out.println("initialised before: " + FlightRecorder.isInitialized());
                Asyncio.toThread(() -> command("jfrStart", "name=later"));
                Asyncio.createTask(() -> Asyncio.sleep(Duration.ofMillis(1))).await();
                System.out.println("observed: " + FlightRecording.isObserved(EventLoop.running()));
                Asyncio.toThread(
                        () -> command("jfrStop", "name=later", "filename=" + System.getProperty("rest")));
                Asyncio.sleep(Duration.ZERO);
                System.out.println("observed: " + FlightRecording.isObserved(EventLoop.running()));
            });
        }

        private static List<Thread> threads(String name) {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals(name))
                    .toList();
        }

        private static Object command(String name, String... arguments) throws Exception {
            return ManagementFactory.getPlatformMBeanServer().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"), name,
                    new Object[] {arguments}, new String[] {String[].class.getName()});
        }
    }

    @Test
    void withoutARecordingNothingOfItIsLoaded() {
        var output = ChildJvm.run(Hello.class, flags("-Xlog:class+load"));
        assertThat(output.exitCode()).isZero();
        assertThat(output.lines()).contains("hello");
        assertThat(output.lines()).noneMatch(line -> line.contains("LoopRecorder")
                || line.contains("io.asyncio4j.internal.jfr.Ticker")
                || line.contains("jdk.jfr.Event "));
    }

    @Test
    void aJvmWithoutTheModuleRunsPrograms() {
        var output =
                ChildJvm.run(Hello.class, flags("--limit-modules=java.base,java.logging,jdk.unsupported"));
        assertThat(output.lines()).containsExactly("hello");
        assertThat(output.exitCode()).isZero();
    }

    @Test
    void aRecordingThatIsOnFromTheStartHasEverything(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("all.jfr");
        var output = ChildJvm.run(Hello.class, flags("-XX:StartFlightRecording:filename=" + file));
        assertThat(output.lines()).contains("hello");
        assertThat(tasks(file)).startsWith("2 from its creation", "1 from its creation");
    }

    @Test
    void aRecordingThatIsStartedLaterHasTheRest(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("rest.jfr");
        var output = ChildJvm.run(StartedLater.class, flags("-Drest=" + file));
        assertThat(output.lines()).isEqualTo(List.of(
                "initialised before: false", "observed: true", "observed: false"));
        assertThat(tasks(file)).contains("2 from its creation");
    }

    private static List<String> tasks(Path file) throws Exception {
        return FlightRecording.read(file).stream().filter(event -> FlightRecording.kind(event).equals("Task"))
                .map(event -> event.getLong("taskId")
                        + (event.getBoolean("seenFromCreation") ? " from its creation" : " from later on"))
                .toList();
    }

    private static String[] flags(String... more) {
        var flags = new ArrayList<>(Arrays.asList(more));
        flags.add(BACKEND);
        if (Loops.isCarried()) {
            flags.add(ChildJvm.FLAG);
        }
        return flags.toArray(String[]::new);
    }
}
