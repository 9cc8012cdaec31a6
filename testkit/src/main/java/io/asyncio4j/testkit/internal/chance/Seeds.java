package io.asyncio4j.testkit.internal.chance;

import java.util.ArrayList;
import java.util.List;

/** Which seeds a simulation runs, and how they are written. */
public final class Seeds {

    private static final String ONE = "asyncio4j.seed";
    private static final String COUNT = "asyncio4j.seeds";

    private Seeds() {}

    /** {@return {@code pinned} and {@code count} others}, or what the system properties say. */
    public static List<Long> of(List<Long> pinned, int count) {
        String one = System.getProperty(ONE);
        if (one != null && !one.isBlank()) {
            return List.of(parse(one.strip()));
        }
        List<Long> seeds = new ArrayList<>(pinned);
        int others = count(count);
        for (int i = 0; i < others; i++) {
            seeds.add(SplitMix.mix(0x51ED_2700_0000_0000L + i));
        }
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("a simulation needs a seed: seeds is 0 and none is pinned");
        }
        return seeds;
    }

    private static int count(int count) {
        String property = System.getProperty(COUNT);
        if (property == null || property.isBlank()) {
            return count;
        }
        try {
            int parsed = Integer.parseInt(property.strip());
            if (parsed > 0) {
                return parsed;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "system property " + COUNT + "=" + property + ": expected a number of seeds, more than 0");
    }

    /** {@return the seed that {@code text} is: hexadecimal after 0x, else decimal} */
    public static long parse(String text) {
        try {
            return text.startsWith("0x") || text.startsWith("0X")
                    ? Long.parseUnsignedLong(text.substring(2), 16)
                    : text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a seed: '" + text
                    + "'; expected a number of 64 bits, decimal or hexadecimal after 0x", e);
        }
    }

    /** {@return {@code seed} as {@link #parse} reads it} */
    public static String text(long seed) {
        return "0x" + Long.toHexString(seed);
    }

    /** {@return what to add to the command line so that only {@code seed} is run} */
    public static String property(long seed) {
        return "-D" + ONE + "=" + text(seed);
    }
}
