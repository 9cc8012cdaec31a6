package io.asyncio4j.net.tests.tls;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.TlsEcho.ask;
import static io.asyncio4j.net.tests.kit.TlsEcho.clientTls;
import static io.asyncio4j.net.tests.kit.TlsEcho.connect;
import static io.asyncio4j.net.tests.kit.TlsEcho.server;
import static io.asyncio4j.net.tests.kit.TlsEcho.serverTls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.TlsContexts;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.TlsOptions.ClientCertificate;
import io.asyncio4j.net.tests.kit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a peer proves to be, and with what. */
@Timeout(60)
class CertificatesTest {

    @BeforeAll
    static void makeCertificates() {
        assertThat(TestCertificates.file("authority.pem")).exists();
    }

    @ParameterizedTest // TLS-06
    @CsvSource({
        "stranger, unable to find valid certification path", // signed by itself
        "forged, ignature", // says that the authority has signed it, which it has not
        "bylayman, not a CA certificate", // signed by somebody whom the authority knows, but who may not sign
        "expired, NotAfter",
        "future, NotBefore", // not valid yet
        "elsewhere, localhost", // for another name
        "clientonly, xtended key usage" // not for servers
    })
    void aWrongCertificate_isRefused_withTheReason_andTheServerHearsOfIt(String wrong, String reason)
            throws Exception {
        run(() -> {
            try (Server server = server(TlsOptions.of(TestCertificates.key(wrong)))) {
                Throwable e = catchThrowable(() -> connect(server, clientTls()));
                assertThat(e).isInstanceOf(SSLHandshakeException.class)
                        .hasMessageStartingWith(
                                "TLS handshake with localhost (127.0.0.1:" + server.port() + ") failed: ")
                        .hasCauseInstanceOf(CertificateException.class).hasStackTraceContaining(reason);
                while (server.connections() > 0) {
                    sleep(ms(1));
                }
                assertThat(server.failedSetups()).isEqualTo(1);
            }
        });
    }

    @ParameterizedTest // TLS-06, TLS-24: the same, the other way round
    @ValueSource(strings = {"stranger", "forged", "bylayman", "expired", "future", "serveronly"})
    void aWrongClientCertificate_isRefused_andTheClientHearsOfIt(String wrong) throws Exception {
        run(() -> {
            try (Server server = server(serverTls().withClientCertificate(ClientCertificate.REQUIRED))) {
                assertThatThrownBy(() -> {
                    try (Connection client = connect(server, TlsOptions.of(TestCertificates.key(wrong)))) {
                        ask(client, "x\n");
                        throw new IOException("the end of the stream");
                    }
                }).isInstanceOf(SSLException.class);
                while (server.connections() > 0) {
                    sleep(ms(1));
                }
                assertThat(server.failedSetups()).isEqualTo(1);
            }
        });
    }

    @Test // TLS-06, TLS-08
    void anAuthorityThatTheJdkDoesNotKnow_isRefused() {
        run(() -> {
            try (Server server = server(serverTls())) { // the JDK's own authorities do not know ours
                assertThatThrownBy(() -> connect(server, TlsOptions.DEFAULT))
                        .isInstanceOf(SSLException.class);
                sleep(ms(20));
                assertThat(server.failedSetups()).isEqualTo(1);
                assertThat(server.connections()).isZero();
            }
        });
    }

    @Test // TLS-07
    void theNameIsChecked_unlessThatIsSwitchedOff() {
        run(() -> {
            try (Server server = server(TlsOptions.of(TestCertificates.key("elsewhere")))) {
                assertThatThrownBy(() -> connect(server, clientTls()))
                        .isInstanceOf(SSLHandshakeException.class);
                try (Connection named =
                        connect(server, clientTls().withServerHostname("elsewhere.example"))) {
                    assertThat(ask(named, "a\n")).isEqualTo("a\n");
                }
                try (Connection unchecked = connect(server, clientTls().withoutHostnameVerification())) {
                    assertThat(ask(unchecked, "b\n")).isEqualTo("b\n");
                }
            }
            try (Server server = server(serverTls());
                    Connection byAddress = openConnection("127.0.0.1", server.port(),
                            ConnectOptions.DEFAULT.withTls(clientTls()))) {
                assertThat(ask(byAddress, "c\n")).isEqualTo("c\n");
            }
        });
    }

