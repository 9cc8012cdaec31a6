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
public final class Processes {

    /**
     * A program that has ended with status 0.
     *
     * @param printed to its output
     * @param nanos from its start to its end
     */
    record Ended(String printed, long nanos) {}

    private Processes() {}

    /** {@return what the command printed to its output} As {@link #timed}. */
    public static String run(List<String> command, Duration limit)
            throws SampleException, InterruptedException {
        return timed(new ProcessBuilder(command), limit).printed();
    }

    /**
     * {@return what became of the program} One that takes longer than the limit is killed.
     *
     * @throws SampleException if it cannot be started, does not end in time or ends with another status than 0
     */
    static Ended timed(ProcessBuilder builder, Duration limit) throws SampleException, InterruptedException {
        // without its folder: messages go into documents
        String name = String.valueOf(Path.of(builder.command().getFirst()).getFileName());
        Path out = null;
        Path err = null;
        try {
            // files rather than pipes, so that nobody has to read while the program runs
            out = Files.createTempFile("asyncio4j-bench", ".out");
            err = Files.createTempFile("asyncio4j-bench", ".err");
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            long start = System.nanoTime();
            long nanos;
            Process process = builder.start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new SampleException(name + " did not end within " + limit.toSeconds() + " s");
                }
                nanos = System.nanoTime() - start;
            } finally {
                process.destroyForcibly();
            }
            String printed = Files.readString(out, StandardCharsets.UTF_8);
            String errors = Files.readString(err, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new SampleException(
                        name + " ended with status " + process.exitValue() + ": "
                                + (errors.isBlank() ? printed : errors).strip());
            }
            return new Ended(printed, nanos);
        } catch (IOException e) {
            throw new SampleException(name + " cannot be run: " + e.getMessage(), e);
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
