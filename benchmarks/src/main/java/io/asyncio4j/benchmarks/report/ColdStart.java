package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long it takes to run a program that says hello, sleeps and says world, its sleep taken off: the whole
 * process, from the command to its end, in turns with what Java and Python need for the same program.
 */
@NullMarked
public final class ColdStart {

    /** A program that has been started before. */
    public static final String AGAIN = "asyncio4j run";
    /** A program that has changed since, so that it has to be compiled. */
    public static final String CHANGED = "asyncio4j run, changed program";
    /** The same program with the library, without any cache: {@code java -cp asyncio4j-core.jar Program.java}. */
    public static final String UNCACHED = "java with the library, Program.java";
    /** A class with a main method, without the library. */
    public static final String CLASS = "java Program";
    /** That class from its source file. */
    public static final String SOURCE = "java Program.java";
    /** The same program on CPython's asyncio. */
    public static final String PYTHON = "python -c";

    private static final int SLEEP_MILLIS = 10;

    private static final String OURS = """
            import static io.asyncio4j.Asyncio.*;

            void main() {
                run(() -> {
                    IO.println("hello");
                    sleep(Duration.ofMillis(%d));
                    IO.println("world");
                });
            }
            """.formatted(SLEEP_MILLIS);
    private static final String JAVA = """
            public class Program {
                public static void main(String[] args) throws InterruptedException {
                    System.out.println("hello");
                    Thread.sleep(%d);
                    System.out.println("world");
                }
            }
            """.formatted(SLEEP_MILLIS);
    private static final String ASYNCIO = """
            import asyncio
            async def main():
                print("hello")
                await asyncio.sleep(%d / 1000)
                print("world")
            asyncio.run(main())
            """.formatted(SLEEP_MILLIS);

    private final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private final Path checkout;
    private final Path folder;
    private final @Nullable String python;

    private ColdStart(Path checkout, Path folder, @Nullable String python) {
        this.checkout = checkout;
        this.folder = folder;
        this.python = python;
    }

    /**
     * Starts every side once to warm up and then {@code rounds} times, in turns.
     *
     * @param checkout the folder of the script {@code asyncio4j}
     * @param python the command that starts CPython, null to leave that side out
     * @return milliseconds by side
     * @throws IOException if a program cannot be started, or fails
     */
    public static Map<String, List<Double>> measure(Path checkout, @Nullable String python, int rounds)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("asyncio4j-cold-start");
        try {
            return new ColdStart(checkout.toAbsolutePath().normalize(), folder, python).measure(rounds);
        } finally {
            deleteAll(folder);
        }
    }

    private Map<String, List<Double>> measure(int rounds) throws IOException, InterruptedException {
        write("again/Program.java", OURS);
        write("java/Program.java", JAVA);
        run(List.of(java + "c", "-d", folder.resolve("java").toString(), file("java/Program.java")));
        var samples = new LinkedHashMap<String, List<Double>>();
        for (int round = 0; round <= rounds; round++) {
            write("changed/Program.java", OURS + "// " + round + "\n");
            for (var side : commands().entrySet()) {
                double millis = run(side.getValue()) - SLEEP_MILLIS;
                if (round > 0) {
                    samples.computeIfAbsent(side.getKey(), key -> new ArrayList<>()).add(millis);
                }
            }
        }
        return samples;
    }

    private Map<String, List<String>> commands() {
        var script = checkout.resolve("asyncio4j").toString();
        var library = checkout.resolve("core/target/asyncio4j-core.jar") + ":"
                + checkout.resolve("core/target/lib/jspecify.jar");
        var commands = new LinkedHashMap<String, List<String>>();
        commands.put(AGAIN, List.of(script, "run", file("again/Program.java")));
        commands.put(CHANGED, List.of(script, "run", file("changed/Program.java")));
        commands.put(UNCACHED, List.of(java, "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-cp", library,
                file("again/Program.java")));
        commands.put(CLASS, List.of(java, "-cp", folder.resolve("java").toString(), "Program"));
        commands.put(SOURCE, List.of(java, file("java/Program.java")));
        if (python != null) {
            commands.put(PYTHON, List.of(python, "-c", ASYNCIO));
        }
        return commands;
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    /** {@return how many milliseconds the command took} */
    private double run(List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("ASYNCIO4J_JAVA_HOME", System.getProperty("java.home"));
        long start = System.nanoTime();
        Process process = builder.start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) { // it may build first
            process.destroyForcibly();
        }
        int status = process.waitFor();
        double millis = (System.nanoTime() - start) / 1e6;
        if (status != 0) {
            throw new IOException(
                    command.getFirst() + " ended with status " + status + ": "
                            + Files.readString(output).strip());
        }
        return millis;
    }

    private static void deleteAll(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.toList();
        }
        for (Path file : files.reversed()) {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Prints the median and the spread of each side.
     *
     * @param args how many rounds, 20 if missing; the command of Python, {@code python3} if missing. The working
     *        directory is the checkout
     * @throws Exception if a program cannot be started, or fails
     */
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        var python = args.length > 1 ? args[1] : "python3";
        measure(Path.of(""), python, rounds).forEach((side, samples) -> {
            var sorted = samples.stream().sorted().toList();
            System.out.printf(
                    Locale.ROOT, "%-36s %6.0f ms  (%.0f to %.0f)%n", side, sorted.get(sorted.size() / 2),
                    sorted.getFirst(), sorted.getLast());
        });
    }
}
