package io.asyncio4j.examples;

import io.asyncio4j.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** docs/debugging.md: what it shows, and how to run it. */
final class DebuggingGuide {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    /** A command that runs an example: a variable of the environment and its value, virtual time, the example, a word. */
    static final Pattern RUN =
            Pattern.compile(
                    "\\$ (?:([A-Z0-9_]+)=(\\w+) )?\\./asyncio4j run (--virtual-time )?examples/(\\w+)\\.java(?: (\\w+))?");

    private static final Pattern FENCE = Pattern.compile("^```(\\w+)\\n(.*?)^```$",
            Pattern.DOTALL | Pattern.MULTILINE);

    private DebuggingGuide() {}

    /** A command and what it prints, as the guide shows it. */
    record Session(String command, List<String> output) {
        /** Whether the program ends by itself; the others are looked at while they run. */
        boolean ends() {
            return RUN.matcher(command).matches()
                    && Stream.of("LookInside", "WatchMe", "Troubled").noneMatch(this::shows);
        }

        boolean shows(String example) {
            return command.contains("/" + example + ".java");
        }

        @Override
        public String toString() {
            return command;
        }
    }

    static String text() throws IOException {
        return Files.readString(ROOT.resolve("docs/debugging.md"));
    }

    static List<String> blocks(String language) throws IOException {
        return FENCE.matcher(text()).results().filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2)).toList();
    }

    static Stream<Session> sessions() throws IOException {
        return blocks("console").stream().map(String::lines).map(Stream::toList)
                .map(lines -> new Session(lines.getFirst(), lines.subList(1, lines.size())));
    }

    /** {@return what starts {@code example} in a JVM of its own}, in an environment without options for it */
    static ProcessBuilder java(String example, List<String> flags) throws Exception {
        var command = new ArrayList<>(List.of(tool("java")));
        command.addAll(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-Duser.language=en",
                "-Duser.country=US"));
        command.addAll(flags);
        command.addAll(List.of("-cp", placeOf(EventLoop.class) + System.getProperty("path.separator")
                + placeOf(Class.forName(example)), example));
        return process(command);
    }

    static ProcessBuilder process(List<String> command) {
        var builder = new ProcessBuilder(command);
        builder.environment().keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "ASYNCIO4J_DEBUG"));
        return builder;
    }

    /** {@return a command of the JDK that runs this} */
    static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static Path placeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
