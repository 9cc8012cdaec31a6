package io.asyncio4j.stress.races;

import io.asyncio4j.internal.thread.Backend;
import io.asyncio4j.stress.races.Verdict.Seen;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;

/**
 * jcstress, in a JVM of its own each time: it never forgets a kind of JVM that it was asked for, and would run the races of a
 * later call in those of the earlier ones, too.
 */
final class Jcstress {

    private Jcstress() {}

    /** Runs {@code tests}, each for so long, and notes in {@code folder} what is seen, and in {@code log} what it does. */
    static Map<Side, Seen> run(List<String> tests, Backend threads, long millisEach, Path folder, Path log)
            throws IOException, InterruptedException {
        Path results = Files.createTempFile("asyncio4j-stress", ".bin.gz");
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Jcstress.class.getName(),
                    results.toString()));
            command.addAll(options(tests, threads, millisEach, folder));
            runToTheEnd(new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile())), log);
            return Verdict.seen(read(results));
        } finally {
            Files.deleteIfExists(results);
        }
    }

    private static List<String> options(List<String> tests, Backend threads, long millisEach, Path folder) {
        return List.of(
                "--t", String.join("|", tests.stream().map(name -> "^" + Pattern.quote(name) + "$").toList()),
                "--iters", "1", "--time", String.valueOf(millisEach), "-r", folder.toString(),
                // one configuration: a few long looks find more here than many short ones
                "--sc", "false", "--af", "NONE", "--pth", "false", "--jvmArgs", Side.jvmArguments(threads),
                // most states are dear, as they have threads
                "--strideSize", "8", "--strideCount", "8");
    }

    private static void runToTheEnd(ProcessBuilder builder, Path log)
            throws IOException, InterruptedException {
        Process process = builder.start();
        var hook = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(hook);
        int status;
        try {
            status = process.waitFor();
        } finally {
            process.destroy();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        if (status != 0) {
            throw new IllegalStateException(
                    "jcstress ended with status " + status + "; see " + log.toAbsolutePath());
        }
    }

    /** In its JVM. */
    public static void main(String[] arguments) throws Exception {
        var options = new Options(Arrays.copyOfRange(arguments, 1, arguments.length));
        if (!options.parse()) {
            throw new IllegalArgumentException("jcstress does not understand its options");
        }
        new JCStress(options).run();
        Path written = Path.of(options.getResultFile());
        Files.copy(written, Path.of(arguments[0]), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(written);
    }

    private static InProcessCollector read(Path file) throws IOException {
        var collector = new InProcessCollector();
        var reader = new DiskReadCollector(file.toString(), collector);
        try {
            reader.dump();
        } catch (ClassNotFoundException e) {
            throw new IOException("jcstress has written what it does not know itself", e);
        } finally {
            reader.close();
        }
        return collector;
    }
}
