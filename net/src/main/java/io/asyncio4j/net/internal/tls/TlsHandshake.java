package io.asyncio4j.net.internal.tls;

import io.asyncio4j.Asyncio;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * The handshake of a TLS connection, awaited by the task that wants it. Work that the engine delegates (keys,
 * certificates) is done on another thread; nothing else touches the engine meanwhile, and if the task is cancelled then,
 * nothing does afterwards.
 */
final class TlsHandshake {

    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final TlsTransport tls;
    private final SSLEngine engine;

    TlsHandshake(TlsTransport tls) {
        this.tls = tls;
        this.engine = tls.engine;
    }

    void run(Duration timeout) throws IOException {
        try {
            Asyncio.timeout(timeout, this::shakeHands);
        } catch (TimeoutException e) {
            var late = new SocketException(
                    "TLS handshake with " + peer() + " is taking longer than " + seconds(timeout)
                            + " seconds: aborting the connection");
            late.initCause(e);
            throw late;
        }
    }

    private static String seconds(Duration timeout) {
        String seconds = Double.toString(timeout.toMillis() / 1000.0);
        return seconds.endsWith(".0") ? seconds.substring(0, seconds.length() - 2) : seconds;
    }

    private Object peer() {
        Object address = tls.remoteAddress();
        return address != null ? address : tls.raw;
    }

    private void shakeHands() throws IOException {
        HandshakeStatus status = engine.getHandshakeStatus();
        while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
            switch (status) {
                case NEED_WRAP -> wrap();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
                case NEED_TASK -> runTasks();
                default -> throw new AssertionError(status);
            }
            status = engine.getHandshakeStatus();
        }
        flush();
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            Asyncio.toThread(task::run);
        }
    }

    private void wrap() throws IOException {
        Status status = tls.wrap(NOTHING, 0, 1).getStatus();
        flush();
        if (status == Status.CLOSED) {
            throw closed();
        }
    }

    private void flush() throws IOException {
        try {
            while (!tls.flush()) {
                tls.raw.writable().await(IOException.class);
            }
        } catch (SSLException e) {
            throw e;
        } catch (IOException e) { // perhaps the peer has said why it has closed
            throw alertOr(e);
        }
    }

    private IOException alertOr(IOException e) {
        try {
            while (tls.unwrap() == Status.OK || tls.receive() > 0) {
                // until the alert is found
            }
        } catch (SSLException alert) {
            alert.addSuppressed(e);
            return alert;
        } catch (IOException other) {
            // no alert
        }
        return e;
    }

    private void unwrap() throws IOException {
        Status status = tls.unwrap();
        if (status == Status.CLOSED) {
            throw closed();
        }
        if (status == Status.BUFFER_UNDERFLOW) {
            flush();
            int count = tls.receive();
            if (count == 0) {
                tls.raw.readable().await(IOException.class);
            } else if (count < 0) {
                throw closed();
            }
        }
    }

    private SSLHandshakeException closed() {
        return new SSLHandshakeException(
                "the peer " + peer() + " has closed the connection during the TLS handshake");
    }
}
