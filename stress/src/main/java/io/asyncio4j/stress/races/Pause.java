package io.asyncio4j.stress.races;

/** What a naive twin does between two steps that are not atomic: nothing, for as long as it takes to be met there. */
public final class Pause {

    private Pause() {}

    public static void aMoment() {
        for (int i = 0; i < 30; i++) {
            Thread.onSpinWait();
        }
    }
}
