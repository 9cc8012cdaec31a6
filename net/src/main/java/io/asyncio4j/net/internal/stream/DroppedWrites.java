package io.asyncio4j.net.internal.stream;

/** The writes that came after the end of a connection; it warns of them once. Loop-confined. */
final class DroppedWrites {

    private static final System.Logger LOGGER = System.getLogger("io.asyncio4j.net");
    private static final int BEFORE_WARNING = 5;

    private int count;

    /** One more to {@code link}. */
    void add(StreamLink link) {
        if (++count == BEFORE_WARNING) {
            LOGGER.log(System.Logger.Level.WARNING,
                    "{0} has dropped {1} writes: the connection is closed; check isClosing(), or await drain()",
                    link, count);
        }
    }
}
