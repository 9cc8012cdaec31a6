package io.asyncio4j.testkit.internal.net;

import io.asyncio4j.Future;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** One end of a connection. */
public final class SimulatedTransport implements Transport {

    // fixed
    private final Weather weather;
    private final Wire in;
    private final Wire out;
    private final SocketAddress local;
    private final SocketAddress remote;

    // loop-confined
    private boolean closed;
    private boolean outputEnded;

    private SimulatedTransport(Weather weather, Wire in, Wire out, SocketAddress local,
            SocketAddress remote) {
        this.weather = weather;
        this.in = in;
        this.out = out;
        this.local = local;
        this.remote = remote;
    }

    /** {@return the client's and the server's end of a new connection} */
    public static SimulatedTransport[] pair(Weather weather, SocketAddress client, SocketAddress server) {
        String name = weather.nextConnection();
        var there = new Wire(weather, name + ">");
        var back = new Wire(weather, name + "<");
        Wire.join(there, back);
        return new SimulatedTransport[] {
            new SimulatedTransport(weather, back, there, client, server),
            new SimulatedTransport(weather, there, back, server, client)
        };
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        ensureOpen();
        return in.read(into);
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        ensureOpen();
        return out.write(from, offset, length);
    }

    @Override
    public Future<@Nullable Void> readable() {
        return in.readable();
    }

    @Override
    public Future<@Nullable Void> writable() {
        return out.writable();
    }

    @Override
    public void shutdownOutput() throws IOException {
        ensureOpen();
        if (!outputEnded) {
            outputEnded = true;
            out.end();
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        weather.closedOneEnd();
        if (!weather.loop().isClosed()) {
            in.closeReader();
            out.closeWriter();
        }
    }

    private void ensureOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public String toString() {
        return "simulated (" + local + " to " + remote + ")";
    }
}
