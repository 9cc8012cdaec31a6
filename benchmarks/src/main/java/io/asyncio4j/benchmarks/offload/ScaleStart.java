package io.asyncio4j.benchmarks.offload;

import static io.asyncio4j.Asyncio.run;

import io.asyncio4j.offload.ProcessPool;
import io.asyncio4j.offload.ProcessPoolBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Prints what the first call of a pool takes, in milliseconds, the start of its child included: without a cache of classes
 * and with one. It is a program of its own, on a class path of small jars as users have it.
 */
final class ScaleStart {

    private static final int WARM_UPS = 3;
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private ScaleStart() {}

    /** Arguments: a folder for the cache, and how often it is measured. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[0]);
        int times = Integer.parseInt(args[1]);
        double without = median(ProcessPool.builder().size(1).cacheFolder(null), times);
        ProcessPoolBuilder cached = ProcessPool.builder().size(1).cacheFolder(folder);
        double _ = firstCall(cached); // the cache is made beside it
        awaitCache(folder);
        double with = median(cached, times);
        System.out.println(String.format(Locale.ROOT, "%.1f %.1f", without, with));
    }

    private static void awaitCache(Path folder) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            try (var files = Files.newDirectoryStream(folder, "*.aot")) {
                if (files.iterator().hasNext()) {
                    return;
                }
            }
            if (System.nanoTime() - begin > LONGEST_NANOS) {
                throw new IllegalStateException("no cache was made within a minute");
            }
            Thread.sleep(50);
        }
    }

    private static double median(ProcessPoolBuilder builder, int times) {
        for (int i = 0; i < WARM_UPS; i++) {
            double _ = firstCall(builder);
        }
        double[] taken = new double[times];
        for (int i = 0; i < times; i++) {
            taken[i] = firstCall(builder);
        }
        Arrays.sort(taken);
        return taken[times / 2];
    }

    private static double firstCall(ProcessPoolBuilder builder) {
        return run(() -> {
            try (var pool = builder.open()) {
                long begin = System.nanoTime();
                int one = pool.call(() -> 1);
                return (System.nanoTime() - begin) / 1e6 / one;
            }
        });
    }
}
