package io.asyncio4j.net.internal.stream;

import io.asyncio4j.net.internal.parts.NetLogs;

/** The writes that came after the end of a connection; it warns of them once. Loop-confined. */
final class DroppedWrites {

    private static final int BEFORE_WARNING = 5;

    private int count;

    /** One more to {@code link}. */
    void add(StreamLink link) {
        if (count + 1 == BEFORE_WARNING) { // if that overflows, the next one does it
            NetLogs.net().log(System.Logger.Level.WARNING,
                    "{0} has dropped {1} writes: the connection is closed; check isClosing(), or await drain()",
                    link, BEFORE_WARNING);
        }
        count++;
    }
}
