package io.asyncio4j.net.tests.peers;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.taskGroup;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.TestCertificates.file;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.ConnectionHandler;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.tests.kit.TestCertificates;
import io.asyncio4j.process.Output;
import io.asyncio4j.process.Process;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same programs on CPython's asyncio and here, in both directions, straight and by way of a proxy that splits. */
@Timeout(120)
class CpythonPeersTest {

    @BeforeAll
    static void isInstalled() throws Exception {
        Cpython.assumeInstalled();
        assertThat(file("authority.pem")).exists();
    }

    private static final ConnectionHandler ECHO = (reader, writer) -> {
        for (byte[] data = reader.read(65536); data.length > 0; data = reader.read(65536)) {
            writer.write(data);
            writer.drain();
        }
    };

    /** Passes bytes on in pieces of random lengths, with pauses. */
    private static Server splitter(int target, long seed) throws IOException {
        return startServer((reader, writer) -> {
            try (Connection other = openConnection("127.0.0.1", target)) {
                taskGroup(g -> {
                    g.createTask(() -> split(reader, other.writer(), new Random(seed)));
                    g.createTask(() -> split(other.reader(), writer, new Random(seed + 1)));
                });
            }
        }, "127.0.0.1", 0);
    }

    private static void split(StreamReader from, StreamWriter to, Random random) throws IOException {
        for (byte[] data = from.read(65536); data.length > 0; data = from.read(65536)) {
            for (int start = 0; start < data.length;) {
                int end =
                        Math.min(data.length, start + 1 + random.nextInt(random.nextInt(10) == 0 ? 5 : 9000));
                to.write(data, start, end - start);
                to.drain();
                if (random.nextInt(20) == 0) {
                    sleep(Duration.ofMillis(1));
                }
                start = end;
            }
        }
        to.writeEof();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "plain split", "tls", "tls split"})
    void itsClient_ourServer(String how) {
        boolean tls = how.startsWith("tls");
        run(() -> {
            ServerOptions options = ServerOptions.DEFAULT.withLimit(2_000_000);
            if (tls) {
                options = options.withTls(TlsOptions.of(TestCertificates.server()));
            }
            Server server = startServer(ECHO, "127.0.0.1", 0, options);
            try (Server proxy = splitter(server.port(), how.hashCode())) {
                String port = Integer.toString(how.endsWith("split") ? proxy.port() : server.port());
                Process client = tls ? Cpython.start("echo_client.py", port, file("authority.pem").toString())
                        : Cpython.start("echo_client.py", port);
                Output output = client.communicate();
                assertThat(text(output.stdout())).isEqualTo("ok\n");
                assertThat(client.returnCode()).isZero();
                server.close();
                server.waitClosed();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "plain split", "tls", "tls split"})
    void ourClient_itsServer(String how) {
        boolean tls = how.startsWith("tls");
        run(() -> {
            Process python = tls ? Cpython.start("echo_server.py", file("server.pem").toString(),
                    file("server-key.pem").toString()) : Cpython.start("echo_server.py");
            try (python) {
                int target = Integer.parseInt(String.valueOf(python.stdout().readLine(UTF_8)));
                try (Server proxy = splitter(target, how.hashCode())) {
                    ConnectOptions options = ConnectOptions.DEFAULT.withLimit(2_000_000);
                    if (tls) {
                        options = options.withTls(TlsOptions.of(TestCertificates.client()));
                    }
                    int port = how.endsWith("split") ? proxy.port() : target;
                    try (Connection client = openConnection("localhost", port, options)) {
                        talk(client, tls);
                    }
                }
                python.stdin().close();
                assertThat(python.waitFor()).isZero();
            }
        });
    }

    private static void talk(Connection client, boolean tls) throws IOException {
        for (int i = 0; i < 100; i++) {
            client.writer().write("line " + i + "\n");
            assertThat(text(client.reader().readLine())).isEqualTo("line " + i + "\n");
        }
        byte[] much = new byte[1_000_000];
        new Random(1).nextBytes(much);
        var sending = createTask(() -> {
            for (int i = 0; i < much.length; i += 70_000) {
                client.writer().write(Arrays.copyOfRange(much, i, Math.min(much.length, i + 70_000)));
                client.writer().drain();
            }
            if (!tls) {
                client.writer().writeEof();
            }
        });
        assertThat(client.reader().readExactly(much.length)).isEqualTo(much);
        sending.await();
        if (!tls) {
            assertThat(client.reader().read()).isEmpty();
        }
        client.writer().close();
        client.writer().waitClosed();
    }
}
