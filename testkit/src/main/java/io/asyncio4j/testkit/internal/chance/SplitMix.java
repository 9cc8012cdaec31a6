package io.asyncio4j.testkit.internal.chance;

import io.asyncio4j.spi.ObjectUse;
import java.util.random.RandomGenerator;

/**
 * SplitMix64: random numbers that are the same on every JVM, from any seed, neighbouring ones included, for the state goes
 * through a mixer that changes half of the bits of the result for each bit of the seed.
 */
public final class SplitMix implements RandomGenerator {

    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

    private long state;

    public SplitMix(long seed) {
        state = seed;
        ObjectUse.made(this); // so that who draws from it in one run has to do with who does so in another
    }

    @Override
    public long nextLong() {
        ObjectUse.changing(this);
        state += GOLDEN;
        return mix(state);
    }

    /** {@return {@code value} with its bits mixed up} No two values give the same. */
    public static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** {@return one whose numbers have nothing to do with this one's}, for another purpose of the same seed */
    public static SplitMix of(long seed, int purpose) {
        return new SplitMix(mix(mix(seed + GOLDEN) + purpose * GOLDEN));
    }
}
