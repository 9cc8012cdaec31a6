package io.asyncio4j.net.spi;

import io.asyncio4j.Future;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Where a server's connections come in, at one address. Never blocks. */
public interface Listener {

    /**
     * {@return the next connection, or null if there is none at the moment}
     *
     * @throws IOException if a connection could not be accepted; the listener goes on
     */
    @Nullable
    Transport accept() throws IOException;

    /** {@return a future that is done when accepting is worth a try} One at a time may wait. */
    Future<@Nullable Void> acceptable();

    /** {@return the address, with the port that was chosen} Known after closing too. */
    SocketAddress localAddress();

    /** Closes it at once; its address is free when this returns. Closing twice does nothing more. */
    void close();
}
