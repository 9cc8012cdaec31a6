package io.asyncio4j.monitor.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The programs of {@code docs/metrics.md} run as they stand, on both kinds of threads, and print what stands below. */
class MetricsPageTest {

    private static final Pattern PROGRAM = Pattern.compile(
            "^```java metrics\\n(.*?)^```\\n\\n```text\\n(.*?)^```\\n", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LOGGED = Pattern.compile("Logback with the pattern `(.*?)`");
    private static final String LIBRARIES =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    @TempDir private Path folder;

    @TestFactory
    Stream<DynamicTest> everyProgram_runsAsItStands() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "metrics.md"));
        Matcher logged = LOGGED.matcher(page);
        assertThat(logged.find()).isTrue();
        Path logback = Files.writeString(folder.resolve("logback.xml"), """
                <configuration><appender name="out" class="ch.qos.logback.core.ConsoleAppender"><encoder>
                <pattern>PATTERN</pattern></encoder></appender>
                <root level="info"><appender-ref ref="out"/></root></configuration>
                """.replace("PATTERN", logged.group(1)));
        var tests = new ArrayList<DynamicTest>();
        Matcher program = PROGRAM.matcher(page);
        while (program.find()) {
            String source = program.group(1);
            String output = program.group(2);
            long line = 1 + page.substring(0, program.start()).lines().count();
            for (String threads : List.of("carried", "portable")) {
                tests.add(DynamicTest.dynamicTest("docs/metrics.md:" + line + " " + threads,
                        () -> assertThat(outputOf(source, threads, logback)).isEqualTo(output)));
            }
        }
        assertThat(tests).as("programs, twice each").hasSize(6);
        return tests.stream();
    }

    private String outputOf(String source, String threads, Path logback) throws Exception {
        Path classes = Files.createTempDirectory(folder, "classes");
        Path file = Files.writeString(classes.resolve("Program.java"), source);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-cp", LIBRARIES,
                file.toString())).as("status of the compiler").isZero();
        Path errors = classes.resolve("errors");
        var builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-Dasyncio4j.threads=" + threads,
                "-Dlogback.configurationFile=" + logback, "-cp", classes + File.pathSeparator + LIBRARIES,
                "Program")).redirectError(errors.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            String printed = output.readAllAsString();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(() -> text(errors)).isZero();
            return printed;
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
