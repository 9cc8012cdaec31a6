package io.asyncio4j.benchmarks.offload;

import com.sun.management.OperatingSystemMXBean;
import io.asyncio4j.AsyncIterable;
import io.asyncio4j.offload.MapOptions;
import io.asyncio4j.offload.Offload;
import io.asyncio4j.offload.RemoteFunction;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Measures a place where calls run, in a task. */
final class ScaleMeter {

    /** How many empty calls are under way when their rate is measured. */
    static final int UNDER_WAY = 200;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private record Rate(double perSecond, double micros) {}

    private final Offload place;
    private final long nanos;

    /** @param seconds how long each work is measured, and how long it is done before that */
    ScaleMeter(Offload place, double seconds) {
        this.place = place;
        nanos = (long) (seconds * 1e9);
    }

    ScaleFigures measure() {
        Rate calls = warmRate(i -> i, i -> i, UNDER_WAY, List.of());
        double[] times = latencies();
        // Each worker has a next chunk when it is done with one.
        int width = 2 * place.parallelism();
        List<Integer> counts = IntStream.range(0, ScaleWork.CHUNKS).mapToObj(ScaleWork::primes).toList();
        Rate primes = warmRate(i -> i, ScaleWork::primes, width, counts);
        List<String> texts = IntStream.range(0, ScaleWork.CHUNKS).mapToObj(ScaleWork::text).toList();
        List<Map<String, Integer>> words = texts.stream().map(ScaleWork::words).toList();
        Rate counted = warmRate(texts::get, ScaleWork::words, width, words);
        return new ScaleFigures(calls.perSecond, calls.micros, at(times, 0.5), at(times, 0.99),
                primes.perSecond,
                primes.micros, counted.perSecond, counted.micros);
    }

    private static double at(double[] sorted, double part) {
        return sorted[(int) (part * (sorted.length - 1))];
    }

    private double[] latencies() {
        var times = new ArrayList<Double>();
        long end = System.nanoTime() + nanos;
        for (long begin = System.nanoTime(); begin < end || times.isEmpty(); begin = System.nanoTime()) {
            place.call(() -> 1);
            times.add((System.nanoTime() - begin) / 1e3);
        }
        return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private <A, R> Rate warmRate(IntFunction<A> elements, RemoteFunction<A, R> function, int limit,
            List<R> expected) {
        Rate _ = rate(elements, function, limit, expected);
        return rate(elements, function, limit, expected);
    }

    /** Does it until the time is over, with {@code limit} under way; the last ones are waited for and counted. */
    private <A, R> Rate rate(IntFunction<A> elements, RemoteFunction<A, R> function, int limit,
            List<R> expected) {
        long begin = System.nanoTime();
        long used = SYSTEM.getProcessCpuTime();
        int count = 0;
        try (AsyncIterable<R> results = place.map(until(begin + nanos, elements), function,
                MapOptions.DEFAULT.limit(limit))) {
            for (R result : results) {
                if (!expected.isEmpty() && !expected.get(count % expected.size()).equals(result)) {
                    throw new IllegalStateException("chunk " + count + " came to " + result);
                }
                count++;
            }
        }
        return new Rate(count / ((System.nanoTime() - begin) / 1e9),
                (SYSTEM.getProcessCpuTime() - used) / 1e3 / Math.max(1, count));
    }

    private static <A> Iterable<A> until(long end, IntFunction<A> elements) {
        return () -> new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next == 0 || System.nanoTime() < end;
            }

            @Override
            public A next() {
                return elements.apply(next++ % ScaleWork.CHUNKS);
            }
        };
    }
}
