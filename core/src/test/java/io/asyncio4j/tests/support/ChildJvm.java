package io.asyncio4j.tests.support;

import io.asyncio4j.Asyncio;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A fresh JVM with flags of its own, for what can be seen only once per JVM. It has no test libraries. */
public final class ChildJvm {

    public static final String FLAG = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    /** So that a busy machine's warnings are not among what it wrote. A flag of the test's own comes later and wins. */
    static final String WITHOUT_WATCHDOG = "-Dasyncio4j.slowCallbackDuration=never";

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** What it wrote, to either stream, line by line. */
    public record Output(int exitCode, List<String> lines) {}

    private ChildJvm() {}

    /** Runs the main method of {@code main} with {@code flags}, and waits for it. */
    public static Output run(Class<?> main, String... flags) {
        return run(main, List.of(), Map.of(), flags);
    }

    /** The same, with {@code environment} on top of what this JVM has. */
    public static Output run(Class<?> main, Map<String, String> environment, String... flags) {
        return run(main, List.of(), environment, flags);
    }

    /** Runs the main method of {@code main} with {@code arguments}, in a JVM with {@code flags}, and waits for it. */
    public static Output run(Class<?> main, List<String> arguments, String... flags) {
        return run(main, arguments, Map.of(), flags);
    }

    private static Output run(Class<?> main, List<String> arguments, Map<String, String> environment,
            String... flags) {
        return run(main, arguments, environment, PATIENCE, flags);
    }

    private static Output run(Class<?> main, List<String> arguments, Map<String, String> environment,
            Duration patience, String... flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(WITHOUT_WATCHDOG);
        command.addAll(Arrays.asList(flags));
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(arguments);
        try {
            Path written = Files.createTempFile("asyncio4j-child", ".txt");
            try {
                return run(command, environment, patience, written);
            } finally {
                Files.delete(written);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The same for one that may take as long as {@code patience}, on a machine that is busy. */
    public static Output run(Class<?> main, Duration patience, String... flags) {
        return run(main, List.of(), Map.of(), patience, flags);
    }

    private static Output run(List<String> command, Map<String, String> environment, Duration patience,
            Path written) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(written.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(patience)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(command + " hangs, having written:\n" + Files.readString(written));
        }
        return new Output(process.exitValue(), Files.readAllLines(written));
    }

    private static String classPath() {
        return placeOf(Asyncio.class) + File.pathSeparator + placeOf(ChildJvm.class);
    }

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
