package io.asyncio4j.testkit.internal.net;

import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.net.spi.DatagramTransport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A datagram socket: what it sends may get lost, and overtake what was sent before. */
public final class SimulatedDatagrams implements DatagramTransport {

    private static final int MOST_WAITING = 1000;

    private record Datagram(ByteBuffer bytes, SocketAddress from) {}

    // fixed
    private final Weather weather;
    private final InetSocketAddress local;
    private final @Nullable SocketAddress remote;
    private final Bound<SimulatedDatagrams> bound;

    // loop-confined
    private final ArrayDeque<Datagram> arrived = new ArrayDeque<>();
    private @Nullable Promise<@Nullable Void> forOne;
    private boolean closed;

    /**
     * Makes one that is bound in {@code bound} until it is closed.
     *
     * @throws BindException if somebody else has its address
     */
    public SimulatedDatagrams(Weather weather, InetSocketAddress local, @Nullable SocketAddress remote,
            Bound<SimulatedDatagrams> bound) throws BindException {
        this.weather = weather;
        this.local = local;
        this.remote = remote;
        this.bound = bound;
        bound.bind(local, this);
    }

    @Override
    public @Nullable SocketAddress receive(ByteBuffer into) throws IOException {
        ensureOpen();
        Datagram next = arrived.poll();
        if (next == null) {
            return null;
        }
        into.put(next.bytes.slice(0, Math.min(next.bytes.remaining(), into.remaining())));
        return next.from;
    }

    @Override
    public boolean send(ByteBuffer datagram, @Nullable SocketAddress to) throws IOException {
        ensureOpen();
        SocketAddress target = to != null ? to : remote;
        if (!(target instanceof InetSocketAddress inet)) {
            throw new NotYetConnectedException();
        }
        ByteBuffer copy = ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
        String name = "udp " + local.getPort() + ">" + inet.getPort();
        if (weather.chance().nextDouble() < weather.lostDatagrams) {
            weather.note("fault: loses datagram", name);
            return true;
        }
        long when = weather.loop().time().toNanos() + weather.latency();
        weather.loop().callAt(Duration.ofNanos(when), () -> {
            SimulatedDatagrams there = bound.find(inet);
            if (there != null && there.takesFrom(local)) {
                boolean isTaken = there.add(new Datagram(copy, sender()));
                weather.note(isTaken ? "delivers" : "drops", name + " " + copy.remaining());
            }
        });
        return true;
    }

    // by the wildcard it has all addresses, of which others see one
    private InetSocketAddress sender() {
        return Bound.isWildcard(local)
                ? new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), local.getPort())
                : local;
    }

    private boolean takesFrom(InetSocketAddress sender) {
        return !(remote instanceof InetSocketAddress only) || only.getPort() == sender.getPort()
                && (Bound.isWildcard(sender) || only.equals(sender));
    }

    private boolean add(Datagram datagram) {
        if (closed || arrived.size() == MOST_WAITING) {
            return false;
        }
        arrived.add(datagram);
        Promise<@Nullable Void> waits = forOne;
        forOne = null;
        if (waits != null && !waits.done()) {
            waits.setResult(null);
        }
        return true;
    }

    @Override
    public Future<@Nullable Void> readable() {
        Promise<@Nullable Void> promise = weather.loop().createFuture();
        if (closed || !arrived.isEmpty()) {
            promise.setResult(null);
        } else {
            forOne = promise;
        }
        return promise;
    }

    @Override
    public Future<@Nullable Void> writable() {
        Promise<@Nullable Void> promise = weather.loop().createFuture();
        promise.setResult(null);
        return promise;
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        bound.unbind(local, this);
        if (forOne != null && !forOne.done() && !weather.loop().isClosed()) {
            forOne.setException(new AsynchronousCloseException());
        }
    }

    private void ensureOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
