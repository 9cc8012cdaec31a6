package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.collectReports;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.LimitOverrunException;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.tests.kit.Leaks;
import io.asyncio4j.net.tests.kit.Log;
import io.asyncio4j.net.tests.kit.TestCertificates;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that break off, say nothing or too much, and handlers that misbehave. */
@Timeout(120)
class BadLuckTest {

    private static final String HOST = "127.0.0.1";

    @TempDir static Path folder;
    private static Path file;

    @BeforeAll
    static void prepare() throws IOException {
        assertThat(TestCertificates.file("authority.pem")).exists();
        file = Files.write(folder.resolve("file"), new byte[20_000_000]);
    }

    // A reset in the midst of each operation.

    /** Something that waits for the peer. */
    record Operation(String name, Waiting waiting) {
        interface Waiting {
            void with(Connection connection) throws Exception;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Operation> operations() {
        return Stream.of(
                new Operation("read", c -> c.reader().read()),
                new Operation("read(n)", c -> c.reader().read(10)),
                new Operation("read(ByteBuffer)", c -> c.reader().read(ByteBuffer.allocate(10))),
                new Operation("readExactly", c -> c.reader().readExactly(10)),
                new Operation("readUntil", c -> c.reader().readUntil(bytes("\r\n"))),
                new Operation("readLine", c -> c.reader().readLine()),
                new Operation("lines", c -> c.reader().lines().iterator().hasNext()),
                new Operation("drain", c -> {
                    c.writer().write(new byte[20_000_000]);
                    c.writer().drain();
                }),
                new Operation("close and waitClosed", c -> {
                    c.writer().write(new byte[20_000_000]);
                    c.writer().close();
                    c.writer().waitClosed();
                }),
                new Operation("sendFile", c -> {
                    try (FileChannel channel = FileChannel.open(file)) {
                        c.writer().sendFile(channel, 0, null);
                    }
                }),
                new Operation("startTls", c -> c.writer().startTls(
                        TlsOptions.of(TestCertificates.client()).withServerHostname("localhost"))));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aResetInTheMidst_isAnErrorThatNamesThePeer_andEndsTheConnection(Operation operation)
            throws Exception {
        run(() -> sleep(ms(1)));
        Leaks.assertNone(() -> {
            run(() -> {
                try (var listener = ServerSocketChannel.open().bind(at(HOST, 0))) {
                    int port = listener.socket().getLocalPort();
                    try (Connection client = openConnection(HOST, port);
                            SocketChannel peer = listener.accept()) {
                        isBrokenOff(operation, client, port, peer);
                    }
                }
            });
            return null;
        });
    }

    static Stream<Operation> encryptedOperations() {
        return operations().filter(operation -> !operation.name().equals("startTls"));
    }

    @ParameterizedTest
    @MethodSource("encryptedOperations")
    void aResetInTheMidst_overTls_isTheSame(Operation operation) throws Exception {
        run(() -> sleep(ms(1)));
        var keys = TestCertificates.server();
        var options = ConnectOptions.DEFAULT
                .withTls(TlsOptions.of(TestCertificates.client()).withServerHostname("localhost"));
        Leaks.assertNone(() -> {
            run(() -> {
                try (var listener = ServerSocketChannel.open().bind(at(HOST, 0))) {
                    int port = listener.socket().getLocalPort();
                    var connecting = createTask(() -> openConnection(HOST, port, options));
                    try (SocketChannel peer = toThread(listener::accept)) {
                        // an engine of the JDK's on top, which says no good-bye when the socket is reset below it
                        var engine =
                                (SSLSocket) keys.getSocketFactory().createSocket(peer.socket(), HOST, port,
                                        false);
                        engine.setUseClientMode(false);
                        toThread(() -> {
                            engine.startHandshake();
                            return null;
                        });
                        try (Connection client = connecting.await()) {
                            isBrokenOff(operation, client, port, peer);
                        }
                    }
                }
            });
            return null;
        });
    }

    private static void isBrokenOff(Operation operation, Connection client, int port, SocketChannel peer)
            throws IOException {
        var reports = collectReports();
        var waiting = createTask(() -> operation.waiting().with(client));
        sleep(ms(20));
        assertThat(waiting.done()).isFalse();
        reset(peer);
        Throwable e = catchThrowable(waiting::await);
        assertThat(e).isInstanceOf(IOException.class).hasMessageContaining(HOST + ":" + port);
        assertThat(client.writer().isClosing()).isTrue();
        assertThatThrownBy(() -> timeout(Duration.ofSeconds(10), () -> client.writer().waitClosed()))
                .isInstanceOf(IOException.class).isNotInstanceOf(TimeoutException.class);
        assertThatThrownBy(client.writer()::drain).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.reader().readExactly(1)).isInstanceOf(IOException.class);
        assertThat(reports).isEmpty();
    }

    private static void reset(SocketChannel peer) throws IOException {
        peer.setOption(StandardSocketOptions.SO_LINGER, 0);
        peer.close();
    }

    @Test // the client's side of it; the server's: TlsLawsTest
    void aResetDuringTheHandshake_namesThePeer() {
        run(() -> {
            try (var listener = ServerSocketChannel.open().bind(at(HOST, 0))) {
                int port = listener.socket().getLocalPort();
                var connecting = createTask(() -> openConnection("localhost", port,
                        ConnectOptions.DEFAULT.withTls(TlsOptions.of(TestCertificates.client()))));
                SocketChannel peer = toThread(listener::accept);
                toThread(() -> peer.read(ByteBuffer.allocate(10_000)));
                reset(peer);
                assertThatThrownBy(connecting::await).isInstanceOf(IOException.class)
                        .hasMessageContaining("localhost (127.0.0.1:" + port + ")");
            }
        });
    }

