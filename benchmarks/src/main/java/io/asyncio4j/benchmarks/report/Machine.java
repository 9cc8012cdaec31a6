package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The computer that measured.
 *
 * @param system name and release of the operating system
 * @param architecture as the JDK calls it
 * @param processor the model, or "unknown"
 * @param processors how many the JVM may use
 * @param memoryBytes of the machine, or 0 if not known
 */
record Machine(String system, String architecture, String processor, int processors, long memoryBytes) {

    static Machine here() {
        return new Machine(
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"), processorHere(), Runtime.getRuntime().availableProcessors(),
                memoryHere());
    }

    private static String processorHere() {
        Path file = Path.of("/proc/cpuinfo");
        if (Files.isReadable(file)) {
            try (Stream<String> lines = Files.lines(file)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst()
                        .orElse("unknown");
            } catch (IOException e) {
                // then it stays unknown
            }
        }
        return "unknown";
    }

    private static long memoryHere() {
        return ManagementFactory
                .getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : 0;
    }

    /** {@return one line for a person} */
    String describe() {
        String memory = memoryBytes == 0 ? ""
                : String.format(Locale.ROOT, ", %.0f GiB of memory", memoryBytes / (double) (1L << 30));
        return processor + " (" + architecture + "), " + processors + " processors" + memory + ", " + system;
    }
}
