package io.asyncio4j.internal.queue;

/**
 * Whether there is stack enough for what takes more steps than one. An overflow half-way would leave the first of them done
 * and the others not; so it is made to come before the first.
 */
/*
 * What is made of other operations has to ask for more than they do, or they would fail within it all the same: 1 wide frame
 * is what queueing asks for, 2 what suspending does, 4 is usual, 8 what walks through many tasks, or starts some, asks for.
 */
public final class StackProbe {

    private static final int USUAL_FRAMES = 4;

    private StackProbe() {}

    /** Overflows here if there is no room for what most operations of the library need: 8 KB. Takes some nanoseconds. */
    public static void ensure() {
        WideFrame.take(USUAL_FRAMES);
    }

    /** Overflows here if there is no room for {@code frames} frames of 2 KB, with some nanoseconds for each. */
    public static void ensureWide(int frames) {
        WideFrame.take(frames);
    }

    /**
     * Overflows here if there is no room for {@code frames} small frames. For what needs much and is rare: it takes a call for
     * each.
     *
     * @return nothing of use
     */
    public static int ensure(int frames) {
        return frames == 0 ? 0 : 1 + ensure(frames - 1);
    }
}
