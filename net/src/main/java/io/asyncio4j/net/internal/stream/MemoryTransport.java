package io.asyncio4j.net.internal.stream;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.net.spi.Transport;
import io.asyncio4j.spi.WaitedFor;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** One end of a connection that exists in memory only. Each direction holds so many bytes at most. Loop-confined. */
public final class MemoryTransport implements Transport {

    private static final class Direction {
        final InputBuffer bytes = new InputBuffer();
        final int capacity;
        boolean ended;
        @Nullable Promise<@Nullable Void> forBytes;
        @Nullable Promise<@Nullable Void> forRoom;

        Direction(int capacity) {
            this.capacity = capacity;
        }
    }

    // fixed
    private final EventLoop loop;
    private final String name;
    private final Direction in;
    private final Direction out;

    // loop-confined
    private boolean closed;
    private @Nullable MemoryTransport peer;

    private MemoryTransport(EventLoop loop, String name, Direction in, Direction out) {
        this.loop = loop;
        this.name = name;
        this.in = in;
        this.out = out;
    }

    /** {@return the two ends of a connection} */
    public static MemoryTransport[] pair(EventLoop loop, int capacity) {
        var there = new Direction(capacity);
        var back = new Direction(capacity);
        var left = new MemoryTransport(loop, "left", back, there);
        var right = new MemoryTransport(loop, "right", there, back);
        left.peer = right;
        right.peer = left;
        return new MemoryTransport[] {left, right};
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        ensureOpen();
        if (in.bytes.isEmpty()) {
            return in.ended ? -1 : 0;
        }
        int count = in.bytes.take(into);
        in.forRoom = wake(in.forRoom);
        return count;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        ensureOpen();
        if (peer != null && peer.closed) {
            throw new SocketException("Broken pipe");
        }
        long written = 0;
        for (int i = offset; i < offset + length; i++) {
            ByteBuffer piece = from[i];
            int count = Math.min(piece.remaining(), out.capacity - out.bytes.size());
            out.bytes.append(piece.slice(piece.position(), count));
            piece.position(piece.position() + count);
            written += count;
        }
        if (written > 0) {
            out.forBytes = wake(out.forBytes);
        }
        return written;
    }

    @Override
    public Future<@Nullable Void> readable() {
        Promise<@Nullable Void> promise =
                loop.createFuture(WaitedFor.of("channel", () -> this + " readable"));
        in.forBytes = promise;
        if (closed || in.ended || !in.bytes.isEmpty()) {
            in.forBytes = wake(promise);
        }
        return promise;
    }

    @Override
    public Future<@Nullable Void> writable() {
        Promise<@Nullable Void> promise =
                loop.createFuture(WaitedFor.of("channel", () -> this + " writable"));
        out.forRoom = promise;
        if (closed || out.bytes.size() < out.capacity || peer != null && peer.closed) {
            out.forRoom = wake(promise);
        }
        return promise;
    }

    @Override
    public void shutdownOutput() throws IOException {
        ensureOpen();
        end(out);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (loop.isClosed()) {
            return;
        }
        end(out);
        in.forRoom = wake(in.forRoom);
        in.forBytes = fail(in.forBytes);
        out.forRoom = fail(out.forRoom);
    }

    private static void end(Direction direction) {
        direction.ended = true;
        direction.forBytes = wake(direction.forBytes);
    }

    private static @Nullable Promise<@Nullable Void> wake(@Nullable Promise<@Nullable Void> waiting) {
        if (waiting != null && !waiting.done()) {
            waiting.setResult(null);
        }
        return null;
    }

    private static @Nullable Promise<@Nullable Void> fail(@Nullable Promise<@Nullable Void> waiting) {
        if (waiting != null && !waiting.done()) {
            waiting.setException(new AsynchronousCloseException());
        }
        return null;
    }

    private void ensureOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public String toString() {
        return "memory (" + name + ")";
    }
}
