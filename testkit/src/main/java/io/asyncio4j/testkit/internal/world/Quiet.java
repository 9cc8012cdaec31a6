package io.asyncio4j.testkit.internal.world;

import io.asyncio4j.Promise;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Those who wait until nothing can run unless time goes on. Loop-confined. */
final class Quiet {

    private final ArrayDeque<Promise<@Nullable Void>> waiting = new ArrayDeque<>();

    void add(Promise<@Nullable Void> quiet) {
        waiting.add(quiet);
    }

    /** Tells them that it is so, and says whether there was anybody who still waited. */
    boolean tell() {
        boolean told = false;
        for (Promise<@Nullable Void> quiet = waiting.poll(); quiet != null; quiet = waiting.poll()) {
            if (!quiet.done()) {
                quiet.setResult(null);
                told = true;
            }
        }
        return told;
    }
}
