package io.asyncio4j.net.tests.peers;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.net.Net.openConnection;
import static io.asyncio4j.net.Net.startServer;
import static io.asyncio4j.net.tests.kit.Loops.ms;
import static io.asyncio4j.net.tests.kit.Loops.text;
import static io.asyncio4j.net.tests.kit.TestCertificates.file;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.process.Output;
import io.asyncio4j.process.Process;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Dialogues whose parts are the same programs on CPython's asyncio and here, each part on either side: lines, frames, an end
 * in each direction, much at once, a reset, TLS put in place later; straight, and by way of a proxy that passes single bytes.
 */
@Timeout(60)
class CpythonDialoguesTest {

    private static final int LIMIT = 200_000;
    private static final String DRIPPING = "dripping";

    @BeforeAll
    static void isInstalled() throws Exception {
        Cpython.assumeInstalled();
        assertThat(file("authority.pem")).exists();
    }

    @ParameterizedTest
    @CsvSource({"lines, straight", "lines, dripping", "frames, straight", "frames, dripping",
        "half-closed, straight", "half-closed, dripping", "both-ways, straight", "both-ways, dripping",
        "reset, straight", "upgrade, straight", "upgrade, dripping"})
    void itsClient_ourServer(String dialogue, String way) {
        run(() -> {
            List<Throwable> failures = new ArrayList<>();
            try (Server server = startServer((reader, writer) -> {
                try {
                    Dialogues.server(dialogue, reader, writer);
                } catch (Throwable e) {
                    failures.add(e);
                    throw e;
                }
            }, "127.0.0.1", 0, ServerOptions.DEFAULT.withLimit(LIMIT));
                    Server proxy = DrippingProxy.to(server.port());
                    Process client = Cpython.start("dialogues.py", "client", dialogue,
                            Integer.toString(way.equals(DRIPPING) ? proxy.port() : server.port()),
                            file("authority.pem").toString())) {
                Output output = client.communicate();
                assertThat(server.shutdown(ms(20_000))).as("the handler has ended").isTrue();
                assertThat(failures).isEmpty();
                assertThat(text(output.stdout())).isEqualTo("ok\n");
                assertThat(client.returnCode()).isZero();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"lines, straight", "lines, dripping", "frames, straight", "frames, dripping",
        "half-closed, straight", "half-closed, dripping", "both-ways, straight", "both-ways, dripping",
        "reset, straight", "upgrade, straight", "upgrade, dripping"})
    void ourClient_itsServer(String dialogue, String way) {
        run(() -> {
            try (Process python = Cpython.start("dialogues.py", "server", dialogue,
                    file("server.pem").toString(), file("server-key.pem").toString())) {
                int port = Integer.parseInt(String.valueOf(python.stdout().readLine(UTF_8)));
                try (Server proxy = DrippingProxy.to(port);
                        Connection client = openConnection("127.0.0.1",
                                way.equals(DRIPPING) ? proxy.port() : port,
                                ConnectOptions.DEFAULT.withLimit(LIMIT))) {
                    Dialogues.client(dialogue, client.reader(), client.writer());
                    client.writer().close();
                    if (!dialogue.equals(Dialogues.RESET)) {
                        client.writer().waitClosed();
                    }
                    python.stdin().close();
                    assertThat(python.waitFor()).isZero();
                }
            }
        });
    }
}
