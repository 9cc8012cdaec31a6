package io.asyncio4j.offload.hazelcast.scale;

import io.asyncio4j.AsyncIterable;
import io.asyncio4j.offload.MapOptions;
import io.asyncio4j.offload.Offload;
import io.asyncio4j.offload.RemoteFunction;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one side has come to.
 *
 * @param calls empty calls a second, 200 under way
 * @param p50 of an empty call, one after another, in microseconds
 * @param p99 of the same
 * @param primes chunks a second
 * @param words chunks a second
 */
record Figures(String side, double calls, double p50, double p99, double primes, double words) {

    /** Measures {@code place}, in a task. */
    static Figures of(String side, Offload place) {
        rate(place, IntStream.range(0, 2000).boxed().toList(), i -> i, 200);
        rate(place, IntStream.range(0, 8).boxed().toList(), ScaleWork::primes, 2);
        double calls = rate(place, IntStream.range(0, 3000).boxed().toList(), i -> i, 200);
        double[] times = new double[500];
        for (int i = 0; i < times.length; i++) {
            long begin = System.nanoTime();
            place.call(() -> 1);
            times[i] = (System.nanoTime() - begin) / 1e3;
        }
        Arrays.sort(times);
        int limit = Math.max(2, 2 * place.parallelism());
        List<Integer> chunks = IntStream.range(0, ScaleWork.CHUNKS).boxed().toList();
        double primes = rate(place, chunks, ScaleWork::primes, limit);
        List<String> texts = chunks.stream().map(ScaleWork::text).toList();
        rate(place, texts.subList(0, 8), ScaleWork::words, limit);
        double words = rate(place, texts, ScaleWork::words, limit);
        return new Figures(side, calls, times[250], times[495], primes, words);
    }

    private static <A, R> double rate(Offload place, List<A> elements, RemoteFunction<A, R> function,
            int limit) {
        long begin = System.nanoTime();
        int count = 0;
        try (AsyncIterable<R> results = place.map(elements, function, MapOptions.DEFAULT.limit(limit))) {
            for (R _ : results) {
                count++;
            }
        }
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    static Figures parse(String side, String line) {
        double[] numbers = Arrays.stream(line.strip().split(" ")).mapToDouble(Double::parseDouble).toArray();
        return new Figures(side, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }
}
