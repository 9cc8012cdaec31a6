package io.asyncio4j.net.tests.server;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.tests.kit.Leaks;
import io.asyncio4j.net.tests.kit.TlsEcho;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where a server listens, and whom it takes over. */
@Timeout(60)
class ServerAddressesTest {

    private static final String HOST = "127.0.0.1";
    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] line : reader.lines()) {
            writer.write(line);
            writer.drain();
        }
    };

    private static Connection connect(Server server) throws Exception {
        return openConnection(HOST, server.port());
    }

    private static String ask(Connection client, String line) throws Exception {
        client.writer().write(line);
        return text(client.reader().readLine());
    }

    @Test // SRV-14
    void thePortIsFree_whenCloseReturns() {
        run(() -> {
            for (int i = 0; i < 5; i++) {
                Server first = startServer(ECHO, HOST, 0);
                int port = first.port();
                first.close();
                try (Server second = startServer(ECHO, HOST, port)) {
                    assertThat(second.port()).isEqualTo(port);
                }
                assertThatThrownBy(() -> openConnection(HOST, port)).isInstanceOf(ConnectException.class)
                        .hasMessageContaining(HOST + ":" + port);
            }
        });
    }

    @Test // SRV-23, SRV-24, SRV-25
    void severalHosts_areBoundInOrder_withOnePort() {
        run(() -> {
            try (Server server = startServer(ECHO, List.of("127.0.0.1", "::1", "127.0.0.1", "127.0.0.2"), 0,
                    ServerOptions.DEFAULT)) {
                var hosts = server.addresses().stream()
                        .map(address -> ((InetSocketAddress) address).getAddress().getHostAddress()).toList();
                assertThat(hosts).containsSubsequence("127.0.0.1", "127.0.0.2").doesNotHaveDuplicates();
                var ports =
                        server.addresses().stream().map(address -> ((InetSocketAddress) address).getPort());
                assertThat(ports.distinct()).hasSize(1);
            }
            try (Server everywhere = startServer(ECHO, (String) null, 0);
                    Connection client = openConnection("localhost", everywhere.port())) {
                assertThat(ask(client, "x\n")).isEqualTo("x\n");
            }
        });
    }

    @Test // SRV-28
    void anAddressInUse_isNamed_andNothingStaysBound() throws Exception {
        Leaks.assertNone(() -> {
            run(() -> {
                try (var taken = ServerSocketChannel.open().bind(at("127.0.0.2", 0))) {
                    int port = ((InetSocketAddress) taken.getLocalAddress()).getPort();
                    assertThatThrownBy(() -> startServer(ECHO, List.of("127.0.0.1", "127.0.0.2"), port,
                            ServerOptions.DEFAULT)).isInstanceOf(BindException.class)
                            .hasMessageContaining(
                                    "error while attempting to bind on address (127.0.0.2:" + port + ")");
                    startServer(ECHO, "127.0.0.1", port).close();
                }
            });
            return null;
        });
    }

    @Test // SRV-27
    void addressesOfOtherMachines_areSkipped_ifAnyIsLeft() {
        run(() -> {
            try (Server server = startServer(ECHO, List.of("192.0.2.1", HOST), 0, ServerOptions.DEFAULT)) {
                assertThat(server.addresses()).hasSize(1);
            }
            assertThatThrownBy(() -> startServer(ECHO, "192.0.2.1", 0))
                    .hasMessageContaining("could not bind on any address out of")
                    .hasMessageContaining("192.0.2.1");
        });
    }

    @Test // SRV-30, CON-18
    void aBoundChannel_canBeTakenOver() {
        run(() -> {
            var channel = ServerSocketChannel.open().bind(at(HOST, 0));
            try (Server server = startServer(ECHO, channel, ServerOptions.DEFAULT)) {
                var socket = SocketChannel.open(at(HOST, server.port()));
                try (Connection client = openConnection(socket, ConnectOptions.DEFAULT)) {
                    assertThat(ask(client, "x\n")).isEqualTo("x\n");
                    assertThatThrownBy(() -> openConnection(socket, ConnectOptions.DEFAULT))
                            .isInstanceOf(IllegalStateException.class).hasMessageContaining("used by"); // CON-19
                    assertThat(ask(client, "y\n")).isEqualTo("y\n");
                }
            }
            assertThat(channel.isOpen()).isFalse();
            assertThatThrownBy(() -> startServer(ECHO, ServerSocketChannel.open(), ServerOptions.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test // SRV-41
    void aConnectionAcceptedElsewhere_canBeServed() {
        run(() -> {
            try (Server server = startServer(ECHO, HOST, 0, ServerOptions.DEFAULT.notServing());
                    var elsewhere = ServerSocketChannel.open().bind(at(HOST, 0));
                    Connection client = openConnection(HOST, elsewhere.socket().getLocalPort())) {
                server.serve(elsewhere.accept());
                assertThat(ask(client, "x\n")).isEqualTo("x\n");
                assertThat(server.connections()).isEqualTo(1);
            }
        });
    }

    @Test // SRV-41
    void aConnectionAcceptedElsewhere_isEncryptedAsThoseOfTheServer() {
        run(() -> {
            var options = ServerOptions.DEFAULT.withTls(TlsEcho.serverTls()).notServing();
            try (Server server = startServer(ECHO, HOST, 0, options);
                    var elsewhere = ServerSocketChannel.open().bind(at(HOST, 0))) {
                var connecting = createTask(() -> openConnection("localhost",
                        elsewhere.socket().getLocalPort(),
                        ConnectOptions.DEFAULT.withTls(TlsEcho.clientTls())));
                server.serve(toThread(elsewhere::accept));
                try (Connection client = connecting.await()) {
                    assertThat(ask(client, "x\n")).isEqualTo("x\n");
                    assertThat(client.writer().sslSession()).isNotNull();
                }
                server.serve(plainClientOf(elsewhere)); // who speaks no TLS is not served
                while (server.failedSetups() == 0) {
                    sleep(ms(1));
                }
            }
        });
    }

    private static SocketChannel plainClientOf(ServerSocketChannel elsewhere) throws IOException {
        try (var client = SocketChannel.open(elsewhere.getLocalAddress())) {
            client.write(ByteBuffer.wrap(bytes("hello, this is no TLS\n")));
            return elsewhere.accept();
        }
    }
}
