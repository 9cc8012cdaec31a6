package io.asyncio4j.cli.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A source file, and everything beside it that may decide what it compiles to. */
final class Program {

    private static final String MODULE = "module-info.java";

    private final Path file;
    private final byte[] source;
    private final String surroundings;

    private Program(Path file, byte[] source, String surroundings) {
        this.file = file;
        this.source = source;
        this.surroundings = surroundings;
    }

    /** {@return the program in {@code name}, or null if its folder is a module or cannot be read} */
    static @Nullable Program read(String name) {
        try {
            Path file = Path.of(name).normalize().toAbsolutePath();
            var names = namesBeside(file);
            if (names.contains(MODULE)) {
                return null;
            }
            var surroundings = new StringBuilder();
            for (var property : new String[] {"java.home", "java.vm.version", "java.class.path",
                "jdk.module.path"}) {
                surroundings.append(System.getProperty(property)).append('\n');
            }
            for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                Path jar = Path.of(entry);
                if (Files.isDirectory(jar)) { // its classes may change, and nothing about it tell so
                    return null;
                }
                surroundings.append(Files.getLastModifiedTime(jar).toMillis()).append(' ')
                        .append(Files.size(jar)).append('\n');
            }
            for (var beside : names) {
                surroundings.append(beside).append('\n');
            }
            return new Program(file, Files.readAllBytes(file), surroundings.toString());
        } catch (IOException | RuntimeException e) { // the JDK's launcher will say it
            return null;
        }
    }

    // A package's name has no dot, so that other names with one stand for nothing.
    private static SortedSet<String> namesBeside(Path file) throws IOException {
        var names = new TreeSet<String>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folderOf(file))) {
            for (var entry : entries) {
                var name = entry.getFileName().toString();
                if (name.endsWith(".java") || name.indexOf('.') < 0) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** {@return the absolute path} */
    Path file() {
        return file;
    }

    byte[] source() {
        return source;
    }

    /** {@return the JDK, the class path, and which names in the folder may stand for a class or a package} */
    String surroundings() {
        return surroundings;
    }

    Path folder() {
        return folderOf(file);
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    /** Says whether the file still has the same bytes. */
    boolean isUnchanged() {
        try {
            return Arrays.equals(source, Files.readAllBytes(file));
        } catch (IOException e) {
            return false;
        }
    }
}
