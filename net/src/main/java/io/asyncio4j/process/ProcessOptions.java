package io.asyncio4j.process;

import io.asyncio4j.net.Net;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a subprocess is started.
 *
 * <p><b>From CPython:</b> the keyword arguments of {@code create_subprocess_exec}.
 *
 * @param stdin where its standard input comes from
 * @param stdout where its standard output goes to
 * @param stderr where its standard error goes to
 * @param environment all of its environment variables, or null for this program's
 * @param directory its working directory, or null for this program's
 * @param limit how long a line of its outputs may be, in bytes; see {@code StreamReader}
 */
public record ProcessOptions(Redirect stdin, Redirect stdout, Redirect stderr,
        @Nullable Map<String, String> environment, @Nullable Path directory, int limit) {

    /** All three streams are this program's. */
    public static final ProcessOptions DEFAULT = new ProcessOptions(Redirect.INHERIT, Redirect.INHERIT,
            Redirect.INHERIT, null, null, Net.DEFAULT_LIMIT);

    /** All three streams are pipes. */
    public static final ProcessOptions PIPES =
            new ProcessOptions(Redirect.PIPE, Redirect.PIPE, Redirect.PIPE, null,
                    null, Net.DEFAULT_LIMIT);

    /** Checks the limit. */
    public ProcessOptions {
        environment = environment == null ? null : Map.copyOf(environment);
        if (limit <= 0) {
            throw new IllegalArgumentException("Limit cannot be <= 0");
        }
    }

    public ProcessOptions withStdin(Redirect stdin) {
        return new ProcessOptions(Objects.requireNonNull(stdin, "stdin"), stdout, stderr, environment,
                directory,
                limit);
    }

    public ProcessOptions withStdout(Redirect stdout) {
        return new ProcessOptions(stdin, Objects.requireNonNull(stdout, "stdout"), stderr, environment,
                directory,
                limit);
    }

    public ProcessOptions withStderr(Redirect stderr) {
        return new ProcessOptions(stdin, stdout, Objects.requireNonNull(stderr, "stderr"), environment,
                directory,
                limit);
    }

    public ProcessOptions withEnvironment(Map<String, String> environment) {
        return new ProcessOptions(stdin, stdout, stderr, Objects.requireNonNull(environment, "environment"),
                directory, limit);
    }

    public ProcessOptions withDirectory(Path directory) {
        return new ProcessOptions(stdin, stdout, stderr, environment,
                Objects.requireNonNull(directory, "directory"),
                limit);
    }

    public ProcessOptions withLimit(int limit) {
        return new ProcessOptions(stdin, stdout, stderr, environment, directory, limit);
    }
}
