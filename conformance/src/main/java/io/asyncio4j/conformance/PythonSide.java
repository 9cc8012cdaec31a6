package io.asyncio4j.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.Objects;

/** A Python process that runs one scenario after another on CPython's asyncio. For one thread. */
final class PythonSide implements AutoCloseable {

    /** In a command: the folder with the interpreter's files, which this makes. */
    static final String SOURCES = "{sources}/";

    // a scenario takes milliseconds; a build shall not wait for one for ever
    private static final long LONGEST_ANSWER_SECONDS = 120;
    private static final ScheduledThreadPoolExecutor OVERDUE = overdue();

    private static final int LONGEST_WORDS = 3_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FILES =
            List.of("interpreter.py", "outside.py", "call_graph.py", "virtual_loop.py", "streams.py",
                    "processes.py", "wires.py", "wasm.mjs");

    /** What came of a scenario: its trace, or what this Python lacks for it. */
    sealed interface Answer {
        record Trace(List<String> lines) implements Answer {}

        record Lacks(String what) implements Answer {}
    }

    private final Process process;
    private final Writer in;
    private final BufferedReader out;
    private final Path sources;
    private final Path errors;
    private final String version;

    private PythonSide(List<String> command) throws IOException {
        sources = Files.createTempDirectory("asyncio4j-conformance");
        errors = sources.resolve("errors.txt");
        Process started = null;
        try {
            for (String file : FILES) {
                try (InputStream source =
                        Objects.requireNonNull(PythonSide.class.getResourceAsStream(file))) {
                    Files.write(sources.resolve(file), source.readAllBytes());
                }
            }
            var builder = new ProcessBuilder(completed(command)).redirectError(errors.toFile());
            builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
            started = builder.start();
            process = started;
            in = process.outputWriter(StandardCharsets.UTF_8);
            out = process.inputReader(StandardCharsets.UTF_8);
            String greeting = out.readLine();
            if (greeting == null) {
                throw new IOException(
                        command.getFirst() + " is no CPython 3.12 or later: " + lastWords());
            }
            version = JSON.readTree(greeting).get("version").asText();
        } catch (IOException e) {
            if (started != null) {
                started.destroyForcibly();
            }
            Trees.delete(sources);
            throw e;
        }
    }

    // A Python gets the interpreter; a host of one has its own script, and gets the folder.
    private List<String> completed(List<String> command) {
        var completed = new ArrayList<String>();
        command.forEach(word -> completed.add(word.replace(SOURCES, sources + File.separator)));
        completed.add(completed.equals(command) ? sources.resolve("interpreter.py").toString()
                : sources.toString());
        return completed;
    }

    /**
     * {@return a process that runs scenarios}
     *
     * @param command a Python with its options; or a host of one with {@link #SOURCES} in the place of the folder where
     *     its script is
     */
    static PythonSide start(List<String> command) throws IOException {
        return new PythonSide(command);
    }

    private static ScheduledThreadPoolExecutor overdue() {
        var executor = new ScheduledThreadPoolExecutor(1,
                runnable -> Thread.ofPlatform().daemon().name("overdue").unstarted(runnable));
        executor.setRemoveOnCancelPolicy(true);
        return executor;
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
        var overdue = OVERDUE.schedule(process::destroyForcibly, LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS);
        String line = out.readLine();
        if (!overdue.cancel(false)) {
            throw new IOException("Python has not answered within " + LONGEST_ANSWER_SECONDS + " s in "
                    + scenario.name() + ", and was ended:\n" + lastWords());
        }
        if (line == null) {
            throw new IOException(
                    "Python has ended while it ran " + scenario.name() + ":\n" + lastWords());
        }
        JsonNode answer = JSON.readTree(line);
        if (answer.has("lacks")) {
            return new Answer.Lacks(answer.get("lacks").asText());
        }
        var lines = new ArrayList<String>();
        answer.get("trace").forEach(each -> lines.add(each.asText()));
        return new Answer.Trace(lines);
    }

    private String lastWords() throws IOException {
        String words = Files.readString(errors);
        return words.substring(Math.max(0, words.length() - LONGEST_WORDS)).strip();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Trees.delete(sources);
        } catch (IOException e) {
            // the system's to remove
        }
    }
}
