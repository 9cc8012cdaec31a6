package io.asyncio4j.net.spi;

import io.asyncio4j.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A datagram socket that never blocks. */
public interface DatagramTransport {

    /**
     * Receives one datagram whole.
     *
     * @return who sent it, or null if there is none at the moment
     */
    @Nullable
    SocketAddress receive(ByteBuffer into) throws IOException;

    /**
     * Sends one datagram whole.
     *
     * @param to where to, or null for the peer of a connected socket
     * @return false if it cannot be sent at the moment
     */
    boolean send(ByteBuffer datagram, @Nullable SocketAddress to) throws IOException;

    /** {@return a future that is done when receiving is worth a try} One at a time may wait. */
    Future<@Nullable Void> readable();

    /** {@return a future that is done when sending is worth a try} One at a time may wait. */
    Future<@Nullable Void> writable();

    /** {@return the address at this end} Known after closing too. */
    @Nullable
    SocketAddress localAddress();

    /** {@return the address of the peer, or null if it is not connected} Known after closing too. */
    @Nullable
    SocketAddress remoteAddress();

    /** Closes it at once. Closing twice does nothing more. */
    void close();
}
