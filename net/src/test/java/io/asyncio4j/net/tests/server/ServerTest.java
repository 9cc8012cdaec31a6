package io.asyncio4j.net.tests.server;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.collectReports;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.tests.kit.Leaks;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerTest {

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

    @Test // SRV-01, SRV-13, SRV-15, CON-01
    void aConnectionIsATask_namedAfterItsPeer_andEverythingIsGivenBack() throws Exception {
        run(() -> sleep(ms(1)));
        Leaks.assertNone(() -> {
            run(() -> {
                var names = new ArrayList<String>();
                Server server = startServer((reader, writer) -> {
                    names.add(Asyncio.currentTask().getName());
                    ECHO.handle(reader, writer);
                }, HOST, 0);
                int port = server.port();
                try (Connection client = connect(server)) {
                    assertThat(ask(client, "hello\n")).isEqualTo("hello\n");
                    var local = (InetSocketAddress) client.writer().localAddress();
                    assertThat(names).containsExactly(
                            "server 127.0.0.1:" + port + " client 127.0.0.1:" + local.getPort());
                    assertThat(server.connections()).isEqualTo(1);
                    server.close();
                    assertThat(server.isServing()).isFalse();
                    assertThat(server.addresses()).isEmpty();
                    assertThat(ask(client, "still here\n")).isEqualTo("still here\n");
                }
                server.waitClosed();
                assertThat(server.connections()).isZero();
            });
            return null;
        });
    }

    @Test // SRV-02, SRV-04
    void aHandlerThatThrows_isReported_itsOutputIsSent_andOthersGoOn() {
        run(() -> {
            var reports = collectReports();
            var failure = new IllegalStateException("no");
            try (Server server = startServer((reader, writer) -> {
                if (text(reader.readLine()).equals("fail\n")) {
                    writer.write("bye\n");
                    throw failure;
                }
                writer.write("fine\n");
            }, HOST, 0)) {
                try (Connection other = connect(server); Connection client = connect(server)) {
                    client.writer().write("fail\n");
                    assertThat(text(client.reader().read())).isEqualTo("bye\n");
                    assertThat(reports).hasSize(1);
                    assertThat(reports.getFirst()).containsEntry("exception", failure)
                            .containsEntry("message", "Unhandled exception in client_connected_cb");
                    assertThat(ask(other, "go\n")).isEqualTo("fine\n");
                }
            }
        });
    }

    @Test // SRV-03
    void aCancelledHandler_isNotReported_andItsConnectionIsClosed() {
        run(() -> {
            var reports = collectReports();
            try (Server server = startServer((reader, writer) -> {
                reader.readLine();
                throw new CancelledError();
            }, HOST, 0); Connection client = connect(server)) {
                client.writer().write("x\n");
                assertThat(client.reader().read()).isEmpty();
                assertThat(reports).isEmpty();
            }
        });
    }

    @Test // SRV-05
    void aConnectionOutlivesItsHandler_onlyIfThatSaysSo() {
        run(() -> {
            var kept = new ArrayList<StreamWriter>();
            Server server = startServer((reader, writer) -> {
                if (text(reader.readLine()).equals("keep\n")) {
                    writer.keepOpen();
                    kept.add(writer);
                }
            }, HOST, 0);
            try (Connection left = connect(server); Connection right = connect(server)) {
                left.writer().write("close\n");
                assertThat(left.reader().read()).isEmpty();
                right.writer().write("keep\n");
                var reading = createTask(() -> right.reader().readLine());
                sleep(ms(20));
                assertThat(reading.done()).isFalse();
                kept.getFirst().write("later\n");
                assertThat(text(reading.await())).isEqualTo("later\n");
                kept.getFirst().close();
                server.close();
                server.waitClosed();
            }
        });
    }

    @Test // SRV-07
    void handlersRun_inTheContextOfWhoStartedTheServer() {
        run(() -> {
            ContextVar<String> user = ContextVar.of("user", "nobody");
            user.set("starter");
            Server server = startServer((reader, writer) -> writer.write(user.get()), HOST, 0);
            user.set("later");
            try (server; Connection client = connect(server)) {
                assertThat(text(client.reader().read())).isEqualTo("starter");
            }
        });
    }

    @Test // SRV-08, SRV-09
    void aServerMayBeBoundFirst_andServeLater() {
        run(() -> {
            Server server = startServer(ECHO, HOST, 0, ServerOptions.DEFAULT.notServing());
            assertThat(server.isServing()).isFalse();
            assertThat(server.addresses()).hasSize(1);
            server.startServing();
            server.startServing();
            assertThat(server.isServing()).isTrue();
            try (Connection client = connect(server)) {
                assertThat(ask(client, "a\n")).isEqualTo("a\n");
            }
            server.close();
            assertThatThrownBy(server::startServing).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is closed");
        });
    }

    @Test // SRV-10, SRV-12
    void serveForever_returnsWhenTheServerIsClosed() {
        run(() -> {
            Server server = startServer(ECHO, HOST, 0);
            var serving = createTask(server::serveForever);
            ticks(1);
            assertThatThrownBy(server::serveForever).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("already being awaited on serveForever()");
            server.close();
            serving.await();
            assertThat(serving.cancelled()).isFalse();
            assertThatThrownBy(server::serveForever).hasMessageContaining("is closed");
        });
    }

    @Test // SRV-11
    void cancellingServeForever_closesTheServer_andWaitsForItsClients() {
        run(() -> {
            Server server = startServer(ECHO, HOST, 0);
            var serving = createTask(server::serveForever);
            try (Connection client = connect(server)) {
                ask(client, "hi\n");
                serving.cancel();
                ticks(5);
                assertThat(server.isServing()).isFalse();
                assertThat(serving.done()).isFalse();
            }
            assertThatThrownBy(serving::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test // SRV-15, SRV-16
    void waitClosed_waitsForTheCloseAndTheLastConnection() {
        run(() -> {
            Server server = startServer(ECHO, HOST, 0);
            var early = createTask(server::waitClosed);
            var cancelled = createTask(server::waitClosed);
            Connection client = connect(server);
            ask(client, "x\n");
            cancelled.cancel();
            server.close();
            var late = createTask(server::waitClosed);
            sleep(ms(10));
            assertThat(early.done()).isFalse();
            client.close();
            early.await();
            late.await();
            server.waitClosed();
        });
    }

    @Test // SRV-17
    void closeClients_sendsWhatIsLeft() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> {
                reader.readLine();
                writer.write("x".repeat(3_000_000));
                reader.readLine();
            }, HOST, 0); Connection client = connect(server)) {
                client.writer().write("go\n");
                sleep(ms(20));
                server.closeClients();
                assertThat(client.reader().read()).hasSize(3_000_000);
            }
        });
    }

    @Test // SRV-18
    void abortClients_endsThoseThatDoNotRead() {
        run(() -> {
            Server server = startServer((reader, writer) -> {
                writer.write(new byte[10_000_000]);
                writer.drain();
            }, HOST, 0);
            try (Connection client = connect(server)) {
                client.reader().read(1);
                server.close();
                server.closeClients();
                var waiting = createTask(server::waitClosed);
                sleep(ms(30));
                assertThat(waiting.done()).isFalse();
                server.abortClients();
                timeout(Duration.ofSeconds(5), () -> waiting.await());
            }
        });
    }

    @Test // SRV-19
    void connectionsAcceptedAsTheServerCloses_areClosedOrServed_neverLeaked() throws Exception {
        run(() -> sleep(ms(1)));
        Leaks.assertNone(() -> {
            run(() -> {
                for (int ticks = 0; ticks < 6; ticks++) {
                    Server server = startServer(ECHO, HOST, 0);
                    var clients = new ArrayList<SocketChannel>();
                    for (int i = 0; i < 5; i++) {
                        clients.add(SocketChannel.open(at(HOST, server.port())));
                    }
                    ticks(ticks);
                    server.close();
                    for (SocketChannel client : clients) {
                        client.close();
                    }
                    timeout(Duration.ofSeconds(5), server::waitClosed);
                }
            });
            return null;
        });
    }

    @Test
    void aLimitOnConnections_letsOthersWait() {
        run(() -> {
            try (Server server = startServer(ECHO, HOST, 0, ServerOptions.DEFAULT.withMostConnections(2));
                    Connection second = connect(server)) {
                Connection first = connect(server);
                ask(first, "1\n");
                ask(second, "2\n");
                try (Connection third = connect(server)) {
                    assertThatThrownBy(() -> timeout(ms(30), () -> ask(third, "3\n")))
                            .isInstanceOf(TimeoutException.class);
                    first.close();
                    assertThat(text(third.reader().readLine())).isEqualTo("3\n");
                    assertThat(server.connections()).isEqualTo(2);
                }
            }
        });
    }

    @Test
    void shutdown_letsConnectionsEnd_andEndsThoseThatDoNot() {
        run(() -> {
            Server polite = startServer(ECHO, HOST, 0);
            Connection client = connect(polite);
            ask(client, "x\n");
            var shutdown = createTask(() -> polite.shutdown(Duration.ofSeconds(10)));
            ticks(3);
            client.close();
            assertThat(shutdown.await()).isTrue();

            var cleanedUp = new ArrayList<String>();
            Server stubborn = startServer((reader, writer) -> {
                try {
                    Asyncio.sleep(Duration.ofHours(1));
                } finally {
                    cleanedUp.add("yes");
                }
            }, HOST, 0);
            try (Connection waiting = connect(stubborn)) {
                sleep(ms(10));
                assertThat(stubborn.shutdown(ms(20))).isFalse();
                assertThat(cleanedUp).containsExactly("yes");
                assertThat(stubborn.connections()).isZero();
                assertThat(waiting.reader().read()).isEmpty();
            }
        });
    }

    @Test // SRV-42, STW-30, STW-31
    void closingTheLoop_closesServersAndConnections() throws Exception {
        run(() -> sleep(ms(1)));
        Leaks.assertNone(() -> {
            EventLoop loop = EventLoop.create();
            loop.setExceptionHandler((where, context) -> {});
            loop.runUntilComplete(() -> {
                Server server = startServer(ECHO, HOST, 0);
                ask(connect(server), "x\n");
                ask(connect(server), "x\n");
            });
            loop.close();
            return null;
        });
    }

    @Test // SRV-40
    void itsText_tellsWhereItListens() {
        run(() -> {
            Server server = startServer(ECHO, HOST, 0);
            assertThat(server).hasToString(
                    "<Server listeners=[listener at 127.0.0.1:" + server.port() + "] connections=0>");
            assertThat(server.getLoop()).isSameAs(EventLoop.running());
            server.close();
            assertThat(server).hasToString("<Server closed connections=0>");
        });
    }

    @Test
    void manyClientsAtOnce_areAllServed() {
        run(() -> {
            try (Server server = startServer(ECHO, HOST, 0)) {
                int[] answers = {0};
                taskGroup(g -> {
                    for (int i = 0; i < 300; i++) {
                        int number = i;
                        g.createTask(() -> {
                            try (Connection client = connect(server)) {
                                for (int j = 0; j < 5; j++) {
                                    String line = number + " " + j + "\n";
                                    assertThat(ask(client, line)).isEqualTo(line);
                                    answers[0]++;
                                }
                            }
                        });
                    }
                });
                assertThat(answers[0]).isEqualTo(1500);
            }
        });
    }
}
