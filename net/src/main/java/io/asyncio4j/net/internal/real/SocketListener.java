package io.asyncio4j.net.internal.real;

import io.asyncio4j.ChannelWatch;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A listening TCP or Unix socket. */
public final class SocketListener implements Listener {

    // fixed
    private final EventLoop loop;
    private final ServerSocketChannel channel;
    private final ChannelWatch watch;
    private final SocketAddress address;
    private final Runnable afterClosing;
    private final boolean keepAlive;

    // loop-confined
    private boolean closed;

    /** Takes over {@code channel}, which listens and does not block. */
    SocketListener(ServerSocketChannel channel, boolean keepAlive, Runnable afterClosing) throws IOException {
        this.loop = EventLoop.running();
        this.channel = channel;
        this.address = channel.getLocalAddress();
        this.keepAlive = keepAlive;
        this.afterClosing = afterClosing;
        try {
            this.watch = loop.watch(channel, "the listener at " + SocketErrors.text(address));
        } catch (IOException e) {
            throw SocketErrors.binding(address, e);
        }
    }

    /**
     * Takes over {@code channel}, which is bound; it is closed if that fails.
     *
     * @throws IllegalStateException if the channel is in use; it is left alone then
     */
    public static SocketListener of(ServerSocketChannel channel, boolean keepAlive) throws IOException {
        if (channel.getLocalAddress() == null) {
            throw new IllegalArgumentException("a bound server socket was expected, got " + channel);
        }
        try {
            channel.configureBlocking(false);
            return new SocketListener(channel, keepAlive, () -> {});
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public @Nullable Transport accept() throws IOException {
        while (true) {
            SocketChannel accepted;
            try {
                accepted = channel.accept();
            } catch (IOException e) {
                if (SocketErrors.isAborted(e)) {
                    continue;
                }
                throw e;
            }
            return accepted == null ? null : take(accepted);
        }
    }

    private Transport take(SocketChannel accepted) throws IOException {
        SocketTransport taken = SocketTransport.of(accepted);
        if (keepAlive) { // the JDK does not let it be set on the listener
            try {
                accepted.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            } catch (IOException e) {
                taken.close();
                throw e;
            }
        }
        return taken;
    }

    @Override
    public Future<@Nullable Void> acceptable() {
        return watch.acceptable();
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
        Channels.close(loop, watch, this);
        afterClosing.run();
    }

    @Override
    public String toString() {
        return "listener at " + SocketErrors.text(address);
    }
}
