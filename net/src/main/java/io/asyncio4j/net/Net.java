package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.connect.Connecting;
import io.asyncio4j.net.internal.connect.Datagrams;
import io.asyncio4j.net.internal.connect.Listening;
import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.internal.pipe.PipeInput;
import io.asyncio4j.net.internal.pipe.PipeOutput;
import io.asyncio4j.net.internal.real.SocketDatagrams;
import io.asyncio4j.net.internal.real.SocketListener;
import io.asyncio4j.net.internal.real.SocketTransport;
import io.asyncio4j.net.internal.stream.MemoryTransport;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * asyncio's functions for talking to others. Import them all: {@code import static io.asyncio4j.net.Net.*;}
 *
 * <pre>{@code
 * try (var c = openConnection("127.0.0.1", 8888)) {
 *     c.writer().write("hello\n");
 *     byte[] answer = c.reader().readLine();
 * }
 * }</pre>
 *
 * <p>Methods that wait do so in the current task and let other tasks run meanwhile. When one is cancelled, what it had
 * begun is undone: no socket stays open.
 */
public final class Net {

    /** How long a line may be unless a program says otherwise, in bytes. */
    public static final int DEFAULT_LIMIT = 64 * 1024;

    private static final int MEMORY_CAPACITY = 64 * 1024;

    private Net() {}

    // Connections.

    /**
     * Connects to {@code port} of {@code host}.
     *
     * <p><b>Errors:</b> {@link java.net.UnknownHostException} if the host has no address, {@link java.net.ConnectException}
     * if it refuses; with several addresses that have failed in different ways an {@link IOException} that names them all.
     *
     * <p><b>From CPython:</b> {@code asyncio.open_connection}.
     *
     * @param host a name, or a literal IPv4 or IPv6 address
     */
    public static Connection openConnection(String host, int port) throws IOException {
        return openConnection(host, port, ConnectOptions.DEFAULT);
    }

    /** Connects with options. See {@link #openConnection(String, int)}. */
    public static Connection openConnection(String host, int port, ConnectOptions options)
            throws IOException {
        return openConnection(List.of(host), port, options);
    }

    /**
     * Connects to the first of {@code hosts} that answers; one that has no address is passed over. See
     * {@link #openConnection(String, int)}.
     */
    public static Connection openConnection(List<String> hosts, int port, ConnectOptions options)
            throws IOException {
        NetParts.ensure();
        return Connection.over(Connecting.toHost(hosts, port, options), options.limit());
    }

    /**
     * Takes over {@code channel}, which is connected.
     *
     * @throws IllegalStateException if a stream uses the channel already
     */
    public static Connection openConnection(SocketChannel channel, ConnectOptions options)
            throws IOException {
        NetParts.ensure();
        return Connection.over(Connecting.encrypted(SocketTransport.of(channel), options, null),
                options.limit());
    }

    /**
     * Connects to the Unix socket at {@code path}.
     *
     * <p><b>Errors:</b> {@link java.nio.file.NoSuchFileException}, {@link java.net.ConnectException} if nobody listens.
     *
     * <p><b>From CPython:</b> {@code asyncio.open_unix_connection}.
     */
    public static Connection openUnixConnection(Path path) throws IOException {
        return openUnixConnection(path, ConnectOptions.DEFAULT);
    }

    /** Connects to a Unix socket with options, of which those of the internet do not matter. */
    public static Connection openUnixConnection(Path path, ConnectOptions options) throws IOException {
        NetParts.ensure();
        return Connection.over(Connecting.toPath(UnixDomainSocketAddress.of(path), options), options.limit());
    }

    /** {@return the two ends of a connection in memory, for tests and for code that talks to itself} */
    public static MemoryPair memoryPair() {
        return memoryPair(MEMORY_CAPACITY, DEFAULT_LIMIT);
    }

    /**
     * {@return the two ends of a connection in memory}
     *
     * @param capacity how many bytes each direction holds that were sent and not read
     * @param limit how long a line may be, in bytes
     */
    public static MemoryPair memoryPair(int capacity, int limit) {
        NetParts.ensure();
        if (capacity <= 0) {
            throw new IllegalArgumentException("capacity must be more than zero: " + capacity);
        }
        Transport[] ends = MemoryTransport.pair(EventLoop.running(), capacity);
        return new MemoryPair(Connection.over(ends[0], limit, false), Connection.over(ends[1], limit, true));
    }

    // Servers.

