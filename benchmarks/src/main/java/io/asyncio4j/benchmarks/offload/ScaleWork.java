package io.asyncio4j.benchmarks.offload;

import java.util.HashMap;
import java.util.Map;

/** The work that is measured; scale_side.py does the same. */
final class ScaleWork {

    /** How many chunks there are; after the last one comes the first one again. */
    static final int CHUNKS = 16;
    static final int NUMBERS_A_CHUNK = 10_000;
    static final int WORDS_A_CHUNK = 40_000;
    private static final int FIRST_NUMBER = 1_000_000;

    private ScaleWork() {}

    /** {@return how many primes there are in chunk {@code chunk}, found by division: work for a processor and nothing else} */
    static int primes(int chunk) {
        int count = 0;
        int from = FIRST_NUMBER + chunk * NUMBERS_A_CHUNK;
        for (int n = from; n < from + NUMBERS_A_CHUNK; n++) {
            count += isPrime(n) ? 1 : 0;
        }
        return count;
    }

    private static boolean isPrime(int n) {
        for (int d = 2; d * d <= n; d++) {
            if (n % d == 0) {
                return false;
            }
        }
        return true;
    }

    /** {@return a text, which is sent} */
    static String text(int chunk) {
        var text = new StringBuilder();
        long seed = chunk + 1L;
        for (int i = 0; i < WORDS_A_CHUNK; i++) {
            seed = seed * 1_103_515_245 + 12_345 & 0x7fffffff;
            text.append('w').append(seed % 1000).append(' ');
        }
        return text.toString();
    }

    /** {@return how often each word is in {@code text}} */
    static Map<String, Integer> words(String text) {
        Map<String, Integer> counts = new HashMap<>();
        for (String word : text.split(" ")) {
            counts.merge(word, 1, Integer::sum);
        }
        return counts;
    }
}
