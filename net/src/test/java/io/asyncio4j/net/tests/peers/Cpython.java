package io.asyncio4j.net.tests.peers;

import static io.asyncio4j.process.Processes.createSubprocessExec;

import io.asyncio4j.net.tests.kit.Peers;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Redirect;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The CPython that tests talk to: the one that {@code ASYNCIO4J_PYTHON} names, else the most suitable one on the path and
 * among pyenv's, as the module conformance finds it.
 */
final class Cpython {

    private static final Path SCRIPTS = Path.of("src/test/resources/peers").toAbsolutePath();
    private static final String PREFERRED = "3.13";

    // found once, for it takes a process to ask each
    private static @Nullable String found;

    private Cpython() {}

    /** Leaves a test out if there is none, which with CI set there has to be. */
    static void assumeInstalled() throws Exception {
        if (found == null) {
            found = find();
        }
        Peers.assumeInstalled(found != null, "a CPython 3.12 or later (ASYNCIO4J_PYTHON names one)");
    }

    /** Starts one of the scripts of these tests. */
    static Process start(String script, String... arguments) throws IOException {
        var all = new ArrayList<String>();
        all.add(SCRIPTS.resolve(script).toString());
        all.addAll(List.of(arguments));
        return createSubprocessExec(ProcessOptions.PIPES.withStderr(Redirect.INHERIT), String.valueOf(found),
                all.toArray(String[]::new));
    }

    private static @Nullable String find() throws Exception {
        String named = System.getenv("ASYNCIO4J_PYTHON");
        for (String command : named != null ? List.of(named) : candidates()) {
            if (isOne(command)) {
                return command;
            }
        }
        return null;
    }

    private static boolean isOne(String command) throws InterruptedException {
        try {
            var python = new ProcessBuilder(command, "-c", "import sys; sys.exit(sys.version_info < (3, 12))")
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return python.waitFor(20, TimeUnit.SECONDS) && python.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> candidates() throws IOException {
        var installed = new ArrayList<String>();
        String root = System.getenv("PYENV_ROOT");
        Path versions = (root != null ? Path.of(root) : Path.of(System.getProperty("user.home"), ".pyenv"))
                .resolve("versions");
        if (Files.isDirectory(versions)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(versions, "3.*")) {
                StreamSupport.stream(folders.spliterator(), false)
                        .map(path -> path.resolve("bin/python3").toString()).sorted()
                        .forEach(installed::addFirst);
            }
        }
        var candidates = new ArrayList<String>();
        candidates.add("python" + PREFERRED);
        installed.stream().filter(path -> path.contains("/" + PREFERRED + ".")).forEach(candidates::add);
        candidates.addAll(List.of("python3.15", "python3.14", "python3.12", "python3", "python"));
        candidates.addAll(installed);
        return candidates;
    }
}
