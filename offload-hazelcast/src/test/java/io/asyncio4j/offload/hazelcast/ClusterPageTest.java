package io.asyncio4j.offload.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of {@code docs/offload.md} that joins a cluster compiles as it stands, and prints what stands below it. */
class ClusterPageTest {
    private static final Pattern PROGRAM = Pattern.compile(
            "^```java cluster\\n(.*?)^```\\n\\n```text\\n(.*?)^```\\n", Pattern.DOTALL | Pattern.MULTILINE);
    private static final String LIBRARIES =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    @TempDir Path dir;

    @Test
    void theProgram_runsAsItStands() throws Exception {
        var page = PROGRAM.matcher(Files.readString(Path.of("..", "docs", "offload.md")));
        assertThat(page.find()).isTrue();
        var source = Files.writeString(dir.resolve("Program.java"), page.group(1));
        assertThat(ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", LIBRARIES, source.toString())).isZero();

        var errors = dir.resolve("errors");
        var builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens", "java.base/java.lang=ALL-UNNAMED",
                "-Dasyncio4j.threads=" + System.getProperty("asyncio4j.threads", "portable"),
                "-cp", dir + File.pathSeparator + LIBRARIES, "Program")).redirectError(errors.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        var process = builder.start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            var printed = output.lines().map(line -> line + "\n").toList();
            assertThat(String.join("", printed)).as(() -> text(errors)).isEqualTo(page.group(2));
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
