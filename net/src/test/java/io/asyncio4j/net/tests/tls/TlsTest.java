package io.asyncio4j.net.tests.tls;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.memoryPair;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.TlsEcho.clientTls;
import static io.asyncio4j.net.tests.kit.TlsEcho.connect;
import static io.asyncio4j.net.tests.kit.TlsEcho.server;
import static io.asyncio4j.net.tests.kit.TlsEcho.serverTls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.MemoryPair;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.tests.kit.Leaks;
import io.asyncio4j.net.tests.kit.TestCertificates;
import io.asyncio4j.net.tests.kit.TlsEcho;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TlsTest {

    @BeforeAll
    static void makeCertificates() {
        assertThat(TestCertificates.file("authority.pem")).exists();
    }

    @Test // TLS-01, TLS-09, TLS-10, TLS-16, STW-20
    void bothSidesSpeak_knowTheSession_andSayGoodBye() throws Exception {
        run(() -> TestCertificates.server());
        run(() -> sleep(ms(1)));
        Leaks.assertNone(() -> {
            run(() -> {
                Server server = server(serverTls().withApplicationProtocols("h2", "http/1.1"));
                try (Connection client = connect(server, clientTls().withApplicationProtocols("http/1.1"))) {
                    assertThat(TlsEcho.ask(client, "hello\n")).isEqualTo("hello\n");
                    assertThat(client.writer().applicationProtocol()).isEqualTo("http/1.1");
                    assertThat(client.writer().canWriteEof()).isFalse();
                    assertThatThrownBy(client.writer()::writeEof)
                            .isInstanceOf(UnsupportedOperationException.class);
                    client.writer().close();
                    client.writer().waitClosed();
                    assertThat(client.writer().sslSession().getProtocol()).isEqualTo("TLSv1.3");
                    var certificate = (X509Certificate) client.writer().sslSession().getPeerCertificates()[0];
                    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=server");
                    server.close();
                    server.waitClosed();
                }
            });
            return null;
        });
    }

    @Test // TLS-02
    void aHandshakeThatTakesTooLong_isEnded() {
        run(() -> {
            try (Server silent =
                    startServer((reader, writer) -> sleep(Duration.ofHours(1)), "127.0.0.1", 0)) {
                assertThatThrownBy(() -> connect(silent, clientTls().withHandshakeTimeout(ms(50))))
                        .isInstanceOf(SocketException.class)
                        .hasMessageContaining("TLS handshake with")
                        .hasMessageContaining("is taking longer than 0.05 seconds: aborting the connection");
            }
            assertThatThrownBy(() -> TlsOptions.DEFAULT.withHandshakeTimeout(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("handshakeTimeout should be a positive number");
            assertThatThrownBy(() -> TlsOptions.DEFAULT.withShutdownTimeout(ms(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("shutdownTimeout should be a positive number");
            try (Server server = server(serverTls().withHandshakeTimeout(ms(50)));
                    Connection plain = openConnection("127.0.0.1", server.port())) {
                assertThat(plain.reader().read()).isEmpty();
                sleep(ms(10));
                assertThat(server.failedSetups()).isEqualTo(1);
            }
        });
    }

    @Test // TLS-04, TLS-05
    void aPeerThatSpeaksNoTls_isNamed() {
        run(() -> {
            try (Server plain = startServer((reader, writer) -> {
                reader.read(1);
                writer.write("this is no TLS, I fear\n");
            }, "127.0.0.1", 0)) {
                assertThatThrownBy(() -> connect(plain, clientTls())).isInstanceOf(SSLException.class);
            }
            try (Server closing = startServer((reader, writer) -> {}, "127.0.0.1", 0)) {
                assertThatThrownBy(() -> connect(closing, clientTls())).isInstanceOf(IOException.class)
                        .hasMessageContaining(
                                "TLS handshake with localhost (127.0.0.1:" + closing.port() + ")")
                        .hasMessageContaining("the peer has closed the connection");
            }
        });
    }

    @Test // TLS-12
    void cancellingAHandshake_closesTheConnection() throws Exception {
        run(() -> TestCertificates.client());
        Leaks.assertNone(() -> {
            run(() -> {
                Server silent = startServer((reader, writer) -> reader.read(), "127.0.0.1", 0);
                for (int i = 0; i < 6; i++) {
                    var connecting = createTask(() -> connect(silent, clientTls()));
                    sleep(ms(3L * i));
                    connecting.cancel();
                    assertThatThrownBy(connecting::await).isInstanceOf(CancelledError.class);
                }
                silent.close();
                silent.waitClosed();
            });
            return null;
        });
    }

    @Test // TLS-17
    void aPeerThatDoesNotSayGoodBye_isNotWaitedForLongerThanTheLimit() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> sleep(Duration.ofHours(1)), "127.0.0.1", 0,
                    ServerOptions.DEFAULT.withTls(serverTls()))) {
                Connection client = connect(server, clientTls().withShutdownTimeout(ms(50)));
                client.close();
                client.writer().waitClosed();
            }
        });
    }

    @Test // TLS-16, TLS-17: the limit is for what is left to be sent, too
    void aPeerThatDoesNotRead_isNotWaitedForLongerThanTheLimit_andWhatWasNotSentIsTold() {
        run(() -> {
            try (MemoryPair pair = memoryPair()) {
                var serving = createTask(() -> pair.right().writer().startTls(serverTls()));
                pair.left().writer()
                        .startTls(clientTls().withServerHostname("localhost").withShutdownTimeout(ms(50)));
                serving.await();
                pair.left().writer().write(new byte[5_000_000]);
                pair.left().close();
                assertThatThrownBy(() -> pair.left().writer().waitClosed())
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessageContaining("took longer than PT0.05S")
                        .hasMessageContaining("bytes were not sent");
                assertThat(pair.left().writer().getWriteBufferSize()).isZero();
            }
        });
    }

    @Test // TLS-18
    void theGoodByeOfThePeer_isTheEnd_andClosesOurSideToo() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> writer.write("bye\n"), "127.0.0.1", 0,
                    ServerOptions.DEFAULT.withTls(serverTls()));
                    Connection client = connect(server, clientTls())) {
                assertThat(text(client.reader().read())).isEqualTo("bye\n");
                assertThat(client.writer().isClosing()).isTrue();
                client.writer().waitClosed();
            }
        });
    }

    @Test // TLS-16, STW-21: the good-bye needs the input that a task waits for
    void closingWhileAnotherTaskReads_endsBoth() {
        run(() -> {
            try (Server server = server(serverTls()); Connection client = connect(server, clientTls())) {
                assertThat(TlsEcho.ask(client, "x\n")).isEqualTo("x\n");
                var reading = createTask(() -> client.reader().readLine());
                var cancelled = createTask(() -> sleep(Duration.ofHours(1)));
                sleep(ms(5));
                client.writer().close();
                client.writer().waitClosed();
                assertThat(reading.await()).isEmpty();
                cancelled.cancel();
            }
        });
    }

    @Test // TLS-19
    void anEndWithoutGoodBye_isAnError_unlessAllowed() {
        run(() -> {
            try (Server server = startServer((reader, writer) -> {
                writer.write("part");
                writer.drain();
                sleep(ms(30));
                writer.abort();
            }, "127.0.0.1", 0, ServerOptions.DEFAULT.withTls(serverTls()))) {
                try (Connection client = connect(server, clientTls())) {
                    assertThat(text(client.reader().readExactly(4))).isEqualTo("part");
                    assertThatThrownBy(() -> client.reader().read()).isInstanceOf(SSLException.class)
                            .hasMessageContaining("without close_notify");
                }
                try (Connection client = connect(server, clientTls().allowingTruncation())) {
                    assertThat(text(client.reader().read())).isEqualTo("part");
                }
            }
        });
    }

    @Test // TLS-35, TLS-25, TLS-28
    void muchInBothDirections_arrives() {
        run(() -> {
            byte[] data = new byte[3_000_000];
            for (int i = 0; i < data.length; i++) {
                data[i] = (byte) (i * 31 + i / 1000);
            }
            try (Server server = startServer((reader, writer) -> {
                for (byte[] chunk = reader.read(50_000); chunk.length > 0; chunk = reader.read(50_000)) {
                    writer.write(chunk);
                    writer.drain();
                }
            }, "127.0.0.1", 0, ServerOptions.DEFAULT.withTls(serverTls()));
                    Connection client = connect(server, clientTls())) {
                var sending = createTask(() -> {
                    for (int i = 0; i < data.length; i += 30_000) {
                        client.writer().write(data, i, Math.min(30_000, data.length - i));
                        client.writer().drain();
                    }
                });
                assertThat(client.reader().readExactly(data.length)).isEqualTo(data);
                sending.await();
            }
        });
    }

    @Test // TLS-35: also at each byte of the handshake, and of the good-bye
    void recordsThatAreSplitAtAnyByte_areTheSame() {
        run(() -> {
            for (int capacity : new int[] {1, 7, 1000}) {
                try (MemoryPair pair = memoryPair(capacity, 65536)) {
                    var serving = createTask(() -> pair.right().writer().startTls(serverTls()));
                    pair.left().writer().startTls(clientTls().withServerHostname("localhost"));
                    var reading = createTask(() -> pair.left().reader().read()); // there is no room for tickets
                    serving.await();
                    for (int length : new int[] {1, 255, 5000}) {
                        pair.left().writer().write(new byte[length]);
                        assertThat(pair.right().reader().readExactly(length)).hasSize(length);
                    }
                    pair.right().close();
                    assertThat(reading.await()).isEmpty();
                    pair.right().writer().waitClosed();
                }
            }
        });
    }

    // Upgrades.

    private static MemoryPair upgraded() throws IOException {
        MemoryPair pair = memoryPair();
        upgrade(pair);
        return pair;
    }

    private static void upgrade(MemoryPair pair) throws IOException {
        TlsOptions server = serverTls();
        TlsOptions client = clientTls().withServerHostname("localhost");
        var serving = createTask(() -> pair.right().writer().startTls(server));
        pair.left().writer().startTls(client);
        serving.await();
    }

    @Test // STW-32, TLS-31, TLS-34
    void startTls_encryptsAConnection() {
        run(() -> {
            try (MemoryPair pair = memoryPair()) {
                pair.left().writer().write("plain\n");
                assertThat(text(pair.right().reader().readLine())).isEqualTo("plain\n");
                upgrade(pair);
                assertThat(ask(pair)).isEqualTo("secret\n");
                assertThat(pair.left().writer().sslSession()).isNotNull();
            }
        });
    }

    private static String ask(MemoryPair pair) throws IOException {
        pair.left().writer().write("secret\n");
        return text(pair.right().reader().readLine());
    }

    @Test // TLS-33
    void tlsInTls_works() {
        run(() -> {
            try (MemoryPair pair = upgraded()) {
                upgrade(pair);
                assertThat(ask(pair)).isEqualTo("secret\n");
            }
        });
    }

    @Test // STW-33, TLS-32
    void bytesThatCameWithTheLastPlainOnes_belongToTls() {
        run(() -> {
            try (MemoryPair pair = memoryPair()) {
                var client = createTask(() -> {
                    pair.left().writer().write("STARTTLS\n");
                    pair.left().writer().startTls(clientTls().withServerHostname("localhost")); // does not wait
                });
                sleep(ms(20));
                assertThat(text(pair.right().reader().readLine())).isEqualTo("STARTTLS\n");
                pair.right().writer().startTls(serverTls());
                client.await();
                assertThat(ask(pair)).isEqualTo("secret\n");
            }
        });
    }

    @Test // STW-33
    void startTlsWhileATaskReads_isRefused() {
        run(() -> {
            try (MemoryPair pair = memoryPair()) {
                var reading = createTask(() -> pair.left().reader().readLine());
                sleep(ms(1));
                assertThatThrownBy(() -> pair.left().writer().startTls(clientTls()))
                        .isInstanceOf(IllegalStateException.class).hasMessageContaining("while a task reads");
                pair.right().writer().write("x\n");
                assertThat(text(reading.await())).isEqualTo("x\n");
            }
        });
    }

    @Test // STW-35, TLS-14
    void whatIsWrittenDuringTheUpgrade_isSentEncrypted() {
        run(() -> {
            try (MemoryPair pair = memoryPair()) {
                var upgrading = createTask(() -> pair.left().writer().startTls(
                        clientTls().withServerHostname("localhost")));
                sleep(ms(5));
                pair.left().writer().write("hidden\n");
                var serving = createTask(() -> pair.right().writer().startTls(serverTls()));
                upgrading.await();
                serving.await();
                assertThat(text(pair.right().reader().readLine())).isEqualTo("hidden\n");
            }
        });
    }

    @Test // STW-36, TLS-13
    void aFailedOrCancelledUpgrade_closesTheConnection() {
        run(() -> {
            try (MemoryPair pair = memoryPair()) {
                var upgrading =
                        createTask(() -> pair.left().writer().startTls(clientTls().withServerHostname("x")));
                sleep(ms(5));
                upgrading.cancel();
                assertThatThrownBy(upgrading::await).isInstanceOf(CancelledError.class);
                pair.left().writer().waitClosed();
                assertThat(pair.left().writer().isClosing()).isTrue();
            }
            try (MemoryPair pair = memoryPair()) {
                var upgrading =
                        createTask(() -> pair.left().writer().startTls(clientTls().withServerHostname("x")));
                sleep(ms(5));
                pair.left().writer().close();
                assertThatThrownBy(upgrading::await).isInstanceOf(IOException.class);
            }
        });
    }

    @Test // CON-21
    void aNameToCheck_mustBeKnown() {
        run(() -> {
            try (MemoryPair pair = memoryPair()) {
                assertThatThrownBy(() -> pair.left().writer().startTls(clientTls()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("You must set serverHostname");
            }
        });
        assertThat(Net.DEFAULT_LIMIT).isEqualTo(65536);
    }
}