    @Test // a reset while another task writes, and nobody else notices
    void aResetWhileOneReadsAndOneWrites_isToldToBoth_theSameError() {
        run(() -> {
            try (var listener = ServerSocketChannel.open().bind(at(HOST, 0));
                    Connection client = openConnection(HOST, listener.socket().getLocalPort());
                    SocketChannel peer = listener.accept()) {
                var reading = createTask(() -> client.reader().read());
                var writing = createTask(() -> {
                    client.writer().write(new byte[20_000_000]);
                    client.writer().drain();
                });
                sleep(ms(20));
                reset(peer);
                Throwable e = catchThrowable(reading::await);
                assertThat(e).isInstanceOf(IOException.class);
                assertThat(catchThrowable(writing::await)).isSameAs(e);
                assertThat(catchThrowable(client.writer()::waitClosed)).isSameAs(e);
            }
        });
    }

    @Test
    void aNetworkThatCannotBeReached_isNamed() {
        run(() -> assertThatThrownBy(() -> openConnection("224.0.0.1", 80)) // nobody can connect to a group
                .isInstanceOf(IOException.class).hasMessageContaining("224.0.0.1:80")
                .hasMessageContaining("unreachable"));
    }

    // Too little and too much.

    @Test
    void aPeerThatSaysNothing_isLeftByATimeLimit_andCanBeTriedAgain() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> {
                reader.readLine();
                writer.write("at last\n");
            }, HOST, 0); Connection client = openConnection(HOST, server.port())) {
                assertThatThrownBy(() -> timeout(ms(20), () -> client.reader().readLine()))
                        .isInstanceOf(TimeoutException.class);
                client.writer().write("go\n");
                assertThat(text(client.reader().readLine())).isEqualTo("at last\n");
            }
        });
    }

    @Test // STR-07, STR-19
    void aGigabyteWithoutANewline_takesNoMemory_andTheNextLineIsWhole() {
        run(() -> {
            try (MemoryPair pair = memoryPair(1 << 20, 65536)) {
                var sending = createTask(() -> {
                    byte[] chunk = bytes("x".repeat(1 << 20));
                    for (int i = 0; i < 1024; i++) {
                        pair.left().writer().write(chunk);
                        pair.left().writer().drain();
                    }
                    pair.left().writer().write("\nfine\n");
                });
                long before = used();
                assertThatThrownBy(() -> pair.right().reader().readLine())
                        .isInstanceOf(LimitOverrunException.class);
                var reading = createTask(() -> pair.right().reader().readLine());
                while (!reading.done()) {
                    sleep(ms(100));
                    assertThat(used() - before).isLessThan(30_000_000);
                }
                assertThat(text(reading.await())).isEqualTo("fine\n");
                sending.await();
            }
        });
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test // LOP-03
    void aPeerThatSaysEverythingAtOnce_doesNotKeepOthersFromTheirTurn() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> {
                while (!writer.isClosing()) {
                    writer.write(new byte[1 << 20]);
                    writer.drain();
                }
            }, HOST, 0); Connection client = openConnection(HOST, server.port())) {
                collectReports(); // of the handler, whose client goes
                var flooded = createTask(() -> {
                    while (client.reader().read(1 << 20).length > 0) {
                        // on
                    }
                });
                for (int i = 0; i < 50; i++) {
                    sleep(Duration.ZERO);
                }
                assertThat(flooded.done()).isFalse();
                client.writer().abort();
                flooded.await();
            }
        });
    }

    // Handlers.

    @Test
    void aHandlerThatBlocks_isNamedInDebugMode_andOthersAreServedAfterwards() {
        try (Log log = Log.of("io.asyncio4j", Level.WARNING)) {
            run(() -> {
                EventLoop.running().setDebug(true);
                try (Server server = startServer((reader, writer) -> {
                    if (text(reader.readLine()).equals("block\n")) {
                        Thread.sleep(300);
                    }
                    writer.write("done\n");
                }, HOST, 0);
                        Connection blocking = openConnection(HOST, server.port());
                        Connection other = openConnection(HOST, server.port())) {
                    blocking.writer().write("block\n");
                    other.writer().write("go\n");
                    assertThat(text(other.reader().readLine())).isEqualTo("done\n");
                    assertThat(text(blocking.reader().readLine())).isEqualTo("done\n");
                    assertThat(log.lines()).anyMatch(line -> line.contains("server 127.0.0.1:" + server.port()
                            + " client " + address(blocking)));
                }
            });
        }
    }

    private static String address(Connection client) {
        return client.writer().localAddress().toString().substring(1);
    }

    @Test
    void aHandlerThatNeverEnds_endsWithTheLoop() throws Exception {
        run(() -> sleep(ms(1)));
        Leaks.assertNone(() -> {
            run(() -> {
                Server server = startServer((reader, writer) -> Asyncio.sleep(Duration.ofDays(1)), HOST, 0);
                Connection client = openConnection(HOST, server.port());
                while (server.connections() == 0) {
                    sleep(ms(1));
                }
                client.writer().write("hello?\n");
            });
            return null;
        });
    }
}
