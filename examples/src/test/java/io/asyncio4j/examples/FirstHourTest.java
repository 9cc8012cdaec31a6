package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docs/errors.md} says of the JVM around a program: each entry is seen in a JVM of its own, with the flags and
 * jars that a newcomer's has. The other entries are {@link DocumentsTest}'s.
 */
class FirstHourTest {
    private static final String FLAG = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    private static final Path PAGE = Path.of("..", "docs", "errors.md");
    private static final Path SLF4J = Path.of("target", "slf4j");

    private static final String HELLO = """
            import static io.asyncio4j.Asyncio.*;

            void main() {
                run(() -> IO.println("hello"));
            }
            """;

    @TempDir Path folder;

    /** {@return the part of the page below {@code heading}, to the next one} */
    private static String entry(String heading) throws IOException {
        var page = Files.readString(PAGE);
        int start = page.indexOf("### " + heading + "\n");
        assertThat(start).as("heading " + heading).isNotNegative();
        int end = page.indexOf("\n### ", start + 1);
        return page.substring(start, end < 0 ? page.length() : end);
    }

    private static String block(String entry, String fence) {
        var found = Pattern.compile("^```" + fence + "\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(entry);
        assertThat(found.find()).as("block " + fence).isTrue();
        return found.group(1);
    }

    private Process start(String source, List<Path> jars, String... flags) throws IOException {
        Files.writeString(folder.resolve("Program.java"), source);
        var path = new ArrayList<String>();
        jars.forEach(jar -> path.add(jar.toAbsolutePath().toString()));
        Arrays.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator))
                .filter(part -> part.contains("asyncio4j-core") || part.contains("jspecify")
                        || part.contains("core" + File.separator + "target"))
                .forEach(path::add);
        var command =
                new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, path), "Program.java"));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        return builder.start();
    }

    private List<String> outputOf(String source, List<Path> jars, String... flags) throws Exception {
        var process = start(source, jars, flags);
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            var lines = output.lines().toList();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theInfoLineAboutThreads() throws Exception {
        var line = block(entry("The INFO line about threads"), "text").strip();

        assertThat(outputOf(HELLO, List.of())).contains(line, "hello");
        assertThat(outputOf(HELLO, List.of(), FLAG)).containsExactly("hello");
        assertThat(outputOf(HELLO, List.of(), "-Dasyncio4j.threads=carried"))
                .anyMatch(said -> said.contains("IllegalStateException") && said.contains("--add-opens"))
                .doesNotContain("hello");
    }

    @Test
    void aJvmThatDoesNotEnd() throws Exception {
        var entry = entry("A JVM that does not end");
        var program = block(entry, "java endless");
        var said = block(entry, "text").lines().toList();

        var process = start(program, List.of(), FLAG);
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            var left = new ArrayList<>(said);
            for (String line; !left.isEmpty() && (line = output.readLine()) != null;) {
                left.remove(line);
            }
            assertThat(left).as("what was not said of %s", said).isEmpty();
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(outputOf(program.replace("LoopThread.start(", "LoopThread.startDaemon("), List.of(), FLAG))
                .containsExactly("main is over");
    }

    @Test
    void logsThatDoNotAppear() throws Exception {
        var artifact = "slf4j-jdk-platform-logging";
        assertThat(entry("Logs that do not appear")).contains(artifact);
        List<Path> jars;
        try (var files = Files.list(SLF4J)) {
            jars = files.sorted().toList();
        }
        var without = jars.stream().filter(jar -> !jar.toString().contains(artifact)).toList();
        assertThat(without).hasSize(jars.size() - 1);
        var line = "tasks run on the portable thread backend";

        // java.util.logging writes two lines, Logback one with the level in front of the logger's name
        var asEver = outputOf(HELLO, without);
        assertThat(asEver).anyMatch(said -> said.startsWith("INFO: " + line))
                .noneMatch(said -> said.contains("INFO") && said.contains("io.asyncio4j")
                        && said.contains(line));
        assertThat(outputOf(HELLO, jars)).noneMatch(said -> said.startsWith("INFO: " + line))
                .anyMatch(said -> said.contains("INFO") && said.contains("io.asyncio4j")
                        && said.contains(line));
    }
}
