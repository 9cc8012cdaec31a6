package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.examples.DebuggingGuide.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What docs/debugging.md shows is what happens: its pieces of code are in the examples, and each of its commands prints
 * what stands below it, to the line. Masked are times and line numbers of the JDK; the guide leaves the frames of the
 * library out.
 */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"carried", "portable"})
class DebuggingGuideTest {
    @Parameter String threads;

    @TempDir private Path dir;

    static Stream<Session> sessions() throws IOException {
        return DebuggingGuide.sessions().filter(Session::ends);
    }

    /** {@return whether the guide runs {@code example}, so that it is tested} */
    static boolean shows(String example) throws IOException {
        return DebuggingGuide.sessions().anyMatch(session -> session.shows(example));
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void printsWhatTheGuideShows(Session session) throws Exception {
        var command = DebuggingGuide.RUN.matcher(session.command());
        assertThat(command.matches()).isTrue();
        var flags = new ArrayList<>(List.of(
                "-Dasyncio4j.threads=" + threads,
                // what is slow shall be slow on a busy machine, too, and nothing else
                "-Dasyncio4j.slowCallbackDuration=0.5"));
        if (command.group(3) != null) {
            flags.add("-Dasyncio4j.clock=virtual");
        }
        Path out = dir.resolve("out.txt");
        Path err = dir.resolve("err.txt");
        run(command.group(1), command.group(2), flags, command.group(4), out, err);
        var printed = masked(Files.readAllLines(out));
        var logged = masked(Files.readAllLines(err));
        var shown = masked(session.output());
        // each of the two in its order; a terminal may show them a little differently each time
        assertInOrder(shown, printed);
        assertInOrder(shown, logged);
        assertThat(Stream.concat(printed.stream(), logged.stream()))
                .containsExactlyInAnyOrderElementsOf(shown);
    }

    private static void assertInOrder(List<String> shown, List<String> lines) {
        if (!lines.isEmpty()) { // which AssertJ refuses
            assertThat(shown).containsSubsequence(lines);
        }
    }

    private static void run(String variable, String value, List<String> flags, String example, Path out,
            Path err)
            throws Exception {
        var builder = DebuggingGuide.java(example, flags).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        if (variable != null) {
            builder.environment().put(variable, value);
        }
        var process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static List<String> masked(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.isBlank() && !line
                        .matches("\\s+at (io\\.asyncio4j\\.|java\\.base/java\\.lang\\.VirtualThread).*"))
                .map(line -> line.replace("\t", "    ")
                        .replaceAll("^[A-Z][a-z]{2} \\d+, \\d{4},? \\d+:\\d\\d:\\d\\d.[AP]M ", "<time> ")
                        .replaceAll("\\d+\\.\\d+ seconds", "<long>")
                        .replaceAll("(java\\.base/.*\\.java:)\\d+", "$1<line>"))
                .toList();
    }

    @Test
    void eachPieceOfCode_isInAnExampleThatTheGuideRuns() throws IOException {
        var programs = new ArrayList<String>();
        for (Session session : DebuggingGuide.sessions().toList()) {
            var command = DebuggingGuide.RUN.matcher(session.command());
            if (command.matches()) {
                programs.add(Files
                        .readString(DebuggingGuide.ROOT.resolve("examples/" + command.group(4) + ".java")));
            }
        }
        assertThat(DebuggingGuide.blocks("java")).isNotEmpty().allSatisfy(
                code -> assertThat(programs).anyMatch(program -> program.contains(code)));
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        var links = Pattern.compile("\\]\\(([^)#]+)")
                .matcher(DebuggingGuide.text()).results().map(link -> link.group(1))
                .filter(link -> !link.startsWith("http")).toList();
        assertThat(links).isNotEmpty()
                .allSatisfy(link -> assertThat(DebuggingGuide.ROOT.resolve("docs").resolve(link)).exists());
    }
}
