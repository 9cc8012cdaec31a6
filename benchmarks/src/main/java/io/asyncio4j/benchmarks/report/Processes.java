package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a program to its end and takes what it prints. */
final class Processes {

    private Processes() {}

    /** {@return what the command printed to its output, when it has ended with status 0} A program that takes longer than the limit is killed. */
    static String run(List<String> command, Duration limit) throws SampleException, InterruptedException {
        Path out = null;
        Path err = null;
        try {
            // files rather than pipes, so that nobody has to read while the program runs
            out = Files.createTempFile("asyncio4j-bench", ".out");
            err = Files.createTempFile("asyncio4j-bench", ".err");
            Process process = new ProcessBuilder(command).redirectOutput(out.toFile())
                    .redirectError(err.toFile()).start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new SampleException(
                            command.getFirst() + " did not end within " + limit.toSeconds() + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            String printed = Files.readString(out, StandardCharsets.UTF_8);
            String errors = Files.readString(err, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new SampleException(
                        command.getFirst() + " ended with status " + process.exitValue() + ": "
                                + (errors.isBlank() ? printed : errors).strip());
            }
            return printed;
        } catch (IOException e) {
            throw new SampleException(command.getFirst() + " cannot be run: " + e.getMessage(), e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // the system's to remove
        }
    }
}
