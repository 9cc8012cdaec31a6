package io.asyncio4j.offload.internal.parts;

import org.jspecify.annotations.Nullable;

/** The module's logger, made when something is told: that is dear at a start, and can be tried again if it has failed. */
public final class OffloadLogs {

    // any thread; kept, so that a level that a program has set stays
    private static volatile System.@Nullable Logger logger;

    private OffloadLogs() {}

    /** {@return the one of pools and their children} */
    public static System.Logger logger() {
        System.Logger found = logger;
        if (found == null) {
            found = System.getLogger("io.asyncio4j.offload");
            logger = found;
        }
        return found;
    }
}
