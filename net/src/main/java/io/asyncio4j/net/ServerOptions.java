package io.asyncio4j.net;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a server listens and what its connections are like.
 *
 * <p><b>From CPython:</b> the keyword arguments of {@code start_server}. Beyond it: {@code mostConnections},
 * {@code closeTimeout}.
 *
 * @param limit how long a line may be, in bytes; see {@link StreamReader#readUntil}
 * @param tls how connections are encrypted, or null for plain text
 * @param backlog how many connections may wait to be accepted
 * @param reuseAddress whether an address may be taken again while old connections of it are winding down
 * @param reusePort whether several servers may share the address
 * @param startServing whether the server listens at once, or only from {@link Server#startServing} on
 * @param mostConnections how many connections there may be at a time; others wait to be accepted
 * @param closeTimeout how long a connection may take to send what is left after its handler has ended, before it is
 *     aborted; null for as long as it takes
 * @param removeSocketFile whether closing removes the file of a Unix socket, if it is still the same
 * @param keepAlive whether the system asks peers that are silent for hours if they are still there
 */
public record ServerOptions(int limit, @Nullable TlsOptions tls, int backlog, boolean reuseAddress,
        boolean reusePort, boolean startServing, int mostConnections, @Nullable Duration closeTimeout,
        boolean removeSocketFile, boolean keepAlive) {

    /** Plain text, a backlog of 100, any number of connections. */
    public static final ServerOptions DEFAULT =
            new ServerOptions(Net.DEFAULT_LIMIT, null, 100, true, false, true,
                    Integer.MAX_VALUE, null, true, false);

    /** Checks the numbers. */
    public ServerOptions {
        if (limit <= 0) {
            throw new IllegalArgumentException("Limit cannot be <= 0");
        }
        if (backlog <= 0) {
            throw new IllegalArgumentException("backlog must be more than zero: " + backlog);
        }
        if (mostConnections <= 0) {
            throw new IllegalArgumentException("mostConnections must be more than zero: " + mostConnections);
        }
    }

    public ServerOptions withLimit(int limit) {
        return new ServerOptions(limit, tls, backlog, reuseAddress, reusePort, startServing, mostConnections,
                closeTimeout, removeSocketFile, keepAlive);
    }

    public ServerOptions withTls(TlsOptions tls) {
        return new ServerOptions(limit, Objects.requireNonNull(tls, "tls"), backlog, reuseAddress, reusePort,
                startServing, mostConnections, closeTimeout, removeSocketFile, keepAlive);
    }

    public ServerOptions withBacklog(int backlog) {
        return new ServerOptions(limit, tls, backlog, reuseAddress, reusePort, startServing, mostConnections,
                closeTimeout, removeSocketFile, keepAlive);
    }

    public ServerOptions withReuseAddress(boolean reuseAddress) {
        return new ServerOptions(limit, tls, backlog, reuseAddress, reusePort, startServing, mostConnections,
                closeTimeout, removeSocketFile, keepAlive);
    }

    public ServerOptions withReusePort(boolean reusePort) {
        return new ServerOptions(limit, tls, backlog, reuseAddress, reusePort, startServing, mostConnections,
                closeTimeout, removeSocketFile, keepAlive);
    }

    /** {@return these options for a server that is bound, and serves from {@link Server#startServing} on} */
    public ServerOptions notServing() {
        return new ServerOptions(limit, tls, backlog, reuseAddress, reusePort, false, mostConnections,
                closeTimeout,
                removeSocketFile, keepAlive);
    }

    public ServerOptions withMostConnections(int mostConnections) {
        return new ServerOptions(limit, tls, backlog, reuseAddress, reusePort, startServing, mostConnections,
                closeTimeout, removeSocketFile, keepAlive);
    }

    public ServerOptions withCloseTimeout(Duration closeTimeout) {
        return new ServerOptions(limit, tls, backlog, reuseAddress, reusePort, startServing, mostConnections,
                Objects.requireNonNull(closeTimeout, "closeTimeout"), removeSocketFile, keepAlive);
    }

    public ServerOptions withKeepAlive(boolean keepAlive) {
        return new ServerOptions(limit, tls, backlog, reuseAddress, reusePort, startServing, mostConnections,
                closeTimeout, removeSocketFile, keepAlive);
    }

    /** {@return these options for a Unix socket whose file stays} */
    public ServerOptions keepingSocketFile() {
        return new ServerOptions(limit, tls, backlog, reuseAddress, reusePort, startServing, mostConnections,
                closeTimeout, false, keepAlive);
    }
}
