package io.asyncio4j.net.internal.tls;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Promise;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.internal.parts.NetLogs;
import io.asyncio4j.net.internal.real.SocketErrors;
import io.asyncio4j.net.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** TLS on another transport, after the handshake. Loop-confined. */
/*
 *   write:  plain bytes -> engine.wrap   -> toNetwork   -> raw.write
 *   read:   raw.read    -> fromNetwork   -> engine.unwrap -> plain
 *
 * toNetwork is ready to be written to by the engine, fromNetwork and plain are ready to be read from. Both sides of the
 * engine are used by whoever has the loop, so no two calls overlap. What the protocol has to say in between (a new key, a
 * session ticket) is said by whatever call comes first.
 */
public final class TlsTransport implements Transport {

    private static final int MOST_KEPT = 64 * 1024;
    private static final int MOST_DROPPED_AT_ONCE = 256 * 1024;
    private static final int MOST_RECORDS_AT_ONCE = 64;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    // fixed
    final Transport raw;
    final SSLEngine engine;
    private final Duration shutdownTimeout;
    private final boolean allowTruncation;

    // loop-confined
    private ByteBuffer fromNetwork;
    private ByteBuffer plain = NOTHING;
    private ByteBuffer toNetwork;
    private boolean established;
    private boolean inputEnded;
    private boolean goodByeSaid;
    // whether the last read has only ended to let others run
    private boolean hasGivenWay;

    TlsTransport(Transport raw, SSLEngine engine, TlsOptions options) {
        this.raw = raw;
        this.engine = engine;
        this.shutdownTimeout = options.shutdownTimeout();
        this.allowTruncation = options.allowTruncation();
        int size = engine.getSession().getPacketBufferSize();
        this.fromNetwork = ByteBuffer.allocate(size).flip();
        this.toNetwork = ByteBuffer.allocate(size);
    }

    /**
     * {@return a transport over {@code raw} whose handshake has succeeded} Awaits; {@code raw} is left to the caller if it
     * fails.
     *
     * @param received what was read from {@code raw} already
     */
    public static TlsTransport handshake(Transport raw, TlsOptions options, boolean isServer, byte[] received,
            @Nullable String hostname) throws IOException {
        SSLEngine engine =
                Asyncio.toThread(() -> TlsEngines.begin(options, isServer, hostname, raw.remoteAddress()));
        var tls = new TlsTransport(raw, engine, options);
        tls.received(received);
        new TlsHandshake(tls, hostname).run(options.handshakeTimeout());
        tls.established = true;
        return tls;
    }

    private void received(byte[] bytes) {
        if (bytes.length > 0) {
            fromNetwork =
                    ByteBuffer.allocate(Math.max(bytes.length, fromNetwork.capacity())).put(bytes).flip();
        }
    }

    // Reading.

    @Override
    public int read(ByteBuffer into) throws IOException {
        int records = 0;
        while (true) {
            if (plain.hasRemaining()) {
                int count = Math.min(plain.remaining(), into.remaining());
                into.put(into.position(), plain, plain.position(), count);
                into.position(into.position() + count);
                plain.position(plain.position() + count);
                return count;
            }
            if (inputEnded) {
                return -1;
            }
            switch (unwrap()) {
                case BUFFER_UNDERFLOW -> {
                    int count = receive();
                    if (count == 0) {
                        return 0;
                    }
                    if (count < 0) {
                        inputEnded = true;
                        endOfNetwork();
                    }
                }
                case CLOSED -> inputEnded = true;
                case OK, BUFFER_OVERFLOW -> {
                    if (++records == MOST_RECORDS_AT_ONCE) { // a peer may send nothing but empty ones
                        hasGivenWay = true;
                        return 0;
                    }
                }
            }
        }
    }

