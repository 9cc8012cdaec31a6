package io.asyncio4j.net;

/**
 * The two ends of a connection in memory.
 *
 * @param left one end
 * @param right the other end, which counts as the server's
 */
public record MemoryPair(Connection left, Connection right) implements AutoCloseable {

    /** Closes both ends. */
    @Override
    public void close() {
        left.close();
        right.close();
    }
}