    /**
     * Starts a server: each connection to {@code port} becomes a task that runs {@code handler}.
     *
     * <p><b>Errors:</b> {@link java.net.BindException} with the address; nothing stays bound then.
     *
     * <p><b>From CPython:</b> {@code asyncio.start_server}.
     *
     * @param host a name or a literal address of this machine, or null for all interfaces; {@code ::} is for IPv4, too, and
     *     {@code 0.0.0.0} for that alone
     * @param port 0 for one that the system chooses, the same for all addresses of the host
     */
    public static Server startServer(ConnectionHandler handler, @Nullable String host, int port)
            throws IOException {
        return startServer(handler, host, port, ServerOptions.DEFAULT);
    }

    /** Starts a server with options. See {@link #startServer(ConnectionHandler, String, int)}. */
    public static Server startServer(ConnectionHandler handler, @Nullable String host, int port,
            ServerOptions options) throws IOException {
        return startServer(handler, host == null || host.isEmpty() ? List.of() : List.of(host), port,
                options);
    }

    /** Starts a server at several hosts. See {@link #startServer(ConnectionHandler, String, int)}. */
    public static Server startServer(ConnectionHandler handler, List<String> hosts, int port,
            ServerOptions options) throws IOException {
        NetParts.ensure();
        return Server.start(handler, Listening.atHosts(hosts, port, options), options);
    }

    /** Starts a server on a channel that is bound, which it takes over. */
    public static Server startServer(ConnectionHandler handler, ServerSocketChannel channel,
            ServerOptions options) throws IOException {
        NetParts.ensure();
        return Server.start(handler, List.of(SocketListener.of(channel, options.keepAlive())), options);
    }

    /**
     * Starts a server at the Unix socket {@code path}. A socket that nobody listens to any more is replaced.
     *
     * <p><b>Errors:</b> {@link java.net.BindException} if somebody listens there, or the path is another file.
     *
     * <p><b>From CPython:</b> {@code asyncio.start_unix_server}.
     */
    public static Server startUnixServer(ConnectionHandler handler, Path path) throws IOException {
        return startUnixServer(handler, path, ServerOptions.DEFAULT);
    }

    /** Starts a server at a Unix socket, with options. */
    public static Server startUnixServer(ConnectionHandler handler, Path path, ServerOptions options)
            throws IOException {
        NetParts.ensure();
        return Server.start(handler, Listening.atPath(UnixDomainSocketAddress.of(path), options), options);
    }

    // Streams of the JDK.

    /**
     * {@return {@code stream}, such as {@code System.in}, as a connection that can only be read} A thread of its own reads
     * ahead, two chunks of 64 KiB at most; it does not keep the JVM alive. Closing the connection closes the stream.
     *
     * <p><b>From CPython:</b> {@code loop.connect_read_pipe}.
     */
    public static Connection connectReadPipe(InputStream stream) {
        NetParts.ensure();
        return Connection.over(new PipeInput(stream, "the stream " + stream, false),
                DEFAULT_LIMIT);
    }

    /**
     * {@return {@code stream} as a connection that can only be written} A thread of its own writes. Closing the connection
     * closes the stream, after what was written.
     *
     * <p><b>From CPython:</b> {@code loop.connect_write_pipe}.
     */
    public static Connection connectWritePipe(OutputStream stream) {
        NetParts.ensure();
        return Connection.over(new PipeOutput(stream, "the stream " + stream), DEFAULT_LIMIT);
    }

    // Datagrams.

    /**
     * Opens a datagram endpoint. Unresolved addresses are resolved.
     *
     * <p><b>Errors:</b> {@link java.net.BindException} with the address.
     *
     * <p><b>From CPython:</b> {@code loop.create_datagram_endpoint}.
     *
     * @param local where to receive, or null for any port
     * @param remote the only peer, or null to talk to anybody
     */
    public static DatagramEndpoint createDatagramEndpoint(@Nullable InetSocketAddress local,
            @Nullable InetSocketAddress remote) throws IOException {
        return createDatagramEndpoint(local, remote, DatagramOptions.DEFAULT);
    }

    /** Opens a datagram endpoint with options. */
    public static DatagramEndpoint createDatagramEndpoint(@Nullable InetSocketAddress local,
            @Nullable InetSocketAddress remote, DatagramOptions options) throws IOException {
        NetParts.ensure();
        Datagrams.Opened opened = Datagrams.open(local, remote, options);
        return new DatagramEndpoint(opened.transport(), opened.peer());
    }

    /** Opens an endpoint on a channel, which it takes over. */
    public static DatagramEndpoint createDatagramEndpoint(DatagramChannel channel) throws IOException {
        NetParts.ensure();
        return new DatagramEndpoint(new SocketDatagrams(channel), channel.getRemoteAddress());
    }
}
