package io.asyncio4j.net.tests.kit;

import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.TlsOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A server that sends lines back over TLS, and its clients, with the certificates of these tests. */
public final class TlsEcho {

    public static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] line : reader.lines()) {
            writer.write(line);
            writer.drain();
        }
    };

    private TlsEcho() {}

    public static Server server(TlsOptions tls) throws IOException {
        return startServer(ECHO, "127.0.0.1", 0, ServerOptions.DEFAULT.withTls(tls));
    }

    public static TlsOptions serverTls() throws IOException {
        return TlsOptions.of(TestCertificates.server());
    }

    public static TlsOptions clientTls() throws IOException {
        return TlsOptions.of(TestCertificates.client());
    }

    public static Connection connect(Server server, TlsOptions tls) throws IOException {
        return openConnection("localhost", server.port(), ConnectOptions.DEFAULT.withTls(tls));
    }

    public static String ask(Connection client, String line) throws IOException {
        client.writer().write(line);
        return new String(client.reader().readLine(), StandardCharsets.UTF_8);
    }
}
