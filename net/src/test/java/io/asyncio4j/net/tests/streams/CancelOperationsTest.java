package io.asyncio4j.net.tests.streams;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.net.Net.createDatagramEndpoint;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.openUnixConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.Net.startUnixServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.process.Processes.createSubprocessExec;
import static io.asyncio4j.process.Processes.createSubprocessShell;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.DatagramEndpoint;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.tests.kit.CancelEverywhere;
import io.asyncio4j.net.tests.kit.TestCertificates;
import io.asyncio4j.process.Process;
import io.asyncio4j.process.ProcessOptions;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each operation by itself, cancelled at each await in turn: besides what {@link CancelEverywhere} asserts, the other side
 * sees an end, and no byte, datagram or line of output is lost.
 */
@Timeout(300)
class CancelOperationsTest {

    private static final ConnectionHandler SINK = (reader, writer) -> reader.read();

    private static void awaitNoConnections(Server server) {
        server.close();
        server.waitClosed(); // each connection has seen an end
    }

    /** Lets {@code connect} be cancelled while a server that is not cancelled is there. */
    private static void connecting(Coroutine<Server> start, ConnectTo connect) throws Exception {
        CancelEverywhere.run(() -> {
            Server server = start.await();
            try (Connection client = connect.to(server)) {
                client.writer().write("x");
            } finally {
                shield(createTask(() -> awaitNoConnections(server))).await();
            }
        });
    }

    private interface ConnectTo {
        Connection to(Server server) throws Exception;
    }

    @Test
    void openConnection_byName() throws Exception {
        connecting(() -> startServer(SINK, "localhost", 0),
                server -> openConnection("localhost", server.port()));
    }

    @Test
    void openConnection_withTlsAndALimit() throws Exception {
        TestCertificates.server();
        connecting(() -> startServer(SINK, "127.0.0.1", 0,
                ServerOptions.DEFAULT.withTls(TlsOptions.of(TestCertificates.server()))),
                server -> openConnection("localhost", server.port(),
                        ConnectOptions.DEFAULT.withTls(TlsOptions.of(TestCertificates.client()))
                                .withTimeout(Duration.ofSeconds(30))));
    }

    @Test
    void openUnixConnection_plain(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("socket");
        connecting(() -> startUnixServer(SINK, path), server -> openUnixConnection(path));
    }

    @Test
    void openUnixConnection_withTls(@TempDir Path folder) throws Exception {
        TestCertificates.server();
        Path path = folder.resolve("socket");
        connecting(() -> startUnixServer(SINK, path,
                ServerOptions.DEFAULT.withTls(TlsOptions.of(TestCertificates.server()))),
                server -> openUnixConnection(path, ConnectOptions.DEFAULT.withTls(
                        TlsOptions.of(TestCertificates.client()).withServerHostname("localhost"))));
    }

    @Test
    void openConnection_overAChannelOfOnesOwn() throws Exception {
        TestCertificates.server();
        connecting(() -> startServer(SINK, "127.0.0.1", 0,
                ServerOptions.DEFAULT.withTls(TlsOptions.of(TestCertificates.server()))),
                server -> openConnection(SocketChannel.open(at("127.0.0.1", server.port())),
                        ConnectOptions.DEFAULT.withTls(
                                TlsOptions.of(TestCertificates.client()).withServerHostname("localhost"))));
    }

    @Test
    void startTls_closesBothSides() throws Exception {
        TestCertificates.server();
        CancelEverywhere.run(() -> {
            try (MemoryPair pair = memoryPair()) {
                var serving = createTask(() -> {
                    try {
                        pair.right().writer().startTls(TlsOptions.of(TestCertificates.server()));
                        pair.right().reader().read();
                    } catch (java.io.IOException e) {
                        // the other side was cancelled
                    }
                });
                try {
                    pair.left().writer().startTls(
                            TlsOptions.of(TestCertificates.client()).withServerHostname("localhost"));
                } finally {
                    pair.left().close();
                    shield(serving).await(); // it sees an end
                }
            }
        });
    }

    private interface Read {
        /** Reads the next bytes; empty at the end. */
        byte[] next(StreamReader reader) throws Exception;
    }

    /** Cancels {@code read} again and again: together with what is read afterwards, all bytes are there. */
    private static void reading(Read read) throws Exception {
        byte[] all = bytes("one\ntwo\nthree\nfour\n");
        CancelEverywhere.run(() -> {
            var heard = new ByteArrayOutputStream();
            try (MemoryPair pair = memoryPair(3, 65536)) {
                var sending = createTask(() -> {
                    for (byte each : all) {
                        pair.left().writer().write(new byte[] {each});
                        pair.left().writer().drain();
                        Asyncio.sleep(Duration.ZERO);
                    }
                    pair.left().writer().writeEof();
                });
                try {
                    byte[] bytes;
                    while ((bytes = read.next(pair.right().reader())).length > 0) {
                        heard.writeBytes(bytes);
                    }
                } catch (CancelledError e) {
                    heard.writeBytes(shield(createTask(() -> pair.right().reader().read())).await());
                    throw e;
                } finally {
                    shield(sending).await();
                    assertThat(text(heard.toByteArray())).isEqualTo(text(all));
                }
            }
        });
    }

