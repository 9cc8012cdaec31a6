package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that {@code completion} writes, in a real bash. */
class CompletionTest {
    @TempDir private Path dir;

    @Test
    void completes_commandsOptionsAndTheirValues() throws Exception {
        assertThat(complete("asyncio4j", "ru")).isEqualTo("run");
        assertThat(complete("asyncio4j", "do")).isEqualTo("doctor");
        assertThat(complete("asyncio4j", "run", "--vir")).isEqualTo("--virtual-time");
        assertThat(complete("asyncio4j", "run", "--threads", "p")).isEqualTo("portable");
    }

    @Test
    void completes_theNamesOfPrograms() throws Exception {
        Files.createFile(dir.resolve("Hello.java"));

        assertThat(complete("asyncio4j", "run", "Hel")).isEqualTo("Hello.java");
    }

    private String complete(String... words) throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();
        var out = new StringWriter();
        assertThat(MainLine.of(new PrintWriter(out), new PrintWriter(out)).execute("completion")).isZero();
        var script = Files.writeString(dir.resolve("completion.sh"), out.toString());
        var command = """
                source '%s'; compopt() { :; }
                COMP_WORDS=(%s); COMP_CWORD=%d; _complete_asyncio4j; printf '%%s' "${COMPREPLY[*]}"
                """.formatted(script, String.join(" ", words), words.length - 1);
        var process = new ProcessBuilder("/bin/bash", "-c", command).directory(dir.toFile()).start();
        process.getOutputStream().close();
        try (var reader = process.inputReader()) {
            var completed = reader.readAllAsString();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return completed;
        }
    }
}
