package io.asyncio4j.conformance.wires;

import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One end of a connection. Loop-confined. */
final class WireEnd implements Transport, Wires.Watched {

    private static final byte[] NONE = new byte[0];

    private final Wires wires;
    private final int port;
    private @Nullable WireEnd peer;
    private @Nullable ConnectException refusal;
    private @Nullable Promise<@Nullable Void> forConnection;
    private @Nullable Promise<@Nullable Void> forBytes;
    private @Nullable Promise<@Nullable Void> forRoom;
    // what the system would have, and what the loop has taken from it; that is what can be read
    private byte[] arrived = NONE;
    private byte[] taken = NONE;
    // nothing more comes
    private boolean ended;
    private boolean endTaken;
    private boolean broken;
    // what was sent and has not arrived
    private int onTheWay;
    // when the last byte arrives, and how many do so then
    private long last;
    private int used;
    private boolean shut;
    private boolean closed;

    WireEnd(Wires wires, int port) {
        this.wires = wires;
        this.port = port;
    }

    static void join(WireEnd one, WireEnd other) {
        one.peer = other;
        other.peer = one;
    }

    static void done(Promise<@Nullable Void> promise) {
        if (!promise.done()) {
            promise.setResult(null);
        }
    }

    // Connecting.

    void awaitConnected() throws IOException {
        Promise<@Nullable Void> promise = wires.loop.createFuture();
        forConnection = promise;
        promise.await(IOException.class);
        Promise<@Nullable Void> made = wires.loop.createFuture(); // asyncio's transport takes a turn and tells in the next
        wires.inTurns(1, () -> done(made));
        made.await();
    }

    void connectFailed(ConnectException e) {
        refusal = e;
    }

    @Override
    public boolean notice() {
        boolean any = noticeConnection();
        any |= noticeBytes();
        Promise<@Nullable Void> room = forRoom;
        if (room != null && (broken || onTheWay < wires.room)) {
            forRoom = null;
            any = true;
            done(room);
        }
        return any;
    }

    private boolean noticeBytes() {
        if (closed) {
            return false;
        }
        if (arrived.length > 0 || ended && !endTaken) {
            wires.inTurns(1, this::take);
            return true;
        }
        Promise<@Nullable Void> bytes = forBytes;
        if (bytes == null || !broken || endTaken) {
            return false;
        }
        forBytes = null;
        done(bytes);
        return true;
    }

    /** Takes what the system has: asyncio does that for each socket once in a turn, bytes and the end one after the other. */
    private void take() {
        if (arrived.length > 0) {
            taken = joined(taken, arrived);
            arrived = NONE;
        } else {
            endTaken = ended;
        }
        Promise<@Nullable Void> bytes = forBytes;
        forBytes = null;
        if (bytes != null) {
            done(bytes);
        }
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private boolean noticeConnection() {
        Promise<@Nullable Void> connection = forConnection;
        ConnectException e = refusal;
        if (connection == null || e == null && peer == null) {
            return false;
        }
        forConnection = null;
        wires.inTurns(1, () -> {
            if (e == null) {
                done(connection);
            } else if (!connection.done()) {
                connection.setException(e);
            }
        });
        return true;
    }

    // Bytes.

    @Override
    public int read(ByteBuffer into) throws IOException {
        ensureOpen();
        if (taken.length > 0) {
            int count = Math.min(taken.length, into.remaining());
            into.put(taken, 0, count);
            taken = Arrays.copyOfRange(taken, count, taken.length);
            return count;
        }
        if (endTaken) {
            return -1;
        }
        if (broken && arrived.length == 0 && !ended) {
            throw new SocketException("Connection reset");
        }
        return 0;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        ensureOpen();
        if (broken) {
            throw new SocketException(ended ? "Broken pipe" : "Connection reset");
        }
        int count = 0;
        for (int i = offset; i < offset + length && onTheWay < wires.room; i++) {
            var bytes = new byte[Math.min(from[i].remaining(), wires.room - onTheWay)];
            from[i].get(bytes);
            onTheWay += bytes.length;
            count += bytes.length;
            send(bytes);
        }
        return count;
    }

    private void send(byte[] bytes) {
        int sent = 0;
        while (sent < bytes.length) {
            findSlot();
            int most = Math.min(bytes.length - sent, wires.rate - used);
            byte[] piece = Arrays.copyOfRange(bytes, sent, sent + most);
            used += most;
            sent += most;
            wires.at(last, () -> deliver(piece));
        }
    }

    /** Finds when the next byte arrives, and how many do so before it at that time. */
    private void findSlot() {
        if (wires.soonest() > last) {
            last = wires.soonest();
            used = 0;
        } else if (used >= wires.rate) {
            last++;
            used = 0;
        }
    }

    private void deliver(byte[] piece) {
        onTheWay -= piece.length;
        WireEnd to = Objects.requireNonNull(peer);
        if (to.closed) { // it says so behind what it has sent before
            wires.at(Math.max(wires.soonest(), to.last), () -> broken = true);
        } else if (!to.broken) {
            to.arrived = joined(to.arrived, piece);
        }
    }

    @Override
    public Future<@Nullable Void> readable() {
        Promise<@Nullable Void> promise = wires.loop.createFuture();
        forBytes = promise;
        if (taken.length > 0 || endTaken) {
            forBytes = null;
            promise.setResult(null);
        }
        return promise;
    }

    @Override
    public Future<@Nullable Void> writable() {
        Promise<@Nullable Void> promise = wires.loop.createFuture();
        forRoom = promise;
        return promise;
    }

    // Ending.

    /** Breaks the connection, for both ends at the same time. */
    void tear() {
        for (WireEnd end : new WireEnd[] {this, peer}) {
            if (end != null) {
                wires.at(wires.soonest(), () -> end.broken = true);
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void shutdownOutput() throws IOException {
        ensureOpen();
        end();
    }

    private void end() {
        WireEnd to = peer;
        if (!shut && to != null) {
            shut = true;
            findSlot();
            wires.at(last, () -> to.ended |= !to.broken);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        end();
        if (!wires.loop.isClosed()) {
            fail(forBytes);
            fail(forRoom);
        }
    }

    private static void fail(@Nullable Promise<@Nullable Void> waiting) {
        if (waiting != null && !waiting.done()) {
            waiting.setException(new AsynchronousCloseException());
        }
    }

    private void ensureOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public SocketAddress localAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public String toString() {
        return "wire at " + port;
    }
}
