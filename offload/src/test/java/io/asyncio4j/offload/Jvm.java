package io.asyncio4j.offload;

import io.asyncio4j.Asyncio;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/** A JVM of its own for a program that uses a pool, and the tools to make such programs. */
final class Jvm {

    /** What a program wrote, to either stream. */
    record Ended(int status, String output) {}

    private Jvm() {}

    static Path core() {
        return placeOf(Asyncio.class);
    }

    static Path offload() {
        return placeOf(ProcessPool.class);
    }

    static String libraries() {
        return core() + File.pathSeparator + offload();
    }

    private static Path placeOf(Class<?> type) {
        return Path
                .of(java.net.URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    static void tool(String name, String... arguments) {
        int status = ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, arguments);
        if (status != 0) {
            throw new AssertionError(name + " " + List.of(arguments) + " ended with " + status);
        }
    }

    /** {@return a JVM of the backend of this test run} */
    static ProcessBuilder java(String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String threads = System.getProperty("asyncio4j.threads", "carried");
        command.add("-Dasyncio4j.threads=" + threads);
        command.add("-Dasyncio4j.slowCallbackDuration=never"); // a busy machine's warnings are not looked for
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        return builder;
    }

    static Ended run(Path dir, String... arguments) throws IOException, InterruptedException {
        return run(dir, Duration.ofSeconds(50), arguments);
    }

    static Ended run(Path dir, Duration longest, String... arguments)
            throws IOException, InterruptedException {
        Path written = Files.createTempFile(dir, "output", ".txt");
        Process process = java(arguments).redirectOutput(written.toFile()).start();
        process.getOutputStream().close();
        if (!process.waitFor(longest)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(
                    List.of(arguments) + " hangs, having written:\n" + Files.readString(written));
        }
        return new Ended(process.exitValue(), Files.readString(written));
    }
}
