package io.asyncio4j.net.internal.parts;

import java.lang.System.Logger;
import org.jspecify.annotations.Nullable;

/** The loggers, made when something is told: that is dear at a start, and can be tried again if it has failed. */
public final class NetLogs {

    // any thread; kept, so that a level that a program has set stays
    private static volatile @Nullable Logger net;
    private static volatile @Nullable Logger process;

    private NetLogs() {}

    /** {@return the one of connections and servers} */
    public static Logger net() {
        Logger found = net;
        if (found == null) {
            found = System.getLogger("io.asyncio4j.net");
            net = found;
        }
        return found;
    }

    /** {@return the one of subprocesses} */
    public static Logger process() {
        Logger found = process;
        if (found == null) {
            found = System.getLogger("io.asyncio4j.process");
            process = found;
        }
        return found;
    }
}