    @Test // TLS-07, TLS-09
    void aNameThatTheServerCannotBeTold_isCheckedAllTheSame() {
        run(() -> {
            try (Server server = server(serverTls())) {
                try (Connection rooted = connect(server, clientTls().withServerHostname("localhost."))) {
                    assertThat(ask(rooted, "a\n")).isEqualTo("a\n");
                }
                TlsOptions underscored = clientTls().withServerHostname("local_host");
                assertThatThrownBy(() -> connect(server, underscored))
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining("local_host");
                try (Connection unchecked = connect(server, underscored.withoutHostnameVerification())) {
                    assertThat(ask(unchecked, "b\n")).isEqualTo("b\n");
                }
            }
        });
    }

    @Test // TLS-06, TLS-24
    void clientCertificates_canBeRequired() {
        run(() -> {
            try (Server server = server(serverTls().withClientCertificate(ClientCertificate.REQUIRED))) {
                try (Connection known = connect(server, TlsOptions.of(TestCertificates.key("client")))) {
                    assertThat(ask(known, "x\n")).isEqualTo("x\n");
                }
                assertThatThrownBy(() -> { // in TLS 1.3 the client only learns of it when it reads
                    try (Connection unknown = connect(server, clientTls())) {
                        ask(unknown, "x\n");
                        throw new IOException("the end of the stream");
                    }
                }).isInstanceOf(SSLException.class);
            }
        });
    }

    @Test // TLS-08: keys in PEM files
    void keysInPemFiles_work(@TempDir Path folder) {
        run(() -> {
            Path pkcs8 = TestCertificates.file("rsa-key.pem");
            Path pkcs1 = folder.resolve("pkcs1.pem");
            byte[] key =
                    Base64.getMimeDecoder().decode(Files.readString(pkcs8).replaceAll("-----.*-----", ""));
            // behind the version and the algorithm, in an octet string
            Files.writeString(pkcs1,
                    TestCertificates.pem("RSA PRIVATE KEY", Arrays.copyOfRange(key, 26, key.length)));
            for (Path file : List.of(pkcs8, pkcs1)) {
                var context = TlsContexts.builder().pemKey(TestCertificates.file("rsa.pem"), file).build();
                try (Server server = server(TlsOptions.of(context));
                        Connection client = connect(server, clientTls())) {
                    assertThat(ask(client, file + "\n")).isEqualTo(file + "\n");
                }
            }
            assertThatThrownBy(() -> TlsContexts.builder().trustPem(pkcs8))
                    .hasMessageContaining("there is no certificate in").hasMessageContaining("rsa-key.pem");
            assertThatThrownBy(() -> TlsContexts.builder().pemKey(TestCertificates.file("rsa.pem"),
                    TestCertificates.file("server.pem"))).hasMessageContaining("there is no private key in");
        });
    }

    @Test // TLS-08: what is no PEM file is named
    void filesThatAreNoPem_areNamed(@TempDir Path folder) throws IOException {
        Path binary =
                Files.write(folder.resolve("binary.der"), new byte[] {0x30, (byte) 0x82, (byte) 0xff, 0});
        assertThatThrownBy(() -> TlsContexts.builder().trustPem(binary)).isInstanceOf(IOException.class)
                .hasMessageContaining("there is no certificate in").hasMessageContaining("binary.der");
        Path chain = TestCertificates.file("rsa.pem");
        assertThatThrownBy(() -> TlsContexts.builder().pemKey(chain, binary)).isInstanceOf(IOException.class)
                .hasMessageContaining("there is no private key in").hasMessageContaining("binary.der");
        Path store = TestCertificates.file("server.p12");
        assertThatThrownBy(() -> TlsContexts.builder().pkcs12Key(store, new char[] {'x'}))
                .isInstanceOf(IOException.class).hasMessageContaining("server.p12")
                .hasMessageContaining("password");
        assertThatThrownBy(() -> TlsContexts.builder().trustPkcs12(binary, new char[] {'x'}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("binary.der cannot be read as PKCS #12");
        assertThatThrownBy(() -> TlsContexts.builder().pkcs12Key(folder.resolve("none.p12"), new char[0]))
                .isInstanceOf(NoSuchFileException.class).hasMessageContaining("none.p12");
        Path cut = Files.writeString(folder.resolve("cut.pem"),
                "gr\u00fcn\n-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> TlsContexts.builder().pemKey(chain, cut)).isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be read").hasMessageContaining("cut.pem");
    }
}
