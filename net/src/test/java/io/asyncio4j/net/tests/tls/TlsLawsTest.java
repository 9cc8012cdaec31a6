package io.asyncio4j.net.tests.tls;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.at;
import static io.asyncio4j.net.tests.kit.Loops.bytes;
import static io.asyncio4j.net.tests.kit.Loops.collectReports;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.Loops.ticks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Promise;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionLostException;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.tests.kit.TestCertificates;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of the laws of TLS: timers, bytes at the edges of the connection, new keys. */
@Timeout(60)
class TlsLawsTest {

    @BeforeAll
    static void makeCertificates() {
        assertThat(TestCertificates.file("authority.pem")).exists();
    }

    private static TlsOptions serverTls() throws IOException {
        return TlsOptions.of(TestCertificates.server());
    }

    private static TlsOptions clientTls() throws IOException {
        return TlsOptions.of(TestCertificates.client()).withServerHostname("localhost");
    }

    private static Connection connect(Server server, TlsOptions tls) throws IOException {
        return openConnection("localhost", server.port(), ConnectOptions.DEFAULT.withTls(tls));
    }

    private static void upgrade(MemoryPair pair, TlsOptions client) {
        taskGroup(g -> {
            g.createTask(() -> pair.right().writer().startTls(serverTls()));
            g.createTask(() -> pair.left().writer().startTls(client));
        });
    }

    @Test // TLS-03
    void theTimersOfHandshakeAndGoodBye_keepNothingAlive() {
        run(() -> {
            WeakReference<?> gone = useAndForget();
            for (int i = 0; i < 100 && gone.get() != null; i++) {
                System.gc();
                sleep(ms(10));
            }
            assertThat(gone.get()).isNull();
        });
    }

    private static WeakReference<?> useAndForget() throws IOException {
        var hours = Duration.ofHours(5);
        MemoryPair pair = memoryPair();
        upgrade(pair, clientTls().withHandshakeTimeout(hours).withShutdownTimeout(hours));
        taskGroup(g -> {
            g.createTask(() -> {
                pair.right().reader().read();
                pair.right().writer().waitClosed();
            });
            pair.left().close();
            pair.left().writer().waitClosed();
        });
        MemoryPair failing = memoryPair();
        var handshake = createTask(() -> failing.left().writer()
                .startTls(clientTls().withHandshakeTimeout(hours)));
        sleep(ms(20));
        failing.right().writer().abort();
        assertThatThrownBy(handshake::await).isInstanceOf(IOException.class);
        return new WeakReference<>(pair.left().writer());
    }

    @Test // TLS-11, SRV-38, SRV-39
    void aFailedHandshake_isTheCallersAffair_andCounted_andReportedInDebugMode() {
        for (boolean debug : new boolean[] {false, true}) {
            run(() -> {
                EventLoop.running().setDebug(debug);
                var reports = collectReports();
                try (Server server = startServer((reader, writer) -> reader.read(), "127.0.0.1", 0,
                        ServerOptions.DEFAULT.withTls(serverTls()))) {
                    assertThatThrownBy(() -> connect(server, TlsOptions.DEFAULT)) // does not know the authority
                            .isInstanceOf(SSLException.class);
                    while (server.failedSetups() == 0) {
                        sleep(ms(1));
                    }
                    sleep(ms(5));
                    assertThat(reports).hasSize(debug ? 1 : 0);
                    if (debug) {
                        assertThat(reports.getFirst())
                                .containsEntry("message",
                                        "Error on transport creation for incoming connection")
                                .containsKeys("exception", "transport");
                    }
                    assertThat(server.connections()).isZero();
                    try (Connection other = connect(server, clientTls())) {
                        assertThat(other.writer().isClosing()).isFalse();
                    }
                }
            });
        }
    }

