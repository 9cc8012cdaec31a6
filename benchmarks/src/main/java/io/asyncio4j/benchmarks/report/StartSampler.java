package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cold starts: a program that says hello, sleeps and says world, in a process of its own. A sample is the time from the
 * command to the end of the process, the sleep taken off.
 */
final class StartSampler implements Sampler, AutoCloseable {

    private static final int SLEEP_MILLIS = 10;
    private static final String PRINTED = "hello\nworld\n";
    /** The script may build first. */
    private static final Duration BUILD = Duration.ofMinutes(10);
    /** With any of them the script does not use what it has kept of the last start. */
    private static final List<String> AGAINST_CACHES =
            List.of("ASYNCIO4J_NO_CACHE", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

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

    private final String jdk = System.getProperty("java.home");
    private final Path checkout;
    private final Pace pace;
    private final @Nullable Python python;
    private final Path folder;
    private int changes;

    /**
     * Makes the programs, in a folder of their own.
     *
     * @param checkout the folder of the script {@code asyncio4j} and of the library that was built there
     * @param python null if there is none; then {@link Side#PYTHON} cannot be sampled
     */
    StartSampler(Path checkout, Pace pace, @Nullable Python python) throws IOException {
        this.checkout = checkout;
        this.pace = pace;
        this.python = python;
        folder = Files.createTempDirectory("asyncio4j-cold-start");
        write("again/Program.java", OURS);
        write("java/Program.java", JAVA);
    }

    /** {@return the sides that can be sampled here} */
    List<Side> available() {
        return Side.STARTS.stream().filter(side -> side != Side.PYTHON || python != null).toList();
    }

    /**
     * Starts each side once, without a sample: the script builds what it needs and keeps it, and the files come into
     * the system's cache. What fails here is not said, for it fails in its turn again.
     */
    void prepare() throws InterruptedException {
        tryToRun(List.of(jdk("javac"), "-d", file("java"), file("java/Program.java")));
        for (Side side : available()) {
            try {
                tryToRun(command(side));
            } catch (IOException e) {
                // its turn will say it
            }
        }
    }

    private void tryToRun(List<String> command) throws InterruptedException {
        try {
            Processes.timed(builder(command), BUILD);
        } catch (SampleException e) {
            // its turn will say it
        }
    }

    @Override
    public List<Double> sample(Work work, Side side, int size) throws SampleException, InterruptedException {
        try {
            Processes.Ended ended = Processes.timed(builder(command(side)), pace.perWork());
            if (!ended.printed().replace("\r\n", "\n").equals(PRINTED)) {
                throw new SampleException("it printed " + ended.printed().strip());
            }
            return List.of(ended.nanos() - SLEEP_MILLIS * 1e6);
        } catch (SampleException | IOException e) {
            throw new SampleException("cold start of " + side.title() + ": " + e.getMessage(), e);
        }
    }

    private List<String> command(Side side) throws IOException {
        String script = checkout.resolve("asyncio4j").toString();
        return switch (side) {
            case RUN_AGAIN -> List.of(script, "run", file("again/Program.java"));
            case RUN_CHANGED -> {
                changes++;
                write("changed/Program.java", OURS + "// " + changes + "\n");
                yield List.of(script, "run", file("changed/Program.java"));
            }
            case UNCACHED -> List.of(
                    jdk("java"), "--add-opens", "java.base/java.lang=ALL-UNNAMED",
                    "-cp",
                    checkout.resolve("core/target/asyncio4j-core.jar") + System.getProperty("path.separator")
                            + checkout.resolve("core/target/lib/jspecify.jar"),
                    file("again/Program.java"));
            case JAVA_CLASS -> List.of(jdk("java"), "-cp", file("java"), "Program");
            case JAVA_SOURCE -> List.of(jdk("java"), file("java/Program.java"));
            case PYTHON -> List.of(Objects.requireNonNull(python).command(), "-c", ASYNCIO);
            default -> throw new IllegalArgumentException("not a way to start a program: " + side);
        };
    }

    private ProcessBuilder builder(List<String> command) {
        var builder = new ProcessBuilder(command);
        builder.environment().put("ASYNCIO4J_JAVA_HOME", jdk);
        AGAINST_CACHES.forEach(builder.environment()::remove);
        return builder;
    }

    private String jdk(String tool) {
        return Path.of(jdk, "bin", tool).toString();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList().reversed()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // the system's to remove
        }
    }
}
