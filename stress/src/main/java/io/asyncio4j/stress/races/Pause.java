package io.asyncio4j.stress.races;

/** What a naive twin does between two steps that are not atomic: nothing, for as long as it takes to be met there. */
final class Pause {

    private Pause() {}

    static void aMoment() {
        for (int i = 0; i < 30; i++) {
            Thread.onSpinWait();
        }
    }

    /** The same where a third thread, for which there may be no processor, must be met. */
    static void forOthers() {
        for (int i = 0; i < 10; i++) {
            Thread.yield();
        }
    }
}
