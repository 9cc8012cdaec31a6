package io.asyncio4j.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.Net;
import io.asyncio4j.offload.ProcessPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.NullMarked;

/** A folder with what the launcher script finds in a checkout that has been built, and nothing else. */
final class Checkout {
    private static final Path ROOT =
            Path.of(System.getProperty("asyncio4j.root", "..")).toAbsolutePath().normalize();

    record Ended(int status, String out, String err) {}

    final Path root;
    final Path work;
    final Path core;
    final Path starts;

    Checkout(Path folder) throws Exception {
        root = Files.createDirectories(folder.resolve("checkout"));
        work = Files.createDirectories(folder.resolve("work"));
        core = root.resolve("core/target/asyncio4j-core.jar");
        starts = root.resolve("target/starts");
        Files.copy(ROOT.resolve("asyncio4j"), root.resolve("asyncio4j"), StandardCopyOption.COPY_ATTRIBUTES);
        var warmUp = Path.of("cli/src/main/launch/WarmUp.java");
        Files.createDirectories(root.resolve(warmUp).getParent());
        Files.copy(ROOT.resolve(warmUp), root.resolve(warmUp));
        Files.createDirectories(root.resolve("core/target/lib"));
        Files.createDirectories(root.resolve("cli/target"));
        putJar(Asyncio.class, core);
        Files.createDirectories(root.resolve("net/target"));
        putJar(Net.class, root.resolve("net/target/asyncio4j-net.jar"));
        Files.createDirectories(root.resolve("offload/target"));
        putJar(ProcessPool.class, root.resolve("offload/target/asyncio4j-offload.jar"));
        putJar(NullMarked.class, root.resolve("core/target/lib/jspecify.jar"));
        putJar(Launch.class, root.resolve("cli/target/asyncio4j-launch.jar"));
        Files.createFile(root.resolve("cli/target/asyncio4j.jar"));
    }

    void put(String name, String source) throws IOException {
        Files.writeString(work.resolve(name), source);
    }

    /** {@return the two archives: of starts that compile, and of starts of what is compiled} */
    List<Path> archives() throws IOException {
        var archives = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(starts, "*.aot")) {
            files.forEach(archives::add);
        }
        archives.sort(Comparator.comparingInt(file -> file.toString().length()));
        assertThat(archives).hasSize(2);
        return archives;
    }

    Ended run(String... arguments) throws Exception {
        return end(start(Map.of(), arguments));
    }

    /** Runs as the JDK's source launcher does. */
    Ended runPlainly(String... arguments) throws Exception {
        return end(start(Map.of("ASYNCIO4J_NO_CACHE", "1"), arguments));
    }

    Started start(Map<String, String> environment, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(root.resolve("asyncio4j").toString(), "run"));
        command.addAll(List.of(arguments));
        var out = Files.createTempFile(root, "out", null);
        var err = Files.createTempFile(root, "err", null);
        var builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        for (var name : List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS",
                "ASYNCIO4J_NO_CACHE")) {
            builder.environment().remove(name);
        }
        builder.environment().put("ASYNCIO4J_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return new Started(builder.start(), out, err);
    }

    record Started(Process process, Path out, Path err) {}

    static Ended end(Started started) throws Exception {
        started.process.getOutputStream().close();
        assertThat(started.process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Ended(
                started.process.exitValue(), Files.readString(started.out), Files.readString(started.err));
    }

    // A class comes from a jar, or, while the module is being built, from a folder.
    private static void putJar(Class<?> type, Path jar) throws Exception {
        Path from = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isRegularFile(from)) {
            Files.copy(from, jar);
            return;
        }
        try (var out = new JarOutputStream(Files.newOutputStream(jar)); var files = Files.walk(from)) {
            files.filter(file -> file.toString().endsWith(".class")).forEach(file -> {
                try {
                    out.putNextEntry(new JarEntry(from.relativize(file).toString()));
                    Files.copy(file, out);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
