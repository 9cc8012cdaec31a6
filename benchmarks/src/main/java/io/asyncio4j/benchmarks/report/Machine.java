package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The computer that measured, and what else it did meanwhile.
 *
 * @param system name and release of the operating system
 * @param architecture as the JDK calls it
 * @param processor the model, or "unknown"
 * @param processors how many the JVM may use
 * @param memoryBytes of the machine, or 0 if not known
 * @param disturbance by other programs during the run; null if not known
 */
public record Machine(
        String system,
        String architecture,
        String processor,
        int processors,
        long memoryBytes,
        ProcessorTime.@Nullable Disturbance disturbance) {

    /** {@return this one, with what has disturbed it since then; null where that is not known} */
    public static Machine since(@Nullable ProcessorTime then) {
        ProcessorTime now = ProcessorTime.now();
        return here(then == null || now == null ? null : now.since(then));
    }

    static Machine here(ProcessorTime.@Nullable Disturbance disturbance) {
        return new Machine(
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"), processorHere(), Runtime.getRuntime().availableProcessors(),
                memoryHere(), disturbance);
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
    public String describe() {
        String memory = memoryBytes == 0 ? ""
                : String.format(Locale.ROOT, ", %.0f GiB of memory", memoryBytes / (double) (1L << 30));
        return processor + " (" + architecture + "), " + processors + " processors" + memory + ", " + system;
    }

    /** {@return one line for a person about what else the machine did} */
    public String describeDisturbance() {
        if (disturbance == null) {
            return "what else the machine did meanwhile is not known";
        }
        String stolen = disturbance.stolen() < 0.005 ? ""
                : String.format(Locale.ROOT, ", other virtual machines %.0f%%", disturbance.stolen() * 100);
        return String.format(
                Locale.ROOT, "meanwhile other programs used %.0f%% of the processors' time",
                disturbance.others() * 100) + stolen;
    }
}
