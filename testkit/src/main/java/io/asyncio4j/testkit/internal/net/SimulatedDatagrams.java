package io.asyncio4j.testkit.internal.net;

import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.net.spi.DatagramTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A datagram socket: what it sends may get lost, and overtake what was sent before. */
public final class SimulatedDatagrams implements DatagramTransport {

    private static final int MOST_WAITING = 1000;

    private record Datagram(ByteBuffer bytes, SocketAddress from) {}

    // fixed
    private final Weather weather;
    private final InetSocketAddress local;
    private final @Nullable SocketAddress remote;
    private final Map<Integer, SimulatedDatagrams> byPort;

    // loop-confined
    private final ArrayDeque<Datagram> arrived = new ArrayDeque<>();
    private @Nullable Promise<@Nullable Void> forOne;
    private boolean closed;

    /** Makes one that is found in {@code byPort} until it is closed. */
    public SimulatedDatagrams(Weather weather, InetSocketAddress local, @Nullable SocketAddress remote,
            Map<Integer, SimulatedDatagrams> byPort) {
        this.weather = weather;
        this.local = local;
        this.remote = remote;
        this.byPort = byPort;
        byPort.put(local.getPort(), this);
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
            SimulatedDatagrams there = byPort.get(inet.getPort());
            if (there != null && there.takesFrom(local)) {
                weather.note("delivers", name + " " + copy.remaining());
                there.add(new Datagram(copy, local));
            }
        });
        return true;
    }

    private boolean takesFrom(InetSocketAddress sender) {
        return remote == null
                || remote instanceof InetSocketAddress only && only.getPort() == sender.getPort();
    }

    private void add(Datagram datagram) {
        if (closed || arrived.size() == MOST_WAITING) {
            return;
        }
        arrived.add(datagram);
        Promise<@Nullable Void> waits = forOne;
        forOne = null;
        if (waits != null && !waits.done()) {
            waits.setResult(null);
        }
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
        byPort.remove(local.getPort(), this);
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
