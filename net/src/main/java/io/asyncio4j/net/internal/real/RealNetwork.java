package io.asyncio4j.net.internal.real;

import io.asyncio4j.ChannelWatch;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.spi.DatagramTransport;
import io.asyncio4j.net.spi.ListenOptions;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Network;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The network of this machine. */
public final class RealNetwork implements Network {

    /** The one that there is. */
    public static final RealNetwork INSTANCE = new RealNetwork();

    private RealNetwork() {}

    @Override
    public List<InetAddress> resolve(String host) throws IOException {
        return Lookups.addressesOf(host);
    }

    // Connections.

    @Override
    public Transport connect(SocketAddress remote, @Nullable SocketAddress local) throws IOException {
        SocketChannel channel;
        try {
            channel = Channels.open(() -> SocketChannel.open(familyOf(remote)));
        } catch (IOException e) { // no descriptors, perhaps
            throw SocketErrors.connecting(remote, e);
        }
        Transport connected = null;
        try {
            channel.configureBlocking(false);
            if (local != null) {
                bind(channel, local);
            }
            connect(channel, remote);
            connected = SocketTransport.of(channel);
            return connected;
        } finally {
            if (connected == null) {
                channel.close();
            }
        }
    }

    private static void bind(SocketChannel channel, SocketAddress local) throws IOException {
        try {
            channel.bind(local);
        } catch (IOException e) {
            throw SocketErrors.binding(local, e);
        }
    }

    private static void connect(SocketChannel channel, SocketAddress remote) throws IOException {
        try {
            if (channel.connect(remote)) {
                return;
            }
            ChannelWatch watch = EventLoop.running().watch(channel,
                    "the connecting to " + SocketErrors.text(remote));
            boolean done = false;
            try {
                do {
                    watch.connectable().await(IOException.class);
                } while (!channel.finishConnect());
                done = true;
            } finally {
                if (done) {
                    watch.close();
                } else {
                    watch.closeChannel();
                }
            }
        } catch (IOException e) {
            throw SocketErrors.connecting(remote, e);
        } catch (UnsupportedAddressTypeException e) {
            throw SocketErrors.connecting(remote, SocketErrors.noSuchProtocol(e));
        }
    }

    private static ProtocolFamily familyOf(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress _ -> StandardProtocolFamily.UNIX;
            case InetSocketAddress inet -> familyOf(inet.getAddress());
            default -> throw new IllegalArgumentException(
                    "an internet or Unix address was expected, got " + address);
        };
    }

    private static ProtocolFamily familyOf(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    // Listeners.

    @Override
    public Listener listen(SocketAddress address, ListenOptions options) throws IOException {
        return address instanceof UnixDomainSocketAddress unix ? listenAtPath(unix.getPath(), options)
                : listenAtPort((InetSocketAddress) address, options);
    }

    private static Listener listenAtPort(InetSocketAddress address, ListenOptions options)
            throws IOException {
        ServerSocketChannel channel;
        try {
            channel = Channels.open(() -> ServerSocketChannel.open(familyOf(address)));
        } catch (IOException e) {
            throw SocketErrors.binding(address, e);
        }
        Listener listener = null;
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
            if (options.reusePort()) {
                reusePort(channel);
            }
            try {
                channel.bind(address, options.backlog());
            } catch (IOException e) {
                throw SocketErrors.binding(address, e);
            }
            listener = new SocketListener(channel, options.keepAlive(), () -> {});
            return listener;
        } finally {
            if (listener == null) {
                channel.close();
            }
        }
    }

    private static void reusePort(NetworkChannel channel) throws IOException {
        if (!channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            throw new IllegalArgumentException("reusePort is not supported by this system");
        }
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }

    private static Listener listenAtPath(Path path, ListenOptions options) throws IOException {
        UnixSocketFiles.removeStale(path);
        ServerSocketChannel channel;
        try {
            channel = Channels.open(() -> ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        } catch (IOException e) {
            throw SocketErrors.binding(UnixDomainSocketAddress.of(path), e);
        }
        Listener listener = null;
        Object key = null;
        try {
            channel.configureBlocking(false);
            try {
                channel.bind(UnixDomainSocketAddress.of(path), options.backlog());
            } catch (IOException e) {
                String message = String.valueOf(e.getMessage());
                throw message.contains("in use") ? SocketErrors.with(e, SocketErrors.inUse(path))
                        : SocketErrors.binding(UnixDomainSocketAddress.of(path), e);
            }
            Object bound = UnixSocketFiles.keyOf(path);
            key = bound;
            listener = new SocketListener(channel, false, () -> {
                if (options.removeSocketFile()) {
                    UnixSocketFiles.removeIfSame(path, bound);
                }
            });
            return listener;
        } finally {
            if (listener == null) {
                channel.close();
                UnixSocketFiles.removeIfSame(path, key);
            }
        }
    }

    // Datagrams.

    @Override
    public DatagramTransport datagrams(@Nullable SocketAddress local, @Nullable SocketAddress remote,
            boolean broadcast, boolean reusePort) throws IOException {
        InetSocketAddress either = (InetSocketAddress) (local != null ? local : remote);
        DatagramChannel channel;
        try {
            channel = Channels.open(() -> either == null ? DatagramChannel.open()
                    : DatagramChannel.open(familyOf(either.getAddress())));
        } catch (IOException e) {
            throw local != null ? SocketErrors.binding(local, e)
                    : remote != null ? SocketErrors.connecting(remote, e) : e;
        }
        DatagramTransport made = null;
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_BROADCAST, broadcast);
            if (reusePort) {
                reusePort(channel);
            }
            if (local != null) {
                try {
                    channel.bind(local);
                } catch (IOException e) {
                    throw SocketErrors.binding(local, e);
                }
            } else if (remote == null || broadcast) {
                channel.bind(null); // else nothing could be received before the first send
            }
            if (remote != null && !broadcast) {
                try {
                    channel.connect(remote);
                } catch (IOException e) {
                    throw SocketErrors.connecting(remote, e);
                }
            }
            made = new SocketDatagrams(channel);
            return made;
        } finally {
            if (made == null) {
                channel.close();
            }
        }
    }

    @Override
    public String toString() {
        return "the real network";
    }
}
