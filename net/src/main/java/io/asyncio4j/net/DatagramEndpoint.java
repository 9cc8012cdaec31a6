package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.internal.stream.LoopBuffers;
import io.asyncio4j.net.internal.stream.Waits;
import io.asyncio4j.net.spi.DatagramTransport;
import io.asyncio4j.spi.WaitedFor;
import io.asyncio4j.sync.Lock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket: what is sent in one piece arrives in one piece, or not at all.
 *
 * <p>One that is connected has one peer: it receives from that only, and hears when nobody listens there.
 *
 * <p><b>Errors:</b> an error of the network costs one datagram; the endpoint lives on. That nobody listens at the peer is
 * thrown by the {@link #receive} that waits, or the next one. Once closed, methods throw a {@link ClosedChannelException}.
 *
 * <p><b>From CPython:</b> {@code create_datagram_endpoint}, with awaits in place of a protocol.
 */
public final class DatagramEndpoint implements AutoCloseable {

    private static final int MOST_AT_ONCE = 64;

    // fixed
    private final EventLoop loop;
    private final DatagramTransport transport;
    private final @Nullable SocketAddress defaultPeer;
    private final LoopBuffers buffers;

    // loop-confined
    private final Lock sending = new Lock();
    private boolean closed;
    private boolean receiving;
    private int atOnce;
    private @Nullable Promise<@Nullable Void> waiting;
    private @Nullable IOException unreachable;
    private long errors;

    DatagramEndpoint(DatagramTransport transport, @Nullable SocketAddress defaultPeer) {
        this.loop = EventLoop.running();
        this.transport = transport;
        this.defaultPeer = defaultPeer;
        this.buffers = LoopBuffers.of(loop);
        loop.addResource(this);
    }

    // Queries.

    /** {@return the address at this end} Known after closing too. */
    public @Nullable SocketAddress localAddress() {
        return transport.localAddress();
    }

    /** {@return the peer of a connected endpoint, or null} Known after closing too. */
    public @Nullable SocketAddress remoteAddress() {
        return transport.remoteAddress();
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        return closed;
    }

    /** {@return how often the network has said that nobody listens at the peer} */
    public long errors() {
        return errors;
    }

    // Receiving.

    /**
     * Waits for a datagram.
     *
     * <p><b>Cancellation:</b> no datagram is lost.
     *
     * @throws PortUnreachableException if nobody listens at the peer, once for what was sent
     * @throws IllegalStateException if another task receives
     */
    public Datagram receive() throws IOException {
        if (receiving) {
            throw new IllegalStateException("another task receives from " + this + " already");
        }
        receiving = true;
        try {
            if (++atOnce >= MOST_AT_ONCE) { // lets others run now and then, though there is always one more
                atOnce = 0;
                Asyncio.sleep(Duration.ZERO);
            }
            Datagram datagram;
            while ((datagram = receiveNowait()) == null) {
                atOnce = 0;
                awaitReadable();
            }
            return datagram;
        } finally {
            receiving = false;
        }
    }

    private void awaitReadable() {
        Promise<@Nullable Void> promise =
                loop.createFuture(WaitedFor.of("channel", () -> transport + " readable"));
        var readable = transport.readable();
        readable.addDoneCallback(_ -> wake(promise));
        waiting = promise;
        try {
            promise.await();
        } finally {
            waiting = null;
            readable.cancel();
        }
    }

    /** {@return a datagram that is there, or null} Errors are as {@link #receive}'s. */
    public @Nullable Datagram receiveNowait() throws IOException {
        ensureOpen();
        NetParts.ensureStack(); // half-way, a datagram would be lost
        IOException error = unreachable;
        if (error != null) {
            unreachable = null;
            throw error;
        }
        ByteBuffer scratch = buffers.scratch.clear();
        SocketAddress sender;
        try {
            sender = transport.receive(scratch);
        } catch (PortUnreachableException e) {
            errors++;
            throw e;
        }
        if (sender == null) {
            return null;
        }
        var data = new byte[scratch.flip().remaining()];
        scratch.get(data);
        return new Datagram(data, sender);
    }

    private static void wake(Promise<@Nullable Void> promise) {
        if (!promise.done()) {
            promise.setResult(null);
        }
    }

    // Sending.

    /**
     * Sends {@code data} to the peer; waits only while the system has no room for it.
     *
     * <p><b>Cancellation:</b> it is not sent.
     *
     * @throws IOException if it is too long, or may not be sent
     * @throws IllegalArgumentException if there is no peer
     */
    public void send(byte[] data) throws IOException {
        if (defaultPeer == null) {
            throw new IllegalArgumentException("an address is needed: " + this + " is not connected");
        }
        send(ByteBuffer.wrap(data), transport.remoteAddress() == null ? defaultPeer : null);
    }

    /**
     * Sends {@code data} to {@code receiver}. See {@link #send(byte[])}.
     *
     * @throws IllegalArgumentException if this is connected, to somebody else, or the receiver's name is not resolved
     */
    public void send(byte[] data, SocketAddress receiver) throws IOException {
        if (receiver instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new IllegalArgumentException("the receiver's name is not resolved: " + receiver
                    + "; resolve it once, or connect the endpoint to it");
        }
        SocketAddress remote = transport.remoteAddress();
        if (remote != null && !remote.equals(receiver)) {
            throw new IllegalArgumentException(
                    "Invalid address: must be null or " + remote + ": " + receiver);
        }
        send(ByteBuffer.wrap(data), remote == null ? receiver : null);
    }

    private void send(ByteBuffer data, @Nullable SocketAddress receiver) throws IOException {
        ensureOpen();
        NetParts.ensureStack(); // half-way, nobody would know whether it was sent
        if (!sending.locked() && sendNow(data, receiver)) {
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip(); // others may use the array meanwhile
        try (var _ = sending.acquire()) {
            while (!sendNow(copy, receiver)) {
                Waits.await(transport.writable());
            }
        }
    }

    private boolean sendNow(ByteBuffer data, @Nullable SocketAddress receiver) throws IOException {
        ensureOpen();
        try {
            return transport.send(data, receiver);
        } catch (PortUnreachableException e) { // that is about an earlier datagram, and for whoever receives
            errors++;
            unreachable = e;
            if (waiting != null) {
                wake(waiting);
            }
            return transport.send(data, receiver);
        }
    }

    // Ending.

    private void ensureOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    /** Closes it, at once. Closing twice does nothing more. */
    @Override
    public void close() {
        if (!closed) {
            NetParts.ensure();
            closed = true;
            transport.close();
            loop.removeResource(this);
            if (waiting != null && !loop.isClosed()) {
                wake(waiting);
            }
        }
    }

    @Override
    public String toString() {
        return "<DatagramEndpoint " + transport + (closed ? " closed" : "") + ">";
    }
}
