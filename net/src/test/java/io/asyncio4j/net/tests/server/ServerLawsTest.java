package io.asyncio4j.net.tests.server;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.openUnixConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.Net.startUnixServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.collectReports;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.internal.real.SocketTransport;
import io.asyncio4j.net.spi.ListenOptions;
import io.asyncio4j.net.spi.Listener;
import io.asyncio4j.net.spi.Network;
import io.asyncio4j.net.spi.Transport;
import io.asyncio4j.net.tests.kit.Leaks;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of the laws of servers. */
@Timeout(60)
class ServerLawsTest {

    private static final String HOST = "127.0.0.1";
    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] line : reader.lines()) {
            writer.write(line);
        }
    };

    private static String ask(Connection client, String line) throws IOException {
        client.writer().write(line);
        return text(client.reader().readLine());
    }

    @Test // SRV-06
    void waitClosed_waitsForConnections_shutdownForTheirTasksToo() {
        run(() -> {
            Promise<Void> mayEnd = EventLoop.running().createFuture();
            List<String> events = new ArrayList<>();
            Server server = startServer((reader, writer) -> {
                writer.abort();
                mayEnd.await();
                events.add("task");
            }, HOST, 0);
            try (Connection client = openConnection(HOST, server.port())) {
                assertThat(client.reader().read()).isEmpty();
                server.close();
                server.waitClosed();
                events.add("closed");
                var shutdown = createTask(() -> server.shutdown(null));
                sleep(ms(5));
                System.gc(); // nobody but the server holds the task
                assertThat(shutdown.done()).isFalse();
                mayEnd.setResult(null);
                assertThat(shutdown.await()).isTrue();
                assertThat(events).containsExactly("closed", "task");
            }
        });
    }

    @Test // SRV-21, SRV-22
    void leavingItsBlock_closesTheServer_withoutWaiting() {
        run(() -> {
            Server kept;
            Connection client;
            try (Server server = startServer(ECHO, HOST, 0)) {
                kept = server;
                assertThat(server.addresses()).containsExactly(at(HOST, server.port()));
                client = openConnection(HOST, server.port());
                assertThat(ask(client, "x\n")).isEqualTo("x\n");
            }
            assertThat(kept.addresses()).isEmpty();
            assertThat(kept.isServing()).isFalse();
            assertThat(ask(client, "still\n")).isEqualTo("still\n");
            client.close();
            kept.waitClosed();
        });
    }

    @Test // SRV-26
    void allInterfaces_areOneListener_forBothFamilies() {
        run(() -> {
            try (Server server = startServer(ECHO, (String) null, 0)) {
                assertThat(server.addresses()).hasSize(1);
                try (Connection client = openConnection("127.0.0.1", server.port())) {
                    assertThat(ask(client, "x\n")).isEqualTo("x\n");
                }
                if (((InetSocketAddress) server.addresses().getFirst())
                        .getAddress() instanceof Inet6Address) {
                    try (Connection client = openConnection("::1", server.port())) {
                        assertThat(ask(client, "y\n")).isEqualTo("y\n");
                    }
                }
            }
        });
    }

    @Test // SRV-29
    void aPortMayBeReused_alwaysAfterALife_sharedOnRequest() {
        run(() -> {
            Server first = startServer(ECHO, HOST, 0, ServerOptions.DEFAULT.withReusePort(true));
            int port = first.port();
            Server second = startServer(ECHO, HOST, port, ServerOptions.DEFAULT.withReusePort(true));
            assertThatThrownBy(() -> startServer(ECHO, HOST, port)).isInstanceOf(BindException.class);
            for (int i = 0; i < 10; i++) {
                try (Connection client = openConnection(HOST, port)) {
                    assertThat(ask(client, "x\n")).isEqualTo("x\n");
                }
            }
            first.close();
            second.close();
            // connections of the first life are in the state TIME_WAIT on the server's side
            Server closing = startServer((reader, writer) -> writer.write("bye\n"), HOST, port);
            try (Connection client = openConnection(HOST, port)) {
                assertThat(text(client.reader().read())).isEqualTo("bye\n");
            }
            closing.close();
            closing.waitClosed();
            startServer(ECHO, HOST, port).close();
        });
    }

    @Test // SRV-29
    void aPortWithConnectionsThatAreWindingDown_isNotReused_ifThatIsNotWanted() {
        run(() -> {
            Server closing = startServer((reader, writer) -> writer.write("bye\n"), HOST, 0);
            int port = closing.port();
            try (Connection client = openConnection(HOST, port)) {
                assertThat(text(client.reader().read())).isEqualTo("bye\n");
            }
            closing.close();
            closing.waitClosed();
            assertThatThrownBy(
                    () -> startServer(ECHO, HOST, port, ServerOptions.DEFAULT.withReuseAddress(false)))
                    .isInstanceOf(BindException.class).hasMessageContaining(HOST + ":" + port);
            startServer(ECHO, HOST, port, ServerOptions.DEFAULT.withReuseAddress(true)).close();
        });
    }

    @Test // STW-21
    void aConnectionWhoseClientDoesNotRead_isAbortedWhenTheCloseTimeoutIsOver() {
        run(() -> {
            var options = ServerOptions.DEFAULT.withCloseTimeout(ms(100));
            Duration[] ended = {null};
            Server server = startServer((reader, writer) -> {
                writer.write(new byte[20_000_000]);
                ended[0] = EventLoop.running().time();
            }, HOST, 0, options);
            try (server; Connection client = openConnection(HOST, server.port())) {
                while (ended[0] == null) {
                    sleep(ms(1));
                }
                server.close();
                timeout(Duration.ofSeconds(30), server::waitClosed);
                assertThat(EventLoop.running().time().minus(ended[0])).isGreaterThanOrEqualTo(ms(100));
                assertThat(client.reader().read().length).as("what the system had taken")
                        .isLessThan(20_000_000);
            }
        });
    }

    @Test // SRV-29
    void connectionsAreKeptAlive_onRequest() {
        run(() -> {
            for (boolean keepAlive : new boolean[] {false, true}) {
                Listener listener = Network.real().listen(at(HOST, 0),
                        new ListenOptions(100, true, false, true, keepAlive));
                try (var client = SocketChannel.open(listener.localAddress())) {
                    Transport accepted = null;
                    while (accepted == null) {
                        accepted = listener.accept();
                    }
                    assertThat(((SocketTransport) accepted).channel()
                            .getOption(StandardSocketOptions.SO_KEEPALIVE))
                            .isEqualTo(keepAlive);
                    assertThat(client.isConnected()).isTrue();
                    accepted.close();
                } finally {
                    listener.close();
                }
            }
            try (Server server = startServer(ECHO, HOST, 0, ServerOptions.DEFAULT.withKeepAlive(true));
                    Connection client = openConnection(HOST, server.port())) {
                assertThat(ask(client, "x\n")).isEqualTo("x\n");
            }
        });
    }

    @Test // SRV-33
    void clientsThatAreGoneBeforeTheyAreAccepted_disturbNobody() {
        run(() -> {
            var reports = collectReports();
            try (Server server = startServer(ECHO, HOST, 0, ServerOptions.DEFAULT.notServing())) {
                int port = server.addresses().getFirst() instanceof InetSocketAddress inet
                        ? inet.getPort()
                        : -1;
                var listening = at(HOST, port);
                List<SocketChannel> gone = new ArrayList<>();
                server.startServing();
                for (int i = 0; i < 10; i++) {
                    var channel = SocketChannel.open(listening);
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                    gone.add(channel);
                }
                for (SocketChannel each : gone) {
                    each.close(); // a reset, before the loop has come to accept
                }
                try (Connection client = openConnection(HOST, port)) {
                    assertThat(ask(client, "x\n")).isEqualTo("x\n");
                }
                while (server.connections() > 0) {
                    sleep(ms(1));
                }
            }
            assertThat(reports).allMatch(report -> report.get("exception") instanceof IOException);
        });
    }

    @Test // UNX-07
    void aUnixServerThatCannotBeBound_namesThePath_andLeavesNothing(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("missing").resolve("socket");
        run(() -> sleep(ms(1)));
        Leaks.assertNone(() -> {
            run(() -> assertThatThrownBy(() -> startUnixServer(ECHO, path)).isInstanceOf(IOException.class)
                    .hasMessageContaining(path.toString()));
            return null;
        });
    }

    @Test // UNX-09
    void theFileOfAChannelThatWasTakenOver_isItsMakers(@TempDir Path folder) {
        Path path = folder.resolve("socket");
        run(() -> {
            var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    .bind(UnixDomainSocketAddress.of(path));
            try (Server server = startServer(ECHO, channel, ServerOptions.DEFAULT);
                    Connection client = openUnixConnection(path)) {
                assertThat(ask(client, "x\n")).isEqualTo("x\n");
                assertThat(server.addresses()).hasSize(1);
            }
            assertThat(channel.isOpen()).isFalse();
            assertThat(path).exists();
        });
    }

    @Test // SRV-02, SRV-03
    void keptOpen_isOnlyTheConnectionOfAHandlerThatReturns() {
        run(() -> {
            var reports = collectReports();
            try (Server server = startServer((reader, writer) -> {
                writer.keepOpen();
                switch (text(reader.readLine())) {
                    case "fail\n" -> throw new IllegalStateException("no");
                    case "cancel\n" -> Asyncio.currentTask().cancel();
                    default -> {
                        return;
                    }
                }
                sleep(ms(1000));
            }, HOST, 0)) {
                for (String how : List.of("fail\n", "cancel\n")) {
                    try (Connection client = openConnection(HOST, server.port())) {
                        client.writer().write(how);
                        assertThat(client.reader().read()).as(how).isEmpty();
                    }
                }
                try (Connection client = openConnection(HOST, server.port())) {
                    client.writer().write("return\n");
                    assertThatThrownBy(() -> timeout(ms(50), () -> client.reader().read()))
                            .isInstanceOf(TimeoutException.class);
                    server.closeClients();
                    assertThat(client.reader().read()).isEmpty();
                }
            }
            assertThat(reports).hasSize(1);
        });
    }

    @Test // SRV-17, SRV-38: nobody is to blame
    void aConnectionThatTheServerAborts_beforeItsTaskHasBegun_isNoFailure() {
        run(() -> {
            var reports = collectReports();
            var begun = new ArrayList<String>();
            try (Server server = startServer((reader, writer) -> {
                begun.add("begun");
                reader.read();
            }, HOST, 0)) {
                for (int i = 0; i < 10; i++) {
                    try (var client = SocketChannel.open(at(HOST, server.port()))) {
                        while (server.connections() == 0) {
                            sleep(Duration.ZERO);
                        }
                        server.abortClients();
                        while (server.connections() > 0) {
                            sleep(Duration.ZERO);
                        }
                        sleep(ms(1));
                        assertThat(client.isOpen()).isTrue();
                    }
                }
                assertThat(server.failedSetups()).isZero();
            }
            assertThat(reports).isEmpty();
            assertThat(begun.size()).isLessThan(10);
        });
    }
}
