package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.internal.real.SocketErrors;
import io.asyncio4j.net.internal.stream.FileSender;
import io.asyncio4j.net.internal.stream.Waits;
import io.asyncio4j.net.spi.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.WritableByteChannel;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operations on channels of your own, awaited: each is tried at once and waits only when it would block.
 *
 * <p>The channels must not be in blocking mode and not belong to a stream or a server. One task at a time may wait for
 * input of a channel, and one for output; another one is an {@link IllegalStateException}.
 *
 * <p><b>Errors:</b> those of the JDK, with what was done and with whom in their texts. A channel that is closed meanwhile is
 * a {@link java.nio.channels.ClosedChannelException}, which says no more.
 *
 * <p><b>Cancellation:</b> a cancelled operation has consumed nothing, but for {@link #sendAll}, which may have sent a part.
 *
 * <p><b>From CPython:</b> {@code loop.sock_recv}, {@code sock_sendall} and the like.
 */
public final class Sockets {

    private Sockets() {}

    /**
     * Reads some bytes. Works for pipes, too.
     *
     * @return how many; -1 at the end
     */
    public static <C extends SelectableChannel & ReadableByteChannel> int receive(C channel, ByteBuffer into)
            throws IOException {
        ensureUsable(channel);
        try {
            int count;
            while ((count = channel.read(into)) == 0 && into.hasRemaining()) {
                Waits.await(EventLoop.running().readable(channel));
            }
            return count;
        } catch (IOException e) {
            throw during("receiving from", channel, e);
        }
    }

    /**
     * Writes all that {@code data} has left. Works for pipes, too.
     *
     * <p><b>Cancellation</b> and errors: the position of {@code data} tells how much was sent. The rest never is.
     */
    public static <C extends SelectableChannel & WritableByteChannel> void sendAll(C channel, ByteBuffer data)
            throws IOException {
        ensureUsable(channel);
        try {
            while (data.hasRemaining()) {
                if (channel.write(data) == 0) {
                    Waits.await(EventLoop.running().writable(channel));
                }
            }
        } catch (IOException e) {
            throw during("sending to", channel, e);
        }
    }

    /** {@return the next connection of {@code channel}, which is not in blocking mode} */
    public static SocketChannel accept(ServerSocketChannel channel) throws IOException {
        ensureUsable(channel);
        SocketChannel accepted;
        try {
            while ((accepted = channel.accept()) == null) {
                Waits.await(EventLoop.running().acceptable(channel));
            }
        } catch (IOException e) {
            throw SocketErrors.during("accepting at", localAddress(channel), e);
        }
        try {
            accepted.configureBlocking(false);
        } catch (IOException e) {
            accepted.close();
            throw e;
        }
        return accepted;
    }

    /**
     * Connects {@code channel}. Of an address that is not resolved, the first one that its name has, and that is of the
     * channel's protocol, is taken.
     *
     * <p><b>Cancellation:</b> the channel is closed, since it can neither be used nor connected again.
     *
     * @throws IOException with the address; the channel is closed
     */
    public static void connect(SocketChannel channel, SocketAddress remote) throws IOException {
        NetParts.ensure();
        ensureUsable(channel);
        SocketAddress address = remote;
        boolean connected = false;
        try {
            Iterator<SocketAddress> candidates = resolved(remote).iterator();
            address = candidates.next();
            while (!begin(channel, address, candidates.hasNext())) {
                address = candidates.next();
            }
            connected = channel.isConnected();
            while (!connected) {
                Waits.await(EventLoop.running().connectable(channel));
                connected = channel.finishConnect();
            }
        } catch (UnknownHostException e) { // it names the host
            throw e;
        } catch (IOException e) {
            throw SocketErrors.connecting(address, e);
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    /** {@return whether connecting has begun} Not to an address of another protocol, if there are others. */
    private static boolean begin(SocketChannel channel, SocketAddress address, boolean areThereOthers)
            throws IOException {
        try {
            channel.connect(address);
            return true;
        } catch (UnsupportedAddressTypeException e) { // such as IPv6 from a socket of IPv4
            if (areThereOthers) {
                return false;
            }
            throw SocketErrors.noSuchProtocol(e);
        }
    }

    private static List<SocketAddress> resolved(SocketAddress address) throws IOException {
        if (!(address instanceof InetSocketAddress inet && inet.isUnresolved())) {
            return List.of(address);
        }
        return Network.real().resolve(inet.getHostString()).stream()
                .<SocketAddress>map(each -> new InetSocketAddress(each, inet.getPort())).toList();
    }

    /** Receives one datagram. A buffer that is too small gets its beginning, and the rest is lost. */
    public static SocketAddress receiveFrom(DatagramChannel channel, ByteBuffer into) throws IOException {
        ensureUsable(channel);
        SocketAddress sender;
        try {
            while ((sender = channel.receive(into)) == null) {
                Waits.await(EventLoop.running().readable(channel));
            }
        } catch (IOException e) {
            SocketAddress peer = remoteAddress(channel);
            throw SocketErrors.during(peer == null ? "receiving at" : "receiving from",
                    peer == null ? localAddress(channel) : peer, e);
        }
        return sender;
    }

    /** Sends one datagram, and returns its length. */
    public static int sendTo(DatagramChannel channel, ByteBuffer data, SocketAddress receiver)
            throws IOException {
        ensureUsable(channel);
        int length = data.remaining();
        try {
            while (channel.send(data, receiver) == 0 && length > 0) {
                Waits.await(EventLoop.running().writable(channel));
            }
        } catch (UnsupportedAddressTypeException e) {
            throw SocketErrors.during("sending to", receiver, SocketErrors.noSuchProtocol(e));
        } catch (IOException e) {
            throw SocketErrors.during("sending to", receiver, e);
        }
        return length;
    }

    /**
     * Sends a file, or a part of it, without its bytes coming into this program where the system can do that.
     *
     * <p>However it ends, the file's position is behind what was sent.
     *
     * @param offset where to begin in the file
     * @param count how many bytes, or null for all up to the end of the file
     * @return how many bytes were sent
     */
    public static long sendFile(SocketChannel channel, FileChannel file, long offset, @Nullable Long count)
            throws IOException {
        FileSender.check(offset, count);
        ensureUsable(channel);
        long position = offset;
        try {
            long end = FileSender.end(offset, count);
            while (position < end) {
                long left = Math.min(end, file.size()) - position;
                if (left <= 0) {
                    break;
                }
                long sent = file.transferTo(position, left, channel);
                position += sent;
                if (sent == 0) {
                    Waits.await(EventLoop.running().writable(channel));
                }
            }
            return position - offset;
        } catch (IOException e) {
            throw during("sending a file to", channel, e);
        } finally {
            file.position(position);
        }
    }

    /** {@return what to throw, with the peer in its text} A pipe has none to be named. */
    private static IOException during(String what, Channel channel, IOException e) {
        return channel instanceof NetworkChannel socket
                ? SocketErrors.during(what, remoteAddress(socket), e) : e;
    }

    private static @Nullable SocketAddress remoteAddress(NetworkChannel channel) {
        try {
            return channel instanceof SocketChannel stream ? stream.getRemoteAddress()
                    : channel instanceof DatagramChannel datagrams ? datagrams.getRemoteAddress() : null;
        } catch (IOException e) { // it is closed
            return null;
        }
    }

    private static @Nullable SocketAddress localAddress(NetworkChannel channel) {
        try {
            return channel.getLocalAddress();
        } catch (IOException e) {
            return null;
        }
    }

    private static void ensureUsable(SelectableChannel channel) {
        NetParts.ensureStack();
        if (channel.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
    }
}
