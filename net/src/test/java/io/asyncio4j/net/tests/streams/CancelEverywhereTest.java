package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.net.Net.createDatagramEndpoint;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.openUnixConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.Net.startUnixServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.process.Processes.createSubprocessShell;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.tests.kit.CancelEverywhere;
import io.asyncio4j.net.tests.kit.TestCertificates;
import io.asyncio4j.process.Output;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CON-15, STR-28, STW-25, SRV-11, SRV-16, TLS-12, DGR-18, SUB-26: cancelled anywhere, nothing is left. */
@Timeout(300)
class CancelEverywhereTest {

    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] line : reader.lines()) {
            writer.write(line);
            writer.drain();
        }
    };

    @Test
    void aClientAndAServer() throws Exception {
        int awaits = CancelEverywhere.run(() -> {
            try (Server server = startServer(ECHO, "localhost", 0);
                    Connection client = openConnection(List.of("localhost", "127.0.0.1"), server.port(),
                            ConnectOptions.DEFAULT)) {
                client.writer().write("hello\n");
                client.writer().drain();
                assertThat(text(client.reader().readLine())).isEqualTo("hello\n");
                client.writer().close();
                client.writer().waitClosed();
                server.shutdown(Duration.ofSeconds(5));
            }
        });
        assertThat(awaits).isGreaterThan(3);
    }

    @Test
    void aClientAndAServer_overTls() throws Exception {
        TestCertificates.server();
        int awaits = CancelEverywhere.run(() -> {
            try (Server server = startServer(ECHO, "127.0.0.1", 0,
                    ServerOptions.DEFAULT.withTls(TlsOptions.of(TestCertificates.server())));
                    Connection client = openConnection("127.0.0.1", server.port(),
                            ConnectOptions.DEFAULT.withTls(TlsOptions.of(TestCertificates.client())))) {
                client.writer().write("hello\n");
                assertThat(text(client.reader().readLine())).isEqualTo("hello\n");
                client.writer().close();
                client.writer().waitClosed();
            }
        });
        assertThat(awaits).isGreaterThan(5);
    }

    @Test
    void anUpgradeToTls() throws Exception {
        TestCertificates.server();
        CancelEverywhere.run(() -> {
            try (MemoryPair pair = memoryPair()) {
                taskGroup(g -> {
                    g.createTask(
                            () -> pair.right().writer().startTls(TlsOptions.of(TestCertificates.server())));
                    pair.left().writer().startTls(TlsOptions.of(TestCertificates.client())
                            .withServerHostname("localhost"));
                });
                pair.left().writer().write("x\n");
                assertThat(text(pair.right().reader().readLine())).isEqualTo("x\n");
            }
        });
    }

    @Test
    void connectingToSeveralAddresses_withAWinnerAmongThem() throws Exception {
        CancelEverywhere.run(() -> {
            try (Server server = startServer(ECHO, "127.0.0.1", 0);
                    Connection client =
                            openConnection(List.of("::1", "127.0.0.2", "127.0.0.1"), server.port(),
                                    ConnectOptions.DEFAULT.withHappyEyeballsDelay(Duration.ofMillis(1)))) {
                client.writer().write("x\n");
                assertThat(text(client.reader().readLine())).isEqualTo("x\n");
            }
        });
    }

    @Test
    void unixSockets(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("socket");
        CancelEverywhere.run(() -> {
            try (Server server = startUnixServer(ECHO, path); Connection client = openUnixConnection(path)) {
                client.writer().write("x\n");
                assertThat(text(client.reader().readLine())).isEqualTo("x\n");
                assertThat(server.connections()).isEqualTo(1);
            }
        });
        assertThat(path).doesNotExist();
    }

    @Test
    void muchData_withBackPressure() throws Exception {
        CancelEverywhere.run(() -> {
            try (MemoryPair pair = memoryPair(1000, 65536)) {
                pair.left().writer().setWriteBufferLimits(500L, null);
                taskGroup(g -> {
                    g.createTask(() -> {
                        for (int i = 0; i < 10; i++) {
                            pair.left().writer().write(new byte[700]);
                            pair.left().writer().drain();
                        }
                        pair.left().writer().writeEof();
                    });
                    assertThat(pair.right().reader().read()).hasSize(7000);
                });
            }
        });
    }

    @Test
    void datagrams() throws Exception {
        CancelEverywhere.run(() -> {
            try (var server = createDatagramEndpoint(at("127.0.0.1", 0), null);
                    var client = createDatagramEndpoint(at("127.0.0.1", 0), null)) {
                var receiving = createTask(server::receive);
                client.send(bytes("x"), server.localAddress());
                assertThat(receiving.await().data()).hasSize(1);
            }
        });
    }

    @Test
    void aProcess() throws Exception {
        CancelEverywhere.run(() -> {
            try (Process process = createSubprocessShell(ProcessOptions.PIPES, "cat; echo x >&2")) {
                Output output = process.communicate(bytes("hello"));
                assertThat(text(output.stdout())).isEqualTo("hello");
                assertThat(text(output.stderr())).isEqualTo("x\n");
                assertThat(process.waitFor()).isZero();
            }
        });
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive).count()).isZero();
    }
}
