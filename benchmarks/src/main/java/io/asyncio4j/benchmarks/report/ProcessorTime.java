package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the processors have done until a moment, in the system's ticks: the difference of two of them tells what else ran
 * while the benchmarks did. A load average would not, for it counts the benchmarks too.
 *
 * @param all of all processors, busy or not
 * @param busy for a program or the system
 * @param stolen that this system wanted, and the host of a virtual machine gave to others
 * @param own for this process and for those that it has started and that have ended
 */
public record ProcessorTime(long all, long busy, long stolen, long own) {

    /**
     * What disturbed a run, each as a part of the time of all processors.
     *
     * @param others what other programs used, and the system for them
     * @param stolen what other virtual machines took
     */
    public record Disturbance(double others, double stolen) {}

    /** {@return the times until now; null where the system does not tell them, which only Linux does} */
    public static @Nullable ProcessorTime now() {
        try {
            ProcessorTime time = parse(
                    Files.readString(Path.of("/proc/stat")), Files.readString(Path.of("/proc/self/stat")));
            return time.all == 0 ? null : time;
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    /** {@return the times in {@code /proc/stat} and in a {@code /proc/PID/stat}, whose fields proc(5) explains} */
    static ProcessorTime parse(String system, String process) {
        // cpu user nice system idle iowait irq softirq steal, and guests, which "user" has counted already
        long[] ticks = ticks(system.lines().findFirst().orElse(""), 1, 8);
        long all = Arrays.stream(ticks).sum();
        long waiting = ticks[3] + ticks[4];
        long stolen = ticks[7];
        // The name, which can have anything in it, ends with the last bracket. Of the fields behind it the twelfth to
        // the fifteenth are the times of the process and of its children, each for the program and for the system.
        String fields = process.substring(process.lastIndexOf(')') + 1).strip();
        return new ProcessorTime(all, all - waiting - stolen, stolen,
                Arrays.stream(ticks(fields, 11, 4)).sum());
    }

    /** {@return so many fields from there on}, zero for each that this system does not have. */
    private static long[] ticks(String fields, int from, int number) {
        long[] ticks = Arrays.stream(fields.split("\\s+")).skip(from).limit(number).mapToLong(Long::parseLong)
                .toArray();
        return Arrays.copyOf(ticks, number);
    }

    /** {@return what disturbed the run from then until this moment} */
    Disturbance since(ProcessorTime then) {
        double time = Math.max(1, all - then.all);
        // not below zero: the system counts the two kinds of ticks apart
        long others = Math.max(0, busy - then.busy - (own - then.own));
        return new Disturbance(others / time, (stolen - then.stolen) / time);
    }
}
