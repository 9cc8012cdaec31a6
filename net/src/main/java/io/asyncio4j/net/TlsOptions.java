package io.asyncio4j.net;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is encrypted. Certificates and keys are in the {@link SSLContext}; {@link TlsContexts} makes one of
 * files.
 *
 * <p><b>From CPython:</b> {@code ssl.SSLContext} and the {@code ssl_} arguments of {@code open_connection} and
 * {@code start_server}.
 *
 * @param context keys and trusted certificates, or null for the JDK's default
 * @param serverHostname the name that the server must prove to have, for a client; or null for the host that is connected
 *     to
 * @param verifyHostname whether a client checks that name
 * @param applicationProtocols what to offer, or to accept, by ALPN, the preferred one first
 * @param clientCertificate whether a server asks clients for a certificate
 * @param handshakeTimeout how long the handshake may take
 * @param shutdownTimeout how long closing may take: sending what is left, and waiting for the peer's good-bye after ours
 * @param allowTruncation whether the end of the stream may come without the peer's good-bye, as many HTTP servers do it;
 *     else that is an error, since whoever is in between could have cut the rest off
 */
public record TlsOptions(@Nullable SSLContext context, @Nullable String serverHostname,
        boolean verifyHostname,
        List<String> applicationProtocols, ClientCertificate clientCertificate, Duration handshakeTimeout,
        Duration shutdownTimeout, boolean allowTruncation) {

    /** Whether a server asks its clients for a certificate. */
    public enum ClientCertificate {
        /** It does not. */
        NONE,
        /** It does, and takes clients without one. */
        WANTED,
        /** It does, and refuses clients without one. */
        REQUIRED
    }

    /** A client with the JDK's default context, or a server with its default key. */
    public static final TlsOptions DEFAULT =
            new TlsOptions(null, null, true, List.of(), ClientCertificate.NONE,
                    Duration.ofSeconds(60), Duration.ofSeconds(30), false);

    /** Checks the time limits. */
    public TlsOptions {
        applicationProtocols = List.copyOf(applicationProtocols);
        Objects.requireNonNull(clientCertificate, "clientCertificate");
        ensurePositive("handshakeTimeout", handshakeTimeout);
        ensurePositive("shutdownTimeout", shutdownTimeout);
    }

    private static void ensurePositive(String what, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(what + " should be a positive number, got " + value);
        }
    }

    /** {@return options with just a context} */
    public static TlsOptions of(SSLContext context) {
        return DEFAULT.withContext(context);
    }

    public TlsOptions withContext(SSLContext context) {
        return new TlsOptions(Objects.requireNonNull(context, "context"), serverHostname, verifyHostname,
                applicationProtocols, clientCertificate, handshakeTimeout, shutdownTimeout, allowTruncation);
    }

    public TlsOptions withServerHostname(String serverHostname) {
        return new TlsOptions(context, Objects.requireNonNull(serverHostname, "serverHostname"),
                verifyHostname,
                applicationProtocols, clientCertificate, handshakeTimeout, shutdownTimeout, allowTruncation);
    }

    /** {@return these options for a client that takes a certificate for any name} */
    public TlsOptions withoutHostnameVerification() {
        return new TlsOptions(context, serverHostname, false, applicationProtocols, clientCertificate,
                handshakeTimeout, shutdownTimeout, allowTruncation);
    }

    public TlsOptions withApplicationProtocols(String... protocols) {
        return new TlsOptions(context, serverHostname, verifyHostname, List.of(protocols), clientCertificate,
                handshakeTimeout, shutdownTimeout, allowTruncation);
    }

    public TlsOptions withClientCertificate(ClientCertificate clientCertificate) {
        return new TlsOptions(context, serverHostname, verifyHostname, applicationProtocols,
                clientCertificate,
                handshakeTimeout, shutdownTimeout, allowTruncation);
    }

    public TlsOptions withHandshakeTimeout(Duration handshakeTimeout) {
        return new TlsOptions(context, serverHostname, verifyHostname, applicationProtocols,
                clientCertificate,
                handshakeTimeout, shutdownTimeout, allowTruncation);
    }

    public TlsOptions withShutdownTimeout(Duration shutdownTimeout) {
        return new TlsOptions(context, serverHostname, verifyHostname, applicationProtocols,
                clientCertificate,
                handshakeTimeout, shutdownTimeout, allowTruncation);
    }

    /** {@return these options for peers that end a stream without saying good-bye} */
    public TlsOptions allowingTruncation() {
        return new TlsOptions(context, serverHostname, verifyHostname, applicationProtocols,
                clientCertificate,
                handshakeTimeout, shutdownTimeout, true);
    }
}
