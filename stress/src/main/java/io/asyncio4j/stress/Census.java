package io.asyncio4j.stress;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the process has, counted again and again: threads, descriptors and heap must not grow from round to round. */
final class Census {

    private record Count(long heap, long threads, long descriptors) {}

    private static final int LEAST = 6;
    private static final long HEAP_SLACK = 16 << 20;
    private static final long THREAD_SLACK = 16; // those of blocking() wait a minute for more work

    private final List<Count> counts = new ArrayList<>();

    void take() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long descriptors =
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        ? unix.getOpenFileDescriptorCount()
                        : 0;
        counts.add(new Count(runtime.totalMemory() - runtime.freeMemory(),
                ManagementFactory.getThreadMXBean().getThreadCount(), descriptors));
    }

    /** {@return what has grown, by the least of the later half against the most of the earlier half, or nothing} */
    Optional<String> growth() {
        if (counts.size() < LEAST) {
            return Optional.empty();
        }
        // the first count is of a JVM that has not warmed up
        List<Count> early = counts.subList(1, counts.size() / 2 + 1);
        List<Count> late = counts.subList(counts.size() / 2 + 1, counts.size());
        long heapBefore = early.stream().mapToLong(Count::heap).max().orElseThrow();
        long heapAfter = late.stream().mapToLong(Count::heap).min().orElseThrow();
        long threadsBefore = early.stream().mapToLong(Count::threads).max().orElseThrow();
        long threadsAfter = late.stream().mapToLong(Count::threads).min().orElseThrow();
        long filesBefore = early.stream().mapToLong(Count::descriptors).max().orElseThrow();
        long filesAfter = late.stream().mapToLong(Count::descriptors).min().orElseThrow();
        if (heapAfter > heapBefore + HEAP_SLACK) {
            return Optional.of(
                    "the heap grows: at most " + mega(heapBefore) + " MB early, at least " + mega(heapAfter)
                            + " MB late");
        }
        if (threadsAfter > threadsBefore + THREAD_SLACK) {
            return Optional.of("threads are left: at most " + threadsBefore + " early, at least "
                    + threadsAfter + " late");
        }
        if (filesAfter > filesBefore) {
            return Optional.of("descriptors are left: at most " + filesBefore + " early, at least "
                    + filesAfter + " late");
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        if (counts.isEmpty()) {
            return "nothing counted";
        }
        Count first = counts.get(Math.min(1, counts.size() - 1));
        Count last = counts.getLast();
        return "heap " + mega(first.heap) + " -> " + mega(last.heap) + " MB, threads " + first.threads
                + " -> "
                + last.threads + ", descriptors " + first.descriptors + " -> " + last.descriptors;
    }

    private static long mega(long bytes) {
        return (bytes + (1 << 19)) >> 20;
    }
}
