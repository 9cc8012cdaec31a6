package io.asyncio4j.net.spi;

import io.asyncio4j.ContextVar;
import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.internal.real.RealNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where connections, listeners and datagram sockets come from. Streams and servers use the one that is {@link #current};
 * unless a test has put another in its place, that is the real one.
 *
 * <p>Methods may await in the current task. <b>Cancellation:</b> what was begun is undone, nothing stays open.
 *
 * <p><b>From CPython:</b> the part of {@code asyncio.AbstractEventLoop} that makes transports.
 */
public interface Network {

    /** The network of the current context, which tasks inherit: the real one by default. */
    ContextVar<Network> CURRENT = ContextVar.of("network", RealNetwork.INSTANCE);

    /** {@return the network of the current context} */
    static Network current() {
        NetParts.ensure();
        return CURRENT.get();
    }

    /** {@return the real network} */
    static Network real() {
        NetParts.ensure();
        return RealNetwork.INSTANCE;
    }

    /**
     * {@return the addresses of {@code host}, which is not a literal address, the preferred one first}
     *
     * @throws java.net.UnknownHostException if there are none
     */
    List<InetAddress> resolve(String host) throws IOException;

    /**
     * {@return a connection to {@code remote}}
     *
     * @param remote an internet address and port, or the address of a Unix socket
     * @param local the address of this end, or null for any
     * @throws IOException if it cannot be made; its message names the address
     */
    Transport connect(SocketAddress remote, @Nullable SocketAddress local) throws IOException;

    /**
     * {@return a listener at {@code address}}
     *
     * @param address an internet address and port, where port 0 stands for any, or the address of a Unix socket; at
     *     {@code ::} it listens for IPv4, too
     * @throws IOException if it cannot be made; its message names the address
     */
    Listener listen(SocketAddress address, ListenOptions options) throws IOException;

    /**
     * {@return a datagram socket}
     *
     * @param local the address of this end, or null for any
     * @param remote the only peer, or null to talk to anybody
     * @throws IOException if it cannot be made; its message names the address
     */
    DatagramTransport datagrams(@Nullable SocketAddress local, @Nullable SocketAddress remote,
            boolean broadcast, boolean reusePort) throws IOException;
}
