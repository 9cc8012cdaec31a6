package io.asyncio4j.net.internal.real;

import io.asyncio4j.ChannelWatch;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.net.spi.DatagramTransport;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A UDP socket. */
public final class SocketDatagrams implements DatagramTransport {

    // fixed
    private final EventLoop loop;
    private final DatagramChannel channel;
    private final ChannelWatch watch;
    private final @Nullable SocketAddress local;
    private final @Nullable SocketAddress remote;

    /** Takes over {@code channel}; it is closed if that fails. */
    public SocketDatagrams(DatagramChannel channel) throws IOException {
        this.loop = EventLoop.running();
        this.channel = channel;
        try {
            if (channel.isBlocking()) {
                channel.configureBlocking(false);
            }
            this.local = channel.getLocalAddress();
            this.remote = channel.getRemoteAddress();
            this.watch = loop.watch(channel, "the datagram endpoint of " + channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public @Nullable SocketAddress receive(ByteBuffer into) throws IOException {
        try {
            return channel.receive(into);
        } catch (PortUnreachableException e) {
            throw named(e);
        }
    }

    @Override
    public boolean send(ByteBuffer datagram, @Nullable SocketAddress to) throws IOException {
        int length = datagram.remaining();
        if (length == 0 && remote != null) { // the JDK would not send it, and not say so
            throw new IOException("an empty datagram cannot be sent by a connected endpoint, " + this
                    + "; send it by one that is not connected");
        }
        SocketAddress receiver = to != null ? to : Objects.requireNonNull(remote);
        try {
            return channel.send(datagram, receiver) > 0 || length == 0;
        } catch (PortUnreachableException e) {
            throw named(e);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw sending(length, receiver, e);
        } catch (UnsupportedAddressTypeException e) { // such as IPv6 from a socket of IPv4
            throw sending(length, receiver, SocketErrors.noSuchProtocol(e));
        }
    }

    private SocketException sending(int length, SocketAddress receiver, IOException e) {
        return SocketErrors.with(e, new SocketException(e.getMessage() + " (" + length + " bytes from " + this
                + " to " + SocketErrors.text(receiver) + ")"));
    }

    private PortUnreachableException named(PortUnreachableException e) {
        return SocketErrors.with(e, new PortUnreachableException(
                "nobody receives at " + (remote == null ? "the peer" : SocketErrors.text(remote))));
    }

    @Override
    public Future<@Nullable Void> readable() {
        return watch.readable();
    }

    @Override
    public Future<@Nullable Void> writable() {
        return watch.writable();
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return local;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public void close() {
        Channels.close(loop, watch, this);
    }

    @Override
    public String toString() {
        return "datagrams at " + (local == null ? "?" : SocketErrors.text(local))
                + (remote == null ? "" : " with " + SocketErrors.text(remote));
    }
}
