package io.asyncio4j.conformance;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Finds a CPython: on this machine, or, for the versions that are pinned in {@code python/}, through npm. */
final class Pythons {

    // the oldest one that behaves as today's do
    private static final String PREFERRED = "3.13";

    private Pythons() {}

    /**
     * {@return a process of CPython {@code version}, such as {@code 3.15}}; of the most suitable one that is found here
     * if that is null
     *
     * @param folder the module's
     * @throws IOException if there is none
     */
    static PythonSide start(Path folder, @Nullable String version) throws IOException {
        if (version == null) {
            return find().orElseThrow(() -> new IOException(
                    "no CPython 3.12 or later found; install one, or name it in ASYNCIO4J_PYTHON, or fetch one through"
                            + " npm with --python 3.15"));
        }
        if (WasmPython.isPinned(folder, version)) {
            return PythonSide.start(WasmPython.fetched(folder, version));
        }
        return first(candidates().stream().filter(command -> command.matches(".*python" + version
                + "|.*/" + version + "(\\.[^/]*)?/bin/python3")).toList())
                .orElseThrow(() -> new IOException(
                        "no CPython " + version
                                + " found; install it, or name one in ASYNCIO4J_PYTHON and leave"
                                + " --python out. Those in " + folder.resolve("python")
                                + " are fetched through npm"));
    }

    /**
     * {@return a process of the Python that {@code ASYNCIO4J_PYTHON} names, else of the most suitable one that is
     * found}; empty if there is no CPython of 3.12 or later
     */
    static Optional<PythonSide> find() {
        String named = System.getenv("ASYNCIO4J_PYTHON");
        return first(named != null ? List.of(named) : candidates());
    }

    private static Optional<PythonSide> first(List<String> commands) {
        for (String command : commands) {
            try {
                return Optional.of(PythonSide.start(List.of(command, "-X", "utf8")));
            } catch (IOException e) {
                // not there, or too old
            }
        }
        return Optional.empty();
    }

    private static List<String> candidates() {
        var installed = new ArrayList<String>();
        String pyenv = System.getenv("PYENV_ROOT");
        Path versions = (pyenv != null ? Path.of(pyenv) : Path.of(System.getProperty("user.home"), ".pyenv"))
                .resolve("versions");
        if (Files.isDirectory(versions)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(versions, "3.*")) {
                StreamSupport.stream(found.spliterator(), false).map(path -> path.resolve("bin/python3"))
                        .map(Path::toString).sorted().forEach(installed::addFirst);
            } catch (IOException e) {
                // then without them
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
