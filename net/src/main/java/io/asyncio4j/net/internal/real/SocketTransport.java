package io.asyncio4j.net.internal.real;

import io.asyncio4j.ChannelWatch;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.net.internal.stream.LoopBuffers;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connected TCP or Unix socket. */
public final class SocketTransport implements Transport {

    private static final int MOST_DISCARDED = 256 * 1024;

    // fixed
    private final EventLoop loop;
    private final SocketChannel channel;
    private final ChannelWatch watch;
    private final @Nullable SocketAddress local;
    private final @Nullable SocketAddress remote;

    // loop-confined: whether the last read took all that there was; the next one waits then, without a call in vain
    private boolean emptied;

    private SocketTransport(EventLoop loop, SocketChannel channel, ChannelWatch watch) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.watch = watch;
        this.local = channel.getLocalAddress();
        this.remote = channel.getRemoteAddress();
    }

    /**
     * Takes over {@code channel}, which is connected; it is closed if that fails.
     *
     * @throws IllegalStateException if the channel is in use; it is left alone then
     */
    public static SocketTransport of(SocketChannel channel) throws IOException {
        EventLoop loop = EventLoop.running();
        SocketTransport made = null;
        ChannelWatch watch = null;
        try {
            if (!channel.isConnected()) {
                throw new IllegalArgumentException("a connected socket was expected, got " + channel);
            }
            if (channel.isBlocking()) {
                channel.configureBlocking(false);
            }
            watch = loop.watch(channel, "the connection of " + channel);
            if (channel.getLocalAddress() instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            made = new SocketTransport(loop, channel, watch);
            return made;
        } catch (IOException e) {
            channel.close();
            throw e;
        } finally {
            if (made == null && watch != null) {
                watch.closeChannel();
            }
        }
    }

    /** {@return the channel, for what only that can do} */
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (emptied) {
            return 0;
        }
        int count;
        try {
            count = channel.read(into);
        } catch (IOException e) {
            throw SocketErrors.of(this, e);
        }
        emptied = count > 0 && into.hasRemaining();
        return count;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        try {
            return length == 1 ? channel.write(from[offset]) : channel.write(from, offset, length);
        } catch (IOException e) {
            throw writingFailed(e);
        }
    }

    @Override
    public long writeFrom(FileChannel file, long position, long count) throws IOException {
        try {
            return file.transferTo(position, count, channel);
        } catch (IOException e) {
            throw writingFailed(e);
        }
    }

    // Before it has left, the peer may have said why.
    private IOException writingFailed(IOException e) {
        emptied = false;
        return SocketErrors.of(this, e);
    }

    @Override
    public Future<@Nullable Void> readable() {
        emptied = false;
        return watch.readable();
    }

    @Override
    public Future<@Nullable Void> writable() {
        return watch.writable();
    }

    @Override
    public void shutdownOutput() throws IOException {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw writingFailed(e);
        }
    }

    // A system that closes a socket with unread bytes resets the connection, and the peer may lose what we have sent.
    @Override
    public @Nullable Future<?> startClosing() {
        try {
            channel.shutdownOutput();
            ByteBuffer scratch = LoopBuffers.of(loop).scratch;
            int count = 1;
            for (int total = 0; count > 0 && total < MOST_DISCARDED; total += count) {
                count = channel.read(scratch.clear());
            }
        } catch (IOException e) {
            // the connection is gone already
        }
        return null;
    }

    @Override
    public void close() {
        Channels.close(loop, watch, this);
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
    public String toString() {
        return (local == null ? "?" : SocketErrors.text(local)) + " <-> "
                + (remote == null ? "?" : SocketErrors.text(remote));
    }
}
