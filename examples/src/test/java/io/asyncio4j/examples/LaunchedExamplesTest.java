package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A few examples as a user runs them: through the launcher script, in real time. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class LaunchedExamplesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private record Line(Duration at, String text) {}

    private record Ended(int status, List<Line> lines, Path errors) {
        List<String> texts() {
            return lines.stream().map(Line::text).toList();
        }
    }

    @TempDir private Path dir;

    @BeforeEach
    void libraryIsPackaged() {
        assumeThat(ROOT.resolve("core/target/asyncio4j-core.jar"))
                .as("the jar that the script uses; there is none before Maven's package phase")
                .exists();
    }

    @Test
    void helloWorld_takesASecondInBetween() throws Exception {
        var ended = run("HelloWorld");

        assertThat(ended.status).isZero();
        assertThat(ended.texts()).containsExactly("hello", "world");
        assertThat(ended.lines.get(1).at.minus(ended.lines.get(0).at))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
        assertThat(ended.errors).isEmptyFile();
    }

    @Test
    void factorialGather_onVirtualTime() throws Exception {
        var ended = run("--virtual-time", "FactorialGather");

        assertThat(ended.status).isZero();
        assertThat(ended.texts())
                .hasSize(10)
                .startsWith("Task A: Compute factorial(2), currently i=2...")
                .endsWith("Task C: factorial(4) = 24", "[2, 6, 24]");
    }

    // Its classes are in memory only, and its children get them from there.
    @Test
    void mapReduce_hasItsCodeInTheChildren() throws Exception {
        var ended = run("MapReduce");

        assertThat(ended.texts()).containsExactly("100 files, 4 words", "the: 15150", "lake: 10100",
                "and: 5050");
        assertThat(ended.status).isZero();
    }

    @Test
    void taskResultCancelled_endsWithTheError() throws Exception {
        var ended = run("TaskResultCancelled");

        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.texts()).containsExactly("main coroutine started", "executing the task");
        assertThat(ended.errors).content()
                .startsWith("Exception in thread \"main\" io.asyncio4j.CancelledError\n")
                .contains("(TaskResultCancelled.java:20)"); // where main asks for the result
    }

    @Test
    void taskResultNotReady_onPortableThreads_endsWithTheException() throws Exception {
        var ended = run("--threads=portable", "TaskResultNotReady");

        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.errors).content()
                .startsWith(
                        "Exception in thread \"main\" io.asyncio4j.InvalidStateException: Result is not set.")
                .contains("TaskResultNotReady.java");
    }

    @Test
    void mistakeInAProgram_isToldByTheCompiler() throws Exception {
        var program = Files.writeString(dir.resolve("Wrong.java"), """
                import static io.asyncio4j.Asyncio.*;

                void main() throws Exception {
                    timeout(1, () -> sleep(Duration.ofSeconds(5))); // seconds, as in Python
                }
                """);
        var process = command("run", program.toString()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(output).contains("Wrong.java:4: error: no suitable method found for timeout(int,")
                .doesNotContain("An exception has occurred in the compiler");
    }

    @Test
    void workerPool_finishesWhatItHasAccepted_onSigterm() throws Exception {
        var builder = command("run", "examples/WorkerPool.java", "1000000");
        var process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        var lines = new ArrayList<String>();
        try (var output = process.inputReader()) {
            for (String line; (line = output.readLine()) != null;) {
                lines.add(line);
                if (line.equals("ready")) {
                    process.toHandle().destroy(); // SIGTERM; the script is the JVM by now
                }
            }
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(lines).startsWith("ready").contains("the producer stops")
                .contains("ann goes home", "bob goes home", "cid goes home")
                .anySatisfy(line -> assertThat(line).startsWith("SIGTERM: no more jobs"));
        assertThat(lines.getLast()).startsWith("done: ");
    }

    private static ProcessBuilder command(String... arguments) {
        var command = new ArrayList<>(List.of(ROOT.resolve("asyncio4j").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(ROOT.toFile());
        builder.environment().put("ASYNCIO4J_SKIP_BUILD", "1");
        builder.environment().put("ASYNCIO4J_JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    /** Runs the example that the last argument names; the others are options of {@code run}. */
    private Ended run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("run"));
        command.addAll(List.of(arguments));
        command.add("examples/" + command.removeLast() + ".java");
        var errors = dir.resolve("errors.txt");
        var builder = command(command.toArray(String[]::new)).redirectError(errors.toFile());
        var start = System.nanoTime();
        var process = builder.start();
        process.getOutputStream().close();
        var lines = new ArrayList<Line>();
        try (var output = process.inputReader()) {
            for (String line; (line = output.readLine()) != null;) {
                lines.add(new Line(Duration.ofNanos(System.nanoTime() - start), line));
            }
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), lines, errors);
    }
}
