package io.asyncio4j.internal.queue;

/**
 * Whether there is stack enough for what takes more steps than one. An overflow half-way would leave the first of them done
 * and the others not; so it is made to come before the first.
 */
public final class StackProbe {

    private static final int USUAL_FRAMES = 100;

    private StackProbe() {}

    /** Overflows here if there is no room for what most operations of the library need. */
    public static void ensure() {
        ensure(USUAL_FRAMES);
    }

    /**
     * Overflows here if there is no room for {@code frames} small frames.
     *
     * @return nothing of use
     */
    public static int ensure(int frames) {
        return frames == 0 ? 0 : 1 + ensure(frames - 1);
    }
}
