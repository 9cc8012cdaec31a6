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
import org.jspecify.annotations.Nullable;

/**
 * The handshake of a TLS connection, awaited by the task that wants it. Work that the engine delegates (keys,
 * certificates) is done on another thread; nothing else touches the engine meanwhile, and if the task is cancelled then,
 * nothing does afterwards.
 */
final class TlsHandshake {

    private static final int MOST_STEPS_AT_ONCE = 64;
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final TlsTransport tls;
    private final SSLEngine engine;
    private final @Nullable String hostname;

    /** {@code hostname} is whom a client wants to talk to, if that is known. */
    TlsHandshake(TlsTransport tls, @Nullable String hostname) {
        this.tls = tls;
        this.engine = tls.engine;
        this.hostname = hostname;
    }

    void run(Duration timeout) throws IOException {
        try {
            Asyncio.timeout(timeout, this::shakeHandsOrSayWithWhom);
        } catch (TimeoutException e) {
            var late = new SocketException(
                    "TLS handshake with " + peer() + " is taking longer than " + seconds(timeout)
                            + " seconds: aborting the connection");
            late.initCause(e);
            throw late;
        }
    }

    private void shakeHandsOrSayWithWhom() throws IOException {
        try {
            shakeHands();
        } catch (SSLException e) {
            throw named(e);
        } catch (SocketException e) {
            var named = new SocketException(failed(e));
            named.initCause(e);
            throw named;
        }
    }

    // The JDK's own do not say with whom.
    private SSLException named(SSLException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        SSLException named = e.getClass() == SSLException.class ? new SSLException(failed(e), cause)
                : new SSLHandshakeException(failed(e), cause);
        for (Throwable suppressed : e.getSuppressed()) {
            named.addSuppressed(suppressed);
        }
        return named;
    }

    private String failed(IOException e) {
        return "TLS handshake with " + peer() + " failed: " + e.getMessage();
    }

    private static String seconds(Duration timeout) {
        String seconds = Double.toString(timeout.toMillis() / 1000.0);
        return seconds.endsWith(".0") ? seconds.substring(0, seconds.length() - 2) : seconds;
    }

    private String peer() {
        String text = tls.peer();
        return hostname == null || text.startsWith(hostname + ":") ? text : hostname + " (" + text + ")";
    }

    private void shakeHands() throws IOException {
        HandshakeStatus status = engine.getHandshakeStatus();
        for (int steps = 1; status != HandshakeStatus.NOT_HANDSHAKING
                && status != HandshakeStatus.FINISHED; steps++) {
            if (steps % MOST_STEPS_AT_ONCE == 0) { // there are never so many, unless the peer means harm
                Asyncio.sleep(Duration.ZERO);
            }
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
        flushNow();
        if (status == Status.CLOSED) {
            throw closed();
        }
    }

    private void flush() throws IOException {
        while (!flushNow()) {
            tls.raw.writable().await(IOException.class);
        }
    }

    private boolean flushNow() throws IOException {
        try {
            return tls.flush();
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
            boolean flushed = flushNow();
            int count = tls.receive();
            if (count == 0) {
                tls.awaitPeer(flushed);
            } else if (count < 0) {
                throw closed();
            }
        }
    }

    private SSLHandshakeException closed() {
        return new SSLHandshakeException("the peer has closed the connection");
    }
}
