package io.asyncio4j.tests.support;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Signal;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A JVM that is sent signals while it runs, on the thread backend that this one tests. */
public final class SignalledJvm implements AutoCloseable {

    private static final long LONGEST_SECONDS = 40;
    private static final String END = "(end of output)";

    private final Process process;
    private final LinkedBlockingQueue<String> output = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private SignalledJvm(List<String> starter, Class<?> main, String... flags) {
        List<String> command = new ArrayList<>(starter);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(Loops.isCarried() ? "-Dasyncio4j.threads=carried" : "-Dasyncio4j.threads=portable");
        command.add(ChildJvm.FLAG);
        command.add(ChildJvm.WITHOUT_WATCHDOG);
        command.addAll(Arrays.asList(flags));
        command.addAll(List.of("-cp", classPath(), main.getName()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::read);
    }

    /**
     * Starts the main method of {@code main}, with signals as a terminal has them. A process inherits what
     * its parent ignores, and a shell's background jobs ignore SIGINT; no shell can undo that.
     */
    public static SignalledJvm start(Class<?> main, String... flags) {
        return new SignalledJvm(List.of("env", "--default-signal=HUP,INT,TERM"), main, flags);
    }

    /** Starts the main method of {@code main}, with {@code signal} ignored. */
    public static SignalledJvm startIgnoring(Signal signal, Class<?> main, String... flags) {
        String script = "trap '' " + signal.name().substring("SIG".length()) + "; exec \"$@\"";
        return new SignalledJvm(List.of("sh", "-c", script, "sh"), main, flags);
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line; (line = reader.readLine()) != null;) {
                output.add(line);
            }
        } catch (IOException e) {
            output.add(e.toString());
        }
        output.add(END);
    }

    /** Waits until it has written {@code line}. */
    public void awaitLine(String line) throws InterruptedException {
        while (!line.equals(nextLine())) {
            if (seen.contains(END)) {
                throw new AssertionError("it has never written '" + line + "', but " + seen);
            }
        }
    }

    private String nextLine() throws InterruptedException {
        String line = output.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("it hangs, having written " + seen);
        }
        seen.add(line);
        return line;
    }

    public void send(Signal signal) throws IOException, InterruptedException {
        String name = "-" + signal.name().substring("SIG".length());
        int status =
                new ProcessBuilder("kill", name, Long.toString(process.pid())).inheritIO().start().waitFor();
        if (status != 0) {
            throw new AssertionError("kill " + name + " ended with status " + status + " after " + seen);
        }
    }

    /** Stops it as a whole, and lets it go on after {@code duration}. */
    public void suspendFor(Duration duration) throws IOException, InterruptedException {
        String script = "kill -STOP %1$d && sleep %2$d && kill -CONT %1$d"
                .formatted(process.pid(), duration.plusMillis(999).toSeconds());
        if (new ProcessBuilder("sh", "-c", script).inheritIO().start().waitFor() != 0) {
            throw new AssertionError("it cannot be suspended after " + seen);
        }
    }

    /** Writes {@code line} to its standard input. */
    public void writeLine(String line) throws IOException {
        try (BufferedWriter writer = process.outputWriter()) {
            writer.write(line + "\n");
        }
    }

    /**
     * Sends {@code signal} until it has ended, for a program that cannot tell that it has noticed one: two
     * that come close together can be one.
     */
    public void sendUntilItEnds(Signal signal) throws IOException, InterruptedException {
        long start = System.nanoTime();
        do {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)) {
                throw new AssertionError(signal + " does not end it, " + seen);
            }
            send(signal);
        } while (!process.waitFor(1, TimeUnit.SECONDS));
    }

    /** Waits until it has ended, and gives its exit status. */
    public int awaitEnd() throws InterruptedException {
        while (!nextLine().equals(END)) {
        }
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it has closed its output, " + seen + ", and hangs");
        }
        return process.exitValue();
    }

    /** {@return what it has written so far, to either stream} */
    public List<String> lines() {
        return seen.stream().filter(line -> !line.equals(END)).toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String classPath() {
        return placeOf(Asyncio.class) + File.pathSeparator + placeOf(SignalledJvm.class);
    }

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