    @Test // TLS-36
    void certificatesAreChecked_onAnotherThread_whileTheLoopGoesOn() {
        run(() -> {
            var checking = new CountDownLatch(1);
            var loopRuns = new CountDownLatch(1);
            var trust = new X509ExtendedTrustManager() {
                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                        throws CertificateException {
                    checking.countDown();
                    try {
                        if (!loopRuns.await(20, TimeUnit.SECONDS)) {
                            throw new CertificateException("the loop does not run meanwhile");
                        }
                    } catch (InterruptedException e) {
                        throw new CertificateException(e);
                    }
                }

                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type) {}

                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type) {}

                @Override
                public X509Certificate[] getAcceptedIssuers() {
                    return new X509Certificate[0];
                }
            };
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            try (MemoryPair pair = memoryPair()) {
                var upgrading = createTask(
                        () -> upgrade(pair, TlsOptions.of(context).withServerHostname("localhost")));
                while (checking.getCount() > 0) {
                    sleep(ms(1));
                }
                loopRuns.countDown();
                upgrading.await();
            }
        });
    }

    @Test // TLS-15
    void bytesThatComeWithTheLastOfTheHandshake_areDelivered() {
        run(() -> {
            for (int i = 0; i < 20; i++) {
                try (MemoryPair pair = memoryPair()) {
                    taskGroup(g -> {
                        g.createTask(() -> {
                            pair.left().writer().startTls(clientTls());
                            pair.left().writer().write("early\n"); // behind "finished", in the same turn
                        });
                        pair.right().writer().startTls(serverTls());
                        assertThat(text(pair.right().reader().readLine())).isEqualTo("early\n");
                    });
                }
            }
        });
    }

    @Test // TLS-20
    void whatCameBeforeTheGoodBye_isDelivered_howeverLateItIsRead() {
        run(() -> {
            byte[] much = new byte[50_000];
            Arrays.fill(much, (byte) 7);
            try (Server server = startServer((reader, writer) -> writer.write(much), "127.0.0.1", 0,
                    ServerOptions.DEFAULT.withTls(serverTls()));
                    Connection client = connect(server, clientTls())) {
                sleep(ms(50)); // it has sent all, and said good-bye
                assertThat(client.reader().read(1)).hasSize(1);
                sleep(ms(20));
                assertThat(client.reader().read()).hasSize(49_999);
                assertThat(client.reader().read()).isEmpty();
                client.writer().waitClosed();
            }
        });
    }

    @Test // TLS-21
    void whatThePeerSendsAfterOurClose_isNoError_andLateWritesAreDropped() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> {
                catchThrowable(() -> {
                    while (!writer.isClosing()) {
                        writer.write(new byte[10_000]);
                        writer.drain();
                        sleep(ms(1));
                    }
                });
            }, "127.0.0.1", 0, ServerOptions.DEFAULT.withTls(serverTls()))) {
                Connection client = connect(server, clientTls().withShutdownTimeout(ms(2000)));
                client.reader().readExactly(10);
                client.close();
                for (int i = 0; i < 10; i++) {
                    client.writer().write("late");
                }
                client.writer().waitClosed();
                assertThat(client.reader().exception()).isNull();
            }
        });
    }

    private interface Exchange {
        void with(SSLSocket socket) throws IOException;
    }

    /** Lets the JDK's blocking client talk to {@code server}. */
    private static void talk(Server server, String protocol, Exchange exchange) throws IOException {
        int port = server.port();
        toThread(() -> {
            var factory = TestCertificates.client().getSocketFactory();
            try (var socket = (SSLSocket) factory.createSocket("localhost", port)) {
                socket.setEnabledProtocols(new String[] {protocol});
                socket.setSoTimeout(10_000);
                exchange.with(socket);
            }
            return null;
        });
    }

    private static void ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write(bytes("hello\n"));
        assertThat(socket.getInputStream().readNBytes(6)).isEqualTo(bytes("hello\n"));
    }

    @Test // TLS-23
    void aRenegotiation_isRefused() {
        run(() -> {
            Promise<Throwable> refused = EventLoop.running().createFuture();
            try (Server server = startServer((reader, writer) -> {
                try {
                    echo(reader, new Connection(reader, writer));
                } catch (IOException e) {
                    refused.setResult(e);
                    throw e;
                }
            }, "127.0.0.1", 0, ServerOptions.DEFAULT.withTls(serverTls()))) {
                collectReports();
                talk(server, "TLSv1.2", socket -> {
                    ask(socket);
                    socket.startHandshake();
                    assertThatThrownBy(() -> ask(socket)).isInstanceOf(IOException.class);
                });
                assertThat(refused.await()).isInstanceOf(SSLException.class)
                        .hasMessageContaining("asks for a renegotiation, which is refused")
                        .hasMessageContaining("127.0.0.1");
            }
        });
    }

    @Test // TLS-23
    void newKeysAndTickets_passUnnoticed() {
        run(() -> {
            try (Server server = startServer(
                    (reader, writer) -> echo(reader, new Connection(reader, writer)), "127.0.0.1", 0,
                    ServerOptions.DEFAULT.withTls(serverTls()))) {
                talk(server, "TLSv1.3", socket -> {
                    ask(socket);
                    for (int i = 0; i < 5; i++) {
                        socket.startHandshake(); // asks for new keys
                        ask(socket);
                    }
                });
                assertThat(server.failedSetups()).isZero();
            }
        });
    }

    private static void echo(StreamReader reader, Connection connection) throws IOException {
        for (byte[] line : reader.lines()) {
            connection.writer().write(line);
            connection.writer().drain();
        }
    }

    @Test // STW-34, TLS-26: the sender is held up by who does not read, through both layers
    void whatNobodyReads_staysWithTheSender_alsoEncrypted() {
        run(() -> {
            try (MemoryPair pair = memoryPair(10_000, 65536)) {
                upgrade(pair, clientTls());
                int[] sent = {0};
                var sending = createTask(() -> {
                    for (int i = 0; i < 100; i++) {
                        pair.left().writer().write(new byte[20_000]);
                        sent[0] = i;
                        pair.left().writer().drain();
                    }
                });
                ticks(200);
                int before = sent[0];
                assertThat(before).isLessThan(15); // marks of 64 KiB, 64 KiB of records, 10,000 bytes on their way
                ticks(200);
                assertThat(sent[0]).isEqualTo(before);
                assertThat(pair.right().reader().readExactly(2_000_000)).hasSize(2_000_000);
                sending.await();
            }
        });
    }

    @Test // TLS-27
    void whatIsDecryptedAlready_isReadWithoutTheNetwork_andWritingGoesOnMeanwhile() {
        run(() -> {
            try (MemoryPair pair = memoryPair()) {
                upgrade(pair, clientTls());
                pair.left().writer().write(new byte[10_000]); // one record
                assertThat(pair.right().reader().read(100)).hasSize(100);
                pair.right().writer().write("meanwhile\n");
                assertThat(text(pair.left().reader().readLine())).isEqualTo("meanwhile\n");
                for (int i = 1; i < 100; i++) {
                    assertThat(pair.right().reader().readExactly(100)).hasSize(100);
                }
            }
        });
    }

    @Test // TLS-29, TLS-30
    void aBrokenConnection_isClosing_andItsEndIsToldInTheNextTick() {
        run(() -> {
            MemoryPair pair = memoryPair(1000, 65536);
            upgrade(pair, clientTls());
            pair.left().writer().write(new byte[5000]);
            ticks(2);
            pair.right().writer().abort();
            var closed = createTask(() -> pair.left().writer().waitClosed());
            for (int i = 0; i < 20 && !pair.left().writer().isClosing(); i++) {
                assertThat(closed.done()).isFalse();
                ticks(1);
            }
            assertThat(pair.left().writer().isClosing()).isTrue();
            ticks(3);
            assertThat(closed.done()).isTrue();
            assertThat(closed.exception()).isInstanceOf(IOException.class);
        });
    }

    @Test // STW-37
    void anUpgrade_hasItsNameAndLimits_andNeedsAnOpenConnection() {
        run(() -> {
            MemoryPair silent = memoryPair();
            assertThatThrownBy(
                    () -> silent.left().writer().startTls(clientTls().withHandshakeTimeout(ms(30))))
                    .isInstanceOf(SocketException.class).hasMessageContaining("longer than 0.03 seconds");
            assertThat(silent.left().writer().isClosing()).isTrue();
            MemoryPair named = memoryPair();
            var serving = createTask(() -> named.right().writer().startTls(serverTls()));
            assertThatThrownBy(
                    () -> named.left().writer().startTls(clientTls().withServerHostname("elsewhere")))
                    .isInstanceOf(SSLException.class);
            assertThat(catchThrowable(serving::await)).isInstanceOf(IOException.class);
            MemoryPair closing = memoryPair();
            closing.left().close();
            assertThatThrownBy(() -> closing.left().writer().startTls(clientTls()))
                    .isInstanceOf(ConnectionLostException.class);
        });
    }

    @Test // CON-17
    void aConnectionThatCannotBeMade_closesTheChannelThatItWasGiven() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> reader.read(), "127.0.0.1", 0)) {
                var channel = SocketChannel.open(at("127.0.0.1", server.port()));
                assertThatThrownBy(() -> openConnection(channel, ConnectOptions.DEFAULT.withTls()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("You must set serverHostname");
                assertThat(channel.isOpen()).isFalse();
            }
        });
    }
}
