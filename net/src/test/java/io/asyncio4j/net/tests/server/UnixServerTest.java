package io.asyncio4j.net.tests.server;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.net.Net.openUnixConnection;
import static io.asyncio4j.net.Net.startUnixServer;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.process.Processes.createSubprocessExec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.tests.kit.Peers;
import io.asyncio4j.net.tests.kit.TestCertificates;
import io.asyncio4j.process.ProcessOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UnixServerTest {

    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] line : reader.lines()) {
            writer.write(line);
        }
    };

    @TempDir Path folder;

    private static String ask(Connection client, String line) throws IOException {
        client.writer().write(line);
        return text(client.reader().readLine());
    }

    @Test // UNX-01, UNX-02, UNX-12, UNX-15
    void itServes_andItsFileGoesWithIt() {
        Path path = folder.resolve("socket");
        run(() -> {
            try (Server server = startUnixServer(ECHO, path); Connection client = openUnixConnection(path)) {
                assertThat(ask(client, "x\n")).isEqualTo("x\n");
                client.writer().writeEof();
                assertThat(client.reader().read()).isEmpty();
                assertThat(client.writer().remoteAddress()).isEqualTo(UnixDomainSocketAddress.of(path));
                assertThat(server.addresses()).containsExactly(UnixDomainSocketAddress.of(path));
                assertThat(server.port()).isEqualTo(-1);
            }
            assertThat(path).doesNotExist(); // UNX-08, UNX-10
        });
    }

    @Test // UNX-03
    void whatCannotBeConnectedTo_isNamed() {
        run(() -> {
            Path missing = folder.resolve("missing");
            assertThatThrownBy(() -> openUnixConnection(missing)).isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining(missing.toString());
            Path stale = folder.resolve("stale");
            ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(stale))
                    .close();
            assertThatThrownBy(() -> openUnixConnection(stale)).isInstanceOf(ConnectException.class)
                    .hasMessageContaining(stale.toString());
        });
    }

    @Test // UNX-05
    void aStaleSocket_isReplaced_anotherFileIsNot() {
        run(() -> {
            Path path = folder.resolve("socket");
            ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))
                    .close();
            assertThat(path).exists();
            try (Server server = startUnixServer(ECHO, path); Connection client = openUnixConnection(path)) {
                assertThat(ask(client, "x\n")).isEqualTo("x\n");
                assertThat(server.isServing()).isTrue();
            }
            Path file = Files.writeString(folder.resolve("file"), "precious");
            assertThatThrownBy(() -> startUnixServer(ECHO, file)).isInstanceOf(BindException.class)
                    .hasMessage("Address '" + file + "' is already in use");
            assertThat(file).hasContent("precious");
        });
    }

    @Test // UNX-06
    void theSocketOfALivingServer_isLeftAlone() {
        run(() -> {
            Path path = folder.resolve("socket");
            try (Server server = startUnixServer(ECHO, path)) {
                assertThatThrownBy(() -> startUnixServer(ECHO, path)).isInstanceOf(BindException.class)
                        .hasMessageContaining("is already in use");
                try (Connection client = openUnixConnection(path)) {
                    assertThat(ask(client, "x\n")).isEqualTo("x\n");
                }
                assertThat(server.isServing()).isTrue();
            }
        });
    }

    @Test // UNX-06: whoever receives there would not hear of it
    void aSocketOfAnotherType_isLeftAlone_asLongAsItIsUsed() throws Exception {
        Peers.assumeInstalled(Files.isExecutable(Path.of("/usr/bin/python3")), "python3");
        run(() -> {
            Path path = folder.resolve("datagrams");
            try (var python = createSubprocessExec(ProcessOptions.PIPES, "/usr/bin/python3", "-c", """
                    import socket, sys
                    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                    s.bind(sys.argv[1])
                    print("bound", flush=True)
                    sys.stdin.read()
                    """, path.toString())) {
                assertThat(text(python.stdout().readLine())).isEqualTo("bound\n");
                assertThatThrownBy(() -> startUnixServer(ECHO, path)).isInstanceOf(BindException.class)
                        .hasMessageContaining(path.toString());
                assertThat(path).exists();
                python.stdin().close();
                python.waitFor();
            }
            try (Server server = startUnixServer(ECHO, path)) { // nobody receives there any more
                assertThat(server.isServing()).isTrue();
            }
        });
    }

    @Test // UNX-08
    void aFileThatIsNotItsOwnAnyMore_stays() {
        run(() -> {
            Path path = folder.resolve("socket");
            Server gone = startUnixServer(ECHO, path);
            Files.delete(path);
            gone.close();
            Server replaced = startUnixServer(ECHO, path);
            Files.delete(path);
            Files.writeString(path, "another");
            replaced.close();
            assertThat(path).hasContent("another");
            Path kept = folder.resolve("kept");
            startUnixServer(ECHO, kept, ServerOptions.DEFAULT.keepingSocketFile()).close();
            assertThat(kept).exists();
        });
    }

    @Test // UNX-13
    void aPathThatIsTooLong_isRefused() {
        run(() -> {
            Path path = folder.resolve("x".repeat(200));
            assertThatThrownBy(() -> startUnixServer(ECHO, path)).isInstanceOf(SocketException.class)
                    .hasMessageContaining("too long");
            assertThatThrownBy(() -> openUnixConnection(path)).isInstanceOf(SocketException.class)
                    .hasMessageContaining("too long");
        });
    }

    @Test // UNX-14
    void tls_needsAName() {
        run(() -> {
            Path path = folder.resolve("socket");
            TlsOptions tls = TlsOptions.of(TestCertificates.client());
            try (Server server = startUnixServer(ECHO, path,
                    ServerOptions.DEFAULT.withTls(TlsOptions.of(TestCertificates.server())))) {
                assertThatThrownBy(() -> openUnixConnection(path, ConnectOptions.DEFAULT.withTls(tls)))
                        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("serverHostname");
                try (Connection client = openUnixConnection(path,
                        ConnectOptions.DEFAULT.withTls(tls.withServerHostname("localhost")))) {
                    assertThat(ask(client, "x\n")).isEqualTo("x\n");
                }
                assertThat(server.isServing()).isTrue();
            }
        });
    }
}
