package io.asyncio4j.cli.project;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program of the machine that may or may not be there.
 *
 * @param name what it is called
 * @param commands its names on the PATH, the first that is there counts
 * @param versionArguments what makes it tell its version, among other lines
 * @param gives what one has of it
 */
record Tool(String name, List<String> commands, List<String> versionArguments, String gives) {
    private static final int PATIENCE_SECONDS = 20;
    private static final String NOT = "does not ";

    /** {@return where it is}, or null. */
    @Nullable
    Path find(String path) {
        for (var command : commands) {
            for (var folder : path.split(File.pathSeparator)) {
                var file = Path.of(folder.isEmpty() ? "." : folder, command);
                if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                    return file;
                }
            }
        }
        return null;
    }

    /** {@return whether that is a version}, not a reason why there is none. */
    static boolean isThere(String version) {
        return !version.startsWith(NOT);
    }

    /** {@return the line that {@code file} writes about its version}, or that it does not. */
    String version(Path file) {
        var command = new ArrayList<>(List.of(file.toString()));
        command.addAll(versionArguments);
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return NOT + "answer";
                }
                if (process.exitValue() != 0) {
                    return NOT + "start";
                }
                // some write warnings before it
                return reader.lines().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").strip())
                        .filter(line -> line.matches("(\\S+ ){0,3}v?\\d+\\.\\d.*")).findFirst().orElse("");
            }
        } catch (IOException e) {
            return NOT + "start";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "?";
        }
    }
}
