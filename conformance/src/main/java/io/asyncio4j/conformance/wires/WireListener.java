package io.asyncio4j.conformance.wires;

import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Where a server's connections come in. Loop-confined. */
final class WireListener implements Listener, Wires.Watched {

    private final Wires wires;
    private final int port;
    private final ArrayDeque<WireEnd> queue = new ArrayDeque<>();
    private @Nullable Promise<@Nullable Void> forOne;
    private boolean closed;

    WireListener(Wires wires, int port) {
        this.wires = wires;
        this.port = port;
    }

    void offer(WireEnd end) {
        queue.add(end);
    }

    @Override
    public boolean notice() {
        Promise<@Nullable Void> waits = forOne;
        if (waits == null || queue.isEmpty()) {
            return false;
        }
        forOne = null;
        WireEnd.done(waits);
        return true;
    }

    @Override
    public @Nullable Transport accept() {
        return queue.poll();
    }

    @Override
    public Future<@Nullable Void> acceptable() {
        Promise<@Nullable Void> promise = wires.loop.createFuture();
        forOne = promise;
        return promise;
    }

    @Override
    public SocketAddress localAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        wires.remove(this);
        queue.forEach(WireEnd::close);
        queue.clear();
        if (forOne != null && !forOne.done() && !wires.loop.isClosed()) {
            forOne.setException(new AsynchronousCloseException());
        }
    }
}
