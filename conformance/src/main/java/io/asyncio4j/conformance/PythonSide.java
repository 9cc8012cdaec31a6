package io.asyncio4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A Python process that runs one scenario after another on CPython's asyncio. For one thread. */
final class PythonSide implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    // the version that the recorded traces come from, so that it is preferred
    private static final String PREFERRED = "3.13";

    /** What came of a scenario: its trace, or what this Python lacks for it. */
    sealed interface Answer {
        record Trace(List<String> lines) implements Answer {}

        record Lacks(String what) implements Answer {}
    }

    private final Process process;
    private final Writer in;
    private final BufferedReader out;
    private final Path script;
    private final Path errors;
    private final String version;

    private PythonSide(String command) throws IOException {
        script = Files.createTempFile("asyncio4j-conformance", ".py");
        try (InputStream source =
                Objects.requireNonNull(PythonSide.class.getResourceAsStream("interpreter.py"))) {
            Files.write(script, source.readAllBytes());
        }
        errors = Files.createTempFile("asyncio4j-conformance", ".txt");
        process = new ProcessBuilder(command, "-X", "utf8", script.toString())
                .redirectError(errors.toFile()).start();
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
        String greeting = out.readLine();
        if (greeting == null) {
            close();
            throw new IOException(command + " is no CPython 3.12 or later");
        }
        version = JSON.readTree(greeting).get("version").asText();
    }

    /**
     * {@return a process of the Python that {@code ASYNCIO4J_PYTHON} names, else of the most suitable one that is
     * found}; empty if there is no CPython of 3.12 or later
     */
    static Optional<PythonSide> start() {
        String named = System.getenv("ASYNCIO4J_PYTHON");
        for (String command : named != null ? List.of(named) : candidates()) {
            try {
                return Optional.of(new PythonSide(command));
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

    String version() {
        return version;
    }

    /** Says whether random scenarios can be compared: 3.13 has corrected what older ones do in many of them. */
    boolean isFitForFuzz() {
        return Integer.parseInt(version.split("\\.")[1]) >= 13;
    }

    Answer run(Scenario scenario) throws IOException {
        in.write(JSON.writeValueAsString(scenario.toJson()));
        in.write('\n');
        in.flush();
        String line = out.readLine();
        if (line == null) {
            throw new IOException(
                    "Python has ended while it ran " + scenario.name() + ":\n" + Files.readString(errors));
        }
        JsonNode answer = JSON.readTree(line);
        if (answer.has("lacks")) {
            return new Answer.Lacks(answer.get("lacks").asText());
        }
        var lines = new ArrayList<String>();
        answer.get("trace").forEach(each -> lines.add(each.asText()));
        return new Answer.Trace(lines);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.deleteIfExists(script);
            Files.deleteIfExists(errors);
        } catch (IOException e) {
            // the system's to remove
        }
    }
}
