package io.asyncio4j.net.tests.peers;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.TestCertificates.file;
import static io.asyncio4j.process.Processes.createSubprocessExec;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.tests.kit.Peers;
import io.asyncio4j.net.tests.kit.TestCertificates;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import io.asyncio4j.process.Redirect;
import java.net.ConnectException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL at the other end, with TLS 1.2 and 1.3. */
@Timeout(60)
class OpensslPeersTest {

    private static final ProcessOptions PIPES = ProcessOptions.PIPES.withStderr(Redirect.DEVNULL);

    @BeforeAll
    static void isInstalled() {
        Peers.assumeInstalled(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl");
        assertThat(file("authority.pem")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void itsClient_ourServer(String version) {
        run(() -> {
            try (Server server = startServer((reader, writer) -> {
                writer.write("you said " + text(reader.readLine()));
            }, "127.0.0.1", 0, ServerOptions.DEFAULT.withTls(TlsOptions.of(TestCertificates.server())));
                    Process client = createSubprocessExec(PIPES, "openssl", "s_client", "-quiet",
                            "-verify_return_error",
                            "-CAfile", file("authority.pem").toString(), "-verify_hostname", "localhost",
                            version,
                            "-connect", "127.0.0.1:" + server.port())) {
                client.stdin().write("hello\n");
                assertThat(text(client.stdout().readLine())).isEqualTo("you said hello\n");
                client.stdin().close();
                assertThat(client.waitFor()).isZero();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void ourClient_itsServer(String version) {
        run(() -> {
            int port;
            try (var unused = ServerSocketChannel.open().bind(at("127.0.0.1", 0))) {
                port = unused.socket().getLocalPort();
            }
            try (Process server =
                    createSubprocessExec(PIPES, "openssl", "s_server", "-quiet", "-rev", version, "-accept",
                            "127.0.0.1:" + port, "-cert", file("server.pem").toString(), "-key",
                            file("server-key.pem").toString());
                    Connection client = connect(port)) {
                client.writer().write("hello\n");
                assertThat(text(client.reader().readLine())).isEqualTo("olleh\n");
                assertThat(client.writer().sslSession().getProtocol())
                        .isEqualTo(version.equals("-tls1_2") ? "TLSv1.2" : "TLSv1.3");
                assertThat(server.returnCode()).isNull();
            }
        });
    }

    private static Connection connect(int port) throws Exception {
        var options = ConnectOptions.DEFAULT.withTls(TlsOptions.of(TestCertificates.client()));
        while (true) {
            try {
                return openConnection("127.0.0.1", port, options);
            } catch (ConnectException e) {
                sleep(ms(10)); // it has not begun to listen
            }
        }
    }
}