    @Test
    void read_some() throws Exception {
        reading(reader -> reader.read(2));
    }

    @Test
    void read_all() throws Exception {
        reading(StreamReader::read);
    }

    @Test
    void read_exactly() throws Exception {
        int[] left = {0};
        reading(reader -> {
            if (reader.atEof()) {
                return new byte[0];
            }
            try {
                return reader.readExactly(7);
            } catch (io.asyncio4j.net.IncompleteReadException e) {
                left[0]++;
                return e.partial();
            }
        });
        assertThat(left[0]).isPositive();
    }

    @Test
    void read_until() throws Exception {
        reading(reader -> {
            try {
                return reader.readUntil(bytes("ee"), bytes("ur\n"));
            } catch (io.asyncio4j.net.IncompleteReadException e) {
                return e.partial();
            }
        });
    }

    @Test
    void read_line() throws Exception {
        reading(StreamReader::readLine);
    }

    @Test
    void read_intoABuffer() throws Exception {
        reading(reader -> {
            var buffer = ByteBuffer.allocate(5);
            int count = reader.read(buffer);
            return Arrays.copyOf(buffer.array(), Math.max(0, count));
        });
    }

    @Test
    void drain_andWaitClosed_loseNothingThatWasWritten() throws Exception {
        CancelEverywhere.run(() -> {
            try (MemoryPair pair = memoryPair(100, 65536)) {
                pair.left().writer().setWriteBufferLimits(50L, 10L);
                int[] written = {0};
                var receiving = createTask(() -> {
                    int total = 0;
                    for (byte[] some; (some = pair.right().reader().read(30)).length > 0;) {
                        total += some.length;
                        Asyncio.sleep(Duration.ZERO);
                    }
                    return total;
                });
                try {
                    for (int i = 0; i < 5; i++) {
                        pair.left().writer().write(new byte[120]);
                        written[0] += 120;
                        pair.left().writer().drain();
                    }
                    pair.left().writer().close();
                    pair.left().writer().waitClosed();
                } finally {
                    pair.left().writer().close();
                    assertThat(shield(receiving).await()).isEqualTo(written[0]);
                }
            }
        });
    }

    @Test
    void serveForever_andShutdown_endTheServer() throws Exception {
        CancelEverywhere.run(() -> {
            Server server = startServer(SINK, "127.0.0.1", 0);
            try (Connection client = openConnection("127.0.0.1", server.port())) {
                var closing = createTask(() -> {
                    Asyncio.sleep(Duration.ZERO);
                    client.writer().close();
                    server.close();
                });
                server.serveForever();
                closing.await();
                server.waitClosed();
                server.shutdown(Duration.ofSeconds(5));
            } finally {
                shield(createTask(() -> awaitNoConnections(server))).await();
            }
        });
    }

    @Test
    void datagrams_areReceivedByTheNextOne() throws Exception {
        CancelEverywhere.run(() -> {
            try (DatagramEndpoint server = createDatagramEndpoint(at("127.0.0.1", 0), null);
                    DatagramEndpoint client = createDatagramEndpoint(null, (java.net.InetSocketAddress) server
                            .localAddress())) {
                var sending = createTask(() -> {
                    for (int i = 0; i < 5; i++) {
                        client.send(bytes(Integer.toString(i)));
                        Asyncio.sleep(Duration.ZERO);
                    }
                });
                var heard = new StringBuilder();
                try {
                    while (heard.length() < 5) {
                        heard.append(text(server.receive().data()));
                    }
                } catch (CancelledError e) {
                    shield(sending).await();
                    while (heard.length() < 5) {
                        heard.append(text(shield(createTask(server::receive)).await().data()));
                    }
                    throw e;
                } finally {
                    assertThat(heard.toString()).isEqualTo("01234");
                    shield(sending).await();
                }
            }
        });
    }

    @Test
    void startingAProcess_andWaitingForIt() throws Exception {
        CancelEverywhere.run(() -> {
            try (Process process = createSubprocessExec("true")) {
                assertThat(process.waitFor()).isZero();
            }
        });
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void communicate_keepsWhatWasSaid() throws Exception {
        CancelEverywhere.run(() -> {
            try (Process process =
                    createSubprocessShell(ProcessOptions.PIPES, "echo one; cat; echo two >&2")) {
                assertThat(text(process.stdout().readExactly(4))).isEqualTo("one\n");
                assertThat(text(process.communicate(bytes("x")).stdout())).isEqualTo("x");
                assertThat(process.waitFor()).isZero();
            }
        });
    }

    @Test
    void communicateWithAGrace_leavesNothing() throws Exception {
        CancelEverywhere.run(() -> {
            try (Process process = createSubprocessShell(ProcessOptions.PIPES, "cat; echo two >&2")) {
                var output = process.communicate(bytes("x"), ms(20_000));
                assertThat(text(output.stdout())).isEqualTo("x");
                assertThat(output.isComplete()).isTrue();
            }
        });
    }
}
