package io.asyncio4j.net.tests.kit;

/** Memory that runs out at one place: {@link ScarceStreams} asks here before each of their allocations. */
public final class Scarcity {

    // how many allocations there are until one fails; none does unless it is positive
    private static int left;
    private static boolean hasFailed;

    private Scarcity() {}

    /** Lets the {@code number}th allocation from now on fail, the first being 1. */
    public static void failAt(int number) {
        hasFailed = false;
        left = number;
    }

    /** Lets none fail any more, and says whether one has. */
    public static boolean end() {
        left = 0;
        return hasFailed;
    }

    /** An allocation. */
    public static void spend() {
        if (left > 0 && --left == 0) {
            hasFailed = true;
            throw new OutOfMemoryError("scarce");
        }
    }
}