    /** Takes one record from what was received. */
    Status unwrap() throws IOException {
        if (!fromNetwork.hasRemaining()) {
            return Status.BUFFER_UNDERFLOW;
        }
        if (plain == NOTHING) {
            plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
        }
        plain.compact();
        SSLEngineResult result;
        try {
            result = engine.unwrap(fromNetwork, plain);
        } catch (SSLException e) {
            sendAlert();
            throw e;
        } finally {
            plain.flip();
        }
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            ByteBuffer larger = ByteBuffer.allocate(
                    Math.max(plain.capacity() * 2, engine.getSession().getApplicationBufferSize()));
            plain = larger.put(plain).flip();
        }
        if (established && result.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            answer(result.getHandshakeStatus());
        }
        if (!plain.hasRemaining()) {
            plain = NOTHING;
        }
        return result.getStatus();
    }

    // After the handshake: a new key or a ticket. Such tasks are short. TLS 1.2 would let a client ask for a whole new
    // handshake, again and again, which costs the server much and the client nothing.
    private void answer(HandshakeStatus status) throws IOException {
        if (!engine.getUseClientMode() && !engine.getSession().getProtocol().equals("TLSv1.3")) {
            inputEnded = true;
            throw new SSLException("the client at " + peer()
                    + " asks for a renegotiation, which is refused: " + this);
        }
        HandshakeStatus next = status;
        while (true) {
            if (next == HandshakeStatus.NEED_TASK) {
                for (Runnable task = engine.getDelegatedTask(); task != null;
                        task = engine.getDelegatedTask()) {
                    task.run();
                }
                next = engine.getHandshakeStatus();
            } else if (next == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
                wrap(new ByteBuffer[] {NOTHING}, 0, 1);
                next = engine.getHandshakeStatus();
            } else {
                flush();
                return;
            }
        }
    }

    /** Reads from the network behind what is left of it. */
    int receive() throws IOException {
        if (fromNetwork.remaining() == fromNetwork.capacity()) {
            fromNetwork = ByteBuffer.allocate(fromNetwork.capacity() * 2).put(fromNetwork).flip();
        }
        fromNetwork.compact();
        try {
            return raw.read(fromNetwork);
        } finally {
            fromNetwork.flip();
        }
    }

    private void endOfNetwork() throws SSLException {
        try {
            engine.closeInbound();
        } catch (SSLException e) {
            if (!allowTruncation && !goodByeSaid) {
                throw new SSLException(
                        "the connection to " + peer()
                                + " was closed without close_notify: what has"
                                + " come may not be all (allowingTruncation() ignores that)",
                        e);
            }
        }
    }

    private void sendAlert() {
        try {
            wrap(new ByteBuffer[] {NOTHING}, 0, 1);
            flush();
        } catch (IOException e) {
            // the peer will see the end
        }
    }

    // Writing.

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long written = 0;
        while (true) {
            if (toNetwork.position() >= MOST_KEPT && !flush() || !hasRemaining(from, offset, length)) {
                break;
            }
            SSLEngineResult result = wrap(from, offset, length);
            written += result.bytesConsumed();
            if (result.getStatus() == Status.CLOSED) {
                throw new SSLException("the TLS connection is closed: " + this);
            }
        }
        flush();
        return written;
    }

    private static boolean hasRemaining(ByteBuffer[] from, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (from[i].hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    /** Makes one record. */
    SSLEngineResult wrap(ByteBuffer[] from, int offset, int length) throws SSLException {
        while (true) {
            SSLEngineResult result = engine.wrap(from, offset, length, toNetwork);
            if (result.getStatus() != Status.BUFFER_OVERFLOW) {
                return result;
            }
            toNetwork = ByteBuffer.allocate(toNetwork.capacity() + engine.getSession().getPacketBufferSize())
                    .put(toNetwork.flip());
        }
    }

    @Override
    public boolean flush() throws IOException {
        if (toNetwork.position() == 0) {
            return raw.flush();
        }
        toNetwork.flip();
        try {
            var batch = new ByteBuffer[] {toNetwork};
            while (toNetwork.hasRemaining() && raw.write(batch, 0, 1) > 0) {
                // on with the rest
            }
        } finally {
            toNetwork.compact();
        }
        return toNetwork.position() == 0 && raw.flush();
    }

    // Ending.

    @Override
    public boolean canShutdownOutput() {
        return false;
    }

    @Override
    public void shutdownOutput() {
        throw new UnsupportedOperationException("a TLS connection cannot be half-closed: " + this);
    }

    @Override
    public Duration closeTimeout() {
        return shutdownTimeout;
    }

    @Override
    public @Nullable Future<?> startClosing() {
        if (goodByeSaid) {
            return null;
        }
        goodByeSaid = true;
        return EventLoop.running().createTask(TaskOptions.named("closing " + this), this::sayGoodBye);
    }

    /* All data was sent. If the peer's good-bye does not come in time, nothing of ours is lost by that. */
    private void sayGoodBye() {
        try {
            Asyncio.timeout(shutdownTimeout, this::exchangeGoodByes);
        } catch (TimeoutException e) {
            NetLogs.net().log(System.Logger.Level.DEBUG,
                    "{0}: the peer has not said good-bye within {1}", this, shutdownTimeout);
        }
    }

    private void exchangeGoodByes() throws IOException {
        engine.closeOutbound();
        try {
            while (!engine.isOutboundDone()) {
                if (wrap(new ByteBuffer[] {NOTHING}, 0, 1).getStatus() == Status.CLOSED) {
                    break;
                }
            }
            var rest = ByteBuffer.allocate(8192);
            boolean sent = flush();
            int dropped = 0;
            for (int count = read(rest); count >= 0; count = read(rest.clear())) {
                dropped += count;
                if (count == 0) {
                    awaitPeer(sent);
                } else if (dropped >= MOST_DROPPED_AT_ONCE) { // a peer that has much to say must not hold the loop
                    dropped = 0;
                    Asyncio.sleep(Duration.ZERO);
                }
                sent = flush();
            }
            while (!flush()) {
                raw.writable().await(IOException.class);
            }
        } catch (IOException e) {
            if (toNetwork.position() > 0) {
                throw e; // the peer could not even be told
            }
        }
    }

    @Override
    public void close() {
        inputEnded = true;
        raw.close();
    }

    // Waiting.

    /**
     * Waits until there is something to be read, or to be written if not all is. Both sides may have to write before they
     * read on, and there may be room for a byte only.
     */
    void awaitPeer(boolean allIsWritten) throws IOException {
        if (hasGivenWay) {
            readable().await(IOException.class);
            return;
        }
        if (allIsWritten) {
            raw.readable().await(IOException.class);
            return;
        }
        List<Future<@Nullable Void>> either = List.of(raw.readable(), raw.writable());
        try {
            Asyncio.wait(either, ReturnWhen.FIRST_COMPLETED);
        } finally {
            for (Future<?> each : either) {
                if (!each.cancel() && !each.cancelled()) {
                    each.exception(); // looked at: the next read or write fails, too
                }
            }
        }
    }

    @Override
    public Future<@Nullable Void> readable() {
        if (!hasGivenWay) {
            return raw.readable();
        }
        hasGivenWay = false;
        EventLoop loop = EventLoop.running();
        Promise<@Nullable Void> nextTurn = loop.createFuture();
        loop.callSoon(() -> {
            if (!nextTurn.done()) {
                nextTurn.setResult(null);
            }
        });
        return nextTurn;
    }

    @Override
    public Future<@Nullable Void> writable() {
        return raw.writable();
    }

    // Queries.

    @Override
    public @Nullable SocketAddress localAddress() {
        return raw.localAddress();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return raw.remoteAddress();
    }

    @Override
    public SSLSession sslSession() {
        return engine.getSession();
    }

    @Override
    public @Nullable String applicationProtocol() {
        String protocol = engine.getApplicationProtocol();
        return protocol == null || protocol.isEmpty() ? null : protocol;
    }

    /** {@return who is at the other end, as people write it} */
    String peer() {
        SocketAddress address = raw.remoteAddress();
        return address != null ? SocketErrors.text(address) : raw.toString();
    }

    @Override
    public String toString() {
        return "TLS over " + raw;
    }
}
