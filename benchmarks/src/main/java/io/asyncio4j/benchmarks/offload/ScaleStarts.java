package io.asyncio4j.benchmarks.offload;

import io.asyncio4j.benchmarks.report.Processes;
import io.asyncio4j.benchmarks.report.SampleException;
import io.asyncio4j.benchmarks.report.Table;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * How long the first call of a pool takes, in milliseconds, the start of its child included.
 *
 * @param without without a cache of classes
 * @param with with one
 */
record ScaleStarts(double without, double with) {

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final int TIMES = 9;
    private static final List<String> JARS =
            List.of("core/target/asyncio4j-core.jar", "offload/target/asyncio4j-offload.jar");

    /**
     * Measures it with the jars of a checkout that was built.
     *
     * @throws SampleException if they are not there, or the program fails
     */
    static ScaleStarts measure(Path checkout) throws SampleException, IOException, InterruptedException {
        for (String jar : JARS) {
            if (!Files.isRegularFile(checkout.resolve(jar))) {
                throw new SampleException("there is no " + jar + " in the checkout");
            }
        }
        Path folder = Files.createTempDirectory("asyncio4j-scale-start");
        try {
            Path program = folder.resolve("program.jar");
            writeJar(program);
            String classPath = checkout.resolve(JARS.get(0)) + File.pathSeparator
                    + checkout.resolve(JARS.get(1)) + File.pathSeparator + program;
            String[] printed = Processes.run(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp", classPath,
                    ScaleStart.class.getName(), folder.resolve("cache").toString(),
                    Integer.toString(TIMES)), LONGEST).strip().split(" ");
            return new ScaleStarts(Double.parseDouble(printed[0]), Double.parseDouble(printed[1]));
        } finally {
            remove(folder);
        }
    }

    private static void writeJar(Path jar) throws IOException {
        String name = ScaleStart.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream bytes = Objects
                        .requireNonNull(ScaleStart.class.getResourceAsStream("/" + name))) {
            out.putNextEntry(new JarEntry(name));
            bytes.transferTo(out);
            out.closeEntry();
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList().reversed()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** {@return a row} */
    Table table() {
        return new Table(
                List.of("the first call of a pool, the start of its child included", "without a cache",
                        "with one"),
                List.of(List.of("it takes", millis(without), millis(with))));
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.0f ms", millis);
    }
}
