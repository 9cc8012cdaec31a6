package io.asyncio4j.offload.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs in docs/offload.md run as they stand there, and print what stands below them. */
@Timeout(300)
class OffloadPageTest {

    private static final Path PAGE = Path.of("..", "docs", "offload.md");
    private static final Pattern PROGRAM =
            Pattern.compile("```java\\n(.*?)```\\n(?:\\n```text\\n(.*?)```)?", Pattern.DOTALL);

    @TempDir Path dir;

    @Test
    void programsPrintWhatThePageSays() throws Exception {
        var found = PROGRAM.matcher(Files.readString(PAGE));
        int count = 0;
        while (found.find()) {
            count++;
            assertThat(outputOf(found.group(1), Files.createDirectory(dir.resolve("program" + count))))
                    .isEqualTo(found.group(2));
        }
        assertThat(count).as("one on a pool, one on a cluster").isEqualTo(2);
    }

    private static String outputOf(String program, Path folder) throws Exception {
        Path source = folder.resolve("Program.java");
        // Whoever else runs this has a cluster of his own.
        Files.writeString(source,
                program.replace("\"shop\"", "\"page-" + ProcessHandle.current().pid() + "\""));
        String classPath = System.getProperty("java.class.path");
        int status = ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, "-cp",
                classPath, "-d", folder.toString(), source.toString());
        assertThat(status).isZero();

        Path printed = folder.resolve("printed");
        Path errors = folder.resolve("errors");
        var builder = Members.java("Program", "-Xmx256m").redirectOutput(printed.toFile())
                .redirectError(errors.toFile());
        int at = builder.command().indexOf("-cp") + 1;
        builder.command().set(at, classPath + File.pathSeparator + folder);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(140, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return Files.readString(printed);
    }
}
