package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An example in a JVM of its own, in real time, for tests that talk to it. Closing it kills it. */
final class RunningExample implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("(?:port |:)(\\d+)");

    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    private RunningExample(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    static RunningExample start(String threads, String name, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (threads.equals("carried")) {
            command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        }
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dasyncio4j.threads=" + threads,
                "-Dasyncio4j.slowCallbackDuration=never",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                name));
        command.addAll(List.of(arguments));
        return new RunningExample(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** {@return the first line from here on that contains {@code part}} */
    String awaitLine(String part) throws IOException {
        for (String line; (line = output.readLine()) != null;) {
            lines.add(line);
            if (line.contains(part)) {
                return line;
            }
        }
        throw new AssertionError("no \"" + part + "\" in " + lines);
    }

    /** {@return the port that it says it serves at, in the line that contains {@code part}} */
    int awaitPort(String part) throws IOException {
        Matcher port = PORT.matcher(awaitLine(part));
        assertThat(port.find()).isTrue();
        return Integer.parseInt(port.group(1));
    }

    /** {@return all that it has said, when it has ended with {@code status}} */
    List<String> awaitEnd(int status) throws IOException, InterruptedException {
        for (String line; (line = output.readLine()) != null;) {
            lines.add(line);
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("status, after %s", lines).isEqualTo(status);
        return lines;
    }

    /** {@return whether it ends within so many milliseconds} */
    boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Sends it SIGTERM. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy would close its output
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
