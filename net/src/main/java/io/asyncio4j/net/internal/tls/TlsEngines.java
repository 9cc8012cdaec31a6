package io.asyncio4j.net.internal.tls;

import io.asyncio4j.net.TlsOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Makes engines of options. An engine by itself checks no name: that is asked of it here, unless it is switched off. */
/*
 * What the JDK needs for TLS it makes once a JVM, from files: the certificates that it trusts, sources of randomness. Where
 * there is no descriptor for that it goes on without, and for ever: nobody would be trusted any more. So it is begun only
 * when there are some.
 */
final class TlsEngines {

    private static final int NEEDED_DESCRIPTORS = 8;

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    // any thread
    private static volatile boolean begun;

    private TlsEngines() {}

    /** {@return an engine whose handshake has begun} Blocks: it may read files, and makes keys. */
    static SSLEngine begin(TlsOptions options, boolean isServer, @Nullable String hostname,
            @Nullable SocketAddress peer) throws IOException {
        if (!begun) {
            ensureDescriptors();
        }
        SSLEngine engine = create(options, isServer, hostname, peer);
        engine.beginHandshake();
        begun = true;
        return engine;
    }

    private static void ensureDescriptors() throws IOException {
        var probes = new ArrayList<SocketChannel>();
        try {
            while (probes.size() < NEEDED_DESCRIPTORS) {
                probes.add(SocketChannel.open());
            }
        } catch (IOException e) {
            throw new IOException("there are too few descriptors to begin with TLS: " + e.getMessage(), e);
        } finally {
            for (SocketChannel probe : probes) {
                probe.close();
            }
        }
    }

    private static SSLEngine create(TlsOptions options, boolean isServer, @Nullable String hostname,
            @Nullable SocketAddress peer) throws SSLException {
        SSLContext context = contextOf(options);
        if (isServer) {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            SSLParameters parameters = engine.getSSLParameters();
            protocols(parameters, options);
            switch (options.clientCertificate()) {
                case NONE -> {}
                case WANTED -> parameters.setWantClientAuth(true);
                case REQUIRED -> parameters.setNeedClientAuth(true);
            }
            engine.setSSLParameters(parameters);
            return engine;
        }
        if (hostname == null && options.verifyHostname()) {
            throw new IllegalArgumentException(
                    "You must set serverHostname when using TLS without a host, or switch its verification off");
        }
        int port = peer instanceof InetSocketAddress address ? address.getPort() : -1;
        SSLEngine engine = hostname != null ? context.createSSLEngine(hostname, port)
                : context.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        protocols(parameters, options);
        parameters.setServerNames(serverNames(hostname));
        if (options.verifyHostname()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** {@return what to tell the server whom one wants to talk to} Not every name that can be resolved may be told. */
    private static List<SNIServerName> serverNames(@Nullable String hostname) {
        if (hostname == null || LITERAL.matcher(hostname).matches()) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(
                    hostname.endsWith(".") ? hostname.substring(0, hostname.length() - 1) : hostname));
        } catch (IllegalArgumentException e) { // it has an underscore, for example
            return List.of();
        }
    }

    private static void protocols(SSLParameters parameters, TlsOptions options) {
        if (!options.applicationProtocols().isEmpty()) {
            parameters.setApplicationProtocols(options.applicationProtocols().toArray(String[]::new));
        }
    }

    private static SSLContext contextOf(TlsOptions options) throws SSLException {
        SSLContext context = options.context();
        if (context != null) {
            return context;
        }
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new SSLException("there is no default SSLContext: " + e.getMessage(), e);
        }
    }
}
