package io.asyncio4j.net.internal.tls;

import io.asyncio4j.net.TlsOptions;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Makes engines of options. An engine by itself checks no name: that is asked of it here, unless it is switched off. */
final class TlsEngines {

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    private TlsEngines() {}

    static SSLEngine create(TlsOptions options, boolean isServer, @Nullable String hostname,
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
        if (hostname != null && !LITERAL.matcher(hostname).matches()) {
            parameters.setServerNames(List.of(new SNIHostName(hostname)));
        }
        if (options.verifyHostname()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return engine;
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
