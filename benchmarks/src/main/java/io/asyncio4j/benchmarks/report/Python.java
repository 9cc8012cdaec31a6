package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A CPython that was found on this machine.
 *
 * @param command to start it; its own program rather than that of a version manager, which starts it later
 * @param minor 13 for CPython 3.13
 * @param version {@code 3.13.0}
 * @param uvloop the version of its uvloop; null if it has none
 */
public record Python(String command, int minor, String version, @Nullable String uvloop) {

    /** The first that has what asyncio must have: this is what asyncio4j is measured against. */
    public static final int OLDEST_FOR_ASYNCIO = 12;
    /** uvloop is measured on older ones, too: its newest is seldom there. The works need a task group. */
    static final int OLDEST_FOR_UVLOOP = 11;
    // of CPython, whose asyncio is the model, the one that the recorded traces come from
    private static final int PREFERRED = 13;

    private static final String QUESTION = """
            import platform, sys
            try:
                import uvloop
                its = uvloop.__version__
            except Exception:
                its = "none"
            print(platform.python_implementation(), sys.version_info[1], platform.python_version(), its,
                  sys.executable)
            """;
    private static final Pattern ANSWER = Pattern.compile("CPython (\\d+) (3\\S+) (\\S+) ?(.*)");

    /** {@return the Python whose asyncio to measure}: what is named, else 3.13, else the newest. */
    public static Optional<Python> forAsyncio(List<Python> found) {
        return found.stream().filter(each -> each.minor() >= OLDEST_FOR_ASYNCIO)
                .min(Comparator.comparingInt((Python each) -> each.minor() == PREFERRED ? 0 : 1)
                        .thenComparingInt(each -> -each.minor()));
    }

    /** {@return the Python whose uvloop to measure}: the newest that has one. */
    static Optional<Python> forUvloop(List<Python> found) {
        return found.stream().filter(each -> each.uvloop() != null && each.minor() >= OLDEST_FOR_UVLOOP)
                .max(Comparator.comparingInt(Python::minor));
    }

    /** {@return every CPython that is found here}: only the one that {@code ASYNCIO4J_PYTHON} names, if it does. */
    public static List<Python> find(@Nullable String named) throws InterruptedException {
        var found = new ArrayList<Python>();
        for (String command : named != null && !named.isEmpty() ? List.of(named) : candidates()) {
            Python python = ask(command);
            if (python != null) {
                found.add(python);
            }
        }
        return found;
    }

    private static @Nullable Python ask(String command) throws InterruptedException {
        try {
            return parse(command, Processes.run(List.of(command, "-c", QUESTION), Duration.ofSeconds(20)));
        } catch (SampleException e) {
            return null; // not there, or not fit
        }
    }

    static @Nullable Python parse(String command, String answer) {
        Matcher matcher = ANSWER.matcher(answer.stripTrailing());
        if (!matcher.matches()) {
            return null;
        }
        String uvloop = matcher.group(3);
        String program = matcher.group(4);
        return new Python(program.isEmpty() ? command : program, Integer.parseInt(matcher.group(1)),
                matcher.group(2),
                uvloop.equals("none") ? null : uvloop);
    }

    // The system's own Python is named by its path, for a version manager may stand before it on the PATH, and it is
    // the one that a package of uvloop is for.
    private static SequencedCollection<String> candidates() {
        var candidates = new LinkedHashSet<String>(
                List.of("python3", "python", "/usr/bin/python3", "python3.13", "python3.15", "python3.14",
                        "python3.12"));
        String pyenv = System.getenv("PYENV_ROOT");
        Path versions = (pyenv != null ? Path.of(pyenv) : Path.of(System.getProperty("user.home"), ".pyenv"))
                .resolve("versions");
        if (Files.isDirectory(versions)) {
            try (DirectoryStream<Path> installed = Files.newDirectoryStream(versions, "3.1*")) {
                for (Path each : installed) {
                    candidates.add(each.resolve("bin/python3").toString());
                }
            } catch (IOException e) {
                // then without them
            }
        }
        return candidates;
    }
}
