package io.asyncio4j.testkit.internal.net;

import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Transport;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where connections come in at one address. */
public final class SimulatedListener implements Listener {

    // fixed
    private final Weather weather;
    private final SocketAddress address;
    private final int backlog;
    private final Consumer<SimulatedListener> whenClosed;

    // loop-confined
    private final ArrayDeque<SimulatedTransport> waiting = new ArrayDeque<>();
    private @Nullable Promise<@Nullable Void> forOne;
    private boolean closed;

    /** Makes one that tells {@code whenClosed}. */
    public SimulatedListener(Weather weather, SocketAddress address, int backlog,
            Consumer<SimulatedListener> whenClosed) {
        this.weather = weather;
        this.address = address;
        this.backlog = backlog;
        this.whenClosed = whenClosed;
    }

    /** Takes {@code connection} in, and says whether there is room. */
    public boolean offer(SimulatedTransport connection) {
        if (closed || waiting.size() >= backlog) {
            return false;
        }
        waiting.add(connection);
        Promise<@Nullable Void> waits = forOne;
        forOne = null;
        if (waits != null && !waits.done()) {
            waits.setResult(null);
        }
        return true;
    }

    @Override
    public @Nullable Transport accept() {
        return waiting.poll();
    }

    @Override
    public Future<@Nullable Void> acceptable() {
        Promise<@Nullable Void> promise = weather.loop().createFuture();
        if (closed || !waiting.isEmpty()) {
            promise.setResult(null);
        } else {
            forOne = promise;
        }
        return promise;
    }

    @Override
    public SocketAddress localAddress() {
        return address;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        whenClosed.accept(this);
        waiting.forEach(SimulatedTransport::close);
        waiting.clear();
        if (forOne != null && !forOne.done() && !weather.loop().isClosed()) {
            forOne.setException(new AsynchronousCloseException());
        }
    }

    @Override
    public String toString() {
        return "simulated (at " + address + ")";
    }
}
