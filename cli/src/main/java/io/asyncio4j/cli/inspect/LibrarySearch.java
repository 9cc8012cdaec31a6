package io.asyncio4j.cli.inspect;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** Tells, without attaching to a JVM, whether there can be asyncio4j in it. */
/*
 * It cannot where the JVM is older than the library needs, where it runs a tool of the JDK, and where neither its class path
 * nor any archive that it has open has the library. Where that is not known, as on systems without /proc, there can be.
 */
final class LibrarySearch {

    private static final int NEEDED_VERSION = 25;
    // texts of performance data are cut there
    private static final int MOST_TOLD = 1_023;
    private static final String CLASS = "io/asyncio4j/EventLoop.class";

    // fixed
    private final Path process;

    // archives and folders that have been looked at
    private final Set<Path> seen = new HashSet<>();

    private LibrarySearch(Path process) {
        this.process = process;
    }

    /** Says whether process {@code pid}, which shows itself as {@code command} to tools, may have asyncio4j. */
    static boolean mayBeIn(long pid, String command) {
        Map<String, String> told = PerfData.of(pid);
        return !isTool(command)
                && (told == null || mayBeIn(told, Path.of("/proc", Long.toString(pid))));
    }

    static boolean mayBeIn(Map<String, String> told, Path process) {
        if (version(told) < NEEDED_VERSION) {
            return false;
        }
        String classPath = told.get("java.property.java.class.path");
        if (classPath == null || classPath.isEmpty() // a program of modules
                || classPath.getBytes(StandardCharsets.UTF_8).length >= MOST_TOLD) {
            return true;
        }
        try {
            return new LibrarySearch(process).isIn(classPath);
        } catch (IOException | RuntimeException e) { // it cannot be looked at from outside
            return true;
        }
    }

    private static int version(Map<String, String> told) {
        try {
            return Integer.parseInt(told.getOrDefault("java.property.java.vm.specification.version", ""));
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE; // it is not told, so it may be any
        }
    }

    /** Says whether {@code command} is one of the JDK's, but for those that run programs of users. */
    static boolean isTool(String command) {
        int end = command.indexOf('/');
        String module = end < 0 ? "" : command.substring(0, end);
        return module.matches("jdk\\.[a-z.]+") && !module.equals("jdk.jshell")
                && !command.startsWith("jdk.compiler/com.sun.tools.javac.launcher.");
    }

    private boolean isIn(String classPath) throws IOException {
        Path here = Files.readSymbolicLink(process.resolve("cwd"));
        for (String entry : classPath.split(File.pathSeparator)) {
            if (isIn(here.resolve(entry))) {
                return true;
            }
        }
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path each : open) {
                if (isInOpened(each)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isInOpened(Path descriptor) throws IOException {
        Path target;
        try {
            target = Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
        String name = target.toString();
        return (name.endsWith(".jar") || name.endsWith(".war")) && isIn(target);
    }

    private boolean isIn(Path entry) throws IOException {
        if (!seen.add(entry.normalize()) || !Files.exists(entry)) {
            return false;
        }
        return Files.isDirectory(entry) ? Files.exists(entry.resolve(CLASS))
                : Files.isRegularFile(entry) && isInArchive(entry); // whoever opens a pipe would wait for its writer
    }

    private boolean isInArchive(Path archive) throws IOException {
        @Nullable String others;
        try (var jar = new JarFile(archive.toFile(), false)) {
            if (jar.getEntry(CLASS) != null || jar.stream().anyMatch(
                    entry -> entry.getName().endsWith(".jar") && entry.getName().contains("asyncio4j"))) {
                return true;
            }
            Manifest manifest = jar.getManifest();
            others = manifest == null ? null
                    : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        }
        if (others != null) {
            for (String other : others.strip().split("\\s+")) {
                if (isIn(Path.of(archive.toUri().resolve(other)))) {
                    return true;
                }
            }
        }
        return false;
    }
}
