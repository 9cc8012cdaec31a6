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
import java.util.concurrent.locks.LockSupport;

/** A child JVM to look at: one of {@link TargetPrograms}, once it has said that it is ready. */
final class Target implements AutoCloseable {

    static final String CARRIED = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    static final String PORTABLE = "-Dasyncio4j.threads=portable";

    /** A busy machine shall not make a test fail that is not about how long somebody waits. */
    static final int PATIENCE_SECONDS = 120;

    static {
        System.setProperty(Patience.PROPERTY, Integer.toString(PATIENCE_SECONDS));
    }

    /** How long a test that waits for something leaves the processor to others, in nanoseconds. */
    static final long BETWEEN_LOOKS = 1_000_000;

    private final Process process;
    private final String pid;

    private Target(Process process, String pid) {
        this.process = process;
        this.pid = pid;
    }

    static Target start(String program, String... flags) throws IOException {
        return start(library() + File.pathSeparator + placeOf(Target.class), TargetPrograms.class, program,
                flags);
    }

    /** A program that says when it is ready, with a class path of its own. */
    static Target start(String classPath, Class<?> main, String program, String... flags) throws IOException {
        return start(List.of(), classPath, main, program, flags);
    }

    /** One whose parent does not notice when it has ended, so that it stays in the list of processes. */
    static Target startNeglected(String program, String... flags) throws IOException {
        return start(List.of("sh", "-c", "\"$@\" & echo $!; exec sleep 600", "sh"),
                library() + File.pathSeparator + placeOf(Target.class), TargetPrograms.class, program, flags);
    }

    private static Target start(List<String> parent, String classPath, Class<?> main, String program,
            String... flags) throws IOException {
        var command = new ArrayList<>(parent);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(flags));
        command.addAll(List.of("-cp", classPath, main.getName(), program));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.start();
        BufferedReader reader = process.inputReader();
        String pid = parent.isEmpty() ? Long.toString(process.pid()) : reader.readLine();
        for (String line; (line = reader.readLine()) != null;) {
            if (line.equals(TargetPrograms.READY)) {
                return new Target(process, pid);
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
        return pid;
    }

    /** Suspends it, and waits until it is; or lets it go on. */
    void suspend(boolean on) throws Exception {
        new ProcessBuilder("kill", on ? "-STOP" : "-CONT", pid()).start().waitFor();
        while (on && !Files.readString(Path.of("/proc", pid(), "stat")).contains(") T ")) {
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
    }

    void end() {
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        end();
    }
}
