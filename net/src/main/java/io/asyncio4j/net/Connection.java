package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.internal.stream.StreamLink;
import io.asyncio4j.net.spi.Transport;

/**
 * The two streams of a connection. {@code try (var c = openConnection(...))} closes it.
 *
 * <p><b>From CPython:</b> the pair that {@code open_connection} returns.
 *
 * @param reader what comes in
 * @param writer what goes out
 */
public record Connection(StreamReader reader, StreamWriter writer) implements AutoCloseable {

    /**
     * {@return streams over any transport of the running loop, which they own from now on}
     *
     * @param limit how long a line may be, in bytes; see {@link StreamReader#readUntil}
     */
    public static Connection over(Transport transport, int limit) {
        NetParts.ensure();
        return over(transport, limit, false);
    }

    static Connection over(Transport transport, int limit, boolean isServerSide) {
        EventLoop loop = EventLoop.running();
        var link = new StreamLink(loop, transport);
        try {
            var reader = new StreamReader(link, limit);
            return new Connection(reader, new StreamWriter(link, reader, isServerSide));
        } catch (RuntimeException e) {
            link.abort();
            throw e;
        }
    }

    /** Closes both; see {@link StreamWriter#close}. */
    @Override
    public void close() {
        writer.close();
    }
}
