package io.asyncio4j.cli.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Which {@code java} starts a project's program: the one on the PATH may be too old for it. */
final class JavaOnPath {
    private static final int NEEDED = 25;
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"?(\\d+)");

    private JavaOnPath() {}

    /** {@return {@code java}, or that of the JDK in {@code home} by its full name} */
    static String command(String path, Path home) {
        var first = new Tool("Java", List.of("java"), List.of(), "").find(path);
        return first != null && suits(first) ? "java" : home.resolve("bin").resolve("java").toString();
    }

    // as the launcher script does: no JVM is started
    private static boolean suits(Path java) {
        try {
            var release = java.toRealPath().resolveSibling("..").resolve("release");
            var version = VERSION.matcher(Files.readString(release));
            return version.find() && Integer.parseInt(version.group(1)) >= NEEDED;
        } catch (IOException e) {
            return false; // none that tells
        }
    }
}
