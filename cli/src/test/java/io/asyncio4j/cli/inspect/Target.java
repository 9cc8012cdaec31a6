package io.asyncio4j.cli.inspect;

import io.asyncio4j.EventLoop;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A child JVM to look at: one of {@link TargetPrograms}, once it has said that it is ready. */
final class Target implements AutoCloseable {

    static final String CARRIED = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    private final Process process;

    private Target(Process process) {
        this.process = process;
    }

    static Target start(String program, String... flags) throws IOException {
        return start(library() + File.pathSeparator + placeOf(Target.class), TargetPrograms.class, program,
                flags);
    }

    /** A program that says when it is ready, with a class path of its own. */
    static Target start(String classPath, Class<?> main, String program, String... flags) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(flags));
        command.addAll(List.of("-cp", classPath, main.getName(), program));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.start();
        BufferedReader reader = process.inputReader();
        for (String line; (line = reader.readLine()) != null;) {
            if (line.equals(TargetPrograms.READY)) {
                return new Target(process);
            }
        }
        throw new AssertionError(command + " has ended before it was ready");
    }

    static Path library() {
        return placeOf(EventLoop.class);
    }

    static Path placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    String pid() {
        return Long.toString(process.pid());
    }

    /** Suspends it, and waits until it is; or lets it go on. */
    void suspend(boolean on) throws Exception {
        new ProcessBuilder("kill", on ? "-STOP" : "-CONT", pid()).start().waitFor();
        while (on && !Files.readString(Path.of("/proc", pid(), "stat")).contains(") T ")) {
            Thread.onSpinWait();
        }
    }

    void end() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        end();
    }
}
